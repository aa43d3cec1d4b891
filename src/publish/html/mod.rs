//! Pages for people, by askama templates under `templates/`: stories in, HTML out. No inline style, and no script that
//! is needed: the pages work in anything that shows HTML.

mod aside;
mod body;
mod card;
mod chart;
mod copies;
mod diff;
mod digest;
mod directory;
mod feed;
mod gallery;
mod head;
mod language;
mod organisation;
mod origins;
mod picture;
mod release;
mod revisions;
mod river;
mod shown;
mod snippet;
mod sources;
mod standing;
mod status;
mod subscribe;
mod tag;
mod time;
mod words;

use std::io;

use askama::Template;
use chrono::{DateTime, Utc};
use chrono_tz::Tz;

use self::time::Moment;
pub use self::{
    aside::vcards,
    card::{kind, that_fit},
    copies::Appearance,
    digest::{Digest, Letter, letter, unsubscribe},
    directory::{Directory, Facts, Headline, Listed, Listing, Order, Published},
    feed::{FeedPage, feed},
    language::own_name,
    organisation::{Organisation, WEEKS, organisation, week},
    picture::{Width, named as picture},
    river::{Bar, Choice, Follow, Group, River, river, search},
    shown::Shown,
    sources::{Sources, month, sources},
    standing::{State, standing},
    status::{Figures, status},
    subscribe::{Subscribe, subscribe},
    time::place,
    words::{ALL as LANGUAGES, Words, fill, of as language},
};
use super::json_feed::said;

/// What every page shows of the site.
#[derive(Debug, Clone)]
pub struct Site {
    /// Title of the unified feed.
    pub title: String,
    /// The path under which all addresses are, with a trailing slash.
    pub root: String,
    /// The same with scheme and host.
    pub home: String,
    /// Which page of the navigation: river, sources, subscribe, search.
    pub page: &'static str,
    /// Words in the search field.
    pub words: String,
    /// The pages' own words.
    pub t: &'static Words,
    /// The languages that they are offered in.
    pub languages: Vec<&'static Words>,
    /// Pictures come from us, scaled.
    pub scales_media: bool,
    /// Of all times.
    pub zone: Tz,
    /// The clock.
    pub now: DateTime<Utc>,
    /// This page, below the root.
    pub here: String,
    /// A program answers: there is a search, a choice of language, a page of states.
    pub live: bool,
    /// The page of states is open to readers.
    pub status: bool,
    /// One line a release.
    pub compact: bool,
    /// Not for search engines.
    pub hidden: bool,
}

impl Default for Site {
    fn default() -> Self {
        Self {
            title: String::new(),
            root: "/".into(),
            home: "http://localhost/".into(),
            page: "",
            words: String::new(),
            t: words::ALL[0],
            languages: words::ALL.to_vec(),
            scales_media: false,
            zone: Tz::UTC,
            now: DateTime::UNIX_EPOCH,
            here: String::new(),
            live: true,
            status: true,
            compact: false,
            hidden: false,
        }
    }
}

impl Site {
    /// The same page in the other languages.
    fn tongues(&self) -> Vec<Tongue> {
        let mark = if self.here.contains('?') { '&' } else { '?' };
        let tongue = |words: &&'static Words| Tongue {
            tag: words.tag,
            name: words.name,
            href: format!("{}{}{mark}lang={}", self.root, self.here, words.tag),
            current: words.tag == self.t.tag,
        };
        self.languages.iter().map(tongue).collect()
    }

    /// "Also in", "nothing yet": a text of ours with its braces filled.
    fn fill(&self, text: &str, name: &str, value: &str) -> String {
        fill(text, &[(name, value)])
    }
}

/// A language of the pages.
struct Tongue {
    tag: &'static str,
    name: &'static str,
    href: String,
    current: bool,
}

/// `/release/ID`.
pub fn release(site: &Site, shown: &Shown<'_>) -> io::Result<Vec<u8>> {
    let page = release::Page::of(site, shown).render_whole(shown.release);
    page.map(String::into_bytes).map_err(io::Error::other)
}

#[derive(Template)]
#[template(path = "vocabulary.html")]
struct VocabularyPage<'a> {
    site: &'a Site,
    namespace: &'static str,
}

/// `/ns/1`: what the elements of our namespace mean.
pub fn vocabulary(site: &Site) -> io::Result<Vec<u8>> {
    page(&VocabularyPage { site, namespace: super::extension::NAMESPACE })
}

#[derive(Template)]
#[template(path = "message.html")]
struct MessagePage<'a> {
    site: &'a Site,
    heading: &'a str,
    text: &'a str,
}

/// Something went wrong, or is not there.
pub fn message(site: &Site, heading: &str, text: &str) -> io::Result<Vec<u8>> {
    page(&MessagePage { site, heading, text })
}

fn page(template: &impl Template) -> io::Result<Vec<u8>> {
    template.render().map(String::into_bytes).map_err(io::Error::other)
}

/// A name with its part of an address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    path: String,
    name: String,
}

impl Link {
    fn to(key: &str, name: &str) -> Self {
        Self { path: encoded(key), name: name.to_owned() }
    }
}

/// The page of a source, below the root.
pub fn source_path(id: &str) -> String {
    format!("source/{}", encoded(id))
}

/// A part of a path, percent-encoded.
fn encoded(part: &str) -> String {
    url::form_urlencoded::byte_serialize(part.as_bytes()).collect::<String>().replace('+', "%20")
}

/// Those that are known, parted by commas.
fn joined(parts: &[&Option<String>]) -> String {
    parts.iter().filter_map(|part| said(part)).collect::<Vec<_>>().join(", ")
}
