-- One-time links that hand a signing key's id and secret to a developer (KEY-9). The secret is not here: it is where the key
-- is, sealed, and a deleted key has none. Of the link's own secret only the hash is kept.
CREATE TABLE key_links (
  account_id BYTEA NOT NULL,
  id BYTEA NOT NULL,
  key_id BYTEA NOT NULL,
  secret_hash BYTEA NOT NULL,
  made_by BYTEA NOT NULL,
  made_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  revoked_at BIGINT,
  opened_at BIGINT,
  opened_by TEXT,
  opened_from TEXT,
  opened_with TEXT,
  PRIMARY KEY (account_id, id),
  CHECK (opened_at IS NULL OR (opened_by IS NOT NULL AND opened_from IS NOT NULL AND opened_with IS NOT NULL)),
  CHECK (opened_at IS NULL OR revoked_at IS NULL),
  FOREIGN KEY (account_id, key_id) REFERENCES signing_keys (account_id, id),
  FOREIGN KEY (account_id, made_by) REFERENCES agents (account_id, id)
);

-- SEE-10: when the person was asked to sign in, found among all the events of a conversation.
CREATE INDEX events_login_requested ON events (account_id, conversation_id, happened_at) WHERE kind = 'login_requested';
