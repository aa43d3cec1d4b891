//! Stories as a mail: plain text and HTML, which say the same.

use std::io;

use askama::Template;

use super::{
    Site,
    card::{self, Day},
    page,
    words::fill,
};
use crate::model::Story;

/// A mail's subject and its two bodies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letter {
    /// Subject.
    pub subject: String,
    /// `text/plain`.
    pub text: String,
    /// `text/html`.
    pub html: String,
}

/// What a digest is of, and for whom.
#[derive(Debug, Clone, Copy)]
pub struct Digest<'a> {
    /// Of these, in the order of their changes.
    pub stories: &'a [Story],
    /// "Climate desk".
    pub what: &'a str,
    /// The recipient.
    pub to: &'a str,
    /// The page where one takes oneself off the list, whole.
    pub unsubscribe: &'a str,
}

#[derive(Template)]
#[template(path = "digest.html")]
struct Html<'a> {
    site: &'a Site,
    what: &'a str,
    days: &'a [Day],
    why: &'a str,
    unsubscribe: &'a str,
}

#[derive(Template)]
#[template(path = "digest.txt", escape = "none")]
struct Text<'a> {
    site: &'a Site,
    what: &'a str,
    days: &'a [Day],
    why: &'a str,
    unsubscribe: &'a str,
}

/// The mail.
pub fn letter(site: &Site, digest: Digest<'_>) -> io::Result<Letter> {
    let Digest { stories, what, to, unsubscribe } = digest;
    let days = card::days(site, stories);
    let why = fill(site.t.digest_why, &[("address", to), ("title", &site.title)]);
    let (days, why) = (days.as_slice(), why.as_str());
    let newest = days.first().and_then(|day| day.cards.first());
    let subject = match newest {
        Some(card) if stories.len() == 1 => format!("{}: {}", card.source, card.title),
        _ => fill(site.t.digest_of, &[("what", what), ("n", &site.t.releases_counted(stories.len() as u64))]),
    };
    let text = Text { site, what, days, why, unsubscribe }.render().map_err(io::Error::other)?;
    let html = Html { site, what, days, why, unsubscribe }.render().map_err(io::Error::other)?;
    Ok(Letter { subject, text, html })
}

#[derive(Template)]
#[template(path = "unsubscribe.html")]
struct UnsubscribePage<'a> {
    site: &'a Site,
    stopped: bool,
}

/// Where one takes oneself off a list, or comes back.
pub fn unsubscribe(site: &Site, stopped: bool) -> io::Result<Vec<u8>> {
    page(&UnsubscribePage { site, stopped })
}
