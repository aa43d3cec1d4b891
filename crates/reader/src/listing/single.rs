//! Whether a page is one text with links, rather than a list: what it says of itself, and how much prose stands outside
//! the records.

use std::{collections::HashSet, ops::Range};

use unicode_normalization::{UnicodeNormalization as _, char::is_combining_mark};

use super::{json_ld, score, tree::Tree, zone::Zone};

/// What speaks for one text.
#[derive(Debug, Clone, Copy, Default)]
pub struct Evidence {
    /// JSON-LD has exactly one article outside of lists.
    pub described: bool,
    /// `og:type` is article, with its time of publication.
    pub typed: bool,
    /// The address is the headline, in words: `/bridge-opens-to-cyclists` above "Bridge opens to cyclists".
    pub named: bool,
    /// The page's address is that of one text: a long slug, a number.
    pub addressed: bool,
    /// Characters of running text outside the records.
    pub prose: usize,
    /// Characters within the records.
    pub own: usize,
}

/// Looks at a page, and at the ranges and the zone of its records.
pub fn evidence(tree: &Tree<'_>, records: &[Range<usize>], zone: Zone) -> Evidence {
    let metas = |name: &str| {
        (0..tree.slots.len()).find_map(|place| {
            let named = tree.tag(place) == "meta"
                && (tree.attr(place, "property") == Some(name) || tree.attr(place, "name") == Some(name));
            named.then(|| tree.attr(place, "content")).flatten()
        })
    };
    let typed =
        metas("og:type").is_some_and(|kind| kind.trim() == "article") && metas("article:published_time").is_some();
    let mut out = Evidence {
        described: json_ld::has_one_article(tree),
        typed,
        addressed: tree.own_key.as_deref().is_some_and(score::is_slug),
        named: tree.own_key.as_deref().is_some_and(|key| is_named(tree, key, records)),
        ..Evidence::default()
    };
    let mut rest = records.iter().peekable();
    for (place, slot) in tree.slots.iter().enumerate() {
        while rest.peek().is_some_and(|record| record.end <= place) {
            rest.next();
        }
        let Some(text) = slot.node.value().as_text().filter(|_| slot.zone <= zone) else { continue };
        let size = text.trim().chars().count();
        if rest.peek().is_some_and(|record| record.start <= place) {
            out.own += size;
        } else if size >= 60 && tree.tag(slot.parent) != "a" {
            out.prose += size;
        }
    }
    out
}

/// Four words or more of the address, and most of them, stand in one headline outside the records.
fn is_named(tree: &Tree<'_>, key: &str, records: &[Range<usize>]) -> bool {
    let path = key.split('?').next().unwrap_or(key).trim_end_matches('/');
    let last = plain(path.rsplit('/').next().unwrap_or_default());
    let parts = last.split(|c: char| !c.is_alphabetic());
    let words: HashSet<&str> = parts.filter(|word| word.chars().count() >= 4 && *word != "html").collect();
    if words.len() < 4 {
        return false;
    }
    let outside = |place: &usize| !records.iter().any(|record| record.contains(place));
    let heads = (0..tree.slots.len()).filter(|place| matches!(tree.tag(*place), "h1" | "h2")).filter(outside);
    heads.take(12).any(|place| {
        let text = plain(&tree.text_of(place));
        let spoken: HashSet<&str> = text.split(|c: char| !c.is_alphabetic()).collect();
        let shared = words.iter().filter(|word| spoken.contains(**word)).count();
        shared >= 4 && shared * 3 >= words.len() * 2
    })
}

/// Lower case, without accents, and with one spelling of what addresses write as "ae", "oe", "ue" and "ss".
fn plain(text: &str) -> String {
    let bare: String = text.nfd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase).collect();
    [("ae", "a"), ("oe", "o"), ("ue", "u"), ("ß", "s"), ("ss", "s")]
        .iter()
        .fold(bare, |text, (long, short)| text.replace(long, short))
}

impl Evidence {
    /// True when the page is one text, given how many records of which zone it has and what share of them is dated.
    pub fn is_one_text(&self, zone: Zone, records: usize, dated: f64) -> bool {
        let told = (2 * usize::from(self.described) + usize::from(self.typed)).max(2 * usize::from(self.named));
        match (self.addressed, told) {
            (true, 3) => true,
            (true, 1 | 2) => self.prose > 150 || dated < 0.5,
            (true, _) => {
                let aside = zone == Zone::Side || records <= 2 || records <= 5 && dated < 0.3;
                aside || self.prose > 600 && self.prose * 2 > self.own || self.prose > 300 && dated < 0.5
            }
            (false, 3) => self.prose > 600 && self.prose * 2 > self.own,
            (false, 1 | 2) => self.prose > 900 && self.prose * 2 > self.own,
            (false, _) => self.prose > 1200 && self.prose > self.own,
        }
    }
}
