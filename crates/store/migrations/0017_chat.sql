-- Channels of the kind chat: one secret each, which is a row of signing_keys, and one more while the one before lives on
-- (CHT-1).

-- RES-12: whether an address counts as verified where what the setting accepted says so.
ALTER TABLE authentication_settings ADD COLUMN address_trust TEXT NOT NULL DEFAULT 'not_trusted' CHECK (address_trust IN ('trusted', 'not_trusted'));
UPDATE authentication_settings SET address_trust = 'trusted' WHERE kind = 'signing_keys';

-- CHT-1: a secret that lived on beside its successor is wiped when it is at its end.
CREATE INDEX signing_keys_ends ON signing_keys (account_id, valid_until) WHERE valid_until IS NOT NULL AND deleted_at IS NULL;
