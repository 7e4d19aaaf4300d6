-- Follow-ups by email (EML-11): what becomes of a message that goes to an address of a user. The words are the message's; this
-- is the rest of the mail, and how far it is.
--
-- user_id is who had the address when it was written, and mark what was known of it then. due_at is when a waiting mail is
-- tried next; whoever tries it moves that ahead first, so that nobody else does. A mail of somebody erased has no address.
CREATE TABLE follow_ups (
  account_id BYTEA NOT NULL,
  message_id BYTEA NOT NULL,
  user_id BYTEA NOT NULL,
  address TEXT,
  mark TEXT NOT NULL CHECK (mark IN ('verified', 'not_verified', 'added_by_agent', 'added_by_api', 'given_by_form', 'unreliable')),
  subject TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('waiting', 'sent', 'failed')),
  obstacle TEXT,
  attempts BIGINT NOT NULL,
  due_at BIGINT NOT NULL,
  written_at BIGINT NOT NULL,
  ended_at BIGINT,
  PRIMARY KEY (account_id, message_id),
  CHECK (state <> 'waiting' OR address IS NOT NULL),
  CHECK ((state = 'waiting') = (ended_at IS NULL)),
  CHECK (state <> 'sent' OR obstacle IS NULL),
  CHECK (state <> 'failed' OR obstacle IS NOT NULL),
  FOREIGN KEY (account_id, message_id) REFERENCES messages (account_id, id),
  FOREIGN KEY (account_id, user_id) REFERENCES users (account_id, id)
);
-- Those that wait are tried in their order.
CREATE INDEX follow_ups_due ON follow_ups (account_id, due_at, message_id) WHERE state = 'waiting';
-- What an erasure finds them by.
CREATE INDEX follow_ups_user ON follow_ups (account_id, user_id) WHERE address IS NOT NULL;
