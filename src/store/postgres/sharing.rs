//! What processes ask that share this database, handed to those who know, and who is on which duty.

use std::time::Duration;

use chrono::{DateTime, Utc};
use futures_util::future::BoxFuture;

use super::{
    Postgres, TRIES, again,
    error::Broken,
    heard, hold, hosts,
    sql::{Sql, Text, brisk, get, texts},
    turns, work,
};
use crate::{
    model::{SourceId, Subscription},
    store::{
        Error,
        numbers::count,
        shared::{Claim, Duties, GivenBack, Heard, HostLease, Robots, Shared, TurnEnded, TurnTaken, Wanted},
    },
};

/// A duty lasts for this part of a host's lease.
const DUTY: u32 = 3;

impl Postgres {
    async fn leased(&self) -> Result<Duration, Broken> {
        self.lease.get_or_try_init(|| async { hosts::lease(&self.quick().await?).await }).await.copied()
    }
}

impl Shared for Postgres {
    fn lease(&self) -> BoxFuture<'_, Result<Duration, Error>> {
        Box::pin(async move { again!(self, self.leased()) })
    }

    fn claim(&self, wanted: Wanted, now: DateTime<Utc>) -> BoxFuture<'_, Result<Vec<Claim>, Error>> {
        Box::pin(async move {
            // not again: what was taken by a statement whose answer was lost is free when its lease ends
            let claimed = async {
                let lease = self.leased().await?;
                hosts::claim(&self.quick().await?, (&wanted, self.own), lease, now).await
            };
            brisk(claimed).await.map_err(|broken| broken.at(&self.place))
        })
    }

    fn renew(&self, leases: Vec<HostLease>, now: DateTime<Utc>) -> BoxFuture<'_, Result<Vec<HostLease>, Error>> {
        Box::pin(async move {
            again!(
                self,
                brisk(async {
                    hosts::renew(&self.quick().await?, (&leases, self.own), self.leased().await?, now).await
                })
            )
        })
    }

    fn give_back(&self, ended: Vec<GivenBack>, now: DateTime<Utc>) -> BoxFuture<'_, Result<(), Error>> {
        Box::pin(async move {
            again!(self, brisk(async { hosts::give_back(&self.quick().await?, &ended, self.own, now).await }))
        })
    }

    fn take_turn(&self, host: String) -> BoxFuture<'_, Result<Option<TurnTaken>, Error>> {
        Box::pin(async move {
            let all = |hosts: Vec<String>| {
                brisk(async move {
                    let long = self.leased().await? / 2;
                    turns::take(&self.quick().await?, &hosts, self.own, long).await
                })
            };
            again!(self, self.turns.ask(&host, host.clone(), all))
        })
    }

    fn renew_turns(&self, held: Vec<(String, i64)>) -> BoxFuture<'_, Result<Vec<String>, Error>> {
        Box::pin(async move {
            again!(
                self,
                brisk(async { turns::renew(&self.quick().await?, &held, self.own, self.leased().await? / 2).await })
            )
        })
    }

    fn end_turns(&self, ended: Vec<TurnEnded>) -> BoxFuture<'_, Result<(), Error>> {
        Box::pin(async move { again!(self, brisk(async { turns::end(&self.quick().await?, &ended, self.own).await })) })
    }

    fn rest(&self, host: String, guest: bool, wait: Duration) -> BoxFuture<'_, Result<(), Error>> {
        Box::pin(
            async move { again!(self, brisk(async { turns::rest(&self.quick().await?, &host, guest, wait).await })) },
        )
    }

    fn robots(&self, origin: String) -> BoxFuture<'_, Result<Option<Robots>, Error>> {
        Box::pin(async move { again!(self, brisk(async { turns::robots(&self.quick().await?, &origin).await })) })
    }

    fn keep_robots(&self, origin: String, body: Vec<u8>, keep: Duration) -> BoxFuture<'_, Result<(), Error>> {
        Box::pin(async move {
            again!(self, brisk(async { turns::keep_robots(&self.quick().await?, &origin, &body, keep).await }))
        })
    }

    fn on_duty(&self, names: &'static [&'static str]) -> BoxFuture<'_, Result<Duties, Error>> {
        Box::pin(async move {
            again!(
                self,
                brisk(async {
                    let lease = self.leased().await? / DUTY;
                    let sql = self.quick().await?;
                    let clock = show(&sql, self.own).await?;
                    bury(&sql, self.own).await?;
                    let names = duties(&sql, names, (self.own, lease)).await?;
                    if !names.is_empty() && self.is_untidy() {
                        turns::tidy(&sql).await?;
                    }
                    Ok(Duties { names, clock })
                })
            )
        })
    }

    fn resign(&self) -> BoxFuture<'_, Result<(), Error>> {
        Box::pin(async move { again!(self, brisk(async { leave(&self.quick().await?, self.own).await })) })
    }

    fn expected(&self, token: String) -> BoxFuture<'_, Result<Option<(SourceId, Subscription)>, Error>> {
        Box::pin(async move { again!(self, brisk(async { heard::expected(&self.quick().await?, &token).await })) })
    }

    fn hear(&self, said: Heard) -> BoxFuture<'_, Result<(), Error>> {
        Box::pin(async move {
            let number = work::token();
            let stored = again!(self, brisk(async { heard::hear(&self.quick().await?, &said, number).await }))?;
            let full = || Error::Other(format!("{}: too much waits that hubs said of {}", self.place, said.source));
            stored.then_some(()).ok_or_else(full)
        })
    }

    fn heeded(&self, number: i64) -> BoxFuture<'_, Result<(), Error>> {
        Box::pin(async move { again!(self, brisk(async { heard::heeded(&self.quick().await?, number).await })) })
    }

    fn wake(&self, sources: Vec<SourceId>) -> BoxFuture<'_, Result<(), Error>> {
        Box::pin(async move { again!(self, brisk(async { hosts::wake(&self.quick().await?, &sources).await })) })
    }
}

/// A process that polls shows itself; the database's time.
pub async fn show(sql: &Sql, own: i64) -> Result<DateTime<Utc>, Broken> {
    let text = "INSERT INTO worker (id, name, version, seen_at) VALUES ($1, $2, $3, now())
         ON CONFLICT (id) DO UPDATE SET seen_at = now()
         RETURNING (extract(epoch FROM clock_timestamp()) * 1000)::bigint";
    let row = sql.one(text, &[&own, &Text(&hold::own_name()), &Text(env!("CARGO_PKG_VERSION"))]).await?;
    Ok(DateTime::from_timestamp_millis(get(&row, 0)?).unwrap_or_default())
}

/// It polls no more, and has no duty.
pub async fn leave(sql: &Sql, own: i64) -> Result<(), Broken> {
    sql.change("DELETE FROM duty WHERE owner = $1", &[&Text(&own.to_string())]).await?;
    sql.change("DELETE FROM worker WHERE id = $1", &[&own]).await.map(drop)
}

/// Processes of this machine that ended without a word: what they had is free at once. When they last talked to a host
/// is not known.
pub async fn bury(sql: &Sql, own: i64) -> Result<(), Broken> {
    let others = sql.all("SELECT id, name FROM worker WHERE id <> $1", &[&own]).await?;
    let mut dead: Vec<i64> = Vec::new();
    for row in &others {
        if hold::is_over(get(row, 1)?) {
            dead.push(get(row, 0)?);
        }
    }
    if dead.is_empty() {
        return Ok(());
    }
    let names: Vec<String> = dead.iter().map(i64::to_string).collect();
    let free = "UPDATE host SET owner = 0, lease_until = '-infinity', due_at = 0 WHERE owner = ANY($1)";
    sql.change(free, &[&dead]).await?;
    sql.change("UPDATE turn SET until = now() WHERE owner = ANY($1)", &[&dead]).await?;
    sql.change("DELETE FROM duty WHERE owner = ANY($1)", &[&texts(&names)]).await?;
    sql.change("DELETE FROM worker WHERE id = ANY($1)", &[&dead]).await.map(drop)
}

/// Takes or keeps those that nobody else has.
async fn duties(sql: &Sql, names: &[&str], (own, lease): (i64, Duration)) -> Result<Vec<String>, Broken> {
    let text = "INSERT INTO duty AS d (name, owner, until)
         SELECT name, $2, now() + $3::bigint * interval '1 millisecond' FROM unnest($1::text[]) w(name) ORDER BY name
         ON CONFLICT (name) DO UPDATE SET owner = excluded.owner, until = excluded.until
         WHERE d.owner = excluded.owner OR d.until < now() RETURNING name";
    let lease = count(usize::try_from(lease.as_millis()).unwrap_or(usize::MAX));
    let rows = sql.all(text, &[&texts(names), &Text(&own.to_string()), &lease]).await?;
    rows.iter().map(|row| get(row, 0)).collect()
}
