-- Indexes as the statements ask for them: none that walks an account, none that nobody asks for.

-- A user's external ids are found by the user, whatever namespace they are in.
DROP INDEX external_ids_user;
CREATE UNIQUE INDEX external_ids_user ON external_ids (account_id, user_id, namespace);

-- Of a user's and an agent's message each is in one of these two.
DROP INDEX messages_device_client;
CREATE UNIQUE INDEX messages_device_client ON messages (account_id, device_id, client_id) WHERE device_id IS NOT NULL;
DROP INDEX messages_agent_client;
CREATE UNIQUE INDEX messages_agent_client ON messages (account_id, agent_id, client_id) WHERE agent_id IS NOT NULL;

-- Messages and tickets are found by the conversation that they are found in now.
DROP INDEX messages_conversation;
DROP INDEX tickets_conversation;
CREATE INDEX tickets_root ON tickets (account_id, root_id, number);

DROP INDEX sessions_expires;
