-- Kind and status follow from the body, and are written beside it: to take them out of it cost each new release several
-- readings of all that it says.
DROP INDEX release_facts;
DROP INDEX release_by_kind;
DROP INDEX release_by_status;
ALTER TABLE release DROP COLUMN kind;
ALTER TABLE release DROP COLUMN status;
ALTER TABLE release ADD COLUMN kind TEXT;
ALTER TABLE release ADD COLUMN status TEXT;
UPDATE release SET kind = body ->> '$.kind', status = body ->> '$.status'
    WHERE json_valid(body) AND (body ->> '$.kind' IS NOT NULL OR body ->> '$.status' IS NOT NULL);
CREATE INDEX release_facts ON release (id, source, language, kind, status);
CREATE INDEX release_by_kind ON release (kind, id) WHERE kind IS NOT NULL;
CREATE INDEX release_by_status ON release (status, id) WHERE status IS NOT NULL;

-- Whoever changes a body need not know of them.
CREATE TRIGGER body_tells_facts AFTER UPDATE OF body ON release WHEN old.body <> new.body BEGIN
    UPDATE release SET kind = CASE WHEN json_valid(new.body) THEN new.body ->> '$.kind' END,
        status = CASE WHEN json_valid(new.body) THEN new.body ->> '$.status' END WHERE id = new.id;
END;

-- What a new release is found under, and that there is one more of it, whoever inserts it says himself: it knows what
-- these looked for.
DROP TRIGGER release_is_found;
DROP TRIGGER lead_is_found;
DROP TRIGGER release_is_counted;

-- So do drift and push of a source: each was looked for in all that is remembered, six times with every poll.
DROP INDEX source_in_trouble;
DROP INDEX source_pushed;
ALTER TABLE source_state DROP COLUMN drifts;
ALTER TABLE source_state DROP COLUMN pushed;
ALTER TABLE source_state ADD COLUMN drifts INTEGER NOT NULL DEFAULT 0;
ALTER TABLE source_state ADD COLUMN pushed INTEGER NOT NULL DEFAULT 0;
UPDATE source_state SET drifts = instr(memory, '"drift":') > 0, pushed = instr(memory, '"lease":{') > 0;
CREATE INDEX source_in_trouble ON source_state (gone, failures, drifts, coalesce(succeeded_at, polled_at, next_at))
    WHERE gone = 1 OR failures > 0 OR drifts = 1;
CREATE INDEX source_pushed ON source_state (source) WHERE pushed = 1;
