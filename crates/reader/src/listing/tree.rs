//! A page as flat arrays: every node in document order with its extent, its zone and its links.
//!
//! A subtree is a range of places, so that "the text of this record" or "the nearest common ancestor" cost no walk
//! of the tree. Built once a page, in linear time.

use scraper::{ElementRef, Html, Node};
use url::Url;

use super::{
    target, words,
    zone::{self, Zone},
};
use crate::text::html::clean_line;

/// One node.
#[derive(Debug, Clone, Copy)]
pub struct Slot<'a> {
    /// The node itself.
    pub node: ego_tree::NodeRef<'a, Node>,
    /// Place of the parent; the root is its own.
    pub parent: usize,
    /// First place after the subtree.
    pub end: usize,
    /// Levels below the root.
    pub depth: usize,
    /// Zone.
    pub zone: Zone,
    /// Hash of the tags from the root to here.
    pub tags: u64,
    /// The same with the first telling class of each.
    pub classes: u64,
    /// Hash of tag and class of this element alone.
    pub own: u64,
    /// Place of the nearest element that is no inline one, itself included.
    pub block: usize,
}

/// A link that could lead to a release.
#[derive(Debug, Clone)]
pub struct Link {
    /// Place of the `a`.
    pub slot: usize,
    /// Absolute, as written.
    pub url: String,
    /// Compared: without fragment and scheme.
    pub key: String,
}

/// The page.
pub struct Tree<'a> {
    /// All nodes in document order.
    pub slots: Vec<Slot<'a>>,
    /// Visible characters before each place.
    chars: Vec<usize>,
    /// `main` and `h1` elements before each place.
    marks: Vec<(usize, usize)>,
    /// Candidate links in document order.
    pub links: Vec<Link>,
    /// What relative addresses are relative to.
    pub base: Option<Url>,
    /// Key of the page's own address.
    pub own_key: Option<String>,
    /// The page's own address.
    page: Option<Url>,
}

impl<'a> Tree<'a> {
    /// Flattens a parsed page.
    pub fn new(html: &'a Html, url: Option<&Url>) -> Self {
        let slots = flatten(html);
        let mut chars = Vec::with_capacity(slots.len() + 1);
        let mut total = 0;
        for slot in &slots {
            chars.push(total);
            if let (Node::Text(text), true) = (slot.node.value(), slot.zone != Zone::Hidden) {
                total += text.split_whitespace().map(|word| word.chars().count() + 1).sum::<usize>();
            }
        }
        chars.push(total);
        let mut marks = vec![(0, 0); slots.len() + 1];
        for (place, slot) in slots.iter().enumerate() {
            let main =
                slot.node.value().as_element().is_some_and(|e| e.name() == "main" || e.attr("role") == Some("main"));
            let title = slot.node.value().as_element().is_some_and(|e| e.name() == "h1");
            let (mains, titles) = marks[place];
            marks[place + 1] = (mains + usize::from(main), titles + usize::from(title));
        }
        let base = base_of(&slots, url);
        let mut tree = Self {
            slots,
            chars,
            marks,
            links: Vec::new(),
            own_key: url.map(|url| key_of(url.as_str())),
            base,
            page: url.cloned(),
        };
        tree.mark_zones();
        tree.links = (0..tree.slots.len()).filter_map(|place| tree.link_at(place)).collect();
        tree
    }

    /// The element at a place.
    pub fn element(&self, place: usize) -> Option<ElementRef<'a>> {
        ElementRef::wrap(self.slots.get(place)?.node)
    }

    /// Its tag; empty for what is no element.
    pub fn tag(&self, place: usize) -> &'a str {
        self.slots.get(place).and_then(|slot| slot.node.value().as_element()).map_or("", |element| element.name())
    }

    /// An attribute of the element at a place.
    pub fn attr(&self, place: usize, name: &str) -> Option<&'a str> {
        self.slots.get(place)?.node.value().as_element()?.attr(name)
    }

    /// Visible characters between two places.
    pub fn chars(&self, start: usize, end: usize) -> usize {
        self.chars.get(end).copied().unwrap_or(0).saturating_sub(self.chars.get(start).copied().unwrap_or(0))
    }

    /// Places of the children.
    pub fn children(&self, place: usize) -> impl Iterator<Item = usize> + '_ {
        let end = self.slots[place].end;
        let mut next = place + 1;
        std::iter::from_fn(move || {
            let here = (next < end).then_some(next)?;
            crate::cancel::step(1);
            next = self.slots[here].end;
            Some(here)
        })
    }

    /// The visible text of a range on one line: words split over inline elements stay whole, blocks are apart.
    pub fn text(&self, start: usize, end: usize) -> String {
        let mut out = String::new();
        for place in start..end.min(self.slots.len()) {
            crate::cancel::step(1);
            match self.slots[place].node.value() {
                Node::Text(text) if self.slots[place].zone != Zone::Hidden => out.push_str(text),
                Node::Element(element) if !words::INLINE.contains(&element.name()) => out.push(' '),
                _ => {}
            }
            if out.len() > 20_000 {
                break;
            }
        }
        clean_line(&out)
    }

    /// The visible text of an element.
    pub fn text_of(&self, place: usize) -> String {
        self.text(place, self.slots[place].end)
    }

    /// An address as written -> absolute http(s), fragment kept.
    pub fn absolute(&self, href: &str) -> Option<String> {
        let href = href.trim();
        if href.is_empty() || href.starts_with("data:") {
            return None;
        }
        match &self.base {
            Some(base) => {
                let joined = base.join(href).ok()?;
                matches!(joined.scheme(), "http" | "https").then(|| joined.to_string())
            }
            None => match Url::parse(href) {
                Ok(whole) => matches!(whole.scheme(), "http" | "https").then(|| whole.to_string()),
                Err(_) => Some(href.to_owned()),
            },
        }
    }

    fn link_at(&self, place: usize) -> Option<Link> {
        if self.slots[place].zone == Zone::Hidden {
            return None;
        }
        let own = self.attr(place, "href").filter(|_| self.tag(place) == "a");
        let href = own.or_else(|| target::by_script(self.slots[place].node.value().as_element()?))?.trim();
        let lower = href.get(..11).unwrap_or(href).to_ascii_lowercase();
        if href.starts_with('#') || ["javascript:", "mailto:", "tel:"].iter().any(|s| lower.starts_with(s)) {
            return None;
        }
        let url = self.absolute(href)?;
        let key = key_of(&url);
        let path = key.split('?').next().unwrap_or(&key).to_ascii_lowercase();
        let picture = [".jpg", ".jpeg", ".png", ".gif", ".webp", ".svg"].iter().any(|end| path.ends_with(end));
        let shares = key.split_once('?').is_some_and(|(_, query)| query.contains("=http"));
        (!shares && !picture && self.own_key.as_ref() != Some(&key)).then_some(Link { slot: place, url, key })
    }

    /// Whether an address is of the page's own host, or the page's host is not known.
    pub fn is_own(&self, key: &str) -> bool {
        let host = |key: &str| key.split(['/', '?']).next().unwrap_or_default().to_owned();
        self.own_key.as_deref().is_none_or(|own| host(own) == host(key))
    }

    /// The markup of a range.
    pub fn markup(&self, start: usize, end: usize) -> Option<String> {
        let (mut out, mut place) = (String::new(), start);
        while place < end {
            if let Some(element) = self.element(place) {
                out.push_str(&element.html());
            } else if let Some(text) = self.slots[place].node.value().as_text() {
                out.push_str(&text.replace('&', "&amp;").replace('<', "&lt;"));
            }
            place = self.slots[place].end.max(place + 1);
        }
        (!out.trim().is_empty()).then_some(out)
    }

    /// An address of this page for what stands at a place: its own id, else its words.
    pub fn fragment(&self, place: usize, words: &str) -> Option<String> {
        let mut url = self.page.clone()?;
        let id = self.attr(place, "id").map(str::trim).filter(|id| !id.is_empty());
        url.set_fragment(Some(&id.map_or_else(|| target::of_words(words), str::to_owned)));
        Some(url.into())
    }

    /// The nearest ancestor-or-self with one of these tags.
    pub fn within(&self, place: usize, tags: &[&str]) -> Option<usize> {
        let mut here = place;
        loop {
            crate::cancel::step(1);
            if tags.contains(&self.tag(here)) {
                return Some(here);
            }
            let parent = self.slots[here].parent;
            if parent == here {
                return None;
            }
            here = parent;
        }
    }

    /// Marks navigation, footers, sidebars; a mark by class alone never covers what must be the page's main part.
    fn mark_zones(&mut self) {
        let total = self.chars(0, self.slots.len());
        for place in 1..self.slots.len() {
            let inherited = self.slots[self.slots[place].parent].zone;
            if inherited == Zone::Hidden || self.slots[place].zone == Zone::Hidden {
                self.slots[place].zone = Zone::Hidden;
                continue;
            }
            if inherited != Zone::Chrome {
                self.slots[place].zone = self.own_zone(place, total).max(inherited);
            } else {
                self.slots[place].zone = inherited;
            }
        }
    }

    fn own_zone(&self, place: usize, total: usize) -> Zone {
        let Some(element) = self.slots[place].node.value().as_element() else { return Zone::Main };
        let name = element.name();
        let by_tag = match name {
            "nav" | "footer" | "header" if self.inside_record(place) => Zone::Main,
            "nav" | "footer" | "header" | "select" | "dialog" => Zone::Chrome,
            "aside" => Zone::Side,
            "html" | "body" | "main" | "article" => return Zone::Main,
            _ => match element.attr("role") {
                Some("navigation" | "banner" | "contentinfo" | "search" | "dialog" | "menu" | "menubar") => {
                    Zone::Chrome
                }
                Some("complementary") => Zone::Side,
                _ => Zone::Main,
            },
        };
        let named = [element.attr("id"), element.attr("class")].into_iter().flatten();
        let by_name = named.flat_map(words::tokens_of_names).map(|token| zone::of_name(&token)).max();
        let zone = by_tag.max(by_name.unwrap_or(Zone::Main));
        if zone == Zone::Main {
            return zone;
        }
        let end = self.slots[place].end;
        let ((mains, titles), (first_main, first_title)) = (self.marks[end], self.marks[place + 1]);
        let holds_main = mains > first_main || zone == Zone::Side && by_tag == Zone::Main && titles > first_title;
        if holds_main || self.chars(place, end) * 10 > total * 6 { Zone::Main } else { zone }
    }

    /// A header or footer of a record, not of the page.
    fn inside_record(&self, place: usize) -> bool {
        self.within(self.slots[place].parent, &["article", "main", "li", "td", "section"]).is_some()
    }
}

/// Comparable form: no scheme, no fragment, no trailing slash.
pub fn key_of(url: &str) -> String {
    let url = url.split('#').next().unwrap_or(url);
    let url = url.trim_start_matches("https://").trim_start_matches("http://").trim_start_matches("www.");
    url.trim_end_matches('/').to_owned()
}

fn base_of(slots: &[Slot<'_>], url: Option<&Url>) -> Option<Url> {
    let find = |tag: &str, name: &str, test: &dyn Fn(&scraper::node::Element) -> bool| {
        let element =
            slots.iter().filter_map(|slot| slot.node.value().as_element()).find(|e| e.name() == tag && test(e));
        element.and_then(|e| e.attr(name)).map(str::to_owned)
    };
    let declared = find("base", "href", &|e| e.attr("href").is_some());
    let joined =
        declared.and_then(|href| url.map_or_else(|| Url::parse(href.trim()).ok(), |url| url.join(href.trim()).ok()));
    joined.filter(|base| matches!(base.scheme(), "http" | "https")).or_else(|| url.cloned()).or_else(|| {
        let canonical = find("link", "href", &|e| e.attr("rel") == Some("canonical"));
        canonical.and_then(|href| Url::parse(href.trim()).ok())
    })
}

fn mix(a: u64, b: u64) -> u64 {
    (a ^ b.wrapping_mul(0x9E37_79B9_7F4A_7C15)).rotate_left(23).wrapping_mul(0xD6E8_FEB8_6659_FD93)
}

fn hash(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |sum, byte| (sum ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

fn flatten(html: &Html) -> Vec<Slot<'_>> {
    use ego_tree::iter::Edge;
    let mut slots: Vec<Slot<'_>> = Vec::new();
    let mut open: Vec<usize> = Vec::new();
    for edge in html.tree.root().traverse() {
        match edge {
            Edge::Open(node) => {
                let parent = open.last().copied().unwrap_or(0);
                let above = slots.get(parent).copied();
                let (mut tag, mut own, mut zone) = (0, 0, Zone::Main);
                if let Some(element) = node.value().as_element() {
                    tag = hash(element.name());
                    own = mix(tag, words::telling_class(element).map_or(1, hash));
                    if words::HIDDEN.contains(&element.name()) {
                        zone = Zone::Hidden;
                    }
                }
                let inline = match node.value() {
                    scraper::Node::Element(element) => words::INLINE.contains(&element.name()),
                    _ => true,
                };
                let block = if inline { above.map_or(0, |slot| slot.block) } else { slots.len() };
                open.push(slots.len());
                slots.push(Slot {
                    node,
                    parent,
                    end: 0,
                    depth: open.len() - 1,
                    zone,
                    tags: mix(above.map_or(0, |slot| slot.tags), tag),
                    classes: mix(above.map_or(0, |slot| slot.classes), own),
                    own,
                    block,
                });
            }
            Edge::Close(_) => {
                let end = slots.len();
                if let Some(slot) = open.pop().and_then(|place| slots.get_mut(place)) {
                    slot.end = end;
                }
            }
        }
    }
    slots
}
