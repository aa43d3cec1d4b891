-- A row states: this story is found under this name, at this place of the feed. A name is a source (s: and its number),
-- a tag of its lead or of the lead's source (t:), or the lead's primary language (l:). A feed of one of them is read from
-- here, and no body for it.
CREATE TABLE found_under (
    name      TEXT NOT NULL,
    sorted_at INTEGER NOT NULL,
    story     INTEGER NOT NULL,
    PRIMARY KEY (name, sorted_at, story)
) STRICT, WITHOUT ROWID;

-- What follows from a story's lead.
CREATE VIEW lead_name (name, sorted_at, story) AS
    SELECT 't:' || t.value, s.sorted_at, s.id
    FROM story s JOIN release r ON r.id = s.lead, json_each(iif(json_valid(r.body), r.body, '{}'), '$.tags') t
    UNION ALL
    SELECT 't:' || t.value, s.sorted_at, s.id
    FROM story s JOIN release r ON r.id = s.lead JOIN source o ON o.n = r.source, json_each(o.tags) t
    UNION ALL
    SELECT 'l:' || lower(iif(instr(r.language, '-') > 0, substr(r.language, 1, instr(r.language, '-') - 1), r.language)),
        s.sorted_at, s.id
    FROM story s JOIN release r ON r.id = s.lead WHERE r.language IS NOT NULL;

INSERT OR IGNORE INTO found_under SELECT name, sorted_at, story FROM lead_name ORDER BY name, sorted_at, story;
INSERT OR IGNORE INTO found_under
    SELECT 's:' || r.source, s.sorted_at, s.id FROM release r JOIN story s ON s.id = r.story ORDER BY 1, 2, 3;

CREATE TRIGGER release_is_found AFTER INSERT ON release BEGIN
    INSERT OR IGNORE INTO found_under
        SELECT 's:' || new.source, s.sorted_at, s.id FROM story s WHERE s.id = new.story;
END;
CREATE TRIGGER lead_is_found AFTER INSERT ON release
WHEN EXISTS (SELECT 1 FROM story WHERE id = new.story AND lead = new.id) BEGIN
    INSERT OR IGNORE INTO found_under SELECT name, sorted_at, story FROM lead_name WHERE story = new.story;
END;

CREATE TRIGGER lead_will_read_otherwise BEFORE UPDATE OF body, language ON release
WHEN EXISTS (SELECT 1 FROM story WHERE id = new.story AND lead = new.id) BEGIN
    DELETE FROM found_under WHERE name IN (SELECT name FROM lead_name WHERE story = old.story)
        AND sorted_at = (SELECT sorted_at FROM story WHERE id = old.story) AND story = old.story;
END;
CREATE TRIGGER lead_reads_otherwise AFTER UPDATE OF body, language ON release
WHEN EXISTS (SELECT 1 FROM story WHERE id = new.story AND lead = new.id) BEGIN
    INSERT OR IGNORE INTO found_under SELECT name, sorted_at, story FROM lead_name WHERE story = new.story;
END;

CREATE TRIGGER another_will_lead BEFORE UPDATE OF lead, sorted_at ON story
WHEN old.lead <> new.lead OR old.sorted_at <> new.sorted_at BEGIN
    DELETE FROM found_under WHERE name IN (SELECT name FROM lead_name WHERE story = old.id)
        AND sorted_at = old.sorted_at AND story = old.id;
    DELETE FROM found_under WHERE old.sorted_at <> new.sorted_at
        AND name IN (SELECT 's:' || source FROM release WHERE story = old.id)
        AND sorted_at = old.sorted_at AND story = old.id;
END;
CREATE TRIGGER another_leads AFTER UPDATE OF lead, sorted_at ON story
WHEN old.lead <> new.lead OR old.sorted_at <> new.sorted_at BEGIN
    INSERT OR IGNORE INTO found_under SELECT name, sorted_at, story FROM lead_name WHERE story = new.id;
    INSERT OR IGNORE INTO found_under SELECT 's:' || source, new.sorted_at, new.id FROM release WHERE story = new.id;
END;

CREATE TRIGGER release_moves AFTER UPDATE OF story ON release WHEN old.story <> new.story BEGIN
    DELETE FROM found_under WHERE name = 's:' || old.source AND story = old.story
        AND sorted_at = (SELECT sorted_at FROM story WHERE id = old.story)
        AND NOT EXISTS (SELECT 1 FROM release WHERE story = old.story AND source = old.source);
    INSERT OR IGNORE INTO found_under
        SELECT 's:' || new.source, s.sorted_at, s.id FROM story s WHERE s.id = new.story;
    INSERT OR IGNORE INTO found_under
        SELECT name, sorted_at, story FROM lead_name WHERE story = new.story
        AND EXISTS (SELECT 1 FROM story WHERE id = new.story AND lead = new.id);
END;

CREATE TRIGGER source_is_tagged_otherwise BEFORE UPDATE OF tags ON source WHEN old.tags <> new.tags BEGIN
    DELETE FROM found_under WHERE name IN (SELECT 't:' || value FROM json_each(old.tags))
        AND (sorted_at, story) IN (SELECT sorted_at, story FROM found_under WHERE name = 's:' || old.n);
END;
CREATE TRIGGER source_was_tagged_otherwise AFTER UPDATE OF tags ON source WHEN old.tags <> new.tags BEGIN
    INSERT OR IGNORE INTO found_under
        SELECT l.name, l.sorted_at, l.story FROM found_under f CROSS JOIN lead_name l ON l.story = f.story
        WHERE f.name = 's:' || new.n;
END;

-- What was updated since.
CREATE INDEX story_by_update ON story (updated);

-- How many there are, kept rather than counted: readiness is asked every few seconds.
INSERT INTO mark (name, value) VALUES
    ('releases', (SELECT count(*) FROM release WHERE forgotten = 0)),
    ('stories', (SELECT count(*) FROM story)),
    ('withdrawn', (SELECT count(*) FROM story WHERE withdrawn = 1));
CREATE TRIGGER release_is_counted AFTER INSERT ON release BEGIN
    UPDATE mark SET value = value + 1 - new.forgotten WHERE name = 'releases';
END;
CREATE TRIGGER release_is_counted_again AFTER UPDATE OF forgotten ON release WHEN old.forgotten <> new.forgotten BEGIN
    UPDATE mark SET value = value + old.forgotten - new.forgotten WHERE name = 'releases';
END;
CREATE TRIGGER release_is_counted_out AFTER DELETE ON release BEGIN
    UPDATE mark SET value = value - 1 + old.forgotten WHERE name = 'releases';
END;
CREATE TRIGGER story_is_counted AFTER INSERT ON story BEGIN
    UPDATE mark SET value = value + 1 WHERE name = 'stories';
    UPDATE mark SET value = value + new.withdrawn WHERE name = 'withdrawn' AND new.withdrawn;
END;
CREATE TRIGGER story_is_counted_again AFTER UPDATE OF withdrawn ON story WHEN old.withdrawn <> new.withdrawn BEGIN
    UPDATE mark SET value = value - old.withdrawn + new.withdrawn WHERE name = 'withdrawn';
END;
CREATE TRIGGER story_is_counted_out AFTER DELETE ON story BEGIN
    UPDATE mark SET value = value - 1 WHERE name = 'stories';
    UPDATE mark SET value = value - old.withdrawn WHERE name = 'withdrawn' AND old.withdrawn;
END;

-- Sources in trouble, and those that are pushed: few of many, found without reading what is remembered of all.
ALTER TABLE source_state ADD COLUMN drifts INTEGER AS (instr(memory, '"drift":') > 0) VIRTUAL;
ALTER TABLE source_state ADD COLUMN pushed INTEGER AS (instr(memory, '"lease":{') > 0) VIRTUAL;
CREATE INDEX source_in_trouble ON source_state (gone, failures, drifts, coalesce(succeeded_at, polled_at, next_at))
    WHERE gone = 1 OR failures > 0 OR drifts = 1;
CREATE INDEX source_pushed ON source_state (source) WHERE pushed = 1;
