//! What the pass over a document notes: the document's own fields, and a draft for each item.
//!
//! A field that several elements can fill takes the best of them, not the last: each comes with a rank, and
//! an element of lower rank, or an earlier one of the same, stays.

use std::{ops::Range, rc::Rc};

use url::Url;

use super::{
    element::{Element, Place},
    person, values,
};
use crate::{
    model::{Attachment, Document, Draft, Found, Geo, Image, Markup, Origin, Person, Provenance},
    text::dates::{self, Hints},
};

/// Categories that are kept of one item.
const MAX_TAGS: usize = 100;
/// Attachments and authors that are kept of one item.
const MAX_LISTED: usize = 100;

/// Ranks up to this are authors of the item, in whatever vocabulary.
const AUTHORS: u8 = 2;

/// A value that can be bettered.
#[derive(Debug, Clone)]
pub struct Ranked<T> {
    rank: u8,
    value: Option<T>,
}

impl<T> Default for Ranked<T> {
    fn default() -> Self {
        Self { rank: u8::MAX, value: None }
    }
}

impl<T> Ranked<T> {
    /// Takes a value of lower rank than the present one's.
    pub fn put(&mut self, rank: u8, value: Option<T>) {
        if rank < self.rank
            && let Some(value) = value
        {
            *self = Self { rank, value: Some(value) };
        }
    }

    /// Takes a value of lower or the same rank: of an element written twice the last stands, as in other readers.
    pub fn set(&mut self, rank: u8, value: Option<T>) {
        if rank <= self.rank
            && let Some(value) = value
        {
            *self = Self { rank, value: Some(value) };
        }
    }

    /// The value.
    pub fn take(&mut self) -> Option<T> {
        std::mem::take(self).value
    }

    /// A look at it.
    pub fn get(&self) -> Option<&T> {
        self.value.as_ref()
    }
}

/// A date as printed: whatever its rank, one that nobody can read stands behind one that can be read.
#[derive(Debug, Default)]
pub struct Printed(Ranked<String>);

impl Printed {
    /// As [`Ranked::put`].
    pub fn put(&mut self, rank: u8, value: Option<String>) {
        self.weigh(rank, value, Ranked::put);
    }

    /// As [`Ranked::set`].
    pub fn set(&mut self, rank: u8, value: Option<String>) {
        self.weigh(rank, value, Ranked::set);
    }

    fn weigh(&mut self, rank: u8, value: Option<String>, by_rank: fn(&mut Ranked<String>, u8, Option<String>)) {
        let readable = |text: &String| dates::parse(text, &Hints::default()).is_some();
        // most items have one date: nothing is read twice for them
        match (self.0.get(), &value) {
            (Some(known), Some(new)) if known != new => match (readable(known), readable(new)) {
                (false, true) => self.0 = Ranked { rank, value },
                (true, false) => {}
                _ => by_rank(&mut self.0, rank, value),
            },
            _ => by_rank(&mut self.0, rank, value),
        }
    }

    /// The text.
    pub fn take(&mut self) -> Option<String> {
        self.0.take()
    }

    /// A look at it.
    pub fn get(&self) -> Option<&String> {
        self.0.get()
    }
}

/// The fields that the feed and its items have in common.
#[derive(Debug, Default)]
pub struct Fields {
    /// Identifier.
    pub id: Ranked<String>,
    /// Title.
    pub title: Ranked<Markup>,
    /// The page.
    pub url: Ranked<String>,
    /// Summary, subtitle.
    pub summary: Ranked<Markup>,
    /// Which element gave the summary.
    pub summary_from: Option<&'static str>,
    /// Body.
    pub content: Ranked<Markup>,
    /// When it was published.
    pub published: Printed,
    /// When it was changed last.
    pub updated: Printed,
    /// Language.
    pub language: Ranked<String>,
    /// Picture.
    pub image: Ranked<Image>,
    /// Square picture.
    pub icon: Ranked<String>,
    /// Rights.
    pub rights: Ranked<String>,
    /// Authors by rank: those of the best rank stay.
    pub authors: Vec<(u8, Person)>,
    /// Tags.
    pub tags: Vec<String>,
}

impl Fields {
    /// Adds a tag, once, while there is room.
    pub fn tag(&mut self, text: &str) {
        let text = text.trim();
        if !text.is_empty() && self.tags.len() < MAX_TAGS && !self.tags.iter().any(|t| t == text) {
            self.tags.push(text.to_owned());
        }
    }

    /// Adds an author, once, while there is room.
    pub fn author(&mut self, rank: u8, person: Option<Person>) {
        let Some(person) = person else { return };
        if self.authors.len() < MAX_LISTED && !self.authors.iter().any(|(r, p)| *r == rank && *p == person) {
            self.authors.push((rank, person));
        }
    }

    /// The authors of the best rank; with those of another vocabulary, where that names several.
    pub fn best_authors(&mut self) -> Vec<Person> {
        let mut all = std::mem::take(&mut self.authors);
        all.sort_by_key(|(rank, _)| *rank);
        let Some(best) = all.first().map(|(rank, _)| *rank) else { return Vec::new() };
        let count = |rank: u8| all.iter().filter(|(other, _)| *other == rank).count();
        let joined = (best + 1..=AUTHORS).find(|rank| count(*rank) > 1);
        let mut people: Vec<Person> = Vec::new();
        for (rank, person) in all.into_iter().filter(|(rank, _)| *rank == best || Some(*rank) == joined) {
            match people.iter_mut().find(|known| rank != best && person::is_same(known, &person)) {
                Some(known) => known.email = known.email.take().or(person.email),
                None => people.push(person),
            }
        }
        // an address alone is the office's, where others are named
        if joined.is_some() && people.iter().any(|person| person.name.is_some()) {
            people.retain(|person| person.name.is_some());
        }
        people
    }
}

/// A place on earth that comes in two elements.
#[derive(Debug, Default)]
pub struct Position {
    /// `geo:lat`.
    pub lat: Option<f64>,
    /// `geo:long`.
    pub lon: Option<f64>,
    /// The reference system of a `gml:Point` has east before north.
    pub east_first: bool,
}

/// An item under way, or done.
#[derive(Debug, Default)]
pub struct Item {
    /// Common fields.
    pub fields: Fields,
    /// The rest.
    pub draft: Draft,
    /// What its relative addresses hang on.
    pub base: Option<Rc<Url>>,
    /// Position so far.
    pub position: Position,
    /// `guid isPermaLink`, when said.
    pub permalink: Option<bool>,
    /// A thumbnail by rank.
    pub thumbnail: Ranked<String>,
    /// Where it stands in the text.
    pub span: Range<usize>,
    /// Whether it holds Media RSS, podcast elements or enclosures.
    pub media: bool,
    /// The file of Media RSS that was named last.
    pub last_media: Option<String>,
}

impl Item {
    /// Adds a file, or completes the one that is known by this address.
    pub fn attach(&mut self, file: Attachment) {
        if let Some(known) = self.draft.attachments.iter_mut().find(|a| a.url == file.url) {
            known.mime_type = known.mime_type.take().or(file.mime_type);
            known.title = known.title.take().or(file.title);
            known.size_in_bytes = known.size_in_bytes.or(file.size_in_bytes);
            known.duration_in_seconds = known.duration_in_seconds.or(file.duration_in_seconds);
        } else if self.draft.attachments.len() < MAX_LISTED && !file.url.is_empty() {
            self.draft.attachments.push(file);
        }
    }

    /// The feed that it came from, made when first asked for.
    pub fn origin(&mut self) -> &mut Origin {
        self.draft.extras.source.get_or_insert_default()
    }

    /// Degrees that lie on earth.
    pub fn place(&mut self, lat: f64, lon: f64) {
        if lat.abs() <= 90.0 && lon.abs() <= 180.0 {
            self.draft.extras.geo = Some(Geo { lat, lon });
        }
    }

    /// The draft, its ranked fields in their places.
    pub fn finish(mut self) -> Draft {
        let found = |v| Found::new(v, Provenance::Feed);
        let found_markup = |v| Found::new(v, Provenance::Feed);
        if let (Some(lat), Some(lon)) = (self.position.lat, self.position.lon) {
            self.place(lat, lon);
        }
        let mut draft = self.draft;
        let mut fields = self.fields;
        if let (Some(clock), [file]) = (&draft.extras.duration, &mut draft.attachments[..]) {
            file.duration_in_seconds = file.duration_in_seconds.or_else(|| values::duration(clock));
        }
        draft.guid = fields.id.take();
        draft.guid_is_permalink = self.permalink.unwrap_or(false);
        draft.base = self.base.map(|b| b.to_string());
        draft.url = fields.url.take().map(found);
        draft.title = fields.title.take().map(found_markup);
        draft.summary = fields.summary.take().map(found_markup);
        draft.content = fields.content.take().map(found_markup);
        draft.published = fields.published.take().map(found);
        draft.updated = fields.updated.take().map(found);
        draft.language = fields.language.take().map(found);
        let picture =
            draft.attachments.iter().find(|a| a.mime_type.as_deref().is_some_and(|m| m.starts_with("image/")));
        let picture = picture.map(|a| Image { url: a.url.clone(), ..Image::default() });
        fields.image.put(50, picture);
        draft.image = fields.image.take().map(|i| found(i.url));
        draft.extras.rights = fields.rights.take();
        draft.extras.thumbnail = self.thumbnail.take();
        draft.authors = fields.best_authors();
        if !draft.authors.is_empty() {
            draft.authors_origin = Some(Provenance::Feed);
        }
        draft.tags = fields.tags;
        draft
    }
}

/// All of it.
#[derive(Debug, Default)]
pub struct Notes {
    /// The document, its ranked fields aside.
    pub document: Document,
    /// The feed's common fields.
    pub fields: Fields,
    /// Items that are done.
    pub items: Vec<Item>,
    /// The item under way.
    pub item: Option<Box<Item>>,
    /// The person under way.
    pub person: person::Parts,
    /// Media RSS or podcast elements stand in it: what the pass notes of them is not all.
    pub modelled: bool,
    /// `sy:updatePeriod` and `sy:updateFrequency`.
    pub period: (Option<u64>, Option<u64>),
}

impl Notes {
    /// The fields that an element in this place fills.
    pub fn fields(&mut self, place: Place) -> Option<&mut Fields> {
        match place {
            Place::Channel => Some(&mut self.fields),
            Place::Item => self.item.as_deref_mut().map(|i| &mut i.fields),
            Place::Source => None,
        }
    }

    /// Says what was mended, once.
    pub fn warn(&mut self, what: &str) {
        if !self.document.warnings.iter().any(|w| w == what) {
            self.document.warnings.push(what.to_owned());
        }
    }

    /// The document without its items.
    pub fn finish_document(&mut self) -> Document {
        let mut document = std::mem::take(&mut self.document);
        let fields = &mut self.fields;
        document.id = fields.id.take();
        document.title = fields.title.take();
        document.home_page_url = fields.url.take();
        document.description = fields.summary.take();
        document.published = fields.published.take();
        document.updated = fields.updated.take();
        document.language = fields.language.take();
        document.image = fields.image.take();
        document.icon = fields.icon.take();
        document.rights = fields.rights.take();
        document.authors = fields.best_authors();
        document.tags = std::mem::take(&mut fields.tags);
        document
    }
}

/// A text that was captured.
#[derive(Debug, Clone)]
pub struct Captured<'a> {
    /// The element it is of.
    pub element: Element<'a>,
    /// Text or HTML.
    pub text: String,
    /// True when it is HTML by its type or by the elements in it.
    pub html: bool,
    /// True when nothing says whether it is.
    pub loose: bool,
}

impl Captured<'_> {
    /// As markup; none when empty.
    pub fn markup(mut self) -> Option<Markup> {
        let trimmed = self.text.trim();
        if trimmed.is_empty() {
            return None;
        }
        let html = self.html || self.loose && crate::text::html::looks_like_html(trimmed);
        if trimmed.len() < self.text.len() {
            self.text = trimmed.to_owned();
        }
        Some(if html { Markup::Html(self.text) } else { Markup::Text(self.text) })
    }

    /// As an item's text, which some publishers escape once more than they mean; none when empty.
    pub fn body(self) -> Option<Markup> {
        let meant = self.loose.then(|| values::escaped_twice(self.text.trim())).flatten();
        meant.map(Markup::Html).or_else(|| self.markup())
    }

    /// As one line of plain text; none when empty.
    pub fn line(self) -> Option<String> {
        let html = self.html || self.loose && crate::text::html::looks_like_html(&self.text);
        let text = if html { crate::text::html::to_line(&self.text) } else { self.text };
        let text = text.trim();
        (!text.is_empty()).then(|| text.to_owned())
    }

    /// As written, trimmed; none when empty.
    pub fn plain(&self) -> Option<&str> {
        let text = self.text.trim();
        (!text.is_empty()).then_some(text)
    }

    /// As an address.
    pub fn url(&self) -> Option<String> {
        self.plain().and_then(|t| self.element.url(t))
    }
}
