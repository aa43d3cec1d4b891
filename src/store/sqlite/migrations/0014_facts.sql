-- What lists are counted and chosen by, without a look at the body: they follow from it.
ALTER TABLE release ADD COLUMN kind TEXT
    GENERATED ALWAYS AS (CASE WHEN json_valid(body) THEN body ->> '$.kind' END) VIRTUAL;
ALTER TABLE release ADD COLUMN status TEXT
    GENERATED ALWAYS AS (CASE WHEN json_valid(body) THEN body ->> '$.status' END) VIRTUAL;
CREATE INDEX release_facts ON release (id, source, language, kind, status);
CREATE INDEX release_by_kind ON release (kind, id) WHERE kind IS NOT NULL;
CREATE INDEX release_by_status ON release (status, id) WHERE status IS NOT NULL;

-- A row states: this receiver of the configuration was told of all changes up to the cursor.
CREATE TABLE receiver (
    id     TEXT PRIMARY KEY,
    cursor INTEGER NOT NULL,
    tries  INTEGER NOT NULL             -- failures since the last delivery
) STRICT, WITHOUT ROWID;
