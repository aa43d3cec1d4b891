-- A row states: these bands of a release are not in `band` yet. Each of them would touch a page of its own there, so
-- many wait here to be sorted in together.
CREATE TABLE new_bands (
    n       INTEGER PRIMARY KEY,
    release INTEGER NOT NULL,
    day     INTEGER NOT NULL,
    bands   BLOB NOT NULL               -- eight bytes each, the highest first
) STRICT;

-- A band had 63 bits, and has 44: the order of the rows stays.
ALTER TABLE band RENAME TO wide_band;
CREATE TABLE band (
    band    INTEGER NOT NULL,
    day     INTEGER NOT NULL,
    release INTEGER NOT NULL,
    bands   INTEGER NOT NULL DEFAULT 0, -- of the release; 0: not counted
    PRIMARY KEY (band, day, release)
) STRICT, WITHOUT ROWID;
INSERT OR IGNORE INTO band SELECT band >> 19, day, release, bands FROM wide_band ORDER BY band;
DROP TABLE wide_band;
