-- Codes that were handed over, by their hash alone (OMN-13). Each is exchanged once; the same call gets the same answer.
CREATE TABLE codes (
  account_id BYTEA NOT NULL,
  setting_id BYTEA NOT NULL,
  hash BYTEA NOT NULL,
  call BYTEA NOT NULL,
  claimed_at BIGINT NOT NULL,
  reason TEXT,
  session_id BYTEA,
  PRIMARY KEY (account_id, setting_id, hash),
  CHECK (reason IS NULL OR session_id IS NULL),
  FOREIGN KEY (account_id, setting_id) REFERENCES authentication_settings (account_id, id)
);
CREATE INDEX codes_claimed ON codes (account_id, claimed_at);

-- OMN-1: secret fields are changed by whoever may. Every administrator could change all there was until now.
ALTER TABLE agents ADD COLUMN changes_secrets BIGINT NOT NULL DEFAULT 0 CHECK (changes_secrets IN (0, 1));
UPDATE agents SET changes_secrets = 1 WHERE role = 'administrator';

-- SEE-3: which token action proved somebody.
ALTER TABLE evidence ADD COLUMN token_action TEXT;
