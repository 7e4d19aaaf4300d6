-- SES-14: the refusal of earlier tokens is kept like a ban when somebody is erased, until it is lifted. What was kept before
-- were bans.
ALTER TABLE kept_bans ADD COLUMN banned BIGINT NOT NULL DEFAULT 1 CHECK (banned IN (0, 1));
ALTER TABLE kept_bans ADD COLUMN tokens_from BIGINT;
