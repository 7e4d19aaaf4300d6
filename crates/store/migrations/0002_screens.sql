-- What agents and administrators see and do on their screens: brand colours, views of the inbox, and the fields and
-- tags that a page sets on a conversation.

-- The brand colour of the messenger: # and six hexadecimal digits in lower case.
ALTER TABLE channels ADD COLUMN color TEXT;

-- Counts the views of the inbox from the index alone. It holds no times, so that messages do not touch it.
CREATE INDEX tickets_standing ON tickets (account_id, status, assignee_id) WHERE status <> 'closed';

-- KEY-7: a field's value is a JSON text, number, true or false.
CREATE TABLE ticket_fields (
  account_id BYTEA NOT NULL,
  ticket_id BYTEA NOT NULL,
  field_id TEXT NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY (account_id, ticket_id, field_id),
  FOREIGN KEY (account_id, ticket_id) REFERENCES tickets (account_id, id)
);

CREATE TABLE ticket_tags (
  account_id BYTEA NOT NULL,
  ticket_id BYTEA NOT NULL,
  tag TEXT NOT NULL,
  PRIMARY KEY (account_id, ticket_id, tag),
  FOREIGN KEY (account_id, ticket_id) REFERENCES tickets (account_id, id)
);
