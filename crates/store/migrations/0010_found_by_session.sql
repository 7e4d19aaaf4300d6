-- What is about a person is found by their sessions: those of one moment stand together, while people come in any order, so
-- that each login would change one more page somewhere in each index.
DROP INDEX evidence_of_user;
DROP INDEX login_log_external_id;
CREATE INDEX evidence_of_session ON evidence (account_id, session_id) WHERE external_id IS NOT NULL;
CREATE INDEX login_log_of_session ON login_log (account_id, session_id) WHERE session_id IS NOT NULL AND address <> '';

-- A login that was refused has no session.
CREATE INDEX login_log_refused ON login_log (account_id, external_id) WHERE external_id IS NOT NULL AND session_id IS NULL;
