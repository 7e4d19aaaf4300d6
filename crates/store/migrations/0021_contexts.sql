-- OMN-7: the context variables that came signed with a login, as a JSON object, beside its evidence. A login that brought none
-- has no row.
CREATE TABLE login_contexts (
  account_id BYTEA NOT NULL,
  evidence_id BYTEA NOT NULL,
  variables TEXT NOT NULL,
  PRIMARY KEY (account_id, evidence_id),
  FOREIGN KEY (account_id, evidence_id) REFERENCES evidence (account_id, id)
);

-- SEE-6: which public key of which authentication setting a token named, by its kid or the beginning of its SHA-256.
ALTER TABLE login_log ADD COLUMN setting_id BYTEA;
ALTER TABLE login_log ADD COLUMN public_key TEXT;

-- OMN-16: the customer's contacts and accounts. namespace is that of the external ids which are ids of records: twelve zeros for
-- the account's, else the id of an authentication setting (RES-13).
CREATE TABLE records (
  account_id BYTEA NOT NULL,
  id BYTEA NOT NULL,
  namespace BYTEA NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('contact', 'account')),
  record_id TEXT NOT NULL,
  name TEXT,
  email TEXT,
  telephone TEXT,
  status TEXT NOT NULL,
  changed_at BIGINT NOT NULL,
  PRIMARY KEY (account_id, id),
  FOREIGN KEY (account_id) REFERENCES accounts (id)
);
-- OMN-6: which records have an id.
CREATE UNIQUE INDEX records_key ON records (account_id, record_id, namespace, kind);

-- By what records are found: the beginnings of what is typed into the search.
CREATE TABLE record_words (
  account_id BYTEA NOT NULL,
  word TEXT NOT NULL,
  record_row BYTEA NOT NULL,
  PRIMARY KEY (account_id, word, record_row),
  FOREIGN KEY (account_id, record_row) REFERENCES records (account_id, id)
);
CREATE INDEX record_words_of_record ON record_words (account_id, record_row, word);
