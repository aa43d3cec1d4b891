//! What a hub pushes: read like an answer, committed like a poll.

use std::sync::Arc;

use bytes::Bytes;
use url::Url;

use super::{Error, World, poll::Poll};
use crate::{
    model::{Ended, Fetched, Freshness, Report, Source, SourceState, Target, Validators},
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
pub async fn pushed(world: &World, source: &Arc<Source>, state: SourceState, push: Push) -> (Report, SourceState) {
    let before = state.clone();
    let mut poll = Poll::new(world, source, state);
    poll.report.outcome = Ended::Pushed;
    if let Err(error) = poll.take_over(push).await {
        poll.state = SourceState { version: poll.state.version, ..before };
        if matches!(error, Error::Lost) {
            poll.lost().await;
            return poll.ended();
        }
        schedule::push::hinted(&mut poll.state, world.policy.min_interval, world.clock.now());
        poll.report.error = Some(source.without_secrets(&error.to_string()));
        poll.report.disk = matches!(error, Error::Store(_));
    }
    poll.ended()
}

impl Poll<'_> {
    async fn take_over(&mut self, push: Push) -> Result<(), Error> {
        let topic = self.state.memory.subscription.as_ref().and_then(|known| Url::parse(&known.topic).ok());
        let mut fetched = Fetched {
            url: topic.unwrap_or_else(|| self.address()),
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
        self.desk.sit(fetched.body.len()).await;
        let mut document = self.read(&fetched, true).await?;
        let memory = &self.state.memory;
        if matches!(self.source.target, Target::Newsroom(_)) {
            document.listed = memory.listed.as_deref().cloned();
        }
        // the hub does not speak for the source: neither of its hubs nor of when to ask it
        (document.hubs, document.advice) = (Vec::new(), memory.advice().clone());
        let (changes, _) = self.changes(&mut fetched, document).await?;
        schedule::push::pushed(&mut self.state, self.now);
        let seen = self.world.round(self.state.succeeded_at, self.now);
        self.commit(changes, seen).await
    }
}
