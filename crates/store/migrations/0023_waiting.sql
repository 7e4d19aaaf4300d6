-- ROU-4: whether people are told how many wait before them in a queue, and for about how long.
ALTER TABLE queues ADD COLUMN tells_waiting BIGINT NOT NULL DEFAULT 0 CHECK (tells_waiting IN (0, 1));
