//! What is done beside polling and serving, each by one owner: nobody else lifts an embargo, takes words into
//! the index, tells others or sees entries off, so none does it twice, or for long in a reader's time.

mod archive;
mod embargo;
mod words;

use std::{path::Path, sync::Arc, time::Duration};

use tokio::{sync::watch, task::JoinSet};
use tokio_util::sync::CancellationToken;

use super::{courier::ByWeb, keep, mail::BySmtp, sharing::Roster};
use crate::{
    pipeline::World,
    serve::{self, Serving},
};

/// All of them, as long as they are this process's, until the service stops. What one had not written down when it ends is
/// done again by whoever is next.
pub fn begin(
    (world, serving, roster): (&Arc<World>, &Arc<Serving>, Roster),
    wanted: watch::Receiver<Option<Duration>>,
    stop: &CancellationToken,
) -> JoinSet<()> {
    let courier: Arc<dyn serve::websub::Courier> = Arc::new(ByWeb(world.web.clone()));
    serve::websub::reach(serving, &courier);
    let mut duties = JoinSet::new();
    macro_rules! duty {
        ($name:literal, $work:expr) => {
            let (roster, stopped, work) = (roster.clone(), stop.clone(), $work);
            duties.spawn(async move {
                tokio::select! {
                    () = roster.when_on_duty($name, work) => {}
                    () = stopped.cancelled() => {}
                }
            });
        };
    }
    let (store, clock) = (world.store.clone(), world.clock);
    let (serving, ended) = (serving.clone(), stop.clone());
    let of = (store.clone(), ended.clone());
    duty!("embargo", move || embargo::keep(of.0.clone(), clock, of.1.clone()));
    let of = (serving.clone(), ended.clone());
    duty!("archive", move || archive::keep(of.0.clone(), of.1.clone()));
    let of = (store.clone(), ended.clone());
    duty!("words", move || words::keep(of.0.clone(), of.1.clone()));
    duty!("keep", move || keep::obey(store.clone(), clock, wanted.clone(), ended.clone()));
    let of = (serving.clone(), courier.clone());
    duty!("hub", move || serve::websub::run(of.0.clone(), of.1.clone()));
    let of = serving.clone();
    duty!("notify", move || serve::notify::run(of.clone(), courier.clone()));
    let issuers = world.web.ca_file().map(Path::to_owned);
    let mailer: Arc<dyn serve::digest::Mailer> = Arc::new(BySmtp { issuers });
    duty!("digest", move || serve::digest::run(serving.clone(), mailer.clone()));
    duties
}
