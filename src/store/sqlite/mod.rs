//! SQLite: WAL, one writer thread, a few readers, FTS5, STRICT tables.
