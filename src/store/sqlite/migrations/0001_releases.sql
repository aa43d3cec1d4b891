-- A row states: this source is, or was, in the configuration. Removed sources stay, because releases point at them.
CREATE TABLE source (
    n      INTEGER PRIMARY KEY,
    id     TEXT NOT NULL UNIQUE,
    name   TEXT NOT NULL,
    kind   TEXT NOT NULL,               -- feed, newsroom, sitemap
    url    TEXT NOT NULL,
    role   TEXT NOT NULL,               -- organisation, distributor
    tags   TEXT NOT NULL,               -- JSON list, the operator's
    active INTEGER NOT NULL             -- 1: in the configuration
) STRICT;

-- A row states: so the last poll of the source ended. Times are UTC seconds everywhere.
CREATE TABLE source_state (
    source       INTEGER PRIMARY KEY REFERENCES source (n),
    next_at      INTEGER NOT NULL,
    reason       TEXT NOT NULL,
    polled_at    INTEGER,
    succeeded_at INTEGER,
    failures     INTEGER NOT NULL,
    last_error   TEXT,
    gone         INTEGER NOT NULL,
    memory       TEXT NOT NULL          -- JSON: validators, rhythm, trust ...
) STRICT;

-- A row states: this is one entry of the published feed. Its entry_id never changes.
CREATE TABLE story (
    id         INTEGER PRIMARY KEY,
    entry_id   TEXT NOT NULL UNIQUE,
    lead       INTEGER NOT NULL,        -- the release that stands for it
    members    INTEGER NOT NULL,        -- its releases, the lead included
    first_seen INTEGER NOT NULL,
    sorted_at  INTEGER NOT NULL,        -- place in the feed
    updated    INTEGER NOT NULL,        -- words or attachments last changed
    embargo    INTEGER,                 -- held back until
    withdrawn  INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX story_by_place ON story (sorted_at, id);
CREATE INDEX story_by_embargo ON story (embargo) WHERE embargo IS NOT NULL;

-- A row states: we have seen this release. It outlives its body, so that an undated release that returns is not new.
CREATE TABLE release (
    id           INTEGER PRIMARY KEY,
    story        INTEGER NOT NULL REFERENCES story (id),
    source       INTEGER NOT NULL REFERENCES source (n),   -- where it was first seen
    first_seen   INTEGER NOT NULL,
    words        INTEGER NOT NULL,      -- fingerprint of its words
    content_hash BLOB,                  -- words and attachments
    language     TEXT,
    evidence     TEXT,                  -- why it joined its story
    body         TEXT NOT NULL          -- JSON of the release
) STRICT;
CREATE INDEX release_by_story ON release (story);

-- A row states: this release appeared in this source (N:M). Keys are all that it is known under there.
CREATE TABLE item (
    source   INTEGER NOT NULL REFERENCES source (n),
    release  INTEGER NOT NULL REFERENCES release (id),
    raw_hash BLOB,                      -- of the item as last found
    unfilled INTEGER NOT NULL,          -- 1: its page did not answer, try again
    keys     TEXT NOT NULL,             -- JSON: kinds and hashes
    PRIMARY KEY (source, release)
) STRICT, WITHOUT ROWID;
CREATE INDEX item_unfilled ON item (source) WHERE unfilled = 1;

-- A row states: this source's item is known under this key. It outlives bodies.
CREATE TABLE item_key (
    source  INTEGER NOT NULL,
    hash    INTEGER NOT NULL,
    kind    INTEGER NOT NULL,
    release INTEGER NOT NULL,
    PRIMARY KEY (source, hash, kind, release)
) STRICT, WITHOUT ROWID;

-- A row states: this release's words fall into this band; releases that share one may be copies.
CREATE TABLE band (
    band    INTEGER NOT NULL,
    release INTEGER NOT NULL,
    PRIMARY KEY (band, release)
) STRICT, WITHOUT ROWID;

-- A row states: until then the release read so.
CREATE TABLE revision (
    release INTEGER NOT NULL REFERENCES release (id),
    at      INTEGER NOT NULL,
    body    TEXT NOT NULL,
    PRIMARY KEY (release, at)
) STRICT, WITHOUT ROWID;

-- Words of releases. Filled behind the polls: every release up to the mark is in it.
CREATE VIRTUAL TABLE search USING fts5 (
    title, text, content = '', contentless_delete = 1, tokenize = 'unicode61 remove_diacritics 2'
);

-- A row states: this counter or mark of the database stands here.
CREATE TABLE mark (
    name  TEXT PRIMARY KEY,
    value INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO mark (name, value) VALUES ('searchable', 0), ('written', 0);
