//! Sources that are named elsewhere than in their stanzas: by views, rules and whoever is told.

use super::{problem::Place, table::Table};
use crate::model::SourceId;

/// A source that is named elsewhere than in its stanza.
pub struct NamedSource {
    /// Who names it, in words.
    pub whose: String,
    /// As written.
    pub id: SourceId,
    /// Where.
    pub place: Place,
}

/// The sources that a key names. That there are such is seen when all files are read.
pub fn sources(table: &mut Table<'_>, key: &'static str, whose: &str, named: &mut Vec<NamedSource>) -> Vec<SourceId> {
    let found = table.placed(key).into_iter();
    let found = found.map(|(id, place)| NamedSource { whose: whose.to_owned(), id: id.as_str().into(), place });
    let first = named.len();
    named.extend(found);
    named[first..].iter().map(|found| found.id.clone()).collect()
}
