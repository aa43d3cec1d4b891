//! A poll that brought nothing: when to try again, whose fault it is, and where a feed that is gone may be now.

use std::sync::Arc;

use url::Url;

use super::{Error, World, poll::Poll};
use crate::{
    fetch::Request,
    model::{self, Credentials, Failure, FeedLink, Source, Target, Validators, Wanted, Warning},
    schedule,
};
use reader::{self, Input, text::dates::Hints};

/// The failure in a row at which the site is asked where its feed is; the first may be the server's mood.
const ASKED_AT: [u32; 3] = [2, 8, 32];
/// So many feeds of a site are looked at.
const MAX_CANDIDATES: usize = 2;

impl Poll<'_> {
    /// Records a failure and when to try again.
    pub async fn failed(&mut self, error: &Error) {
        let (world, now) = (self.world, self.world.clock.now());
        let mut failure = error.failure();
        if failure != Failure::Unreachable {
            world.reached(self.source, now);
        } else if let Some(next) = world.unreached(self.source, &self.state, now) {
            (self.report.outage, self.state.next) = (true, next);
            return self.save().await;
        }
        let state = &mut self.state;
        if schedule::redirect_failed(&mut state.memory, &failure) {
            // the configured address has the last word
            failure = Failure::NotFound;
        }
        state.failures = state.failures.saturating_add(1);
        state.gone = failure == Failure::Gone;
        if matches!(failure, Failure::Gone | Failure::NotFound) {
            self.look_for(&failure).await;
        }
        let state = &mut self.state;
        let error = match state.memory.proposed.as_slice() {
            [] => error.to_string(),
            feeds => {
                format!("{error}; its site now links {}: if that is it, put it in the stanza", feeds.join(" and "))
            }
        };
        state.last_error = Some(self.source.without_secrets(&error));
        self.report.error.clone_from(&state.last_error);
        let when = schedule::When { policy: &world.policy, now, chance: world.chance() };
        state.next = schedule::after_failure(self.source, state, &failure, when);
        self.report.failure = Some(failure);
        self.save().await;
    }

    async fn save(&mut self) {
        let poll = model::Poll { state: self.state.clone(), changes: Vec::new(), now: self.world.clock.now() };
        match self.world.store.commit(poll).await.map(|committed| self.take_version(&committed)) {
            Ok(Ok(())) => {}
            Ok(Err(_)) => self.lost().await,
            Err(store) => {
                let text = format!("the failure could not be recorded: {store}");
                self.report.warnings.push(Warning { url: None, text });
            }
        }
    }

    /// A feed that is not found: the page that it belongs to may link its new address.
    async fn look_for(&mut self, failure: &Failure) {
        let (source, state) = (self.source, &self.state);
        // one that was never found is the stanza's mistake, and no reason to look around there
        let known = matches!(source.target, Target::Feed(_)) && state.succeeded_at.is_some();
        if !known || !(ASKED_AT.contains(&state.failures) || *failure == Failure::Gone) {
            return;
        }
        let old = self.address();
        let mut places: Vec<Url> = state.memory.home.iter().filter_map(|home| Url::parse(home).ok()).collect();
        places.extend(old.join("/").ok());
        places.dedup();
        for place in places {
            let found = linked(self.world, source, &place).await;
            let others = found.iter().filter_map(|link| Url::parse(&link.url).ok()).filter(|url| *url != old);
            let mut proposed = Vec::new();
            for feed in others.take(MAX_CANDIDATES) {
                if is_feed(self.world, source, &feed).await {
                    proposed.push(feed.to_string());
                }
            }
            if !proposed.is_empty() {
                tracing::warn!(source_id = %source.id, ?proposed, "not found at its address; its site links another feed");
                self.state.memory.proposed = proposed;
                return;
            }
        }
    }
}

/// The feeds that a page links. The source's own headers stay at its address.
async fn linked(world: &World, source: &Arc<Source>, place: &Url) -> Vec<FeedLink> {
    let Ok(page) = world.web.foreign_page(place).await else { return Vec::new() };
    let (by, source) = (source, source.clone());
    let read = world.read((by, page.body.len()), move || {
        let hints = Hints { language: source.language.as_deref(), ..Hints::default() };
        let input = Input { content_type: page.content_type.as_deref(), hints, ..Input::new(&page.body) };
        reader::read_listing(&input.from_url(&page.url)).map(|document| document.feeds)
    });
    read.await.ok().and_then(Result::ok).unwrap_or_default()
}

async fn is_feed(world: &World, source: &Source, url: &Url) -> bool {
    let (wanted, validators) = (Wanted::Feed, Validators::default());
    let credentials = &Credentials::default();
    let request = Request { url, wanted, validators: &validators, validators_of: None, credentials, guest: true };
    let Ok(crate::model::Outcome::Modified(fetched)) = world.web.get(request).await else { return false };
    let read = world.read((source, fetched.body.len()), move || {
        let input = Input { content_type: fetched.content_type.as_deref(), ..Input::new(&fetched.body) };
        reader::read_feed(&input.from_url(&fetched.url)).is_ok()
    });
    read.await.unwrap_or(false)
}
