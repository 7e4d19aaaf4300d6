-- Merges by hand and the undoing of any merge (MRG-8, MRG-12), and people who may be one (RES-9, RES-13).

-- What an undoing needs besides the tickets: the last message that either had before, the addresses of whoever was merged
-- (a JSON list), and what held the survivor back before a merge by hand.
ALTER TABLE merges ADD COLUMN seam_message_id BYTEA;
ALTER TABLE merges ADD COLUMN emails_before TEXT NOT NULL DEFAULT '[]';
ALTER TABLE merges ADD COLUMN banned_before BIGINT;
ALTER TABLE merges ADD COLUMN tokens_from_before BIGINT;
UPDATE merges SET seam_message_id = (
  SELECT m.id FROM messages m
  WHERE m.account_id = merges.account_id AND m.root_id = merges.into_conversation_id AND m.received_at <= merges.merged_at
  ORDER BY m.id DESC LIMIT 1
);

-- Where a message belongs that an undoing has put elsewhere than it was written. All others belong where they were written.
CREATE TABLE message_homes (
  account_id BYTEA NOT NULL,
  message_id BYTEA NOT NULL,
  conversation_id BYTEA NOT NULL,
  PRIMARY KEY (account_id, message_id),
  FOREIGN KEY (account_id, message_id) REFERENCES messages (account_id, id),
  FOREIGN KEY (account_id, conversation_id) REFERENCES conversations (account_id, id)
);

-- From which event on a conversation is told event by event. What is before may be about messages that are another's by
-- now: whoever has read less reads the conversation again.
ALTER TABLE conversations ADD COLUMN readable_from BIGINT NOT NULL DEFAULT 1;

-- Two users who may be one person, the lesser id first. What was dismissed stays, so that it is not suggested again.
CREATE TABLE suggestions (
  account_id BYTEA NOT NULL,
  id BYTEA NOT NULL,
  user_id BYTEA NOT NULL,
  other_id BYTEA NOT NULL,
  address TEXT NOT NULL,
  suggested_at BIGINT NOT NULL,
  dismissed_at BIGINT,
  dismissed_by BYTEA,
  PRIMARY KEY (account_id, id),
  CHECK ((dismissed_at IS NULL) = (dismissed_by IS NULL)),
  FOREIGN KEY (account_id, user_id) REFERENCES users (account_id, id),
  FOREIGN KEY (account_id, other_id) REFERENCES users (account_id, id),
  FOREIGN KEY (account_id, dismissed_by) REFERENCES agents (account_id, id)
);
CREATE UNIQUE INDEX suggestions_pair ON suggestions (account_id, user_id, other_id);
CREATE INDEX suggestions_other ON suggestions (account_id, other_id);
