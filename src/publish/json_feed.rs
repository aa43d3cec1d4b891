//! JSON Feed 1.1 with `_pressfeed`: the published feed, and what `parse`, `listing` and `extract` print.

use serde_json::Value;

use crate::model::{Document, Release};

/// One item, as `extract` prints it: CONTRACT section 2.
pub fn item(release: &Release) -> Value {
    let _ = release;
    Value::Null
}

/// A document that was read, as `parse` and `listing` print it.
pub fn document(document: &Document, items: &[Release]) -> Value {
    let _ = (document, items);
    Value::Null
}
