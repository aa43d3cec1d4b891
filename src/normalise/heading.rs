//! A document's own fields.

use super::{Context, addresses, join, language, moment, permalink, words};
use crate::model::{Document, Markup};

/// A document's own fields, normalised in place: titles and names plain, addresses absolute and safe, dates RFC 3339.
/// Items are left alone.
pub fn heading(document: &mut Document) {
    let base =
        document.feed_url.as_deref().or(document.home_page_url.as_deref()).and_then(|u| permalink::absolute(u, None));
    let base = base.as_ref();
    let plain = |markup: Option<Markup>| markup.and_then(|m| words::line(&m)).map(Markup::Text);
    document.title = plain(document.title.take());
    document.description = plain(document.description.take());
    document.rights = document.rights.take().as_deref().and_then(addresses::plain);
    document.generator = document.generator.take().and_then(|g| words::name(&g));
    document.home_page_url = join(document.home_page_url.take(), base);
    document.feed_url = join(document.feed_url.take(), base);
    document.icon = join(document.icon.take(), base);
    document.next = join(document.next.take(), base);
    document.image = document.image.take().and_then(|i| addresses::image(i, base));
    document.authors = addresses::people(std::mem::take(&mut document.authors), base);
    document.tags = words::tags(std::mem::take(&mut document.tags));
    document.hubs = std::mem::take(&mut document.hubs).into_iter().filter_map(|h| join(Some(h), base)).collect();
    document.language = document.language.take().and_then(|l| language::tidy(&l));
    document.feeds.retain_mut(|feed| {
        let url = permalink::published(&feed.url, base);
        feed.url = url.clone().unwrap_or_default();
        url.is_some()
    });
    let context = Context::default();
    let clock = moment::Clock { context: &context, language: document.language.as_deref() };
    let updated = document.updated.take().and_then(|t| clock.read("the document's date", &t, &mut document.warnings));
    let published =
        document.published.take().and_then(|t| clock.read("the document's date", &t, &mut document.warnings));
    document.updated = updated.map(|d| d.to_rfc3339());
    document.published = published.map(|d| d.to_rfc3339());
}
