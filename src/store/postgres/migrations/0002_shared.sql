-- A row states: no source of this host is due before `due_at`, and until `lease_until` by this server's clock its sources
-- are polled by `owner` alone, under this lease. While it is taken, `due_at` is when the lease ends.
CREATE TABLE host (
    name        text COLLATE "C" PRIMARY KEY,
    due_at      bigint NOT NULL,
    owner       bigint NOT NULL DEFAULT 0,
    lease       bigint NOT NULL DEFAULT 0,
    lease_until timestamptz NOT NULL DEFAULT '-infinity'
) WITH (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_cost_delay = 0);
CREATE INDEX host_due ON host (due_at);

-- The host of its address, where it is counted, and whether it is in the configuration: what is due is found by one index.
ALTER TABLE source ADD COLUMN host text COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE source_state ADD COLUMN host text COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE source_state ADD COLUMN active boolean NOT NULL DEFAULT true;
CREATE INDEX source_due ON source_state (host, next_at) WHERE active AND NOT gone;

-- The last part of the address that its hub calls.
ALTER TABLE source_state ADD COLUMN token text COLLATE "C";
CREATE INDEX source_by_token ON source_state (token) WHERE token IS NOT NULL;

-- A row states: `owner` alone talks to this host (with its port) until then, and after it nobody before `next_at`. What a
-- host asked for (429, 503) holds for all: `rest_until`, and `guest_rest_until` for those who were led there by others.
CREATE TABLE turn (
    host             text COLLATE "C" PRIMARY KEY,
    owner            bigint NOT NULL,
    n                bigint NOT NULL,
    until            timestamptz NOT NULL,
    next_at          timestamptz NOT NULL,
    crashed          boolean NOT NULL DEFAULT false,
    rest_until       timestamptz NOT NULL DEFAULT '-infinity',
    guest_rest_until timestamptz NOT NULL DEFAULT '-infinity'
) WITH (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_cost_delay = 0);

-- A row states: this is the robots.txt of an origin, until then.
CREATE TABLE robots (
    origin text COLLATE "C" PRIMARY KEY,
    until  timestamptz NOT NULL,
    body   bytea NOT NULL
);
CREATE INDEX robots_by_time ON robots (until);

-- A row states: a hub said this to one of us, and nobody who polls has taken note of it yet.
CREATE TABLE heard (
    n            bigint PRIMARY KEY,
    host         text COLLATE "C" NOT NULL,
    source       bigint NOT NULL,
    token        text COLLATE "C" NOT NULL,
    said         text NOT NULL,
    about        text,
    body         bytea,
    at           timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX heard_by_host ON heard (host, n);

-- A row states: this process polled then.
CREATE TABLE worker (
    id      bigint PRIMARY KEY,
    name    text NOT NULL,
    version text NOT NULL,
    seen_at timestamptz NOT NULL
);

-- How long a host is leased, in milliseconds: all processes go by it.
INSERT INTO mark (name, value) VALUES ('lease', 90000);
