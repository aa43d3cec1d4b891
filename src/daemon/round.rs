//! One round over sources, for `pressfeed poll`.

use std::{collections::HashSet, sync::Arc};

use tokio::task::JoinSet;

use super::{
    queue::Queue,
    sharing::{Leases, Turns},
};
use crate::{
    model::{Report, Source, SourceState},
    pipeline::{self, World},
    store::{self, shared::Shared},
};

/// Polls at once: a round is over when its last poll is, and has no use for more.
const POLLS_AT_ONCE: usize = 64;

/// One poll of each of some sources.
pub struct Round<'r> {
    /// Where they are polled.
    pub world: Arc<World>,
    /// All that may be polled.
    pub sources: &'r [Arc<Source>],
    /// Of those that are polled.
    pub states: Vec<SourceState>,
    /// Polls at once of one host.
    pub per_host: usize,
}

impl Round<'_> {
    /// Polls them as the service would: spread over hosts. `done` hears of each as it ends.
    pub async fn run(mut self, mut done: impl FnMut(Report)) {
        let now = self.world.clock.now();
        for state in &mut self.states {
            state.next.at = state.next.at.min(now);
        }
        let mut queue = Queue::new(self.per_host);
        queue.replace(self.sources, self.states);
        let mut polls: JoinSet<(Arc<Source>, Report)> = JoinSet::new();
        loop {
            for (source, state) in queue.due(now, POLLS_AT_ONCE.saturating_sub(polls.len())) {
                let world = self.world.clone();
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
}

/// Hosts that no other process polls meanwhile.
pub struct Holding {
    shared: Arc<dyn Shared>,
    leases: Leases,
    turns: Arc<Turns>,
    hosts: HashSet<String>,
}

impl Holding {
    /// Takes the hosts of these sources, as far as nobody polls them now; none: nobody else may poll at all.
    pub async fn of(world: &World, sources: impl Iterator<Item = &Arc<Source>>) -> Result<Option<Self>, store::Error> {
        let Some(shared) = world.store.clone().shared() else { return Ok(None) };
        let lease = shared.lease().await?;
        let turns = Arc::new(Turns::begin(shared.clone(), lease));
        world.web.share(turns.clone());
        let mut leases = Leases::begin(shared.clone(), lease, world.clock);
        let hosts: HashSet<String> = sources.map(|source| source.target.host().to_owned()).collect();
        let taken = leases.these(hosts.into_iter().collect()).await?;
        let hosts = taken.into_iter().map(|claim| claim.lease.host).collect();
        Ok(Some(Self { shared, leases, turns, hosts }))
    }

    /// Whether a source's host is among them.
    pub fn has(&self, source: &Source) -> bool {
        self.hosts.contains(source.target.host())
    }

    /// Others may poll them again.
    pub async fn end(self) -> Result<(), store::Error> {
        self.turns.end().await?;
        self.leases.end().await?;
        self.shared.resign().await
    }
}
