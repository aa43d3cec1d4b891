//! All rows of a database as lines of JSON, and back: from one engine into the other, or into a file that any later
//! version reads. What follows from other rows (keys, words, bands, what a story is found under) is not told.

use chrono::{DateTime, Utc};
use futures_util::future::BoxFuture;
use serde_json::Value;

use super::Error;
use crate::model::{Fingerprint, Release};

/// What a column holds, and how it is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A number or null.
    Number,
    /// A text or null.
    Text,
    /// True or false.
    Flag,
    /// Bytes in hex, or null.
    Bytes,
    /// A list of texts.
    List,
}

/// A table as it is told: its rows in the order of its key.
#[derive(Debug)]
pub struct Table {
    /// On every engine.
    pub name: &'static str,
    /// Columns by which its rows are ordered and told apart: the first ones.
    pub key: usize,
    /// All that is told.
    pub columns: &'static [(&'static str, Kind)],
    /// Which rows.
    pub only: &'static str,
}

use Kind::{Bytes, Flag, List, Number, Text};

const fn table(name: &'static str, key: usize, columns: &'static [(&'static str, Kind)]) -> Table {
    Table { name, key, columns, only: "" }
}

/// All of them; none points at a row of a later one.
pub static TABLES: [Table; 16] = [
    table(
        "source",
        1,
        &[
            ("n", Number),
            ("id", Text),
            ("name", Text),
            ("kind", Text),
            ("url", Text),
            ("role", Text),
            ("tags", List),
            ("public", Text),
            ("active", Flag),
        ],
    ),
    table(
        "source_state",
        1,
        &[
            ("source", Number),
            ("next_at", Number),
            ("reason", Text),
            ("polled_at", Number),
            ("succeeded_at", Number),
            ("failures", Number),
            ("last_error", Text),
            ("gone", Flag),
            ("memory", Text),
        ],
    ),
    table(
        "story",
        1,
        &[
            ("id", Number),
            ("entry_id", Text),
            ("lead", Number),
            ("members", Number),
            ("first_seen", Number),
            ("sorted_at", Number),
            ("updated", Number),
            ("embargo", Number),
            ("withdrawn", Flag),
        ],
    ),
    table(
        "release",
        1,
        &[
            ("id", Number),
            ("story", Number),
            ("source", Number),
            ("first_seen", Number),
            ("content_hash", Bytes),
            ("language", Text),
            ("evidence", Text),
            ("body", Text),
            ("url", Text),
            ("rank", Number),
            ("embargo", Number),
            ("forgotten", Flag),
        ],
    ),
    table(
        "item",
        2,
        &[
            ("source", Number),
            ("release", Number),
            ("raw_hash", Bytes),
            ("unfilled", Flag),
            ("keys", Text),
            ("version", Number),
        ],
    ),
    table("revision", 2, &[("release", Number), ("at", Number), ("body", Text)]),
    table("translation", 2, &[("story", Number), ("other", Number)]),
    table("tombstone", 1, &[("entry_id", Text), ("at", Number), ("reason", Text)]),
    table(
        "deed",
        1,
        &[("n", Number), ("at", Number), ("what", Text), ("story", Number), ("release", Number), ("other", Number)],
    ),
    table("change", 1, &[("story", Number), ("n", Number), ("archived", Flag)]),
    table("archive", 1, &[("n", Number), ("story", Number), ("updated", Number), ("title", Text), ("entry", Bytes)]),
    table(
        "subscriber",
        2,
        &[
            ("topic", Text),
            ("callback", Text),
            ("secret", Text),
            ("lease_until", Number),
            ("cursor", Number),
            ("tries", Number),
            ("next_at", Number),
        ],
    ),
    table(
        "intent",
        2,
        &[
            ("topic", Text),
            ("callback", Text),
            ("subscribes", Flag),
            ("secret", Text),
            ("lease_secs", Number),
            ("tries", Number),
            ("next_at", Number),
        ],
    ),
    table("callback_owner", 2, &[("owner", Text), ("callback", Text)]),
    table("receiver", 1, &[("id", Text), ("cursor", Number), ("tries", Number)]),
    Table { name: "mark", key: 1, columns: &[("name", Text), ("value", Number)], only: "name = 'let_go'" },
];

/// A table by its name.
pub fn table_of(name: &str) -> Option<&'static Table> {
    TABLES.iter().find(|table| table.name == name)
}

impl Table {
    /// The names of its columns.
    pub fn names(&self) -> Vec<&'static str> {
        self.columns.iter().map(|(name, _)| *name).collect()
    }

    /// The names of those of its key.
    pub fn key_names(&self) -> String {
        self.names()[..self.key].join(", ")
    }

    /// Whether a row is one of its rows.
    pub fn has(&self, row: &[Value]) -> bool {
        let fits = |(value, (_, kind)): (&Value, &(&str, Kind))| match kind {
            Number => value.is_null() || value.is_i64(),
            Text => value.is_null() || value.is_string(),
            Flag => value.is_boolean(),
            Bytes => value.is_null() || value.as_str().is_some_and(|text| from_hex(text).is_some()),
            List => value.as_array().is_some_and(|list| list.iter().all(Value::is_string)),
        };
        row.len() == self.columns.len() && row.iter().zip(self.columns).all(fits)
    }

    /// The place of a column.
    pub fn at(&self, name: &str) -> usize {
        self.columns.iter().position(|(column, _)| *column == name).unwrap_or(0)
    }
}

/// A row: its values in the order of the columns.
pub type Row = Vec<Value>;

/// How a release is fingerprinted that was found then.
pub type Print = fn(&Release, DateTime<Utc>) -> Fingerprint;

/// One step of taking over another database.
#[derive(Debug)]
pub enum Restore {
    /// The database must be empty.
    Begin,
    /// Rows of this table come next.
    Table(&'static Table),
    /// Some rows, each of which [fits](Table::has).
    Rows(&'static Table, Vec<Row>),
    /// What follows from all rows.
    End,
}

/// A database that can be moved.
pub trait Movable: Send + Sync {
    /// Rows of a table in the order of its key: those behind one, at most so many.
    fn rows(&self, table: &'static Table, behind: Option<Row>, limit: usize) -> BoxFuture<'_, Result<Vec<Row>, Error>>;
    /// Takes over rows of another database.
    fn restore(&self, step: Restore, print: Print) -> BoxFuture<'_, Result<(), Error>>;
}

/// Bytes as two digits each.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// And back.
pub fn from_hex(text: &str) -> Option<Vec<u8>> {
    let digit = |digit: u8| char::from(digit).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    let (pairs, rest) = text.as_bytes().as_chunks::<2>();
    let bytes: Option<Vec<u8>> = pairs.iter().map(|[high, low]| Some(digit(*high)? << 4 | digit(*low)?)).collect();
    bytes.filter(|_| rest.is_empty())
}

/// What a database of another engine cannot be restored into.
pub fn not_empty(place: &str) -> Error {
    Error::Other(format!("{place}: has sources or releases already: only an empty one is restored into"))
}
