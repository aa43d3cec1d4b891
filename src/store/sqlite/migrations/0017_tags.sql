-- The tags of a release beside its body, a JSON list: what a new one is found under is told without reading all that it
-- says. NULL: a row of before, whose body is read for it.
ALTER TABLE release ADD COLUMN tags TEXT;

DROP VIEW lead_name;
CREATE VIEW lead_name (name, sorted_at, story) AS
    SELECT 't:' || t.value, s.sorted_at, s.id
    FROM story s JOIN release r ON r.id = s.lead, json_each(CASE
        WHEN r.tags IS NOT NULL THEN r.tags
        WHEN json_valid(r.body) THEN coalesce(r.body -> '$.tags', '[]')
        ELSE '[]' END) t
    UNION ALL
    SELECT 't:' || t.value, s.sorted_at, s.id
    FROM story s JOIN release r ON r.id = s.lead JOIN source o ON o.n = r.source, json_each(o.tags) t
    UNION ALL
    SELECT 'l:' || lower(iif(instr(r.language, '-') > 0, substr(r.language, 1, instr(r.language, '-') - 1), r.language)),
        s.sorted_at, s.id
    FROM story s JOIN release r ON r.id = s.lead WHERE r.language IS NOT NULL;
