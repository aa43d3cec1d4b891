-- A release is asked for by its address too (`show URL`, /release/ID with an id that is an address): without this, an
-- address that nobody has costs a reading of all bodies.
CREATE INDEX release_by_url ON release (body ->> '$.url');
