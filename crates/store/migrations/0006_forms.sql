-- Addresses that people who are not signed in type into a form.

-- SEE-5: whether the first message of somebody who is not signed in is answered with the form.
ALTER TABLE channels ADD COLUMN asks_for_contact BIGINT NOT NULL DEFAULT 1 CHECK (asks_for_contact IN (0, 1));

-- EML-9: a form gives a user one address at most.
CREATE UNIQUE INDEX email_identities_form ON email_identities (account_id, user_id) WHERE origin = 'form';

-- EML-5: verified identities that a form took from their owners, as they were, until they go back. Of an address in here
-- the identity of the form is an unreliable one.
CREATE TABLE displaced_identities (
  account_id BYTEA NOT NULL,
  id BYTEA NOT NULL,
  email_key TEXT NOT NULL,
  address TEXT NOT NULL,
  user_id BYTEA NOT NULL,
  evidence_id BYTEA NOT NULL,
  created_at BIGINT NOT NULL,
  displaced_at BIGINT NOT NULL,
  PRIMARY KEY (account_id, id),
  FOREIGN KEY (account_id, user_id) REFERENCES users (account_id, id),
  FOREIGN KEY (account_id, evidence_id) REFERENCES evidence (account_id, id)
);
CREATE UNIQUE INDEX displaced_identities_key ON displaced_identities (account_id, email_key);
CREATE INDEX displaced_identities_user ON displaced_identities (account_id, user_id);
