-- SEE-6: what the log notes of an accepted login is kept as codes with what they are about, which every screen says in its reader's
-- language. What stood there before were sentences in English, of no released version.
ALTER TABLE login_log RENAME COLUMN warnings TO notes;
UPDATE login_log SET notes = NULL WHERE notes IS NOT NULL;
