-- Sources that were not polled yet: few, but for the first hour.
CREATE INDEX source_waiting ON source_state (source) WHERE polled_at IS NULL AND failures = 0 AND gone = 0;

-- What was done to a story is found under the other one of a merge or split, too.
CREATE INDEX deed_by_other ON deed (other) WHERE other IS NOT NULL;
