-- What an item was last read by: another version may read other words in the same page. 0: a row of before.
ALTER TABLE item ADD COLUMN version INTEGER NOT NULL DEFAULT 0;
