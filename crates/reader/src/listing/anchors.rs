//! Records that have no link: rows that a script opens, and texts that stand on the page itself, each under its heading.

use scraper::node::Element;

use super::{
    fields,
    pieces::is_heading,
    tree::{Link, Tree, Zone},
};

/// Longest text that is a heading here.
const MAX_HEADING: usize = 300;

/// The address that a click on an element leads to: `onclick="location.href='/press/1'"`, `data-href`.
pub fn by_script(element: &Element) -> Option<&str> {
    if matches!(element.name(), "input" | "form" | "img" | "iframe" | "body" | "html") {
        return None;
    }
    let data = ["data-href", "data-link", "data-location"].into_iter().find_map(|name| element.attr(name));
    let data = data.filter(|href| href.contains('/') && !href.contains([' ', '{']));
    data.or_else(|| element.attr("onclick").and_then(target_of))
}

/// The quoted address behind `location` or `open(`.
fn target_of(script: &str) -> Option<&str> {
    let at = ["location", "open("].iter().find_map(|word| script.find(word))?;
    let rest = script.get(at..)?;
    let open = rest.find(['\'', '"'])?;
    let quote = rest[open..].chars().next()?;
    let text = rest[open + 1..].split(quote).next()?;
    (text.contains('/') || text.contains('.')).then_some(text)
}

/// The fragment that leads to a text by its words (URL Fragment Text Directives).
pub fn of_words(words: &str) -> String {
    let encoded: String = url::form_urlencoded::byte_serialize(words.as_bytes()).collect();
    format!(":~:text={}", encoded.replace('+', "%20").replace('-', "%2D"))
}

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
        if linked || tree.within(place, &["a"]).is_some() || !fields::is_title(&text) {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_that_a_script_opens_is_read() {
        for (script, wanted) in [
            ("location.href='/press/1'", Some("/press/1")),
            ("window.location = \"https://a.example/x\";", Some("https://a.example/x")),
            ("window.open('/x.pdf', '_blank')", Some("/x.pdf")),
            ("document.location.assign('news/7')", Some("news/7")),
            ("toggle('menu')", None),
            ("location.reload()", None),
        ] {
            assert_eq!(target_of(script), wanted, "{script}");
        }
    }

    #[test]
    fn a_text_is_led_to_by_its_words() {
        assert_eq!(of_words("On the re-opening"), ":~:text=On%20the%20re%2Dopening");
    }
}
