//! One `atom:entry`.

use std::io;

use chrono::{DateTime, FixedOffset, TimeDelta};

use crate::{
    model::{Anatomy, Person, Story, Ticker},
    publish::{
        entry, extension,
        json_feed::said,
        sections, uri, when,
        xml::{Document, is_visible, untagged},
    },
};

/// Writes a story.
pub fn write(out: &mut Document, story: &Story, home: &str) -> io::Result<()> {
    let release = &story.lead;
    let language = entry::language(release);
    match language {
        Some(tag) => out.open("entry", &[("xml:lang", tag)])?,
        None => out.open("entry", &[])?,
    }
    out.text("id", &[], &story.entry_id)?;
    out.construct("title", &entry::title(story))?;
    out.text("updated", &[], &when(&apart(story)))?;
    if let Some(published) = entry::claimed(story) {
        out.text("published", &[], &when(&published))?;
    }
    for author in entry::authors(story) {
        person(out, "author", &author)?;
    }
    contributor(out, &release.anatomy)?;
    links(out, story, home, language)?;
    categories(out, story)?;
    words(out, story)?;
    if let Some(rights) = said(&release.extras.rights).filter(|rights| is_visible(rights)) {
        out.construct("rights", rights)?;
    }
    source(out, story)?;
    extension::elements(story).iter().try_for_each(|element| out.element(element))?;
    out.close("entry")
}

/// Validators warn of two entries with one `updated`, and readers that sort by it shuffle them: a whole second
/// gets a fraction that is the story's own.
pub fn apart(story: &Story) -> DateTime<FixedOffset> {
    let updated = entry::updated(story);
    if updated.timestamp_subsec_nanos() != 0 {
        return updated;
    }
    // multiples of the golden ratio: those of one poll, numbered in a row, keep apart
    let fraction = story.id.0.unsigned_abs().wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 32;
    updated + TimeDelta::nanoseconds(i64::try_from((fraction * 1_000_000_000) >> 32).unwrap_or(0))
}

/// `author` or `contributor`.
fn person(out: &mut Document, element: &str, person: &Person) -> io::Result<()> {
    out.open(element, &[])?;
    out.text("name", &[], &untagged(person.name.as_deref().unwrap_or_default()))?;
    if let Some(url) = said(&person.url) {
        out.text("uri", &[], &uri(url))?;
    }
    if let Some(email) = said(&person.email).filter(|email| entry::is_email(email)) {
        out.text("email", &[], email)?;
    }
    out.close(element)
}

/// The first press contact that can be written to.
fn contributor(out: &mut Document, anatomy: &Anatomy) -> io::Result<()> {
    let reached = anatomy.contacts.iter().find_map(|contact| {
        let name = said(&contact.name).or(said(&contact.organization))?;
        let email = contact.emails.iter().find(|email| entry::is_email(email))?;
        Some(Person { name: Some(name.into()), email: Some(email.clone()), ..Person::default() })
    });
    reached.map_or(Ok(()), |contact| person(out, "contributor", &contact))
}

fn links(out: &mut Document, story: &Story, home: &str, language: Option<&str>) -> io::Result<()> {
    let release = &story.lead;
    let mut alternate = vec![("rel", "alternate"), ("type", "text/html")];
    let address = entry::link(story, home);
    let address = uri(&address);
    alternate.push(("href", &address));
    alternate.extend(language.map(|tag| ("hreflang", tag)));
    out.empty("link", &alternate)?;
    // RFC 4287 §4.1.2: one alternate a language
    let mut spoken: Vec<&str> = language.into_iter().collect();
    for variant in &release.anatomy.variants {
        let known = entry::is_language(&variant.language);
        if known && !spoken.iter().any(|known| known.eq_ignore_ascii_case(&variant.language)) && !variant.url.is_empty()
        {
            out.empty(
                "link",
                &[
                    ("rel", "alternate"),
                    ("type", "text/html"),
                    ("hreflang", &variant.language),
                    ("href", &uri(&variant.url)),
                ],
            )?;
            spoken.push(&variant.language);
        }
    }
    let via = story.copies.iter().filter_map(|copy| Some((said(&copy.url)?, copy.source_name.as_str())));
    let issuers = said(&release.external_url).map(|url| (url, story.source_name.as_str()));
    for (href, title) in issuers.into_iter().chain(via) {
        let title = untagged(title);
        let mut link = vec![("rel", "via"), ("type", "text/html")];
        link.extend(is_visible(&title).then_some(("title", &*title)));
        let href = uri(href);
        link.push(("href", &*href));
        out.empty("link", &link)?;
    }
    for file in entry::attachments(release) {
        let size = file.size_in_bytes.map(|size| size.to_string());
        let url = uri(&file.url);
        let mut link = vec![("rel", "enclosure"), ("href", &*url)];
        link.extend(said(&file.mime_type).filter(|kind| entry::is_mime_type(kind)).map(|kind| ("type", kind)));
        link.extend(size.as_deref().map(|size| ("length", size)));
        let title = said(&file.title).filter(|title| is_visible(title)).map(untagged);
        link.extend(title.as_deref().map(|title| ("title", title)));
        out.empty("link", &link)?;
    }
    if let Some(href) = said(&release.extras.comments_url) {
        out.empty("link", &[("rel", "replies"), ("type", "text/html"), ("href", &uri(href))])?;
    }
    if let Some(href) = said(&release.extras.license).filter(|license| license.starts_with("http")) {
        out.empty("link", &[("rel", "license"), ("href", &uri(href))])?;
    }
    Ok(())
}

fn categories(out: &mut Document, story: &Story) -> io::Result<()> {
    for tag in entry::tags(story) {
        out.empty("category", &[("term", &tag)])?;
    }
    let anatomy = &story.lead.anatomy;
    if let Some(kind) = &anatomy.kind {
        out.empty("category", &[("scheme", "urn:pressfeed:kind"), ("term", &extension::word(kind))])?;
    }
    for Ticker { symbol, exchange, isin } in &anatomy.tickers {
        if let Some(isin) = said(isin) {
            out.empty("category", &[("scheme", "urn:isin"), ("term", isin)])?;
        } else if let Some(symbol) = said(symbol) {
            // the exchange as printed, cut down to what a URN may hold
            let market: String =
                exchange.iter().flat_map(|name| name.chars()).filter(char::is_ascii_alphanumeric).collect();
            let scheme = if market.is_empty() {
                "urn:ticker".into()
            } else {
                format!("urn:ticker:{}", market.to_ascii_lowercase())
            };
            out.empty("category", &[("scheme", &scheme), ("term", symbol)])?;
        }
    }
    Ok(())
}

/// Summary and content; an entry with neither repeats its title, so that no reader shows it blank.
fn words(out: &mut Document, story: &Story) -> io::Result<()> {
    let release = &story.lead;
    let summary = entry::summary(release);
    let (html, text) = (sections::content(release), said(&release.content_text));
    match summary {
        Some(summary) => out.construct("summary", summary)?,
        None if html.is_none() && text.is_none() => out.construct("summary", &entry::title(story))?,
        None => {}
    }
    match (html, text) {
        (Some(html), _) => out.text("content", &[("type", "html")], &html),
        (None, Some(text)) => out.construct("content", text),
        (None, None) => Ok(()),
    }
}

/// The feed or newsroom that the lead came from.
fn source(out: &mut Document, story: &Story) -> io::Result<()> {
    out.open("source", &[])?;
    let url = uri(&story.source_url);
    out.text("id", &[], &url)?;
    out.construct("title", &story.source_name)?;
    out.text("updated", &[], &when(&entry::updated(story)))?;
    out.empty("link", &[("rel", "related"), ("href", &url)])?;
    out.close("source")
}
