//! Our own outage is recognised at the third host or so: those that failed before it was are forgiven.

use super::Service;
use crate::model::{Failure, NextPoll, Report, SourceId};

/// Remembered.
const MAX_SUSPECTS: usize = 100;

impl Service {
    /// After each poll.
    pub(super) async fn consider_outage(&mut self, id: &SourceId, report: &Report) {
        if report.outage {
            let suspects = std::mem::take(&mut self.suspects);
            for id in suspects {
                self.forgive(&id, &report.next).await;
            }
        } else if report.failure == Some(Failure::Unreachable) {
            if self.suspects.len() < MAX_SUSPECTS {
                self.suspects.push(id.clone());
            }
        } else {
            self.suspects.clear();
        }
    }

    /// Takes back a failure that was not the source's. One that had failed before has earned its backoff.
    async fn forgive(&mut self, id: &SourceId, next: &NextPoll) {
        let idle = self.queue.idle(id).map(|(_, state)| state.clone());
        // where hosts are given back, its state is in the store alone
        let state = if idle.is_none() && self.claims.is_some() && !self.queue.has(id) {
            self.world.store.state(id).await.ok().flatten()
        } else {
            idle
        };
        let Some(mut state) = state.filter(|state| state.failures == 1) else { return };
        (state.failures, state.last_error) = (0, None);
        state.next.clone_from(next);
        if let Err(error) = self.write(&mut state).await {
            tracing::debug!(%error, "an outage could not be recorded");
        }
        self.queue.update(state);
        self.wake(id).await;
    }
}
