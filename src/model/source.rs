//! One stanza of the configuration.

use std::{sync::Arc, time::Duration};

use chrono_tz::Tz;
use reader::model::Select;
use regex::Regex;
use serde::{Deserialize, Serialize};
use url::Url;

use super::{Credentials, Role, Rule, SourceId, shown_url};

/// A shorter part of an address is a word, and stands in messages of its own right.
const SHORTEST_SECRET: usize = 8;

/// What is polled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// A feed document.
    Feed(Url),
    /// An index page.
    Newsroom(Url),
    /// An XML sitemap.
    Sitemap(Url),
}

impl Target {
    /// Its address.
    pub fn url(&self) -> &Url {
        match self {
            Self::Feed(url) | Self::Newsroom(url) | Self::Sitemap(url) => url,
        }
    }
    fn url_mut(&mut self) -> &mut Url {
        match self {
            Self::Feed(url) | Self::Newsroom(url) | Self::Sitemap(url) => url,
        }
    }
    /// The host that is asked for it.
    pub fn host(&self) -> &str {
        self.url().host_str().unwrap_or_default()
    }
    /// The key of the stanza: feed, newsroom or sitemap.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Feed(_) => "feed",
            Self::Newsroom(_) => "newsroom",
            Self::Sitemap(_) => "sitemap",
        }
    }
}

/// When a release's own page is asked.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Fill {
    /// When the feed or listing lacks what a reader needs: date, body, title.
    #[default]
    Missing,
    /// For every new release.
    Always,
    /// Not at all.
    Never,
}

/// How a page that is drawn by script is read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Render {
    /// Hosts, beside the source's own, whose scripts and data the page may load.
    pub allow: Vec<String>,
}

/// Who is polled, and how.
#[derive(Debug, Clone)]
pub struct Source {
    /// Unique.
    pub id: SourceId,
    /// For people; the issuer when nothing else tells.
    pub name: String,
    /// What is polled.
    pub target: Target,
    /// Wanted interval; none: learned.
    pub interval: Option<Duration>,
    /// The operator's tags.
    pub tags: Vec<String>,
    /// BCP 47, when the source does not say.
    pub language: Option<String>,
    /// For times without a zone.
    pub time_zone: Option<Tz>,
    /// Organisation or distributor.
    pub role: Role,
    /// When pages are asked.
    pub fill: Fill,
    /// Keep only what matches one of these, on title and text.
    pub include: Vec<Regex>,
    /// Drop what matches one of these.
    pub exclude: Vec<Regex>,
    /// For the origin of its address only.
    pub credentials: Credentials,
    /// Hosts that are its own, beside that of its address: see [`crate::dedup`].
    pub hosts: Vec<String>,
    /// The address that readers are told; none: the target's, without what looks secret.
    pub public: Option<Box<Url>>,
    /// Operator's selectors.
    pub select: Option<Box<Select>>,
    /// Its pages are drawn by script, and read through a browser.
    pub render: Option<Render>,
    /// What is tagged, or dropped, by what it says; the same for all sources.
    pub rules: Arc<[Rule]>,
}

impl Source {
    /// A source with defaults. User and password leave its address here, before anybody sees it.
    pub fn new(id: &str, name: &str, mut target: Target) -> Self {
        Self {
            credentials: Credentials::taken_from(target.url_mut()),
            id: id.into(),
            name: name.to_owned(),
            target,
            interval: None,
            tags: Vec::new(),
            language: None,
            time_zone: None,
            role: Role::default(),
            fill: Fill::default(),
            include: Vec::new(),
            exclude: Vec::new(),
            hosts: Vec::new(),
            public: None,
            select: None,
            render: None,
            rules: Arc::default(),
        }
    }

    /// Whether another stanza says the same.
    pub fn is_same(&self, other: &Self) -> bool {
        let Self {
            id,
            name,
            target,
            interval,
            tags,
            language,
            time_zone,
            role,
            fill,
            include,
            exclude,
            credentials,
            hosts,
            public,
            select,
            render,
            rules,
        } = other;
        let same = |own: &[Regex], other: &[Regex]| own.iter().map(Regex::as_str).eq(other.iter().map(Regex::as_str));
        (&self.id, &self.name, &self.target, &self.interval) == (id, name, target, interval)
            && (&self.tags, &self.language, &self.time_zone, &self.role) == (tags, language, time_zone, role)
            && (&self.fill, &self.hosts, &self.public, &self.select) == (fill, hosts, public, select)
            && (&self.render, &self.credentials) == (render, credentials)
            && same(&self.include, include)
            && same(&self.exclude, exclude)
            && self.rules.iter().map(Rule::said).eq(rules.iter().map(Rule::said))
    }

    /// The address that readers, logs and lists are told.
    pub fn shown_url(&self) -> Url {
        self.public.as_deref().cloned().unwrap_or_else(|| shown_url(self.target.url()))
    }

    /// What relative addresses of an answer hang on: `<a href="">` must not publish a secret of the source's address.
    pub fn base_url(&self, answered: &Url) -> Url {
        let mut base = shown_url(answered);
        if self.public.is_some() && answered == self.target.url() {
            base.set_query(None);
        }
        base
    }

    /// A message in which the source's address stands as readers are told it. Redirects take a secret along to other
    /// addresses: what only the real address has is left out wherever it stands.
    pub fn without_secrets(&self, text: &str) -> String {
        let (asked, shown) = (self.target.url(), self.shown_url());
        let text = text.replace(asked.as_str(), shown.as_str()).replace(shown_url(asked).as_str(), shown.as_str());
        if self.public.is_none() {
            return text;
        }
        let parts = asked.path().split('/').chain(asked.query().unwrap_or_default().split(['&', '=']));
        let secret = parts.filter(|part| part.len() >= SHORTEST_SECRET && !shown.as_str().contains(part));
        secret.fold(text, |text, part| text.replace(part, "…"))
    }

    /// An address that the source led to, as readers may see it.
    pub fn shown_address(&self, url: &Url) -> String {
        self.without_secrets(shown_url(url).as_str())
    }

    /// The keys of its stanza, but for headers: secrets stay where they are.
    pub fn stanza(&self) -> serde_json::Map<String, serde_json::Value> {
        let texts = |patterns: &[Regex]| patterns.iter().map(Regex::as_str).map(str::to_owned).collect::<Vec<_>>();
        let whole = serde_json::json!({
            "id": self.id, "name": self.name, (self.target.kind()): self.shown_url(),
            "interval": self.interval.map(written),
            "tags": self.tags, "hosts": self.hosts, "public": self.public, "language": self.language, "time_zone": self.time_zone.map(|zone| zone.name()),
            "role": (self.role != Role::default()).then_some(self.role),
            "fill": (self.fill != Fill::default()).then_some(self.fill),
            "include": texts(&self.include), "exclude": texts(&self.exclude), "select": self.select.as_deref().map(select),
            "render": self.render.as_ref().map(render),
        });
        let empty = |value: &serde_json::Value| value.is_null() || value.as_array().is_some_and(Vec::is_empty);
        let keys = whole.as_object().cloned().unwrap_or_default();
        keys.into_iter().filter(|(_, value)| !empty(value)).collect()
    }
}

/// As people write it, in the greatest unit that tells it whole.
fn written(interval: Duration) -> String {
    let units = [("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1_000)];
    let millis = interval.as_millis();
    let whole = units.into_iter().find(|(_, unit)| millis > 0 && millis.is_multiple_of(*unit));
    whole.map_or_else(|| format!("{millis}ms"), |(name, unit)| format!("{}{name}", millis / unit))
}

fn render(render: &Render) -> serde_json::Value {
    if render.allow.is_empty() { true.into() } else { serde_json::json!({ "allow": render.allow }) }
}

fn select(rules: &Select) -> serde_json::Map<String, serde_json::Value> {
    let Select { item, title, link, date, summary, image, next, body } = rules;
    let rules = [
        ("item", item),
        ("title", title),
        ("link", link),
        ("date", date),
        ("summary", summary),
        ("image", image),
        ("next", next),
        ("body", body),
    ];
    rules.into_iter().filter_map(|(key, css)| Some((key.to_owned(), css.clone()?.into()))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_of_the_address_is_left_out_of_every_other_address() {
        let url = |text: &str| Url::parse(text).unwrap();
        let target = Target::Feed(url("https://a.example/s3cretpath/feed?k=s3cretvalue&page=1"));
        let source = Source { public: Some(Box::new(url("https://a.example/news"))), ..Source::new("a", "A", target) };
        for (said, shown) in [
            ("https://a.example/s3cretpath/feed?k=s3cretvalue&page=1: gone", "https://a.example/news: gone"),
            ("http://b.example/s3cretpath/feed: gone", "http://b.example/…/feed: gone"),
            ("no feed at https://a.example/x?k=s3cretvalue", "no feed at https://a.example/x?k=…"),
        ] {
            assert_eq!(source.without_secrets(said), shown);
        }
        let elsewhere = url("https://u:p@c.example/s3cretpath?token=t&page=2");
        assert_eq!(source.shown_address(&elsewhere), "https://c.example/…?page=2");
        let open = Source { public: None, ..source };
        assert_eq!(open.without_secrets("http://b.example/s3cretpath"), "http://b.example/s3cretpath");
    }
}
