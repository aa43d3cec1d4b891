//! One exchange, by whichever way there is: live, live and recorded, or replayed.

use std::{
    net::IpAddr,
    sync::Arc,
    time::{Duration, SystemTime},
};

use url::Url;

use super::{
    Error, Gate, Mode, Settings,
    client::{Answer, Ask, Client},
    hints,
    politeness::Hosts,
    replay::{Recorder, Recordings},
};

/// For a name to be looked up.
const LOOK_UP_TIME: Duration = Duration::from_secs(5);

/// The way to the hosts, and whose turn it is at each.
pub(super) struct Transport {
    way: Way,
    pub(super) hosts: Arc<Hosts>,
    /// The deadline of one fetch.
    pub(super) timeout: Duration,
}

enum Way {
    Live(Client),
    Record(Client, Recorder),
    Replay(Recordings),
}

impl Transport {
    /// Opens the client (and reads the recordings, when replaying).
    pub(super) fn new(settings: &Settings, mode: Mode, hosts: Arc<Hosts>) -> Result<Self, Error> {
        let way = match mode {
            Mode::Live => Way::Live(Client::new(settings)?),
            Mode::Record(folder) => Way::Record(Client::new(settings)?, Recorder::new(folder)?),
            Mode::Replay(folder) => Way::Replay(Recordings::open(&folder)?),
        };
        Ok(Self { way, hosts, timeout: settings.timeout })
    }

    /// The way to other processes, where they are told what this one asks.
    pub(super) fn gate(&self) -> Option<&Arc<dyn Gate>> {
        let replays = matches!(self.way, Way::Replay(_));
        self.hosts.gate().filter(|_| !replays)
    }

    /// True when every answer is recorded.
    pub(super) fn records(&self) -> bool {
        matches!(self.way, Way::Record(..))
    }

    /// False when there is but a recording, and none of the address.
    pub(super) fn may_answer(&self, url: &Url) -> bool {
        match &self.way {
            Way::Replay(recordings) => recordings.has(url),
            Way::Live(_) | Way::Record(..) => true,
        }
    }

    /// Where a host's name leads to, as the guard permits it; empty when it leads nowhere. A replay looks nothing up.
    pub(super) async fn addresses(&self, url: &Url) -> Vec<IpAddr> {
        match &self.way {
            Way::Live(client) | Way::Record(client, _) => {
                tokio::time::timeout(LOOK_UP_TIME, client.addresses(url)).await.unwrap_or_default()
            }
            Way::Replay(_) => Vec::new(),
        }
    }

    /// One exchange at once: no turn is waited for, and nothing is recorded.
    pub(super) async fn at_once(&self, ask: &Ask<'_>, left: &mut Duration) -> Result<Answer, Error> {
        match &self.way {
            Way::Live(client) | Way::Record(client, _) => client.exchange(ask, left).await,
            Way::Replay(recordings) => recordings.answer(ask).await,
        }
    }

    /// One exchange in turn.
    pub(super) async fn exchange(
        &self,
        ask: &Ask<'_>,
        crawl_delay: Option<Duration>,
        left: &mut Duration,
    ) -> Result<Answer, Error> {
        let (client, recorder) = match &self.way {
            Way::Replay(recordings) => return recordings.answer(ask).await,
            Way::Live(client) => (client, None),
            Way::Record(client, recorder) => (client, Some(recorder)),
        };
        let turn = self.hosts.turn(ask.url, crawl_delay, ask.guest).await?;
        let answer = client.exchange(ask, left).await?;
        drop(turn);
        if let (429 | 503, Some(wait)) =
            (answer.status, hints::retry_after(answer.status, &answer.headers, SystemTime::now()))
        {
            self.hosts.pause(ask.url, wait, ask.guest);
        }
        if let Some(recorder) = recorder {
            recorder.store(ask.url, &answer).await?;
        }
        Ok(answer)
    }
}
