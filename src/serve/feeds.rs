//! Feeds: stories from the store, written in a task that may take its time.

use std::sync::Arc;

use axum::http::HeaderValue;
use chrono::{DateTime, TimeDelta, Utc};

use super::{
    GENERATOR, Serving, Settings, View,
    address::{Filter, Format, Selection},
    archive::{self, Subscription},
    document::{Document, Rendered},
    failure::Failure,
    fair, websub,
};
use crate::{
    model::Story,
    publish::{self, Channel, Feed, entry},
};

/// While entries are on their way into the archive, the feed is written again this soon.
const BACKLOG: TimeDelta = TimeDelta::seconds(2);
/// Entries that left the feed are named for so long: whoever polls once a month hears of them.
const REMEMBERED: TimeDelta = TimeDelta::days(90);

/// A feed as a document.
pub async fn render(serving: &Arc<Serving>, format: Format, filter: &Filter) -> Result<Rendered, Failure> {
    let settings = serving.settings();
    let most = settings.max_entries.max(1);
    let read = if filter.is_subscription() {
        archive::subscription(serving, most).await?
    } else {
        let page = fair::page(serving, filter, most).await?;
        Subscription { next: page.next(), page, archive: None, settled: true }
    };
    let Subscription { page, next, archive, settled } = read;
    // a topic that no release has yet has a feed: one may follow it before the first arrives
    let address = |filter: &Filter| format!("{}{}", settings.public_url, filter.feed_path(format));
    let tombstones = if filter.is_subscription() && format == Format::Atom {
        serving.store.tombstones(serving.now() - REMEMBERED, most).await?
    } else {
        Vec::new()
    };
    let entries = page.stories.iter().map(|story| entry::updated(story).to_utc());
    let newest = entries.chain(tombstones.iter().map(|stone| stone.at));
    let channel = Channel {
        title: title(&settings, &filter.selection),
        subtitle: subtitle(&settings, &filter.selection),
        icon_url: Some(format!("{}icon.png", settings.public_url)),
        logo_url: Some(format!("{}logo.png", settings.public_url)),
        home: settings.public_url.clone(),
        self_url: address(filter),
        next_url: next.map(|place| address(&filter.from(Some(place)))),
        current_url: filter.before.map(|_| address(&filter.from(None))),
        prev_archive_url: archive.map(|path| format!("{}{path}", settings.public_url)),
        hub_url: (websub::is_topic(filter) && !settings.is_still)
            .then(|| format!("{}{}", settings.public_url, websub::HUB)),
        updated: newest.max().or(Some(serving.started)),
        tombstones,
        generator: GENERATOR.into(),
        ..Channel::default()
    };
    let link = channel.hub_url.as_ref().and_then(|hub| {
        HeaderValue::from_str(&format!("<{hub}>; rel=\"hub\", <{}>; rel=\"self\"", channel.self_url)).ok()
    });
    let modified = page.stories.iter().map(|story| story.updated.max(story.first_seen)).max();
    let cache_control = cache_control(&page.stories, serving.now());
    let feed = Feed { channel, stories: page.stories };
    let written = tokio::task::spawn_blocking(move || {
        let mut document = Document::feed(format.media_type(), &format.write(&feed)?, modified.unwrap_or_default());
        document.cache_control = cache_control;
        document.link = link;
        std::io::Result::Ok(document)
    });
    let document = written.await.map_err(Failure::from_task)?.map_err(Failure::from_io)?;
    let until = if settled { page.until } else { Some(serving.now() + BACKLOG) };
    Ok(Rendered { document, until })
}

/// A cache may keep a feed for an eighth of the time in which something new came lately: one to fifteen minutes.
fn cache_control(stories: &[Story], now: DateTime<Utc>) -> HeaderValue {
    let mut seen: Vec<DateTime<Utc>> = stories.iter().map(|story| story.first_seen).collect();
    seen.sort_unstable_by_key(|time| std::cmp::Reverse(*time));
    let gap = match seen.get(..seen.len().min(10)).and_then(|seen| seen.last()) {
        Some(tenth) => (now - *tenth).num_seconds() / i64::try_from(seen.len().min(10)).unwrap_or(10),
        None => 0,
    };
    let seconds = (gap / 8).clamp(60, 900);
    HeaderValue::from_str(&format!("public, max-age={seconds}, stale-while-revalidate={seconds}"))
        .unwrap_or(HeaderValue::from_static("public, max-age=60"))
}

/// "Unified feed: Amnesty International UK".
pub fn title(settings: &Settings, selection: &Selection) -> String {
    let name = match selection {
        Selection::All => return settings.title.clone(),
        Selection::Source(id) => {
            settings.sources.iter().find(|source| *source.id == **id).map_or(id.as_str(), |source| &source.name)
        }
        Selection::View(name) => settings.view(name).map_or(name.as_str(), View::label),
        Selection::Tag(name) | Selection::Search(name) => name,
    };
    format!("{}: {name}", settings.title)
}

/// A line for people.
fn subtitle(settings: &Settings, selection: &Selection) -> Option<String> {
    match selection {
        Selection::All => {
            let count = settings.sources.len();
            (count > 1).then(|| format!("What {count} newsrooms publish, each release once"))
        }
        Selection::View(name) => settings.view(name)?.description.clone(),
        Selection::Source(id) => {
            let source = settings.sources.iter().find(|source| *source.id == **id)?;
            Some(format!("Releases of {}", source.name))
        }
        Selection::Tag(tag) => Some(format!("Releases on {tag}")),
        Selection::Search(typed) => Some(format!("Releases that hold {typed}")),
    }
}

/// The subscription list.
pub fn outlines(settings: &Settings) -> Vec<publish::opml::Outline> {
    use crate::model::Target;
    settings
        .sources
        .iter()
        .map(|source| {
            let shown = source.shown_url().to_string();
            let (feed_url, home_url) = match &source.target {
                Target::Feed(_) => (shown, None),
                // a newsroom without a feed has one here
                Target::Newsroom(_) | Target::Sitemap(_) => {
                    let filter = Filter::all(Selection::Source(source.id.to_string()));
                    (format!("{}{}", settings.public_url, filter.feed_path(Format::Atom)), Some(shown))
                }
            };
            publish::opml::Outline {
                name: source.name.clone(),
                feed_url,
                home_url,
                tags: source.tags.clone(),
                language: source.language.clone(),
                stanza: None,
            }
        })
        .collect()
}
