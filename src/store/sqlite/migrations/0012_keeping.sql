-- A row states: this text could not be read as a release (or as a revision of one) then, and was set aside.
CREATE TABLE broken (
    n       INTEGER PRIMARY KEY,
    release INTEGER NOT NULL,
    at      INTEGER NOT NULL,
    body    BLOB
) STRICT;

-- What is kept for a time only is let go by age.
CREATE INDEX revision_by_time ON revision (at);
-- All releases up to this one were looked at, and those that were old enough have no body any more.
INSERT INTO mark (name, value) VALUES ('let_go', 0);
