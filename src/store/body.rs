//! A release as JSON in a column, as every engine keeps it.
//!
//! The plain text of HTML follows from it, and would double the database: it is made anew when the row is read.

use crate::model::Release;
use reader::text::html::to_text;

/// The body of a release that was forgotten: no release looks like it.
pub const FORGOTTEN: &str = "{}";
/// In place of a body that could not be read.
pub const BROKEN: &str = r#"{"broken":true}"#;
/// How the body of a release begins that was let go.
const BARE: &str = "{\"bare\":true";

/// As it is written.
pub fn written(release: &mut Release) -> serde_json::Result<String> {
    let follows = release.content_text.take_if(|_| release.content_html.is_some());
    let body = serde_json::to_string(release);
    release.content_text = follows.or(release.content_text.take());
    body
}

/// And read.
pub fn read(body: &str) -> serde_json::Result<Release> {
    let mut release: Release = serde_json::from_str(body)?;
    release.content_text = text(release.content_text, release.content_html.as_deref());
    Ok(release)
}

/// The text of a body.
pub fn text(text: Option<String>, html: Option<&str>) -> Option<String> {
    text.or_else(|| html.map(to_text).filter(|text| !text.is_empty()))
}

/// True for the body of a release that was let go.
pub fn is_bare(body: &str) -> bool {
    body.starts_with(BARE)
}

/// What stays of a release that is let go: all that it is named and found by.
pub fn bare(full: Release) -> serde_json::Result<String> {
    let kept = Release {
        guid: full.guid,
        url: full.url,
        external_url: full.external_url,
        title: full.title,
        published: full.published,
        updated: full.updated,
        language: full.language,
        tags: full.tags,
        ..Release::default()
    };
    Ok(format!("{BARE},{}", serde_json::to_string(&kept)?.trim_start_matches('{')))
}
