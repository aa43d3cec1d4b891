-- How many bands the release has: two that share few of many are no copies, and need not be read to know it.
-- 0: not counted, a row of before.
ALTER TABLE band ADD COLUMN bands INTEGER NOT NULL DEFAULT 0;
