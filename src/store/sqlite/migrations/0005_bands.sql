-- A row states: this release's words fall into this band, and it is found under this day (of its publication, else of
-- its finding; days since 1970). Releases that share a band within a few days may be copies.
DROP TABLE band;
CREATE TABLE band (
    band    INTEGER NOT NULL,
    day     INTEGER NOT NULL,
    release INTEGER NOT NULL,
    PRIMARY KEY (band, day, release)
) STRICT, WITHOUT ROWID;

ALTER TABLE release DROP COLUMN words;
-- The least of a story's releases leads it.
ALTER TABLE release ADD COLUMN rank INTEGER NOT NULL DEFAULT 0;
-- Held back until; a story is held back as its lead is, a copy is not shown before.
ALTER TABLE release ADD COLUMN embargo INTEGER;
