-- Erasing a person, keeping logs for a set time, and tickets that close by themselves.

-- An erased conversation is seen by nobody. What it held is deleted; the row stays for messages that began in it and are
-- found elsewhere since.
ALTER TABLE conversations ADD COLUMN erased_at BIGINT;
CREATE INDEX conversations_user ON conversations (account_id, user_id);

-- The erasure of a person (RES-11): who asked for it, and how much of everything went. No personal data.
CREATE TABLE erasures (
  account_id BYTEA NOT NULL,
  id BYTEA NOT NULL,
  user_id BYTEA NOT NULL,
  agent_id BYTEA NOT NULL,
  ban_kept BIGINT NOT NULL CHECK (ban_kept IN (0, 1)),
  sessions BIGINT NOT NULL,
  external_ids BIGINT NOT NULL,
  addresses BIGINT NOT NULL,
  conversations BIGINT NOT NULL,
  merges BIGINT NOT NULL,
  messages BIGINT NOT NULL,
  tickets BIGINT NOT NULL,
  evidence BIGINT NOT NULL,
  login_lines BIGINT NOT NULL,
  requested_at BIGINT NOT NULL,
  finished_at BIGINT,
  PRIMARY KEY (account_id, id),
  FOREIGN KEY (account_id, user_id) REFERENCES users (account_id, id),
  FOREIGN KEY (account_id, agent_id) REFERENCES agents (account_id, id)
);
CREATE UNIQUE INDEX erasures_user ON erasures (account_id, user_id);

-- What is left to be deleted or blanked. A row goes when nothing is left of what it leads to; an erasure without rows is
-- finished. value is an id, or an external id as text; done_to says how far those are done that are gone through in order.
CREATE TABLE erasure_traces (
  account_id BYTEA NOT NULL,
  erasure_id BYTEA NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('conversation', 'external_id', 'user')),
  value BYTEA NOT NULL,
  done_to BYTEA NOT NULL,
  PRIMARY KEY (account_id, erasure_id, kind, value),
  FOREIGN KEY (account_id, erasure_id) REFERENCES erasures (account_id, id)
);

-- The bans of people who were erased (SES-13): a keyed hash of namespace and external id.
CREATE TABLE kept_bans (
  account_id BYTEA NOT NULL,
  digest BYTEA NOT NULL,
  user_id BYTEA NOT NULL,
  PRIMARY KEY (account_id, digest),
  FOREIGN KEY (account_id, user_id) REFERENCES users (account_id, id)
);
CREATE INDEX kept_bans_user ON kept_bans (account_id, user_id);

-- What an erasure finds things by.
CREATE INDEX evidence_of_user ON evidence (account_id, user_id) WHERE external_id IS NOT NULL;
CREATE INDEX login_log_external_id ON login_log (account_id, external_id) WHERE external_id IS NOT NULL;
CREATE INDEX conflicts_external_id ON conflicts (account_id, namespace, external_id);
CREATE INDEX merges_of_user ON merges (account_id, from_user_id);
CREATE INDEX tickets_merged_into ON tickets (account_id, merged_into_id) WHERE merged_into_id IS NOT NULL;

-- For how many days the logs are kept (SEE-6, SEE-8).
ALTER TABLE accounts ADD COLUMN login_log_days BIGINT NOT NULL DEFAULT 90;
ALTER TABLE accounts ADD COLUMN audit_log_days BIGINT NOT NULL DEFAULT 730;

-- Solved tickets close by themselves (TKT-1): those solved longest come first.
CREATE INDEX tickets_solved ON tickets (account_id, last_activity_at, id) WHERE status = 'solved';
