//! One process polls: a row says which. It is written anew again and again, by the database's clock; where its writer
//! is gone from this machine, or has not written it for a while, another takes its place.

use std::{fs, time::Duration};

use deadpool_postgres::Pool;
use tokio::{task::JoinHandle, time::Instant};

use super::{
    error::Broken,
    sql::{Sql, Text, get},
};
use crate::store::Error;

/// Held for so many seconds, and written anew so often.
const LEASE: &str = "15 seconds";
const RENEW: Duration = Duration::from_secs(4);
/// Somebody on another machine may just have ended.
const PATIENCE: Duration = Duration::from_secs(20);

/// As long as it lives, this process holds the database.
pub struct Hold(JoinHandle<()>);

impl Hold {
    /// Takes it, or says who has it.
    pub async fn take(pool: &Pool, prepared: bool, place: &str) -> Result<Self, Error> {
        let me = own_name();
        let until = Instant::now() + PATIENCE;
        loop {
            let held = claim(pool, prepared, &me).await.map_err(|broken| broken.at(place))?;
            match held {
                None => break,
                Some(owner) if is_here(&owner) => {
                    if is_gone(&owner) {
                        release(pool, prepared, &owner).await.map_err(|broken| broken.at(place))?;
                        continue;
                    }
                    return Err(Error::InUse { path: place.to_owned() });
                }
                Some(_) if Instant::now() > until => return Err(Error::InUse { path: place.to_owned() }),
                Some(_) => tokio::time::sleep(Duration::from_secs(1)).await,
            }
        }
        let pool = pool.clone();
        Ok(Self(tokio::spawn(async move {
            loop {
                tokio::time::sleep(RENEW).await;
                match claim(&pool, prepared, &me).await {
                    Ok(None) => {}
                    Ok(Some(owner)) => tracing::error!(%owner, "another process polls into this database"),
                    Err(broken) => tracing::debug!(?broken, "the hold of the database could not be renewed"),
                }
            }
        })))
    }
}

impl Drop for Hold {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// Takes or renews it; who has it, if somebody else has.
async fn claim(pool: &Pool, prepared: bool, me: &str) -> Result<Option<String>, Broken> {
    let sql = Sql::new(pool.get().await?, prepared);
    let text = format!(
        "INSERT INTO duty (name, owner, until) VALUES ('poll', $1, now() + interval '{LEASE}')
         ON CONFLICT (name) DO UPDATE SET owner = $1, until = now() + interval '{LEASE}'
         WHERE duty.owner = $1 OR duty.until < now() RETURNING owner"
    );
    if sql.any(&text, &[&Text(me)]).await? {
        return Ok(None);
    }
    let row = sql.first("SELECT owner FROM duty WHERE name = 'poll'", &[]).await?;
    row.map(|row| get(&row, 0)).transpose()
}

async fn release(pool: &Pool, prepared: bool, owner: &str) -> Result<(), Broken> {
    let sql = Sql::new(pool.get().await?, prepared);
    sql.change("DELETE FROM duty WHERE name = 'poll' AND owner = $1", &[&Text(owner)]).await.map(drop)
}

/// This start of this machine and what of its processes we see, this process, and when it began: no other process ever
/// has the same.
fn own_name() -> String {
    let pid = std::process::id();
    let unseen = || format!("?{}", super::work::token());
    format!("{}/{pid}/{}", machine().unwrap_or_else(unseen), began(pid).unwrap_or_default())
}

/// None where it is hidden from us, as from a service: then nobody is known to be gone.
fn machine() -> Option<String> {
    let boot = fs::read_to_string("/proc/sys/kernel/random/boot_id").ok()?;
    let processes = fs::read_link("/proc/self/ns/pid").ok()?;
    Some(format!("{} {}", boot.trim(), processes.display()))
}

/// In ticks since the machine started; none of one that has ended.
fn began(pid: u32) -> Option<String> {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    let mut fields = stat.rsplit_once(')')?.1.split_whitespace();
    let runs = fields.next().is_some_and(|state| !matches!(state, "Z" | "X"));
    fields.nth(18).filter(|_| runs).map(str::to_owned)
}

fn is_here(owner: &str) -> bool {
    machine().is_some_and(|machine| owner.split('/').next() == Some(&*machine))
}

fn is_gone(owner: &str) -> bool {
    let mut parts = owner.split('/').skip(1);
    let (pid, start) = (parts.next().and_then(|pid| pid.parse().ok()), parts.next());
    pid.is_none_or(|pid| began(pid).as_deref() != start)
}
