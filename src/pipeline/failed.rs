//! A poll that brought nothing: when to try again, whose fault it is, and where a feed that is gone may be now.

use std::sync::Arc;

use url::Url;

use super::{Error, World, address};
use crate::{
    fetch::Request,
    model::{Credentials, Failure, FeedLink, Poll, Report, Source, SourceState, Target, Validators, Wanted, Warning},
    schedule,
};
use reader::{self, encoding, listing, text::dates::Hints};

/// The failure in a row at which the site is asked where its feed is; the first may be the server's mood.
const ASKED_AT: [u32; 3] = [2, 8, 32];
/// So many feeds of a site are looked at.
const MAX_CANDIDATES: usize = 2;

/// Records a failure and when to try again.
pub async fn record(world: &World, source: &Arc<Source>, state: &mut SourceState, error: &Error, report: &mut Report) {
    let now = world.clock.now();
    let mut failure = error.failure();
    if failure != Failure::Unreachable {
        world.reached(source, now);
    } else if let Some(next) = world.unreached(source, state, now) {
        (report.outage, state.next) = (true, next);
        return save(world, state, report).await;
    }
    if schedule::redirect_failed(&mut state.memory, &failure) {
        // the configured address has the last word
        failure = Failure::NotFound;
    }
    state.failures = state.failures.saturating_add(1);
    state.gone = failure == Failure::Gone;
    if matches!(failure, Failure::Gone | Failure::NotFound) {
        look_for(world, source, state, &failure).await;
    }
    let error = source.without_secrets(&error.to_string());
    state.last_error = Some(match state.memory.proposed.as_slice() {
        [] => error,
        feeds => format!("{error}; its site now links {}: if that is it, put it in the stanza", feeds.join(" and ")),
    });
    report.error.clone_from(&state.last_error);
    state.next = schedule::after_failure(source, state, &failure, &world.policy, now, world.chance());
    report.failure = Some(failure);
    save(world, state, report).await;
}

async fn save(world: &World, state: &SourceState, report: &mut Report) {
    let poll = Poll { state: state.clone(), changes: Vec::new(), now: world.clock.now() };
    if let Err(store) = world.store.commit(poll).await {
        report.warnings.push(Warning { url: None, text: format!("the failure could not be recorded: {store}") });
    }
}

/// A feed that is not found: the page that it belongs to may link its new address.
async fn look_for(world: &World, source: &Arc<Source>, state: &mut SourceState, failure: &Failure) {
    // one that was never found is the stanza's mistake, and no reason to look around there
    let known = matches!(source.target, Target::Feed(_)) && state.succeeded_at.is_some();
    if !known || !(ASKED_AT.contains(&state.failures) || *failure == Failure::Gone) {
        return;
    }
    let old = address(source, state);
    let mut places: Vec<Url> = state.memory.home.iter().filter_map(|home| Url::parse(home).ok()).collect();
    places.extend(old.join("/").ok());
    places.dedup();
    for place in places {
        let found = linked(world, source, &place).await;
        let mut proposed = Vec::new();
        for feed in
            found.iter().filter_map(|link| Url::parse(&link.url).ok()).filter(|url| *url != old).take(MAX_CANDIDATES)
        {
            if is_feed(world, &feed).await {
                proposed.push(feed.to_string());
            }
        }
        if !proposed.is_empty() {
            tracing::warn!(source_id = %source.id, ?proposed, "not found at its address; its site links another feed");
            state.memory.proposed = proposed;
            return;
        }
    }
}

/// The feeds that a page links. The source's own headers stay at its address.
async fn linked(world: &World, source: &Arc<Source>, place: &Url) -> Vec<FeedLink> {
    let Ok(page) = world.web.foreign_page(place).await else { return Vec::new() };
    let source = source.clone();
    let read = world.read(page.body.len(), move || {
        let html = encoding::decode(&page.body, page.content_type.as_deref(), encoding::Kind::Html);
        let hints = Hints { language: source.language.as_deref(), ..Hints::default() };
        listing::read(&html, Some(&page.url), &hints, None).map(|document| document.feeds)
    });
    read.await.ok().and_then(Result::ok).unwrap_or_default()
}

async fn is_feed(world: &World, url: &Url) -> bool {
    let (wanted, validators) = (Wanted::Feed, Validators::default());
    let credentials = &Credentials::default();
    let request = Request { url, wanted, validators: &validators, validators_of: None, credentials, guest: true };
    let Ok(crate::model::Outcome::Modified(fetched)) = world.web.get(request).await else { return false };
    let (url, bytes) = (fetched.url.clone(), fetched.body.len());
    let read = world
        .read(bytes, move || reader::feed::read(&fetched.body, fetched.content_type.as_deref(), Some(&url)).is_ok());
    read.await.unwrap_or(false)
}
