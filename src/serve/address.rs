//! What a request asks for, in one value that names a cached document.

use chrono::{DateTime, NaiveDate, TimeDelta, TimeZone, Utc};
use chrono_tz::Tz;
use serde::Deserialize;
use url::form_urlencoded;

pub use super::format::Format;
use super::words;
use crate::{model::StoryId, store::Query};

/// Which stories.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Selection {
    /// All.
    All,
    /// Of a source, by its id.
    Source(String),
    /// With a tag.
    Tag(String),
    /// Of a named view.
    View(String),
    /// That hold these words.
    Search(String),
}

impl Selection {
    /// The path without its ending.
    fn path(&self) -> String {
        let part =
            |text: &str| form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>().replace('+', "%20");
        match self {
            Self::All => "feed".into(),
            Self::Source(id) => format!("source/{}", part(id)),
            Self::Tag(tag) => format!("tag/{}", part(tag)),
            Self::View(name) => format!("view/{}", part(name)),
            Self::Search(_) => "search".into(),
        }
    }
}

/// The part after the question mark; what it does not name is ignored.
#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    /// Words.
    pub q: Option<String>,
    /// Languages, parted by commas.
    pub language: Option<String>,
    /// Changed since: RFC 3339, or a day.
    pub since: Option<String>,
    /// `SECONDS-STORY` of the last story of the page before.
    pub before: Option<String>,
    /// Of the list of sources, from 1.
    pub page: Option<String>,
    /// Sort of text.
    pub kind: Option<String>,
    /// Corrected, or withdrawn.
    pub marked: Option<String>,
    /// Today, week, month, or a year.
    pub period: Option<String>,
    /// Of the list of sources.
    pub order: Option<String>,
    /// In the list of sources.
    pub find: Option<String>,
    /// The pages' language.
    pub lang: Option<String>,
    /// Density: compact, or full.
    pub show: Option<String>,
    /// Of an organisation.
    pub source: Option<String>,
    /// On a topic.
    pub tag: Option<String>,
    /// Of a view.
    pub view: Option<String>,
}

/// Sorts of text that can be chosen, as JSON has them.
pub const KINDS: [&str; 5] = ["release", "news", "statement", "advisory", "regulatory"];
/// Marks that can be chosen.
pub const MARKS: [&str; 2] = ["corrected", "withdrawn"];

/// Which part of the time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Period {
    /// Since midnight.
    Today,
    /// Seven days.
    Week,
    /// Thirty days.
    Month,
}

impl Period {
    /// As in an address.
    pub const WORDS: [(&'static str, Self); 3] = [("today", Self::Today), ("week", Self::Week), ("month", Self::Month)];

    fn word(self) -> &'static str {
        Self::WORDS.iter().find(|(_, period)| *period == self).map_or("today", |(word, _)| word)
    }

    /// When it begins.
    pub fn begins(self, now: DateTime<Tz>) -> DateTime<Utc> {
        let days = match self {
            Self::Today => 0,
            Self::Week => 6,
            Self::Month => 29,
        };
        let midnight = (now.date_naive() - TimeDelta::days(days)).and_hms_opt(0, 0, 0);
        // a midnight that a change of clocks left out: an hour earlier does no harm
        let local = midnight.and_then(|midnight| now.timezone().from_local_datetime(&midnight).earliest());
        local.map_or_else(|| now.to_utc() - TimeDelta::days(days + 1), |local| local.to_utc())
    }
}

/// Longest search, and longest list of languages, in bytes.
const LONGEST: usize = 200;

/// A selection with its filters.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Filter {
    /// Which stories.
    pub selection: Selection,
    /// Sorted, lower case.
    pub languages: Vec<String>,
    /// Sort of text.
    pub kind: Option<&'static str>,
    /// Corrected or withdrawn.
    pub marked: Option<&'static str>,
    /// Which part of the time.
    pub period: Option<Period>,
    /// Changed since.
    pub since: Option<DateTime<Utc>>,
    /// Strictly before this place.
    pub before: Option<(i64, StoryId)>,
}

/// One of the words that are known, or why it is none.
fn known(
    asked: &Option<String>,
    words: &[&'static str],
    why: &'static str,
) -> Result<Option<&'static str>, &'static str> {
    let Some(asked) = asked.as_deref().filter(|text| !text.is_empty()) else { return Ok(None) };
    words.iter().find(|word| **word == asked).copied().map(Some).ok_or(why)
}

impl Filter {
    /// Of a selection; the error says which part of the query is not understood.
    pub fn new(selection: Selection, asked: &Asked) -> Result<Self, &'static str> {
        let list = asked.language.as_deref().unwrap_or_default();
        if list.len() > LONGEST {
            return Err("language: too long");
        }
        let mut languages: Vec<String> =
            list.split(',').map(|tag| tag.trim().to_ascii_lowercase()).filter(|tag| !tag.is_empty()).collect();
        languages.sort();
        languages.dedup();
        if !languages.iter().all(|tag| tag.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')) {
            return Err("language: expected tags such as en or pt-BR, parted by commas");
        }
        let since = match asked.since.as_deref().map(str::trim).filter(|text| !text.is_empty()) {
            Some(text) => {
                Some(instant(text).ok_or("since: expected a day (2026-01-31) or a time (2026-01-31T12:00:00Z)")?)
            }
            None => None,
        };
        let before = match asked.before.as_deref() {
            Some(text) => Some(place(text).ok_or("before: expected the place that a rel=next link names")?),
            None => None,
        };
        let kind = known(&asked.kind, &KINDS, "kind: expected release, news, statement, advisory or regulatory")?;
        let marked = known(&asked.marked, &MARKS, "marked: expected corrected or withdrawn")?;
        let words = Period::WORDS.map(|(word, _)| word);
        let period = known(&asked.period, &words, "period: expected today, week or month")?;
        let period =
            period.and_then(|asked| Period::WORDS.iter().find(|(word, _)| *word == asked)).map(|(_, period)| *period);
        Ok(Self { selection, languages, kind, marked, period, since, before })
    }

    /// Of parameters alone: `source`, `tag`, `view` or `q` chooses, the others narrow.
    pub fn of_parameters(asked: &Asked) -> Result<Self, &'static str> {
        let words = Self::words(asked)?;
        let selections = [
            asked.source.clone().map(Selection::Source),
            asked.tag.clone().map(Selection::Tag),
            asked.view.clone().map(Selection::View),
            (!words.is_empty()).then_some(Selection::Search(words)),
        ];
        let mut given = selections.into_iter().flatten();
        let selection = given.next().unwrap_or(Selection::All);
        if given.next().is_some() {
            return Err("source, tag, view, q: one of them at a time; a search takes source: and tag: among its words");
        }
        Self::new(selection, asked)
    }

    /// All of a selection.
    pub fn all(selection: Selection) -> Self {
        Self { selection, languages: Vec::new(), kind: None, marked: None, period: None, since: None, before: None }
    }

    /// The subscription document of RFC 5005: everything, newest first.
    pub fn is_subscription(&self) -> bool {
        *self == Self::all(Selection::All)
    }

    /// The words of a search, in short.
    pub fn words(asked: &Asked) -> Result<String, &'static str> {
        let words = asked.q.as_deref().unwrap_or_default().split_whitespace().collect::<Vec<_>>().join(" ");
        if words.len() > LONGEST { Err("q: too long") } else { Ok(words) }
    }

    /// What is asked of the store, but for the view's own part, the period and the limit.
    pub fn query(&self) -> Query {
        let mut query = Query {
            languages: self.languages.clone(),
            kind: self.kind.map(str::to_owned),
            status: self.marked.map(str::to_owned),
            since: self.since,
            before: self.before,
            ..Query::default()
        };
        match &self.selection {
            Selection::All | Selection::View(_) => {}
            Selection::Source(id) => query.sources = vec![id.as_str().into()],
            Selection::Tag(tag) => query.tags = vec![tag.clone()],
            Selection::Search(words) => words::narrow(words, &mut query),
        }
        query
    }

    /// The same without what narrows a selection further.
    pub fn bare(&self) -> Self {
        Self::all(self.selection.clone())
    }

    /// The same stories from a place on.
    pub fn from(&self, place: Option<(i64, StoryId)>) -> Self {
        Self { before: place, ..self.clone() }
    }

    /// The address of its feed, below the site's.
    pub fn feed_path(&self, format: Format) -> String {
        format!("{}.{}{}", self.selection.path(), format.ending(), self.parameters())
    }

    /// What [`feed_path`](Self::feed_path) wrote.
    pub fn of_path(path: &str) -> Option<(Format, Self)> {
        let (path, query) = path.split_once('?').unwrap_or((path, ""));
        let value = |name: &str| {
            form_urlencoded::parse(query.as_bytes()).find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
        };
        let asked = Asked {
            q: value("q"),
            language: value("language"),
            since: value("since"),
            before: value("before"),
            kind: value("kind"),
            marked: value("marked"),
            period: value("period"),
            ..Asked::default()
        };
        let (kind, file) = path.split_once('/').unwrap_or(("", path));
        let (name, format) = Format::split(file)?;
        let name = percent_decode(name)?;
        let selection = match (kind, name.as_str()) {
            ("", "feed") => Selection::All,
            ("", "search") => Selection::Search(Self::words(&asked).ok().filter(|words| !words.is_empty())?),
            ("source", _) => Selection::Source(name),
            ("tag", _) => Selection::Tag(name),
            ("view", _) => Selection::View(name),
            _ => return None,
        };
        Some((format, Self::new(selection, &asked).ok()?))
    }

    /// The address of its page, below the site's.
    pub fn page_path(&self) -> String {
        let path = if self.selection == Selection::All { String::new() } else { self.selection.path() };
        format!("{path}{}", self.parameters())
    }

    /// `?...`, or nothing.
    fn parameters(&self) -> String {
        let mut pairs = form_urlencoded::Serializer::new(String::new());
        if let Selection::Search(words) = &self.selection {
            pairs.append_pair("q", words);
        }
        if !self.languages.is_empty() {
            pairs.append_pair("language", &self.languages.join(","));
        }
        let period = self.period.map(Period::word);
        for (name, word) in [("kind", self.kind), ("marked", self.marked), ("period", period)] {
            word.map(|word| pairs.append_pair(name, word));
        }
        if let Some(since) = self.since {
            pairs.append_pair("since", &since.to_rfc3339_opts(chrono::SecondsFormat::Secs, true));
        }
        if let Some((seconds, id)) = self.before {
            pairs.append_pair("before", &format!("{seconds}-{id}"));
        }
        let text = pairs.finish();
        if text.is_empty() { text } else { format!("?{text}") }
    }
}

/// A part of a path, read as a query is but for what has a meaning there only.
fn percent_decode(part: &str) -> Option<String> {
    let part = part.replace('+', "%2B").replace('&', "%26").replace('=', "%3D");
    let name = form_urlencoded::parse(part.as_bytes()).next()?.0;
    Some(name.into_owned())
}

fn instant(text: &str) -> Option<DateTime<Utc>> {
    // a plus sign in a query is a space to whoever decodes it
    let exact = DateTime::parse_from_rfc3339(&text.replace(' ', "+")).ok().map(|time| time.to_utc());
    exact.or_else(|| Some(text.parse::<NaiveDate>().ok()?.and_hms_opt(0, 0, 0)?.and_utc()))
}

/// `SECONDS-STORY`; the seconds may be negative.
fn place(text: &str) -> Option<(i64, StoryId)> {
    let (seconds, id) = text.rsplit_once('-')?;
    Some((seconds.parse().ok()?, StoryId(id.parse().ok()?)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_says_what_was_asked_and_nothing_else() {
        let asked = Asked {
            language: Some("PT-br, en".into()),
            since: Some("2026-01-31".into()),
            before: Some("-5-7".into()),
            ..Asked::default()
        };
        let filter = Filter::new(Selection::Search("a b&c".into()), &asked).unwrap();
        assert_eq!(filter.before, Some((-5, StoryId(7))));
        assert_eq!(
            filter.feed_path(Format::Rss),
            "search.rss?q=a+b%26c&language=en%2Cpt-br&since=2026-01-31T00%3A00%3A00Z&before=-5-7"
        );
        assert_eq!(Filter::of_path(&filter.feed_path(Format::Rss)), Some((Format::Rss, filter)));
        let marked = Asked { kind: Some("news".into()), period: Some("week".into()), ..Asked::default() };
        let marked = Filter::new(Selection::All, &marked).unwrap();
        assert_eq!(marked.page_path(), "?kind=news&period=week");
        assert_eq!(Filter::of_path("feed.atom?kind=news&period=week"), Some((Format::Atom, marked)));
        let tag = Filter::new(Selection::Tag("a/b c+d".into()), &Asked::default()).unwrap();
        assert_eq!(Filter::of_path(&tag.feed_path(Format::Json)), Some((Format::Json, tag.clone())));
        assert_eq!(Filter::of_path("feed.exe"), None);
        assert_eq!(tag.feed_path(Format::Atom), "tag/a%2Fb%20c%2Bd.atom");
    }

    #[test]
    fn what_is_not_understood_is_refused() {
        let refused = |asked: Asked| Filter::new(Selection::All, &asked).is_err();
        assert!(refused(Asked { since: Some("soon".into()), ..Asked::default() }));
        assert!(refused(Asked { kind: Some("rumour".into()), ..Asked::default() }));
        assert!(refused(Asked { before: Some("1".into()), ..Asked::default() }));
        assert!(refused(Asked { language: Some("<b>".into()), ..Asked::default() }));
    }
}
