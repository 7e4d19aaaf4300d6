-- Routing: queues, who works them, and the rules by which tickets come into them (ROU).

-- hours is a JSON text, or nothing for a queue that is always open (ROU-8). A deleted queue's row stays for the tickets that
-- were in it.
CREATE TABLE queues (
  account_id BYTEA NOT NULL,
  id BYTEA NOT NULL,
  name TEXT NOT NULL,
  pushes BIGINT NOT NULL CHECK (pushes IN (0, 1)),
  hours TEXT,
  closed_text TEXT,
  created_at BIGINT NOT NULL,
  deleted_at BIGINT,
  PRIMARY KEY (account_id, id),
  FOREIGN KEY (account_id) REFERENCES accounts (id)
);
CREATE UNIQUE INDEX queues_name ON queues (account_id, name) WHERE deleted_at IS NULL;

CREATE TABLE queue_agents (
  account_id BYTEA NOT NULL,
  queue_id BYTEA NOT NULL,
  agent_id BYTEA NOT NULL,
  PRIMARY KEY (account_id, queue_id, agent_id),
  FOREIGN KEY (account_id, queue_id) REFERENCES queues (account_id, id),
  FOREIGN KEY (account_id, agent_id) REFERENCES agents (account_id, id)
);

-- ROU-1: draft is a JSON text: the context variables, the rules in their order and the fallback queue, which are written,
-- checked and tried as a whole.
CREATE TABLE workstreams (
  account_id BYTEA NOT NULL,
  id BYTEA NOT NULL,
  name TEXT NOT NULL,
  draft TEXT NOT NULL,
  version BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  deleted_at BIGINT,
  PRIMARY KEY (account_id, id),
  FOREIGN KEY (account_id) REFERENCES accounts (id)
);
CREATE UNIQUE INDEX workstreams_name ON workstreams (account_id, name) WHERE deleted_at IS NULL;

-- A channel is routed by one workstream at most. Without one its tickets are in no queue.
CREATE TABLE workstream_channels (
  account_id BYTEA NOT NULL,
  channel_id BYTEA NOT NULL,
  workstream_id BYTEA NOT NULL,
  PRIMARY KEY (account_id, channel_id),
  FOREIGN KEY (account_id, channel_id) REFERENCES channels (account_id, id),
  FOREIGN KEY (account_id, workstream_id) REFERENCES workstreams (account_id, id)
);

-- How much an agent works at once, and whether they are there: they said so, and there was a sign of life of them until
-- then. idle_since is when they were last given a ticket, or came.
CREATE TABLE agent_work (
  account_id BYTEA NOT NULL,
  agent_id BYTEA NOT NULL,
  capacity BIGINT NOT NULL,
  available BIGINT NOT NULL CHECK (available IN (0, 1)),
  present_until BIGINT NOT NULL,
  idle_since BIGINT NOT NULL,
  PRIMARY KEY (account_id, agent_id),
  FOREIGN KEY (account_id, agent_id) REFERENCES agents (account_id, id)
);

-- Where a ticket waits, since when, and since when the rules are to decide about it.
ALTER TABLE tickets ADD COLUMN queue_id BYTEA;
ALTER TABLE tickets ADD COLUMN waiting_since BIGINT NOT NULL DEFAULT 0;
ALTER TABLE tickets ADD COLUMN route_due_at BIGINT;
UPDATE tickets SET waiting_since = created_at;

-- Those the rules are to decide about.
CREATE INDEX tickets_route_due ON tickets (account_id, id) WHERE route_due_at IS NOT NULL;
-- ROU-4: those that wait for an agent, in their order.
CREATE INDEX tickets_waiting ON tickets (account_id, queue_id, priority DESC, waiting_since, id) WHERE queue_id IS NOT NULL AND assignee_id IS NULL AND status <> 'closed' AND status <> 'solved' AND status <> 'pending';
-- The view of a queue, the latest activity first.
CREATE INDEX tickets_queue ON tickets (account_id, queue_id, last_activity_at, id) WHERE queue_id IS NOT NULL AND status <> 'closed';
-- How many an agent works at once.
CREATE INDEX tickets_worked ON tickets (account_id, assignee_id) WHERE assignee_id IS NOT NULL AND status <> 'closed' AND status <> 'solved' AND status <> 'pending';
