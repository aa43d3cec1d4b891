//! Dates in the JSON state that scripts of a page carry: `"publishedDate":"2016-11-04T20:37:27Z"`.

use super::{
    super::tree::{Tree, What},
    Candidate, Context,
};
use crate::model::Provenance;

/// Keys that mean publication, lower-cased, without separators.
const KEYS: &[&str] = &[
    "datepublished", "publisheddate", "publishdate", "publishedat", "publicationdate", "pubdate", "publishedtime",
    "publishtime", "firstpublished", "firstpublisheddate", "articlepublished", "releasedate", "postdate",
    "cmspublishingdate", "publishingdate", "articledate", "pagepublicationdate", "articlepublicationdate",
    "publishedon", "contentpublisheddate",
];

/// Bytes of script looked through at most.
const MAX_SCRIPT: usize = 3_000_000;

/// The first such date.
pub fn dates(context: &Context<'_, '_>) -> Vec<Candidate> {
    let mut left = MAX_SCRIPT;
    let scripts = context.tree.named("script").flat_map(|index| texts(context.tree, index));
    for text in scripts {
        let text = if text.len() > left { break } else { text };
        left -= text.len();
        if let Some(found) = first(context, text) {
            return vec![found];
        }
    }
    Vec::new()
}

fn texts<'a>(tree: &Tree<'a>, index: usize) -> impl Iterator<Item = &'a str> {
    let inside: Vec<&'a str> = (index + 1..tree.end(index))
        .filter_map(|at| match tree.entries[at].what {
            What::Text(text) => Some(text),
            What::Element(_) => None,
        })
        .collect();
    inside.into_iter()
}

/// Strings between quotation marks, a key and its value side by side.
fn first(context: &Context<'_, '_>, text: &str) -> Option<Candidate> {
    let mut previous = String::new();
    for part in text.split(['"', '\'']) {
        let part = part.trim_end_matches('\\');
        if part.trim().len() <= 2 && matches!(part.trim(), ":" | "=" | ": " | ",") {
            if part.trim() == "," {
                previous.clear();
            }
            continue;
        }
        if KEYS.contains(&previous.as_str())
            && part.len() <= 40
            && let Some(found) = context.candidate(part, Provenance::JsonLd)
        {
            return Some(found);
        }
        previous.clear();
        if part.len() <= 40 {
            previous.extend(part.chars().filter(|c| c.is_ascii_alphanumeric()).map(|c| c.to_ascii_lowercase()));
        }
    }
    None
}
