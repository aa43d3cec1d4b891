//! The keys of an item: what it can be known by, within its source.

use std::borrow::Cow;

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};

use super::words::{hash, push_words, words};
use crate::model::{Draft, Key, KeyKind, Keys, Markup};
use reader::text::{
    dates::{self, Hints, When},
    html,
};

/// Version of what reads an item and makes its keys; stored with it. Raised with a release of this program that may read
/// other words in the same page, so that nobody's edit is told where nobody edited. 2: days in UTC too, seconds where
/// nothing else tells. 3: bodies without what stands beside them.
pub const VERSION: u16 = 3;

/// The keys of a draft; `permalink` is the canonical form of its address.
pub fn identify(draft: &Draft, permalink: Option<&str>) -> Keys {
    let mut keys = Vec::with_capacity(4);
    let guid = draft.guid.as_deref().map(plain_guid).filter(|guid| !guid.is_empty());
    keys.extend(guid.map(|guid| key(KeyKind::Guid, guid)));
    keys.extend(permalink.map(|permalink| key(KeyKind::Permalink, permalink)));
    let when = when(draft);
    let moment = when.filter(|_| draft.published.is_some()).and_then(moment);
    let title: String = title(draft).map(|title| words(&title).collect::<Vec<_>>().join(" ")).unwrap_or_default();
    // nothing else tells it apart: its words must
    let body = if keys.is_empty() { body(draft) } else { "" };
    if title.is_empty() && !keys.is_empty() {
        keys.extend(moment);
        return Keys { keys, version: VERSION };
    }
    let addressless = keys.is_empty();
    match when.map(days) {
        None => keys.push(key(KeyKind::TitleDay, &format!("{title}\n{body}"))),
        Some(days) => keys.extend(days.map(|day| key(KeyKind::TitleDay, &format!("{title}\n{day}{body}")))),
    }
    // an edit of it is known by the second
    let clock = when.filter(|when| addressless && !title.is_empty() && when.time.is_some());
    keys.extend(clock.map(|when| key(KeyKind::TitleDay, &format!("{title}\n@{}", when.instant(None).timestamp()))));
    keys.extend(moment);
    Keys { keys, version: VERSION }
}

/// The instant that an item claims, where it is more than a day: what is left of one whose id, address and headline
/// change at once.
fn moment(when: When) -> Option<Key> {
    when.time.filter(|time| *time != NaiveTime::MIN)?;
    Some(key(KeyKind::Moment, &when.instant(None).timestamp().to_string()))
}

fn text(draft: &Draft) -> Option<Cow<'_, str>> {
    Some(match &draft.content.as_ref().or(draft.summary.as_ref())?.value {
        Markup::Html(text) => Cow::Owned(html::to_text(text)),
        Markup::Text(text) => Cow::Borrowed(text.as_str()),
    })
}

/// Of its body.
pub fn word_count(draft: &Draft) -> usize {
    text(draft).map_or(0, |text| text.split_whitespace().count())
}

/// The words of its body: they tell apart what no other key does. `None` without a body.
pub fn words_key(draft: &Draft) -> Option<Key> {
    let text = text(draft)?;
    let mut words = Vec::with_capacity(text.len());
    push_words(&mut words, &text);
    (!words.is_empty()).then(|| Key { kind: KeyKind::Words, hash: hash(&[&[KeyKind::Words as u8], &words]) })
}

fn key(kind: KeyKind, text: &str) -> Key {
    Key { kind, hash: hash(&[&[kind as u8], text.as_bytes()]) }
}

/// A guid that is an address is the same one by http and https.
fn plain_guid(guid: &str) -> &str {
    let guid = guid.trim();
    let rest = guid.strip_prefix("https://").or_else(|| guid.strip_prefix("http://"));
    rest.unwrap_or(guid)
}

pub fn title(draft: &Draft) -> Option<String> {
    Some(match &draft.title.as_ref()?.value {
        Markup::Html(text) => html::to_line(text),
        Markup::Text(text) => text.clone(),
    })
}

fn body(draft: &Draft) -> &str {
    let found = draft.content.as_ref().or(draft.summary.as_ref());
    found.map_or("", |found| match &found.value {
        Markup::Html(text) | Markup::Text(text) => text,
    })
}

fn when(draft: &Draft) -> Option<When> {
    dates::parse(&draft.published.as_ref().or(draft.updated.as_ref())?.value, &Hints::default())
}

/// The day as printed, and the day in UTC where that is another one: offsets change, the instant stays.
fn days(when: When) -> impl Iterator<Item = NaiveDate> {
    let instant: Option<DateTime<Utc>> =
        (when.time.is_some() && when.offset.is_some()).then(|| when.instant(None).into());
    let utc = instant.map(|instant| instant.date_naive()).filter(|day| *day != when.date);
    std::iter::once(when.date).chain(utc)
}
