-- What the tables state is told in the migrations of SQLite; the columns have the same names, times are UTC seconds.
-- No sequence gives numbers and no trigger follows a row: whoever holds the pen gives the ones and does the others'
-- work, so numbers come in the order in which they are committed, and engines that speak this dialect will do.

-- Counters. Whoever changes what readers see locks the row `pen` first, and leaves a greater value there.
CREATE TABLE mark (
    name  text COLLATE "C" PRIMARY KEY,
    value bigint NOT NULL
) WITH (fillfactor = 10);
INSERT INTO mark (name, value) VALUES
    ('pen', 0), ('written', 0), ('searchable', 0), ('let_go', 0), ('releases', 0), ('stories', 0), ('withdrawn', 0);

CREATE TABLE source (
    n      bigint PRIMARY KEY,
    id     text COLLATE "C" NOT NULL UNIQUE,
    name   text COLLATE "C" NOT NULL,
    kind   text NOT NULL,
    url    text COLLATE "C" NOT NULL,
    role   text NOT NULL,
    tags   text[] NOT NULL,
    public text,
    active boolean NOT NULL
);

-- `version` grows with each write: whoever read another one writes nothing. `written_by` names the last write, so that
-- one whose answer was lost is known again.
CREATE TABLE source_state (
    source       bigint PRIMARY KEY,
    next_at      bigint NOT NULL,
    reason       text NOT NULL,
    polled_at    bigint,
    succeeded_at bigint,
    failures     bigint NOT NULL,
    last_error   text,
    gone         boolean NOT NULL,
    memory       text NOT NULL,
    drifts       boolean NOT NULL,
    pushed       boolean NOT NULL,
    version      bigint NOT NULL DEFAULT 0,
    written_by   bigint NOT NULL DEFAULT 0
) WITH (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_cost_delay = 0);
CREATE INDEX source_in_trouble ON source_state (source) WHERE gone OR failures > 0 OR drifts;
CREATE INDEX source_pushed ON source_state (source) WHERE pushed;
CREATE INDEX source_waiting ON source_state (source) WHERE polled_at IS NULL AND failures = 0 AND NOT gone;

CREATE TABLE story (
    id         bigint PRIMARY KEY,
    entry_id   text COLLATE "C" NOT NULL UNIQUE,
    lead       bigint NOT NULL,
    members    bigint NOT NULL,
    first_seen bigint NOT NULL,
    sorted_at  bigint NOT NULL,
    updated    bigint NOT NULL,
    embargo    bigint,
    withdrawn  boolean NOT NULL DEFAULT false
);
CREATE INDEX story_by_place ON story (sorted_at, id);
CREATE INDEX story_by_update ON story (updated);
CREATE INDEX story_by_embargo ON story (embargo) WHERE embargo IS NOT NULL;

-- What SQL asks for stands beside the body, which is read whole and by nobody else.
CREATE TABLE release (
    id           bigint PRIMARY KEY,
    story        bigint NOT NULL,
    source       bigint NOT NULL,
    first_seen   bigint NOT NULL,
    content_hash bytea,
    language     text,
    evidence     text,
    body         text COMPRESSION lz4 NOT NULL,
    url          text COLLATE "C",
    rank         bigint NOT NULL,
    embargo      bigint,
    forgotten    boolean NOT NULL DEFAULT false,
    title        text,
    published    text,
    claimed      bigint,
    tags         text[] NOT NULL,
    kind         text,
    status       text
);
CREATE INDEX release_by_story ON release (story, rank, embargo, forgotten);
CREATE INDEX release_by_url ON release (url);
CREATE INDEX release_by_embargo ON release (embargo) WHERE embargo IS NOT NULL;
CREATE INDEX release_by_kind ON release (kind, id) WHERE kind IS NOT NULL;
CREATE INDEX release_by_status ON release (status, id) WHERE status IS NOT NULL;

CREATE TABLE item (
    source   bigint NOT NULL,
    release  bigint NOT NULL,
    raw_hash bytea,
    unfilled boolean NOT NULL,
    keys     text NOT NULL,
    version  bigint NOT NULL,
    PRIMARY KEY (source, release)
);
CREATE INDEX item_unfilled ON item (source) WHERE unfilled;

CREATE TABLE item_key (
    source  bigint NOT NULL,
    hash    bigint NOT NULL,
    kind    bigint NOT NULL,
    release bigint NOT NULL,
    PRIMARY KEY (source, hash, kind, release)
);

CREATE TABLE band (
    band    bigint NOT NULL,
    day     bigint NOT NULL,
    release bigint NOT NULL,
    bands   bigint NOT NULL,
    PRIMARY KEY (band, day, release)
);
CREATE INDEX band_by_day ON band (day);

CREATE TABLE revision (
    release bigint NOT NULL,
    at      bigint NOT NULL,
    body    text COMPRESSION lz4 NOT NULL,
    PRIMARY KEY (release, at)
);
CREATE INDEX revision_by_time ON revision (at);

CREATE TABLE words (
    release bigint PRIMARY KEY,
    words   tsvector NOT NULL
);
CREATE INDEX words_by_word ON words USING gin (words);

-- A row states: this release was taken into the index, and has other words since.
CREATE TABLE reworded (
    release bigint PRIMARY KEY
);

-- Beside its number a change has what readers saw: a story that looks otherwise has changed.
CREATE TABLE change (
    story     bigint PRIMARY KEY,
    n         bigint NOT NULL UNIQUE,
    archived  boolean NOT NULL DEFAULT false,
    lead      bigint NOT NULL,
    updated   bigint NOT NULL,
    embargo   bigint,
    withdrawn boolean NOT NULL
);
CREATE INDEX change_live ON change (story) WHERE NOT archived;

CREATE TABLE found_under (
    name      text COLLATE "C" NOT NULL,
    sorted_at bigint NOT NULL,
    story     bigint NOT NULL,
    PRIMARY KEY (name, sorted_at, story)
);
CREATE INDEX found_under_by_story ON found_under (story);

CREATE TABLE translation (
    story bigint NOT NULL,
    other bigint NOT NULL,
    PRIMARY KEY (story, other)
);

CREATE TABLE tombstone (
    entry_id text COLLATE "C" PRIMARY KEY,
    at       bigint NOT NULL,
    reason   text NOT NULL
);
CREATE INDEX tombstone_by_time ON tombstone (at);

CREATE TABLE deed (
    n       bigint PRIMARY KEY,
    at      bigint NOT NULL,
    what    text NOT NULL,
    story   bigint NOT NULL,
    release bigint,
    other   bigint
);
CREATE INDEX deed_by_story ON deed (story);
CREATE INDEX deed_by_other ON deed (other) WHERE other IS NOT NULL;

CREATE TABLE archive (
    n       bigint PRIMARY KEY,
    story   bigint NOT NULL,
    updated bigint NOT NULL,
    title   text NOT NULL,
    entry   bytea
);
CREATE INDEX archive_by_story ON archive (story);

CREATE TABLE subscriber (
    topic       text COLLATE "C" NOT NULL,
    callback    text COLLATE "C" NOT NULL,
    secret      text,
    lease_until bigint NOT NULL,
    cursor      bigint NOT NULL,
    tries       bigint NOT NULL,
    next_at     bigint NOT NULL,
    PRIMARY KEY (topic, callback)
);
CREATE INDEX subscriber_behind ON subscriber (cursor, topic, callback, next_at);
CREATE INDEX subscriber_by_lease ON subscriber (lease_until);
CREATE INDEX subscriber_by_callback ON subscriber (callback);

CREATE TABLE intent (
    topic      text COLLATE "C" NOT NULL,
    callback   text COLLATE "C" NOT NULL,
    subscribes boolean NOT NULL,
    secret     text,
    lease_secs bigint NOT NULL,
    tries      bigint NOT NULL,
    next_at    bigint NOT NULL,
    PRIMARY KEY (topic, callback)
);
CREATE INDEX intent_by_time ON intent (next_at);
CREATE INDEX intent_by_callback ON intent (callback);

CREATE TABLE callback_owner (
    owner    text COLLATE "C" NOT NULL,
    callback text COLLATE "C" NOT NULL,
    PRIMARY KEY (owner, callback)
);
CREATE INDEX callback_owner_by_callback ON callback_owner (callback);

CREATE TABLE receiver (
    id     text COLLATE "C" PRIMARY KEY,
    cursor bigint NOT NULL,
    tries  bigint NOT NULL
);

CREATE TABLE broken (
    n       bigint PRIMARY KEY,
    release bigint NOT NULL,
    at      bigint NOT NULL,
    body    text
);

-- A row states: this process does this, until then by the database's clock.
CREATE TABLE duty (
    name  text COLLATE "C" PRIMARY KEY,
    owner text COLLATE "C" NOT NULL,
    until timestamptz NOT NULL
);
