//! The operator's selectors, for a page that defeats the automatic reading.
//!
//! `item` is one record; the others are relative to it, and what is not given is read as on any page. Without `item`
//! each match of `title` is a record of its own. A rule that matches nothing gives no items and a warning, so that a
//! redesign is noticed.

use std::collections::HashMap;

use ego_tree::NodeId;
use scraper::{ElementRef, Html, Selector};

use super::{
    entry::Entry,
    fields::{self, Item},
    records::Record,
    tree::Tree,
    when,
};
use crate::{
    Error,
    model::{Found, Provenance, Select},
    text::{dates::Hints, html::clean_line},
};

/// Whether a CSS selector can be used, else why not.
pub fn is_valid(selector: &str) -> Result<(), String> {
    Selector::parse(selector).map(|_| ()).map_err(|error| error.to_string())
}

/// The listing's keys of a stanza with what they hold; `body` belongs to the release's page.
fn keys(select: &Select) -> [(&'static str, Option<&String>); 7] {
    [
        ("item", select.item.as_ref()),
        ("title", select.title.as_ref()),
        ("link", select.link.as_ref()),
        ("date", select.date.as_ref()),
        ("summary", select.summary.as_ref()),
        ("image", select.image.as_ref()),
        ("next", select.next.as_ref()),
    ]
}

/// What a selector matches on a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Matched {
    /// Of `[source.select]`.
    pub key: &'static str,
    /// Elements.
    pub count: usize,
    /// Text of the first one, else its address or date.
    pub first: Option<String>,
}

/// What each selector that is given matches on a page, in the order of the configuration.
pub fn matched(html: &str, select: &Select) -> Result<Vec<Matched>, Error> {
    let page = crate::html::document(html)?;
    let items: Option<Vec<ElementRef<'_>>> =
        select.item.as_deref().and_then(|item| Selector::parse(item).ok()).map(|item| page.select(&item).collect());
    let matched = |key: &'static str, text: &str| {
        let Ok(selector) = Selector::parse(text) else { return Matched { key, count: 0, first: None } };
        let found: Vec<ElementRef<'_>> = match &items {
            Some(items) if !matches!(key, "item" | "next") => {
                items.iter().flat_map(|item| within(*item, &selector)).collect()
            }
            _ => page.select(&selector).collect(),
        };
        Matched { key, count: found.len(), first: found.first().map(|element| shown(*element)) }
    };
    Ok(keys(select).into_iter().filter_map(|(key, text)| Some(matched(key, text?))).collect())
}

/// An element for people.
fn shown(element: ElementRef<'_>) -> String {
    let text = element.text().flat_map(str::split_whitespace).take(40).collect::<Vec<_>>().join(" ");
    let named = || ["href", "src", "datetime", "content"].iter().find_map(|name| element.value().attr(name));
    if text.is_empty() { named().unwrap_or_default().to_owned() } else { text }
}

/// Matches below an element, and the element itself.
fn within<'a>(item: ElementRef<'a>, selector: &Selector) -> impl Iterator<Item = ElementRef<'a>> {
    let own = selector.matches(&item).then_some(item);
    let below: Vec<ElementRef<'a>> = item.select(selector).filter(|inner| *inner != item).collect();
    own.into_iter().chain(below)
}

/// What the selectors gave.
#[derive(Debug, Default)]
pub struct Selected {
    /// Items in document order.
    pub entries: Vec<Entry>,
    /// The next page.
    pub next: Option<String>,
    /// Rules that matched nothing, in words.
    pub warnings: Vec<String>,
}

/// The selectors, compiled.
struct Rules {
    item: Selector,
    parts: HashMap<&'static str, Selector>,
}

fn compile(select: &Select, warnings: &mut Vec<String>) -> Option<Rules> {
    let mut parts = HashMap::new();
    for (name, text) in keys(select) {
        let Some(text) = text else { continue };
        match Selector::parse(text) {
            Ok(selector) => {
                parts.insert(name, selector);
            }
            Err(error) => warnings.push(format!("select.{name} is no selector: {error}")),
        }
    }
    let item = parts.remove("item").or_else(|| parts.get("title").cloned())?;
    Some(Rules { item, parts })
}

/// True when the stanza says where the records are.
pub fn are_given(select: Option<&Select>) -> bool {
    select.is_some_and(|select| select.item.is_some() || select.title.is_some())
}

/// Reads a page by the operator's selectors.
pub fn read(page: &Html, tree: &Tree<'_>, select: &Select, hints: &Hints<'_>) -> Selected {
    let mut out = Selected::default();
    let Some(rules) = compile(select, &mut out.warnings) else { return out };
    let items: Vec<ElementRef<'_>> = page.select(&rules.item).collect();
    let places = tree.slots.iter().enumerate().map(|(place, slot)| (slot.node.id(), place)).collect();
    let reader = Reader { tree, rules: &rules, places };
    let rows: Vec<Row<'_>> = items.iter().filter_map(|item| reader.row(*item)).collect();
    let texts: Vec<String> = rows.iter().flat_map(|row| reader.dates(row)).collect();
    let day_first = hints.day_first.or_else(|| {
        crate::text::dates::order_of(texts.iter().map(String::as_str).filter(|text| when::is_all_number(text)))
    });
    let hints = Hints { day_first, ..*hints };
    out.entries = rows.into_iter().filter_map(|row| reader.entry(row, &hints)).collect();
    if let Some(next) = rules.parts.get("next") {
        out.next = page.select(next).find_map(|link| link.attr("href").and_then(|href| tree.absolute(href)));
    }
    for (name, count) in missing(&items, &rules) {
        out.warnings.push(format!("select.{name} matches in {count} of {} records", items.len()));
    }
    if items.is_empty() {
        out.warnings.push("select.item matches nothing: has the page been redesigned?".into());
    } else if out.entries.is_empty() {
        out.warnings.push("select.item matches, but no record has a title".into());
    }
    out
}

/// Rules that match in fewer than half of the records.
fn missing(items: &[ElementRef<'_>], rules: &Rules) -> Vec<(&'static str, usize)> {
    let mut out: Vec<(&'static str, usize)> = rules
        .parts
        .iter()
        .filter(|(name, _)| **name != "next")
        .map(|(name, selector)| (*name, items.iter().filter(|item| within(**item, selector).next().is_some()).count()))
        .filter(|(_, count)| count * 2 < items.len())
        .collect();
    out.sort_unstable();
    out
}

/// The record as it would be read without rules; empty when it holds no link or no title.
fn automatic(tree: &Tree<'_>, place: usize) -> Item {
    let end = tree.slots[place].end;
    let first = tree.links.partition_point(|link| link.slot < place);
    let around =
        tree.within(place, &["a"]).and_then(|slot| tree.links.binary_search_by_key(&slot, |link| link.slot).ok());
    let link = tree.links.get(first).filter(|link| link.slot < end).map(|_| first).or(around);
    let record = link.map(|link| Record { start: place, end, link });
    record.and_then(|record| fields::read(tree, &record, &std::collections::HashSet::new())).unwrap_or_default()
}

/// A date element's own words: its `datetime`, else its text.
fn date_text(element: ElementRef<'_>) -> (String, Provenance) {
    let machine = element.attr("datetime").or_else(|| element.attr("content"));
    let text = machine.map_or_else(|| element.text().collect::<Vec<_>>().join(" "), str::to_owned);
    (clean_line(&text), Provenance::Selector)
}

/// One match of the item's selector.
struct Row<'p> {
    element: ElementRef<'p>,
    /// Its place in the tree.
    place: usize,
    /// As it would be read without rules.
    own: Item,
}

/// A page that is read by rules.
struct Reader<'r, 'p> {
    tree: &'r Tree<'p>,
    rules: &'r Rules,
    places: HashMap<NodeId, usize>,
}

impl Reader<'_, '_> {
    fn row<'e>(&self, element: ElementRef<'e>) -> Option<Row<'e>> {
        let place = *self.places.get(&element.id())?;
        Some(Row { element, place, own: automatic(self.tree, place) })
    }

    /// Texts of a row that may be dates.
    fn dates(&self, row: &Row<'_>) -> Vec<String> {
        let by_rule = self.rules.parts.get("date").and_then(|date| within(row.element, date).next()).map(date_text);
        by_rule.map(|(text, _)| text).into_iter().chain(row.own.spots.iter().map(|spot| spot.text.clone())).collect()
    }

    fn entry(&self, row: Row<'_>, hints: &Hints<'_>) -> Option<Entry> {
        let Row { element, place, own } = row;
        let Self { tree, rules, places } = self;
        let part = |name: &str| rules.parts.get(name).and_then(|selector| within(element, selector).next());
        let chosen = |value: String| Found::new(value, Provenance::Selector);
        let line = |element: ElementRef<'_>| {
            places.get(&element.id()).map(|place| tree.text_of(*place)).filter(|text| !text.is_empty())
        };
        let title = part("title");
        let linked = part("link").or(title).and_then(|element| href(element, tree));
        let text = title
            .and_then(line)
            .map(chosen)
            .or_else(|| (!own.title.is_empty()).then(|| Found::new(own.title.clone(), Provenance::Text)))?;
        let by_shape = || (!own.url.is_empty()).then(|| Found::new(own.url.clone(), Provenance::Text));
        // a card that leads to its picture, or nowhere, is whole on this page
        let here = || tree.fragment(place, &text.value).map(|url| Found::new(url, Provenance::Assumed));
        let own_page = linked.filter(|url| !is_picture(url)).map(chosen).or_else(by_shape);
        let whole = own_page.is_none();
        let url = own_page.or_else(here)?;
        let by_rule = part("date").map(date_text).and_then(|(text, origin)| when::read_text(&text, origin, hints));
        let date = match rules.parts.contains_key("date") {
            true => by_rule,
            false => when::first(&own.spots, Some(&url.value), hints),
        };
        let picture = part("image")
            .and_then(|element| places.get(&element.id()))
            .and_then(|at| fields::image(tree, *at, tree.slots[*at].end));
        Some(Entry {
            content: tree.markup(place, tree.slots[place].end).filter(|_| whole),
            url: url.value,
            url_origin: Some(url.origin),
            title: Some(text),
            relative: date.as_ref().is_some_and(|date| date.relative),
            published: date.map(|date| date.found),
            updated: None,
            summary: part("summary")
                .and_then(line)
                .map(chosen)
                .or_else(|| own.summary.map(|text| Found::new(text, Provenance::Text))),
            image: picture.map(chosen).or_else(|| own.image.map(|url| Found::new(url, Provenance::Text))),
        })
    }
}

fn is_picture(url: &str) -> bool {
    let path = url.split(['?', '#']).next().unwrap_or(url).to_ascii_lowercase();
    [".jpg", ".jpeg", ".png", ".gif", ".webp", ".svg", ".avif"].iter().any(|end| path.ends_with(end))
}

/// The address of an element, of the first link in it, or of the link around it.
fn href(element: ElementRef<'_>, tree: &Tree<'_>) -> Option<String> {
    let own = element.attr("href");
    let below = || element.descendent_elements().find_map(|inner| inner.attr("href"));
    let around = || element.ancestors().filter_map(ElementRef::wrap).find_map(|outer| outer.attr("href"));
    own.or_else(below).or_else(around).and_then(|href| tree.absolute(href))
}
