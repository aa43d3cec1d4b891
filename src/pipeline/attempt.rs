//! An attempt costs a source a turn: where reading what it sent ends the process, it waits before it is asked again.

use std::sync::Arc;

use super::World;
use crate::{
    model::{self, Source, SourceState},
    schedule, store,
};

/// Takes a turn from the sources whose documents were being read when the last process ended. Before any is polled.
pub async fn blame(world: &World, sources: &[Arc<Source>]) -> Result<(), store::Error> {
    for id in world.blamed() {
        let Some(source) = sources.iter().find(|source| source.id == id) else { continue };
        let Some(state) = world.store.state(&id).await? else { continue };
        let state = attempted(world, source, state);
        tracing::warn!(source_id = %id, attempts = state.memory.attempts, next = %state.next.at,
            "the last process ended while it read what this source had sent");
        world.store.commit(model::Poll { state, changes: Vec::new(), now: world.clock.now() }).await?;
    }
    Ok(())
}

/// The state of a source that may have ended a process, once more.
pub(super) fn attempted(world: &World, source: &Source, mut state: SourceState) -> SourceState {
    state.memory.attempts = state.memory.attempts.saturating_add(1);
    state.next = schedule::after_attempt(source, &state, &world.policy, world.clock.now());
    state
}
