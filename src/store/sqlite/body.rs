//! A release as JSON in a column.
//!
//! The plain text of HTML follows from it, and would double the database: it is made anew when the row is read.

use super::{from_json, to_json};
use crate::model::Release;
use reader::text::html::to_text;

/// The body of a release that was forgotten: no release looks like it.
pub const FORGOTTEN: &str = "{}";
/// In place of a body that could not be read.
pub const BROKEN: &str = r#"{"broken":true}"#;

/// As it is written.
pub fn written(release: &mut Release) -> rusqlite::Result<String> {
    let follows = release.content_text.take_if(|_| release.content_html.is_some());
    let body = to_json(release);
    release.content_text = follows.or(release.content_text.take());
    body
}

/// And read.
pub fn read(body: &str) -> rusqlite::Result<Release> {
    let mut release: Release = from_json(body)?;
    release.content_text = text(release.content_text, release.content_html.as_deref());
    Ok(release)
}

/// The text of a body.
pub fn text(text: Option<String>, html: Option<&str>) -> Option<String> {
    text.or_else(|| html.map(to_text).filter(|text| !text.is_empty()))
}
