-- SEE-8: what a program did with a key of the REST API. Such a key's row stays when it is deleted.
-- EML-10: of an address whose origin is 'api', added_by is the key that a program attached it with.
ALTER TABLE audit_log ADD COLUMN rest_key_id BYTEA;
