-- A row states: this entry left the feed then, and why (RFC 6721). It goes when the entry comes back.
CREATE TABLE tombstone (
    entry_id TEXT PRIMARY KEY,
    at       INTEGER NOT NULL,
    reason   TEXT NOT NULL
) STRICT;
CREATE INDEX tombstone_by_time ON tombstone (at);

-- A row states: somebody, or a publisher, did this to a story. Kept for ever.
CREATE TABLE deed (
    n       INTEGER PRIMARY KEY,
    at      INTEGER NOT NULL,
    what    TEXT NOT NULL,              -- merge, split, forget, withdraw, restore
    story   INTEGER NOT NULL,
    release INTEGER,
    other   INTEGER                     -- the other story of a merge or split
) STRICT;
CREATE INDEX deed_by_story ON deed (story);

-- 1: its words were removed for good; its keys stay, so that it does not come back as new.
ALTER TABLE release ADD COLUMN forgotten INTEGER NOT NULL DEFAULT 0;
