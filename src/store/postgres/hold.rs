//! Whoever moves a whole database has it alone: a row says which process, written anew again and again, by the database's
//! clock; where its writer is gone from this machine, or has not written it for a while, another takes its place.

use std::{fs, time::Duration};

use deadpool_postgres::Pool;
use tokio::task::JoinHandle;

use super::{
    error::Broken,
    sql::{Sql, Text, brisk, get},
};

/// Held for so many seconds, and written anew so often.
const LEASE: &str = "15 seconds";
const RENEW: Duration = Duration::from_secs(4);
/// A process that has not shown itself for so long polls no more.
const SILENT: &str = "25 seconds";

/// As long as it lives, this process holds the database.
pub struct Hold(JoinHandle<()>);

impl Hold {
    /// Takes it; none: somebody polls, or moves it. `own` is this process among those that poll.
    pub async fn take(pool: &Pool, prepared: bool, own: i64) -> Result<Option<Self>, Broken> {
        let me = own_name();
        if claim(pool, prepared, &me).await?.is_some() {
            return Ok(None);
        }
        let hold = Self(keep(pool.clone(), prepared, me.clone()));
        let sql = Sql::new(pool.get().await?, prepared);
        let text = format!("SELECT name FROM worker WHERE id <> $1 AND seen_at > now() - interval '{SILENT}'");
        for row in &sql.all(&text, &[&own]).await? {
            if !is_over(get(row, 0)?) {
                release(&sql, &me).await?;
                return Ok(None);
            }
        }
        Ok(Some(hold))
    }
}

impl Drop for Hold {
    fn drop(&mut self) {
        self.0.abort();
    }
}

fn keep(pool: Pool, prepared: bool, me: String) -> JoinHandle<()> {
    tokio::spawn(async move {
        loop {
            tokio::time::sleep(RENEW).await;
            match brisk(claim(&pool, prepared, &me)).await {
                Ok(None) => {}
                Ok(Some(owner)) => tracing::error!(%owner, "another process moves this database"),
                Err(broken) => tracing::debug!(?broken, "the hold of the database could not be renewed"),
            }
        }
    })
}

/// Whether somebody has the database alone.
pub async fn is_held(sql: &Sql) -> Result<bool, Broken> {
    let row = sql.first("SELECT owner FROM duty WHERE name = 'alone' AND until > now()", &[]).await?;
    let owner: Option<String> = row.map(|row| get(&row, 0)).transpose()?;
    Ok(owner.is_some_and(|owner| owner != own_name() && !is_over(&owner)))
}

/// Takes or renews it; who has it, if somebody else has.
async fn claim(pool: &Pool, prepared: bool, me: &str) -> Result<Option<String>, Broken> {
    let sql = Sql::new(pool.get().await?, prepared);
    let text = format!(
        "INSERT INTO duty (name, owner, until) VALUES ('alone', $1, now() + interval '{LEASE}')
         ON CONFLICT (name) DO UPDATE SET owner = $1, until = now() + interval '{LEASE}'
         WHERE duty.owner = $1 OR duty.until < now() RETURNING owner"
    );
    loop {
        if sql.any(&text, &[&Text(me)]).await? {
            return Ok(None);
        }
        let row = sql.first("SELECT owner FROM duty WHERE name = 'alone'", &[]).await?;
        let owner: Option<String> = row.map(|row| get(&row, 0)).transpose()?;
        match owner {
            Some(owner) if is_over(&owner) => release(&sql, &owner).await?,
            owner => return Ok(owner),
        }
    }
}

async fn release(sql: &Sql, owner: &str) -> Result<(), Broken> {
    sql.change("DELETE FROM duty WHERE name = 'alone' AND owner = $1", &[&Text(owner)]).await.map(drop)
}

/// A process of this machine that has ended.
pub fn is_over(owner: &str) -> bool {
    is_here(owner) && is_gone(owner)
}

/// This start of this machine and what of its processes we see, this process, and when it began: no other process ever
/// has the same.
pub fn own_name() -> String {
    let pid = std::process::id();
    let unseen = || format!("?{}", super::work::token());
    format!("{}/{pid}/{}", machine().unwrap_or_else(unseen), began(pid).unwrap_or_default())
}

/// With the user, whose own processes are seen even where those of others are hidden. None where it is hidden from us, as
/// from a service: then nobody is known to be gone.
fn machine() -> Option<String> {
    use std::os::unix::fs::MetadataExt as _;
    let boot = fs::read_to_string("/proc/sys/kernel/random/boot_id").ok()?;
    let processes = fs::read_link("/proc/self/ns/pid").ok()?;
    let user = fs::metadata("/proc/self").ok()?.uid();
    Some(format!("{} {} {user}", boot.trim(), processes.display()))
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
