-- The core: accounts, channels, keys, users, sessions, evidence, conversations, tickets, messages, events.
--
-- Written once in the SQL that both engines share; on SQLite the migrator turns BYTEA into BLOB and BIGINT into
-- INTEGER and makes each table STRICT, WITHOUT ROWID. Ids are 12 bytes, times milliseconds since 1970, yes and
-- no are 1 and 0. Each table begins with the account, which leads every index.

-- The installation's own: the check value of the master key, the wrapped data keys, the public address.
CREATE TABLE installation (
  name TEXT NOT NULL,
  value BYTEA NOT NULL,
  PRIMARY KEY (name)
);

-- Where to look when the account is not known yet: a channel's public key, an agent's address.
CREATE TABLE directory (
  kind TEXT NOT NULL CHECK (kind IN ('channel', 'agent')),
  key TEXT NOT NULL,
  account_id BYTEA NOT NULL,
  target_id BYTEA NOT NULL,
  PRIMARY KEY (kind, key)
);

CREATE TABLE accounts (
  id BYTEA NOT NULL,
  name TEXT NOT NULL,
  email_policy TEXT NOT NULL CHECK (email_policy IN ('verified_only', 'verified_and_unverified', 'anyone_may_claim')),
  session_limit BIGINT NOT NULL,
  greatest_token_age BIGINT,
  conversation_metadata BIGINT NOT NULL CHECK (conversation_metadata IN (0, 1)),
  created_at BIGINT NOT NULL,
  PRIMARY KEY (id)
);

-- Numbers that only grow, such as the next ticket's. Taken last in a transaction.
CREATE TABLE counters (
  account_id BYTEA NOT NULL,
  name TEXT NOT NULL,
  value BIGINT NOT NULL,
  PRIMARY KEY (account_id, name),
  FOREIGN KEY (account_id) REFERENCES accounts (id)
);

CREATE TABLE agents (
  account_id BYTEA NOT NULL,
  id BYTEA NOT NULL,
  email TEXT NOT NULL,
  email_key TEXT NOT NULL,
  name TEXT NOT NULL,
  role TEXT NOT NULL CHECK (role IN ('agent', 'administrator')),
  password_hash TEXT NOT NULL,
  session_epoch BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  disabled_at BIGINT,
  PRIMARY KEY (account_id, id),
  FOREIGN KEY (account_id) REFERENCES accounts (id)
);
CREATE UNIQUE INDEX agents_email ON agents (account_id, email_key);

CREATE TABLE agent_sessions (
  account_id BYTEA NOT NULL,
  id BYTEA NOT NULL,
  agent_id BYTEA NOT NULL,
  secret_hash BYTEA NOT NULL,
  agent_epoch BIGINT NOT NULL,
  opened_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  ended_at BIGINT,
  PRIMARY KEY (account_id, id),
  FOREIGN KEY (account_id, agent_id) REFERENCES agents (account_id, id)
);

CREATE TABLE brands (
  account_id BYTEA NOT NULL,
  id BYTEA NOT NULL,
  name TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  PRIMARY KEY (account_id, id),
  FOREIGN KEY (account_id) REFERENCES accounts (id)
);

CREATE TABLE channels (
  account_id BYTEA NOT NULL,
  id BYTEA NOT NULL,
  brand_id BYTEA NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('messaging', 'chat', 'omnichannel', 'apple')),
  name TEXT NOT NULL,
  public_key TEXT NOT NULL,
  version BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  deleted_at BIGINT,
  PRIMARY KEY (account_id, id),
  FOREIGN KEY (account_id, brand_id) REFERENCES brands (account_id, id)
);
CREATE UNIQUE INDEX channels_public_key ON channels (account_id, public_key);

CREATE TABLE channel_origins (
  account_id BYTEA NOT NULL,
  channel_id BYTEA NOT NULL,
  origin TEXT NOT NULL,
  PRIMARY KEY (account_id, channel_id, origin),
  FOREIGN KEY (account_id, channel_id) REFERENCES channels (account_id, id)
);

-- namespace is twelve zero bytes for the account's own, else the id of a setting (RES-13).
CREATE TABLE authentication_settings (
  account_id BYTEA NOT NULL,
  id BYTEA NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('signing_keys', 'shared_secret', 'oauth2_implicit', 'oauth2_code', 'openid_connect')),
  name TEXT NOT NULL,
  owner_id BYTEA,
  namespace BYTEA NOT NULL,
  config TEXT NOT NULL,
  sealed_secret BYTEA,
  session_epoch BIGINT NOT NULL,
  version BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  deleted_at BIGINT,
  PRIMARY KEY (account_id, id),
  FOREIGN KEY (account_id) REFERENCES accounts (id)
);

CREATE TABLE channel_authentication (
  account_id BYTEA NOT NULL,
  channel_id BYTEA NOT NULL,
  setting_id BYTEA NOT NULL,
  position BIGINT NOT NULL,
  login_required BIGINT NOT NULL CHECK (login_required IN (0, 1)),
  on_failure TEXT NOT NULL CHECK (on_failure IN ('anonymous', 'refuse')),
  sign_in_page TEXT,
  PRIMARY KEY (account_id, channel_id, setting_id),
  FOREIGN KEY (account_id, channel_id) REFERENCES channels (account_id, id),
  FOREIGN KEY (account_id, setting_id) REFERENCES authentication_settings (account_id, id)
);

-- A deleted key's row stays for the evidence that names it; its secret is wiped.
CREATE TABLE signing_keys (
  account_id BYTEA NOT NULL,
  id BYTEA NOT NULL,
  setting_id BYTEA NOT NULL,
  name TEXT NOT NULL,
  first_six TEXT NOT NULL,
  sealed_secret BYTEA,
  made_by BYTEA,
  made_at BIGINT NOT NULL,
  valid_until BIGINT,
  deleted_at BIGINT,
  session_epoch BIGINT NOT NULL,
  logins BIGINT NOT NULL,
  last_used_at BIGINT,
  PRIMARY KEY (account_id, id),
  CHECK (deleted_at IS NULL OR sealed_secret IS NULL),
  FOREIGN KEY (account_id, setting_id) REFERENCES authentication_settings (account_id, id),
  FOREIGN KEY (account_id, made_by) REFERENCES agents (account_id, id)
);
CREATE UNIQUE INDEX signing_keys_name ON signing_keys (account_id, setting_id, name) WHERE deleted_at IS NULL;

-- root_id caches where live merges lead: one's own id for everyone who was not merged into another.
CREATE TABLE users (
  account_id BYTEA NOT NULL,
  id BYTEA NOT NULL,
  root_id BYTEA NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('anonymous', 'known', 'retired', 'erased')),
  name TEXT,
  name_evidence_id BYTEA,
  session_epoch BIGINT NOT NULL,
  banned_at BIGINT,
  version BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  PRIMARY KEY (account_id, id),
  FOREIGN KEY (account_id) REFERENCES accounts (id),
  FOREIGN KEY (account_id, root_id) REFERENCES users (account_id, id)
);
CREATE INDEX users_root ON users (account_id, root_id);

CREATE TABLE devices (
  account_id BYTEA NOT NULL,
  id BYTEA NOT NULL,
  channel_id BYTEA NOT NULL,
  agent_text TEXT NOT NULL,
  locale TEXT,
  created_at BIGINT NOT NULL,
  last_seen_at BIGINT NOT NULL,
  banned_at BIGINT,
  PRIMARY KEY (account_id, id),
  FOREIGN KEY (account_id, channel_id) REFERENCES channels (account_id, id)
);

-- A row for each login or renewal, never changed. session_id has no foreign key: the session's row points here
-- and comes second.
CREATE TABLE evidence (
  account_id BYTEA NOT NULL,
  id BYTEA NOT NULL,
  user_id BYTEA NOT NULL,
  session_id BYTEA NOT NULL,
  device_id BYTEA NOT NULL,
  channel_id BYTEA NOT NULL,
  setting_id BYTEA NOT NULL,
  key_id BYTEA,
  key_name TEXT NOT NULL,
  method TEXT NOT NULL CHECK (method IN ('signed_token', 'oauth2_code', 'openid_connect')),
  rule TEXT NOT NULL,
  token_sha256 BYTEA NOT NULL,
  issued_at BIGINT,
  expires_at BIGINT,
  accepted_at BIGINT NOT NULL,
  namespace BYTEA NOT NULL,
  external_id TEXT,
  name TEXT,
  email TEXT,
  email_verified BIGINT NOT NULL CHECK (email_verified IN (0, 1)),
  PRIMARY KEY (account_id, id),
  FOREIGN KEY (account_id, user_id) REFERENCES users (account_id, id),
  FOREIGN KEY (account_id, device_id) REFERENCES devices (account_id, id),
  FOREIGN KEY (account_id, channel_id) REFERENCES channels (account_id, id),
  FOREIGN KEY (account_id, setting_id) REFERENCES authentication_settings (account_id, id),
  FOREIGN KEY (account_id, key_id) REFERENCES signing_keys (account_id, id)
);
CREATE UNIQUE INDEX evidence_user ON evidence (account_id, id, user_id);

-- External ids stay with their first user and resolve through its root (details 9).
CREATE TABLE external_ids (
  account_id BYTEA NOT NULL,
  namespace BYTEA NOT NULL,
  value TEXT NOT NULL,
  user_id BYTEA NOT NULL,
  created_at BIGINT NOT NULL,
  PRIMARY KEY (account_id, namespace, value),
  FOREIGN KEY (account_id, user_id) REFERENCES users (account_id, id)
);
CREATE UNIQUE INDEX external_ids_user ON external_ids (account_id, namespace, user_id);

CREATE TABLE email_identities (
  account_id BYTEA NOT NULL,
  id BYTEA NOT NULL,
  email_key TEXT NOT NULL,
  address TEXT NOT NULL,
  user_id BYTEA NOT NULL,
  origin TEXT NOT NULL CHECK (origin IN ('token', 'agent', 'api', 'form')),
  verified BIGINT NOT NULL CHECK (verified IN (0, 1)),
  position BIGINT NOT NULL,
  checked_how TEXT,
  evidence_id BYTEA,
  added_by BYTEA,
  created_at BIGINT NOT NULL,
  PRIMARY KEY (account_id, id),
  CHECK (verified = 0 OR (origin = 'token' AND evidence_id IS NOT NULL)),
  FOREIGN KEY (account_id, user_id) REFERENCES users (account_id, id),
  FOREIGN KEY (account_id, evidence_id) REFERENCES evidence (account_id, id)
);
CREATE UNIQUE INDEX email_identities_key ON email_identities (account_id, email_key);
CREATE INDEX email_identities_user ON email_identities (account_id, user_id);

-- The epochs are copies: a session counts only while they equal those of its user, setting and key (details 8).
-- An authenticated session has its evidence, setting and both their epochs; an anonymous one has none of them.
CREATE TABLE sessions (
  account_id BYTEA NOT NULL,
  id BYTEA NOT NULL,
  device_id BYTEA NOT NULL,
  user_id BYTEA NOT NULL,
  channel_id BYTEA NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('anonymous', 'authenticated')),
  secret_hash BYTEA NOT NULL,
  evidence_id BYTEA,
  setting_id BYTEA,
  key_id BYTEA,
  user_epoch BIGINT NOT NULL,
  setting_epoch BIGINT,
  key_epoch BIGINT,
  login_id TEXT,
  opened_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  ended_at BIGINT,
  ended_why TEXT CHECK (ended_why IN ('logout', 'login', 'replaced', 'administrator', 'user')),
  version BIGINT NOT NULL,
  PRIMARY KEY (account_id, id),
  CHECK ((kind = 'authenticated') = (evidence_id IS NOT NULL)),
  CHECK ((evidence_id IS NULL) = (setting_id IS NULL)),
  CHECK ((evidence_id IS NULL) = (setting_epoch IS NULL)),
  CHECK ((evidence_id IS NULL) = (login_id IS NULL)),
  CHECK ((key_id IS NULL) = (key_epoch IS NULL)),
  CHECK ((ended_at IS NULL) = (ended_why IS NULL)),
  FOREIGN KEY (account_id, device_id) REFERENCES devices (account_id, id),
  FOREIGN KEY (account_id, user_id) REFERENCES users (account_id, id),
  FOREIGN KEY (account_id, channel_id) REFERENCES channels (account_id, id),
  FOREIGN KEY (account_id, evidence_id, user_id) REFERENCES evidence (account_id, id, user_id),
  FOREIGN KEY (account_id, key_id) REFERENCES signing_keys (account_id, id)
);
CREATE UNIQUE INDEX sessions_device ON sessions (account_id, device_id) WHERE ended_at IS NULL;
CREATE UNIQUE INDEX sessions_login ON sessions (account_id, device_id, login_id);
CREATE INDEX sessions_user ON sessions (account_id, user_id);
CREATE INDEX sessions_key ON sessions (account_id, key_id);
CREATE INDEX sessions_expires ON sessions (account_id, expires_at);

-- user_id is who the conversation belongs to now; root_id caches which conversation it was joined into.
CREATE TABLE conversations (
  account_id BYTEA NOT NULL,
  id BYTEA NOT NULL,
  user_id BYTEA NOT NULL,
  root_id BYTEA NOT NULL,
  channel_id BYTEA NOT NULL,
  single BIGINT NOT NULL CHECK (single IN (0, 1)),
  last_seq BIGINT NOT NULL,
  last_message_id BYTEA,
  messages BIGINT NOT NULL,
  version BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  PRIMARY KEY (account_id, id),
  FOREIGN KEY (account_id, user_id) REFERENCES users (account_id, id),
  FOREIGN KEY (account_id, root_id) REFERENCES conversations (account_id, id),
  FOREIGN KEY (account_id, channel_id) REFERENCES channels (account_id, id)
);
CREATE UNIQUE INDEX conversations_single ON conversations (account_id, user_id) WHERE single = 1 AND root_id = id;
CREATE INDEX conversations_root ON conversations (account_id, root_id);

-- The foreign key on evidence and author lets the database itself refuse someone else's mark.
CREATE TABLE messages (
  account_id BYTEA NOT NULL,
  id BYTEA NOT NULL,
  conversation_id BYTEA NOT NULL,
  root_id BYTEA NOT NULL,
  author_kind TEXT NOT NULL CHECK (author_kind IN ('user', 'agent', 'bot', 'system')),
  author_user_id BYTEA,
  agent_id BYTEA,
  session_id BYTEA,
  device_id BYTEA,
  client_id TEXT,
  evidence_id BYTEA,
  visibility TEXT NOT NULL CHECK (visibility IN ('all', 'agents')),
  kind TEXT NOT NULL,
  content TEXT NOT NULL,
  received_at BIGINT NOT NULL,
  PRIMARY KEY (account_id, id),
  CHECK ((author_kind = 'user') = (author_user_id IS NOT NULL)),
  CHECK ((author_kind = 'agent') = (agent_id IS NOT NULL)),
  CHECK (evidence_id IS NULL OR author_kind = 'user'),
  FOREIGN KEY (account_id, conversation_id) REFERENCES conversations (account_id, id),
  FOREIGN KEY (account_id, root_id) REFERENCES conversations (account_id, id),
  FOREIGN KEY (account_id, author_user_id) REFERENCES users (account_id, id),
  FOREIGN KEY (account_id, agent_id) REFERENCES agents (account_id, id),
  FOREIGN KEY (account_id, session_id) REFERENCES sessions (account_id, id),
  FOREIGN KEY (account_id, evidence_id, author_user_id) REFERENCES evidence (account_id, id, user_id)
);
CREATE INDEX messages_root ON messages (account_id, root_id, id);
CREATE INDEX messages_conversation ON messages (account_id, conversation_id, id);
CREATE UNIQUE INDEX messages_device_client ON messages (account_id, device_id, client_id);
CREATE UNIQUE INDEX messages_agent_client ON messages (account_id, agent_id, client_id);

CREATE TABLE tickets (
  account_id BYTEA NOT NULL,
  id BYTEA NOT NULL,
  number BIGINT NOT NULL,
  conversation_id BYTEA NOT NULL,
  root_id BYTEA NOT NULL,
  requester_id BYTEA NOT NULL,
  status TEXT NOT NULL CHECK (status IN ('new', 'open', 'pending', 'solved', 'closed')),
  assignee_id BYTEA,
  priority BIGINT NOT NULL,
  merged_into_id BYTEA,
  last_activity_at BIGINT NOT NULL,
  version BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  PRIMARY KEY (account_id, id),
  CHECK (merged_into_id IS NULL OR status = 'closed'),
  FOREIGN KEY (account_id, conversation_id) REFERENCES conversations (account_id, id),
  FOREIGN KEY (account_id, root_id) REFERENCES conversations (account_id, id),
  FOREIGN KEY (account_id, requester_id) REFERENCES users (account_id, id),
  FOREIGN KEY (account_id, assignee_id) REFERENCES agents (account_id, id),
  FOREIGN KEY (account_id, merged_into_id) REFERENCES tickets (account_id, id)
);
CREATE UNIQUE INDEX tickets_number ON tickets (account_id, number);
CREATE UNIQUE INDEX tickets_open ON tickets (account_id, root_id) WHERE status <> 'closed';
CREATE INDEX tickets_conversation ON tickets (account_id, conversation_id);
CREATE INDEX tickets_activity ON tickets (account_id, last_activity_at, id) WHERE status <> 'closed';

-- A merge is an edge from one user to another, and from one conversation to another (details 9). tickets_before
-- keeps what the join changed on tickets, so that it can be undone.
CREATE TABLE merges (
  account_id BYTEA NOT NULL,
  id BYTEA NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('login', 'hand')),
  from_user_id BYTEA NOT NULL,
  into_user_id BYTEA NOT NULL,
  from_conversation_id BYTEA,
  into_conversation_id BYTEA,
  tickets_before TEXT NOT NULL,
  session_id BYTEA,
  agent_id BYTEA,
  reason TEXT,
  merged_at BIGINT NOT NULL,
  undone_at BIGINT,
  undone_by BYTEA,
  PRIMARY KEY (account_id, id),
  FOREIGN KEY (account_id, from_user_id) REFERENCES users (account_id, id),
  FOREIGN KEY (account_id, into_user_id) REFERENCES users (account_id, id),
  FOREIGN KEY (account_id, from_conversation_id) REFERENCES conversations (account_id, id),
  FOREIGN KEY (account_id, into_conversation_id) REFERENCES conversations (account_id, id)
);
CREATE UNIQUE INDEX merges_from ON merges (account_id, from_user_id) WHERE undone_at IS NULL;
CREATE INDEX merges_into ON merges (account_id, into_user_id);

CREATE TABLE events (
  account_id BYTEA NOT NULL,
  conversation_id BYTEA NOT NULL,
  seq BIGINT NOT NULL,
  kind TEXT NOT NULL,
  visibility TEXT NOT NULL CHECK (visibility IN ('all', 'agents')),
  subject_id BYTEA,
  payload TEXT NOT NULL,
  happened_at BIGINT NOT NULL,
  PRIMARY KEY (account_id, conversation_id, seq),
  FOREIGN KEY (account_id, conversation_id) REFERENCES conversations (account_id, id)
);

-- Each attempt to log in, with the check that decided it (SEE-6). No whole tokens, no secrets.
CREATE TABLE login_log (
  account_id BYTEA NOT NULL,
  id BYTEA NOT NULL,
  channel_id BYTEA NOT NULL,
  address TEXT NOT NULL,
  key_id BYTEA,
  external_id TEXT,
  result TEXT NOT NULL CHECK (result IN ('accepted', 'refused')),
  reason TEXT,
  rule TEXT,
  detail TEXT,
  warnings TEXT,
  user_id BYTEA,
  session_id BYTEA,
  attempts BIGINT NOT NULL,
  happened_at BIGINT NOT NULL,
  PRIMARY KEY (account_id, id),
  CHECK ((result = 'refused') = (reason IS NOT NULL)),
  FOREIGN KEY (account_id, channel_id) REFERENCES channels (account_id, id)
);

-- What agents and administrators did (SEE-8). agent_id is absent for a command on the server's own machine.
CREATE TABLE audit_log (
  account_id BYTEA NOT NULL,
  id BYTEA NOT NULL,
  agent_id BYTEA,
  action TEXT NOT NULL,
  subject TEXT NOT NULL,
  detail TEXT NOT NULL,
  happened_at BIGINT NOT NULL,
  PRIMARY KEY (account_id, id),
  FOREIGN KEY (account_id) REFERENCES accounts (id)
);

-- What may be used once: one-time links, and later codes and states.
CREATE TABLE single_use (
  account_id BYTEA NOT NULL,
  kind TEXT NOT NULL,
  hash BYTEA NOT NULL,
  expires_at BIGINT NOT NULL,
  used_at BIGINT,
  PRIMARY KEY (account_id, kind, hash),
  FOREIGN KEY (account_id) REFERENCES accounts (id)
);
