//! Records that have no link: rows that a script opens, and texts that stand on the page itself, each under its heading.

use super::{
    pieces::is_heading,
    titles,
    tree::{Link, Tree},
    zone::Zone,
};

/// Longest text that is a heading here.
const MAX_HEADING: usize = 300;

/// The headings of a page that link nowhere, each with an address of its own on this page.
pub fn headings(tree: &Tree<'_>) -> Vec<Link> {
    let mut out = Vec::new();
    for place in 0..tree.slots.len() {
        let tag = tree.tag(place);
        let heads = (is_heading(tag) && tag != "h1") || tag == "summary";
        if !heads || tree.slots[place].zone != Zone::Main || tree.chars(place, tree.slots[place].end) > MAX_HEADING {
            continue;
        }
        let linked =
            (place..tree.slots[place].end).any(|inner| tree.tag(inner) == "a" && tree.attr(inner, "href").is_some());
        let text = tree.text_of(place);
        if linked || tree.within(place, &["a"]).is_some() || !titles::is_title(&text) {
            continue;
        }
        if let Some(url) = tree.fragment(named(tree, place), &text) {
            let key = url.trim_start_matches("https://").trim_start_matches("http://").to_owned();
            out.push(Link { slot: place, url, key });
        }
    }
    // of an element with an id that holds several headings only the first would be led to
    for at in 1..out.len() {
        if out[..at].iter().rev().take(50).any(|other| other.url == out[at].url) {
            let slot = out[at].slot;
            if let Some(url) = tree.fragment(slot, &tree.text_of(slot)) {
                out[at].key = url.trim_start_matches("https://").trim_start_matches("http://").to_owned();
                out[at].url = url;
            }
        }
    }
    out
}

/// The heading, or the element around it that has an id.
fn named(tree: &Tree<'_>, heading: usize) -> usize {
    let mut here = heading;
    for _ in 0..3 {
        if tree.attr(here, "id").is_some_and(|id| !id.trim().is_empty()) {
            return here;
        }
        let parent = tree.slots[here].parent;
        if !matches!(tree.tag(parent), "section" | "article" | "details" | "div" | "li" | "header" | "dl") {
            break;
        }
        here = parent;
    }
    heading
}
