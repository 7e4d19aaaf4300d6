-- Authentication settings of public keys (OMN-1 to OMN-4): their fields are in `config`, and what their addresses answered with
-- is kept here, so that every node serves by the same keys and shows how the last fetch went.
CREATE TABLE fetched_keys (
  account_id BYTEA NOT NULL,
  setting_id BYTEA NOT NULL,
  url TEXT NOT NULL,
  tried_at BIGINT NOT NULL,
  good_at BIGINT,
  body TEXT,
  failure TEXT,
  failure_detail TEXT,
  PRIMARY KEY (account_id, setting_id),
  CHECK ((good_at IS NULL) = (body IS NULL)),
  CHECK ((failure IS NULL) = (failure_detail IS NULL)),
  FOREIGN KEY (account_id, setting_id) REFERENCES authentication_settings (account_id, id)
);

-- OMN-18: which channels a setting is attached to.
CREATE INDEX channel_authentication_setting ON channel_authentication (account_id, setting_id);

-- SEE-3: which of a setting's public keys proved a token, by its kid or the beginning of its SHA-256.
ALTER TABLE evidence ADD COLUMN public_key TEXT;
