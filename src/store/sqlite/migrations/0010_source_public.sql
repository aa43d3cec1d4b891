-- The address that readers are told; NULL: a row of before, told by its url until the source is registered again.
ALTER TABLE source ADD COLUMN public TEXT;
