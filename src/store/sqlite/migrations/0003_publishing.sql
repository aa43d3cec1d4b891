-- A row states: this story changed last here, in what readers see of it. Numbers only grow: whoever has seen all
-- up to one has missed nothing. 1 in `archived`: the archive holds it as it has been since this change.
CREATE TABLE change (
    n        INTEGER PRIMARY KEY,
    story    INTEGER NOT NULL UNIQUE,
    archived INTEGER
) STRICT;
CREATE INDEX change_live ON change (story) WHERE archived IS NULL;
INSERT INTO change (story) SELECT id FROM story ORDER BY id;

CREATE TRIGGER story_appears AFTER INSERT ON story BEGIN
    INSERT INTO change (story) VALUES (new.id);
END;

CREATE TRIGGER story_changes AFTER UPDATE OF lead, updated, embargo, withdrawn ON story
WHEN old.lead <> new.lead OR old.updated <> new.updated OR old.embargo IS NOT new.embargo
    OR old.withdrawn <> new.withdrawn
BEGIN
    UPDATE change SET n = (SELECT max(n) + 1 FROM change), archived = NULL WHERE story = new.id;
END;

-- A row states: this entry, in these bytes, has left the subscription document (RFC 5005 §4). Numbered without gaps;
-- it never changes, unless its release is forgotten: then the bytes go.
CREATE TABLE archive (
    n       INTEGER PRIMARY KEY,
    story   INTEGER NOT NULL,
    updated INTEGER NOT NULL,
    title   TEXT NOT NULL,              -- of the feed, then
    entry   BLOB                        -- compressed
) STRICT;
CREATE INDEX archive_by_story ON archive (story);

-- A row states: this callback wants this topic until then (WebSub §5). All changes up to the cursor reached it.
CREATE TABLE subscriber (
    topic       TEXT NOT NULL,
    callback    TEXT NOT NULL,
    secret      TEXT,
    lease_until INTEGER NOT NULL,
    cursor      INTEGER NOT NULL,
    tries       INTEGER NOT NULL,       -- failures since the last delivery
    next_at     INTEGER NOT NULL,       -- not before
    PRIMARY KEY (topic, callback)
) STRICT, WITHOUT ROWID;

-- A row states: somebody asked for this, and the callback has yet to say that it was its wish.
CREATE TABLE intent (
    topic      TEXT NOT NULL,
    callback   TEXT NOT NULL,
    subscribes INTEGER NOT NULL,        -- 0: wants out
    secret     TEXT,
    lease_secs INTEGER NOT NULL,
    tries      INTEGER NOT NULL,
    next_at    INTEGER NOT NULL,
    PRIMARY KEY (topic, callback)
) STRICT, WITHOUT ROWID;
