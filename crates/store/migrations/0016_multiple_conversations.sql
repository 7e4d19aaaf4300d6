-- Conversations that stay apart when users merge (MRG-9).

-- Whether a user of the channel may have several. Those begun while it is on have single = 0: any number of them is a
-- user's, and none is joined into another.
ALTER TABLE channels ADD COLUMN multiple_conversations BIGINT NOT NULL DEFAULT 0 CHECK (multiple_conversations IN (0, 1));

-- The conversations that became the survivor's without being joined, in JSON, each with its last message by then: what an
-- undoing gives back (MRG-12).
ALTER TABLE merges ADD COLUMN apart TEXT NOT NULL DEFAULT '[]';
