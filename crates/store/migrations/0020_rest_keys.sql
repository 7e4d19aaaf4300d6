-- Keys of the REST API: they say which program calls, and prove of nobody who they are, so they stand apart from the keys that
-- do. A deleted key's row stays for what names it; its secret is wiped.
CREATE TABLE rest_keys (
  account_id BYTEA NOT NULL,
  id BYTEA NOT NULL,
  name TEXT NOT NULL,
  first_six TEXT NOT NULL,
  sealed_secret BYTEA,
  made_by BYTEA,
  made_at BIGINT NOT NULL,
  deleted_at BIGINT,
  last_used_at BIGINT,
  PRIMARY KEY (account_id, id),
  CHECK ((deleted_at IS NULL) = (sealed_secret IS NOT NULL)),
  FOREIGN KEY (account_id) REFERENCES accounts (id),
  FOREIGN KEY (account_id, made_by) REFERENCES agents (account_id, id)
);
CREATE UNIQUE INDEX rest_keys_name ON rest_keys (account_id, name) WHERE deleted_at IS NULL;
