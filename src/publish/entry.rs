//! A story as one entry: what Atom, RSS, JSON Feed and the pages must say alike.

use std::borrow::Cow;

use chrono::{DateTime, FixedOffset, Utc};

use super::{
    uri,
    xml::{html_of, is_visible},
};
use crate::model::{AssetType, Attachment, Person, Release, Story};

/// For an enclosure of which nobody said what it is: RSS and JSON Feed ask for a type.
pub const UNKNOWN_TYPE: &str = "application/octet-stream";

/// 1990: no press release was on the web before. Earlier claims are clocks that were never set, and validators warn of them.
const EARLIEST: i64 = 631_152_000;

/// When it was published, as claimed, but never later than anything we know of it. `None`: nothing is claimed that can
/// be believed, and all that is known is when it was seen.
pub fn claimed(story: &Story) -> Option<DateTime<FixedOffset>> {
    let embargo = story.lead.anatomy.embargo.as_ref().map(|embargo| embargo.until.to_utc());
    let latest = story.first_seen.max(story.updated).max(embargo.unwrap_or(DateTime::<Utc>::MIN_UTC));
    story.lead.published.filter(|claimed| claimed.to_utc() <= latest && claimed.timestamp() >= EARLIEST)
}

/// When it was published, else when we saw it first.
pub fn published(story: &Story) -> DateTime<FixedOffset> {
    claimed(story).unwrap_or_else(|| story.first_seen.fixed_offset())
}

/// When its words last changed; not before it was published. Of one without a date its place among the others, which is
/// not before its neighbours only because nobody knew better: readers sort by it.
pub fn updated(story: &Story) -> DateTime<FixedOffset> {
    match claimed(story) {
        Some(published) if published.to_utc() > story.updated => published,
        _ => story.updated.fixed_offset(),
    }
}

/// The release's tags, then those that the operator gave its source.
pub fn tags(story: &Story) -> Vec<String> {
    let mut tags: Vec<String> = Vec::new();
    for tag in story.lead.tags.iter().chain(&story.source_tags) {
        if is_visible(tag) && !tags.iter().any(|known| known == tag) {
            tags.push(tag.clone());
        }
    }
    tags
}

/// Its files: what the feed enclosed, then the page's documents, films and sound.
pub fn attachments(release: &Release) -> Vec<Attachment> {
    let mut files = release.attachments.clone();
    for asset in &release.anatomy.assets {
        let file = matches!(asset.kind, AssetType::Document | AssetType::Video | AssetType::Audio);
        if file && !files.iter().any(|known| known.url == asset.url) {
            files.push(Attachment {
                url: asset.url.clone(),
                mime_type: asset.mime_type.clone(),
                title: asset.title.clone(),
                ..Attachment::default()
            });
        }
    }
    files
}

/// `type/subtype`, as RFC 6838 §4.2 has names.
pub fn is_mime_type(text: &str) -> bool {
    let name =
        |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_alphanumeric() || b"!#$&-^_.+".contains(&b));
    text.split_once('/').is_some_and(|(kind, subtype)| name(kind) && name(subtype))
}

/// The language, when it has the form of a BCP 47 tag.
pub fn language(release: &Release) -> Option<&str> {
    release.language.as_deref().filter(|tag| is_language(tag))
}

/// Whether its body shows this picture itself, in whatever size.
pub fn holds_picture(release: &Release, url: &str) -> bool {
    let html = release.content_html.as_deref().unwrap_or_default();
    html.contains(url) || html.contains(&url.replace('&', "&amp;")) || stem(url).is_some_and(|stem| html.contains(stem))
}

/// The name of a picture's file without its ending and the size that many sites write behind it; none where it is too
/// short to tell pictures apart.
fn stem(url: &str) -> Option<&str> {
    let name = url.split(['?', '#']).next()?.rsplit('/').next()?;
    let name = name.rsplit_once('.').map_or(name, |(name, _)| name);
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let size = |text: &str| text.split_once('x').is_some_and(|(width, height)| digits(width) && digits(height));
    let name = name.rsplit_once(['-', '_']).filter(|(_, end)| size(end)).map_or(name, |(name, _)| name);
    (name.len() >= 8).then_some(name)
}

/// The body as feeds carry it: where no picture is in it, the lead picture stands above it, so that readers show it.
pub fn content(release: &Release) -> Option<Cow<'_, str>> {
    let html = release.content_html.as_deref().filter(|html| !html.is_empty());
    let picture =
        release.image.as_deref().filter(|url| !url.is_empty() && !html.is_some_and(|html| html.contains("<img")));
    let Some(url) = picture else { return html.map(Cow::Borrowed) };
    let asset = release.anatomy.assets.iter().find(|asset| asset.url == url);
    let words = asset.and_then(|asset| asset.caption.as_deref().or(asset.title.as_deref())).unwrap_or_default();
    let text = release.content_text.as_deref().or(summary(release)).unwrap_or_default();
    let paragraph = |line: &str| format!("<p>{}</p>", html_of(line.trim()));
    let body = html.map_or_else(
        || Cow::Owned(text.lines().filter(|line| !line.trim().is_empty()).map(paragraph).collect::<String>()),
        Cow::Borrowed,
    );
    let quoted = |text: &str| html_of(text).replace('"', "&quot;");
    Some(Cow::Owned(format!("<p><img src=\"{}\" alt=\"{}\"></p>{body}", quoted(&uri(url)), quoted(words))))
}

/// A BCP 47 tag whose first part is a code of ISO 639.
pub fn is_language(tag: &str) -> bool {
    let part = |part: &str| (1..=8).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_alphanumeric());
    let primary = tag.split('-').next().unwrap_or_default();
    tag.split('-').all(part)
        && (2..=3).contains(&primary.len())
        && primary.bytes().all(|b| b.is_ascii_alphabetic())
        && !["und", "mul", "zxx", "mis", "xx"].iter().any(|none| primary.eq_ignore_ascii_case(none))
}

/// Headline; a release without one is called by its summary's or body's first words, else by its source.
pub fn title(story: &Story) -> Cow<'_, str> {
    let release = &story.lead;
    let given =
        [&release.title, &release.summary, &release.content_text].into_iter().flatten().find(|text| is_visible(text));
    given.map_or(Cow::Borrowed(&*story.source_name), |text| excerpt(text, 300))
}

/// Where the release can be read: its own page, else ours.
pub fn link<'a>(story: &'a Story, home: &str) -> Cow<'a, str> {
    match story.lead.url.as_deref().filter(|url| !url.is_empty()) {
        Some(url) => Cow::Borrowed(url),
        None => Cow::Owned(format!("{home}release/{}", story.lead_id)),
    }
}

/// Plain summary, else subtitle.
pub fn summary(release: &Release) -> Option<&str> {
    [&release.summary, &release.anatomy.subtitle]
        .into_iter()
        .flatten()
        .map(|text| text.trim())
        .find(|text| is_visible(text))
}

/// At most so many characters of a text, cut between words, white space collapsed.
pub fn excerpt(text: &str, limit: usize) -> Cow<'_, str> {
    let plain = text.trim();
    if plain.len() <= limit && !plain.contains(['\n', '\t', '\r']) && !plain.contains("  ") {
        return Cow::Borrowed(plain);
    }
    let mut cut = String::new();
    let mut length = 0;
    for word in plain.split_whitespace() {
        let more = word.chars().count() + 1;
        if length + more > limit {
            if cut.is_empty() {
                cut.extend(word.chars().take(limit));
            }
            cut.push('…');
            return Cow::Owned(cut);
        }
        if !cut.is_empty() {
            cut.push(' ');
        }
        cut.push_str(word);
        length += more;
    }
    Cow::Owned(cut)
}

/// Who wrote it, and never nobody: authors, else issuers, else the source.
pub fn authors(story: &Story) -> Vec<Person> {
    let anatomy = &story.lead.anatomy;
    let issuers = if anatomy.issuers.is_empty() { anatomy.issuer.as_slice() } else { &anatomy.issuers };
    let mut persons: Vec<Person> =
        story.lead.authors.iter().filter(|person| person.name.as_deref().is_some_and(is_visible)).cloned().collect();
    for issuer in issuers.iter().filter(|issuer| issuer.name.as_deref().is_some_and(is_visible)) {
        match persons.iter_mut().find(|person| person.name == issuer.name) {
            Some(person) => {
                person.url = person.url.take().or_else(|| issuer.url.clone());
                person.email = person.email.take().or_else(|| issuer.email.clone());
            }
            None if story.lead.authors.is_empty() => {
                persons.push(Person {
                    name: issuer.name.clone(),
                    url: issuer.url.clone(),
                    email: issuer.email.clone(),
                    ..Person::default()
                });
            }
            None => {}
        }
    }
    if persons.is_empty() {
        persons.push(Person { name: Some(story.source_name.clone()), ..Person::default() });
    }
    persons
}

/// An address as feed validators take it for `atom:email`: letters, digits and `_-+.'`, at a host with a dot.
pub fn is_email(text: &str) -> bool {
    let label = |label: &str| !label.is_empty() && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    text.split_once('@').is_some_and(|(user, host)| {
        !user.is_empty()
            && user.bytes().all(|b| b.is_ascii_alphanumeric() || b"_-+.'".contains(&b))
            && host.contains('.')
            && host.split('.').all(label)
            && !host.ends_with('-')
    })
}
