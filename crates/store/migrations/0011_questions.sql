-- What was written before a login and is not joined at once: the person is asked whether it is theirs (MRG-11).

ALTER TABLE accounts ADD COLUMN join_policy TEXT NOT NULL DEFAULT 'within_half_an_hour' CHECK (join_policy IN ('within_half_an_hour', 'always', 'ask'));

-- Whether the person said in the messenger that what was joined is theirs: the session is then the one they said it with.
ALTER TABLE merges ADD COLUMN answered BIGINT NOT NULL DEFAULT 0 CHECK (answered IN (0, 1));

-- A session is asked once at most. from_epoch is what A's session_epoch was when it was asked.
CREATE TABLE questions (
  account_id BYTEA NOT NULL,
  session_id BYTEA NOT NULL,
  from_user_id BYTEA NOT NULL,
  from_epoch BIGINT NOT NULL,
  user_id BYTEA NOT NULL,
  written_at BIGINT NOT NULL,
  asked_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  answer TEXT CHECK (answer IN ('mine', 'not_mine')),
  answered_at BIGINT,
  PRIMARY KEY (account_id, session_id),
  CHECK ((answer IS NULL) = (answered_at IS NULL)),
  FOREIGN KEY (account_id, session_id) REFERENCES sessions (account_id, id),
  FOREIGN KEY (account_id, from_user_id) REFERENCES users (account_id, id),
  FOREIGN KEY (account_id, user_id) REFERENCES users (account_id, id)
);
CREATE INDEX questions_from ON questions (account_id, from_user_id);
CREATE INDEX questions_user ON questions (account_id, user_id);

-- MRG-6: where a person said so, found among all the events of a conversation.
CREATE INDEX events_confirmed ON events (account_id, conversation_id, happened_at) WHERE kind = 'confirmed';

-- MRG-3: whose ticket was merged into another, until they have seen it. Which one that is, the ticket itself says.
CREATE TABLE merge_notices (
  account_id BYTEA NOT NULL,
  ticket_id BYTEA NOT NULL,
  agent_id BYTEA NOT NULL,
  merged_at BIGINT NOT NULL,
  PRIMARY KEY (account_id, ticket_id),
  FOREIGN KEY (account_id, ticket_id) REFERENCES tickets (account_id, id),
  FOREIGN KEY (account_id, agent_id) REFERENCES agents (account_id, id)
);
CREATE INDEX merge_notices_agent ON merge_notices (account_id, agent_id, merged_at, ticket_id);
