-- The email policy can be changed, and whatever can refuse someone by an administrator's choice can only report that it
-- would have: what refuses is `enforced`, what says so and lets them pass is `report_only`.

-- Since when the email policy is in force; absent where it is the one that the account was made with.
ALTER TABLE accounts ADD COLUMN email_policy_since BIGINT;
-- RES-4: a login whose address is somebody else's.
ALTER TABLE accounts ADD COLUMN email_conflicts TEXT NOT NULL DEFAULT 'enforced' CHECK (email_conflicts IN ('enforced', 'report_only'));
-- TOK-7: a token that is older than greatest_token_age.
ALTER TABLE accounts ADD COLUMN token_age_mode TEXT NOT NULL DEFAULT 'enforced' CHECK (token_age_mode IN ('enforced', 'report_only'));
-- SES-6: someone who writes without signing in where login_required is 1.
ALTER TABLE channel_authentication ADD COLUMN login_required_mode TEXT NOT NULL DEFAULT 'enforced' CHECK (login_required_mode IN ('enforced', 'report_only'));
-- Why what was let pass would have been refused.
ALTER TABLE login_log ADD COLUMN would_refuse TEXT;

-- EML-6: the identities that a policy may take are walked, and all are counted, from the index alone.
CREATE INDEX email_identities_standing ON email_identities (account_id, verified, id, created_at);
