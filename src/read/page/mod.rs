//! One release's own page -> a draft: an ordered list of signals (JSON-LD, microdata, meta, selectors, visible text).

use url::Url;

use crate::{
    model::{Draft, PageFacts, Select},
    text::dates::Hints,
};

/// Reads a release's page. Parses it once.
pub fn read(html: &str, url: Option<&Url>, hints: &Hints<'_>, select: Option<&Select>) -> (Draft, PageFacts) {
    let _ = (html, url, hints, select);
    (Draft::default(), PageFacts::default())
}
