//! What a hub pushes: read like an answer, committed like a poll.

use std::{sync::Arc, time::Instant};

use bytes::Bytes;
use url::Url;

use super::{Error, World, address, items, read, record};
use crate::{
    model::{Fetched, Freshness, Report, Source, SourceState, Target, Validators},
    schedule,
};

/// The content of a push whose signature held.
#[derive(Debug, Clone)]
pub struct Push {
    /// As sent.
    pub content_type: Option<String>,
    /// As sent.
    pub body: Bytes,
}

/// Takes over what was pushed: it may hold all of the topic or only what is new, so nothing is concluded from what it
/// lacks, and the validators of the last answer stay. What cannot be read makes the source be asked itself.
pub async fn pushed(world: &World, source: &Arc<Source>, mut state: SourceState, push: Push) -> (Report, SourceState) {
    let started = Instant::now();
    let before = state.clone();
    let mut report = Report { outcome: "pushed", ..Report::new(source, &state) };
    if let Err(error) = take_over(world, source, &mut state, push, &mut report).await {
        state = before;
        schedule::push::hinted(&mut state, world.policy.min_interval, world.clock.now());
        report.error = Some(source.without_secrets(&error.to_string()));
        report.disk = matches!(error, Error::Store(_));
    }
    report.next = state.next.clone();
    report.took_ms = started.elapsed().as_millis().try_into().unwrap_or(u64::MAX);
    (report, state)
}

async fn take_over(
    world: &World,
    source: &Arc<Source>,
    state: &mut SourceState,
    push: Push,
    report: &mut Report,
) -> Result<(), Error> {
    let now = world.clock.now();
    let topic = state.memory.subscription.as_ref().and_then(|known| Url::parse(&known.topic).ok());
    let mut fetched = Fetched {
        url: topic.unwrap_or_else(|| address(source, state)),
        status: 200,
        content_type: push.content_type,
        validators: Validators::default(),
        freshness: Freshness::default(),
        body: push.body,
        moved_to: None,
        hubs: Vec::new(),
        topic: None,
        delta: true,
        cut: None,
    };
    let mut desk = world.desk();
    desk.sit().await;
    let mut document = read(world, source, &fetched, true).await?;
    if matches!(source.target, Target::Newsroom(_)) {
        document.listed = state.memory.listed.clone();
    }
    // the hub does not speak for the source: neither of its hubs nor of when to ask it
    (document.hubs, document.advice) = (Vec::new(), state.memory.advice.clone());
    let (changes, _) = items::changes(&mut desk, source, state, &mut fetched, document, now, report).await?;
    schedule::push::pushed(state, now);
    let seen = world.round(state.succeeded_at, now);
    record(world, source, state, changes, (seen, now), report).await
}
