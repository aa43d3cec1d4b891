-- A rank was the claimed time, and 2^40 more of a distributor's. Now it is, from the highest bit: 1 the link is on a host
-- that the source does not own; 1 a distributor's; 33 bits the second of first sight; 28 bits the seconds by which the
-- claimed time lies before it, less of more. Releases of before are taken for being on their own hosts.
UPDATE release SET rank = iif(rank >= 1 << 40, 1 << 61, 0) | first_seen << 28
    | (1 << 28) - 1 - max(0, min((1 << 28) - 1, first_seen - (rank & (1 << 40) - 1)));
-- Embargoes that ended are no longer noted, and none lies more than 60 days ahead.
UPDATE release SET embargo = NULL WHERE embargo <= unixepoch();
UPDATE release SET embargo = unixepoch() + 60 * 86400 WHERE embargo > unixepoch() + 60 * 86400;
UPDATE story SET embargo = unixepoch() + 60 * 86400, sorted_at = unixepoch() + 60 * 86400
    WHERE embargo > unixepoch() + 60 * 86400;
CREATE INDEX release_by_embargo ON release (embargo) WHERE embargo IS NOT NULL;
-- The lead is chosen without reading bodies.
DROP INDEX release_by_story;
CREATE INDEX release_by_story ON release (story, rank, embargo, forgotten);
