//! One round over sources, for `pressfeed poll`.

use std::sync::Arc;

use tokio::task::JoinSet;

use super::queue::Queue;
use crate::{
    model::{Report, Source, SourceState},
    pipeline::{self, World},
};

/// Polls at once: a round is over when its last poll is, and has no use for more.
const POLLS_AT_ONCE: usize = 64;

/// Polls the given sources once, as the service would: spread over hosts. `done` hears of each as it ends.
pub async fn round(
    world: Arc<World>,
    sources: &[Arc<Source>],
    mut states: Vec<SourceState>,
    per_host: usize,
    mut done: impl FnMut(Report),
) {
    let now = world.clock.now();
    for state in &mut states {
        state.next.at = state.next.at.min(now);
    }
    let mut queue = Queue::new(per_host);
    queue.replace(sources, states);
    let mut polls: JoinSet<(Arc<Source>, Report)> = JoinSet::new();
    loop {
        for (source, state) in queue.due(now, POLLS_AT_ONCE.saturating_sub(polls.len())) {
            let world = world.clone();
            polls.spawn(async move {
                let (report, _) = pipeline::poll(&world, &source, state).await;
                (source, report)
            });
        }
        let Some(ended) = polls.join_next().await else { break };
        let Ok((source, report)) = ended else { continue };
        queue.retire(&source);
        done(report);
    }
}
