-- How often a signing key was used on each day (KEY-5): what the bars of the last 30 days and a rotation rest on. Written at most
-- once a second with what was summed up meanwhile (details 5), kept for 31 days. day counts whole days since 1970 in UTC; it comes
-- before the key, so that what is read and what goes are one range.
CREATE TABLE key_logins (
  account_id BYTEA NOT NULL,
  day BIGINT NOT NULL,
  key_id BYTEA NOT NULL,
  logins BIGINT NOT NULL CHECK (logins > 0),
  PRIMARY KEY (account_id, day, key_id),
  FOREIGN KEY (account_id, key_id) REFERENCES signing_keys (account_id, id)
);
