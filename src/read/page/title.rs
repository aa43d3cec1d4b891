//! The headline: what the page calls itself, agreed between its sources.
//!
//! Candidates are the JSON-LD headline, og:title, the page's own h1 and `<title>`; the site's name, a date in front,
//! a kicker and soft hyphens go.

use super::{json_ld::JsonLd, meta::Meta, tree::Tree};
use crate::model::{Found, Provenance};

/// The headline with its origin, and the index of the heading that shows it.
pub fn read(tree: &Tree<'_>, meta: &Meta<'_>, ld: &JsonLd) -> (Option<Found<String>>, Option<usize>) {
    let site = site_name(meta, ld);
    let strip = |text: String| without_site(&text, site.as_deref());
    let og = meta.line(&["og:title"]).map(strip);
    let twitter = meta
        .line(&["twitter:title", "dc.title", "dcterms.title", "citation_title", "parsely-title", "sailthru.title"])
        .map(strip);
    let headline = if ld.is_story() { ld.text("headline").or_else(|| ld.text("name")) } else { None }.map(strip);
    let document = meta.title.clone().map(|title| document_title(&title, site.as_deref()));
    let headings = headings(tree);
    let known: Vec<&String> = [&headline, &og, &twitter, &document].into_iter().flatten().collect();
    let heading = choose_heading(&headings, &known, site.as_deref());
    let shown = heading.map(|(index, _)| *index);
    let visible = heading.map(|(_, text)| text.clone());
    let agreed = visible.as_ref().filter(|text| known.iter().any(|other| alike(other, text)));
    let found = match (agreed, &headline, &og) {
        (Some(text), _, _) => Some(Found::new(text.clone(), Provenance::Text)),
        (None, Some(text), _) => Some(Found::new(text.clone(), Provenance::JsonLd)),
        (None, None, Some(text)) if Some(text) != site.as_ref() => Some(Found::new(text.clone(), Provenance::Meta)),
        _ => visible
            .map(|text| Found::new(text, Provenance::Text))
            .or_else(|| twitter.or(document).map(|text| Found::new(text, Provenance::Meta)))
            .or(og.map(|text| Found::new(text, Provenance::Meta))),
    };
    (found.filter(|found| !found.value.is_empty()), shown)
}

/// og:site_name, or the publisher's name.
pub fn site_name(meta: &Meta<'_>, ld: &JsonLd) -> Option<String> {
    meta.line(&["og:site_name", "application-name", "apple-mobile-web-app-title"])
        .or_else(|| ld.of_kind("WebSite")?.get("name").and_then(|name| ld.name_of(name)))
        .or_else(|| ld.text("publisher"))
}

/// The visible headings that could be the headline: every h1, else h2s outside of navigation.
fn headings(tree: &Tree<'_>) -> Vec<(usize, String)> {
    let of = |name: &'static str| -> Vec<(usize, String)> {
        tree.named(name)
            .filter(|&index| !super::microdata::is_elsewhere(tree, index))
            .map(|index| (index, tree.line(index)))
            .filter(|(_, text)| !text.is_empty())
            .take(20)
            .collect()
    };
    let first = of("h1");
    if first.is_empty() { of("h2") } else { first }
}

fn choose_heading<'h>(
    headings: &'h [(usize, String)],
    known: &[&String],
    site: Option<&str>,
) -> Option<&'h (usize, String)> {
    let is_site = |text: &str| site.is_some_and(|site| plain(site) == plain(text));
    headings
        .iter()
        .find(|(_, text)| known.iter().any(|other| alike(other, text)) && !is_site(text))
        .or_else(|| headings.iter().find(|(_, text)| !is_site(text) && text.chars().count() > 3))
}

/// Letters and digits only, in lower case.
pub fn plain(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// Whether two headlines say the same: one begins with, ends with or holds the other.
fn alike(a: &str, b: &str) -> bool {
    let (a, b) = (plain(a), plain(b));
    if a.is_empty() || b.is_empty() {
        return false;
    }
    a == b || (a.len().min(b.len()) * 10 > a.len().max(b.len()) * 4 && (a.contains(&b) || b.contains(&a)))
}

/// What parts a headline from the site's name.
const PARTS: &[&str] =
    &[" | ", " – ", " — ", " - ", " » ", " « ", " · ", " • ", " :: ", " / ", " > ", " ← ", " ⋆ ", " : ", ": "];

/// A title without the site's name before or after it.
fn without_site(text: &str, site: Option<&str>) -> String {
    let Some(site) = site.map(plain).filter(|site| !site.is_empty()) else { return text.to_owned() };
    for part in PARTS {
        if let Some((head, tail)) = text.rsplit_once(part)
            && !head.trim().is_empty()
            && (plain(tail) == site || (plain(tail).len() > 3 && site.starts_with(&plain(tail))))
        {
            return without_site(head.trim(), Some(&site));
        }
        if let Some((head, tail)) = text.split_once(part)
            && !tail.trim().is_empty()
            && plain(head) == site
        {
            return tail.trim().to_owned();
        }
    }
    text.to_owned()
}

/// `<title>` without the site's name: known, or the shorter end after a separator.
fn document_title(text: &str, site: Option<&str>) -> String {
    let stripped = without_site(text, site);
    if stripped != text {
        return stripped;
    }
    for part in &PARTS[..PARTS.len() - 2] {
        if let Some((head, tail)) = text.rsplit_once(part)
            && head.split_whitespace().count() > tail.split_whitespace().count().min(4)
        {
            return head.trim().to_owned();
        }
    }
    text.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_site_name_goes_before_and_behind() {
        assert_eq!(without_site("A b c | Example News", Some("Example News")), "A b c");
        assert_eq!(without_site("Example News: A b c", Some("Example News")), "A b c");
        assert_eq!(document_title("Our long new report is out - ACME", None), "Our long new report is out");
    }
}
