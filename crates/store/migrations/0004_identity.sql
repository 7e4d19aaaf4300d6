-- Logins that were refused because somebody else holds the address of their token (RES-8): a line for each external id
-- and address, with how often and when, until somebody sees to it. Who holds the address, and who has the external id, is
-- looked up when the line is read.
CREATE TABLE conflicts (
  account_id BYTEA NOT NULL,
  id BYTEA NOT NULL,
  email_key TEXT NOT NULL,
  address TEXT NOT NULL,
  verified BIGINT NOT NULL CHECK (verified IN (0, 1)),
  namespace BYTEA NOT NULL,
  external_id TEXT NOT NULL,
  name TEXT,
  channel_id BYTEA NOT NULL,
  refused BIGINT NOT NULL,
  first_at BIGINT NOT NULL,
  last_at BIGINT NOT NULL,
  PRIMARY KEY (account_id, id),
  FOREIGN KEY (account_id) REFERENCES accounts (id),
  FOREIGN KEY (account_id, channel_id) REFERENCES channels (account_id, id)
);
CREATE UNIQUE INDEX conflicts_login ON conflicts (account_id, email_key, namespace, external_id);

-- Tokens of a user from before this moment are refused (SES-14).
ALTER TABLE users ADD COLUMN tokens_from BIGINT;
