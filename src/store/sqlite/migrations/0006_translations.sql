-- A row states: these two stories are one release in two languages. Both directions are there.
CREATE TABLE translation (
    story INTEGER NOT NULL,
    other INTEGER NOT NULL,
    PRIMARY KEY (story, other)
) STRICT, WITHOUT ROWID;
