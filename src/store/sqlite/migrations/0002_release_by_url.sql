-- A release is asked for by its address too (`show URL`, /release/ID with an id that is an address): without this, an
-- address that nobody has costs a reading of all bodies. A column of its own: an index on the JSON would read every
-- body once more as it is written.
ALTER TABLE release ADD COLUMN url TEXT;
CREATE INDEX release_by_url ON release (url);
