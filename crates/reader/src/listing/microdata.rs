//! Records that say what they are: schema.org microdata and RDFa articles, and microformats' `h-entry`.

use super::{
    fields::Item,
    records::{Candidate, Record},
    tree::Tree,
    zone::Zone,
};
use crate::model::{Found, Provenance};

/// The records of one vocabulary, when there are two or more; and its name.
pub fn candidate(tree: &Tree<'_>) -> Option<(Candidate, &'static str)> {
    let mut found: [Vec<Record>; 2] = [Vec::new(), Vec::new()];
    for place in 0..tree.slots.len() {
        let slot = &tree.slots[place];
        let Some(element) = slot.node.value().as_element().filter(|_| slot.zone == Zone::Main) else { continue };
        let typed = element.attr("itemtype").or_else(|| element.attr("typeof")).is_some_and(|kind| {
            kind.split_whitespace()
                .any(|kind| kind.ends_with("Article") || kind.ends_with("BlogPosting") || kind.ends_with("Report"))
        });
        let entry = element.classes().any(|class| class == "h-entry");
        for (own, list) in [typed, entry].into_iter().zip(&mut found) {
            let first = tree.links.partition_point(|link| link.slot < place);
            let holds = tree.links.get(first).is_some_and(|link| link.slot < slot.end);
            if own && holds && list.last().is_none_or(|last| last.end <= place) {
                list.push(Record { start: place, end: slot.end, link: first });
            }
        }
    }
    let [typed, entries] = found;
    let (records, name) = if entries.len() > typed.len() { (entries, "h-feed") } else { (typed, "microdata") };
    (records.len() > 1).then_some((Candidate { records, zone: Zone::Main }, name))
}

/// Lets a record's own properties overrule what was read from its shape.
pub fn overrule(tree: &Tree<'_>, item: &mut Item) {
    let find = |test: &dyn Fn(&scraper::node::Element) -> bool| {
        (item.start..item.end).find(|place| tree.slots[*place].node.value().as_element().is_some_and(test))
    };
    let title = find(&|e| e.attr("itemprop") == Some("headline") || e.classes().any(|class| class == "p-name"));
    let link = find(&|e| e.classes().any(|class| class == "u-url") && e.attr("href").is_some());
    if let Some(text) = title.map(|place| tree.text_of(place)).filter(|text| super::titles::is_title(text)) {
        item.title = text;
        item.titled = true;
        item.origin = Some(Provenance::Microdata);
    }
    if let Some(url) = link.and_then(|place| tree.attr(place, "href")).and_then(|href| tree.absolute(href)) {
        item.key = super::tree::key_of(&url);
        item.url = url;
    }
    let origin = Provenance::Microdata;
    if let Some(date) = item.date.as_mut().filter(|date| date.found.origin == Provenance::Text) {
        let marked = find(&|e| {
            e.classes().any(|class| class == "dt-published")
                || matches!(e.attr("itemprop"), Some("datePublished" | "dateCreated"))
        });
        if marked.is_some() {
            date.found = Found { origin, ..date.found.clone() };
        }
    }
}
