//! Who polls which hosts, and what is due there.

use std::{collections::HashMap, time::Duration};

use chrono::{DateTime, Utc};

use super::{
    error::Broken,
    heard,
    sources::{self, STATE},
    sql::{Sql, Text, get, texts},
};
use crate::{
    model::SourceId,
    store::{
        numbers::{count, seconds},
        shared::{Claim, GivenBack, HostLease, Wanted},
    },
};

/// Sources that are handed out with their host; the next ones come with the next lease.
const AT_A_HOST: i64 = 64;
/// Of a host that nobody is due at.
const NEVER: i64 = i64::MAX;

/// How long a host is leased.
pub async fn lease(sql: &Sql) -> Result<Duration, Broken> {
    let row = sql.one("SELECT value FROM mark WHERE name = 'lease'", &[]).await?;
    Ok(Duration::from_millis(get::<i64>(&row, 0)?.clamp(1_000, 3_600_000).unsigned_abs()))
}

/// The hosts are those of the configuration, and each is due as its sources are.
pub async fn follow(sql: &Sql) -> Result<(), Broken> {
    let told = "UPDATE source_state t SET host = s.host, active = s.active FROM source s
         WHERE s.n = t.source AND (t.host <> s.host OR t.active <> s.active)";
    sql.change(told, &[]).await?;
    let due = "INSERT INTO host (name, due_at)
         SELECT host, min(next_at) FROM source_state WHERE active AND NOT gone GROUP BY host
         ON CONFLICT (name) DO UPDATE SET due_at = excluded.due_at WHERE host.due_at > excluded.due_at";
    sql.change(due, &[]).await.map(drop)
}

/// Hosts of these sources are due when they are, if that is earlier.
pub async fn wake(sql: &Sql, ids: &[SourceId]) -> Result<(), Broken> {
    let names: Vec<&str> = ids.iter().map(|id| &**id).collect();
    let text = "UPDATE host h SET due_at = n.at FROM (
           SELECT t.host, min(t.next_at) AS at FROM source_state t JOIN source s ON s.n = t.source
           WHERE s.id = ANY($1) AND t.active AND NOT t.gone GROUP BY t.host) n
         WHERE h.name = n.host AND h.due_at > n.at";
    sql.change(text, &[&texts(&names)]).await.map(drop)
}

/// Takes hosts, and says what is due there. Who comes at the same moment goes past those that are being taken.
pub async fn claim(
    sql: &Sql,
    (wanted, owner): (&Wanted, i64),
    lease: Duration,
    now: DateTime<Utc>,
) -> Result<Vec<Claim>, Broken> {
    const SET: &str =
        "UPDATE host h SET due_at = $2::bigint + ($3::bigint + 999) / 1000, owner = $1, lease = h.lease + 1,
          lease_until = now() + $3::bigint * interval '1 millisecond'";
    let (at, millis) = (seconds(now), count(usize::try_from(lease.as_millis()).unwrap_or(usize::MAX)));
    let rows = match wanted {
        Wanted::Due(most) => {
            let text = format!(
                "{SET} WHERE h.name = ANY(ARRAY(SELECT name FROM host WHERE due_at <= $2 AND lease_until <= now()
                   ORDER BY due_at LIMIT $4 FOR UPDATE SKIP LOCKED))
                   AND h.due_at <= $2 AND h.lease_until <= now() RETURNING h.name, h.lease"
            );
            sql.all(&text, &[&owner, &at, &millis, &count(*most)]).await?
        }
        Wanted::Hosts(hosts) => {
            let text = format!("{SET} WHERE h.name = ANY($4) AND h.lease_until <= now() RETURNING h.name, h.lease");
            sql.all(&text, &[&owner, &at, &millis, &texts(hosts)]).await?
        }
    };
    let mut claims: HashMap<String, Claim> = HashMap::with_capacity(rows.len());
    for row in &rows {
        let lease = HostLease { host: get(row, 0)?, number: get(row, 1)? };
        claims.insert(lease.host.clone(), Claim { lease, due: Vec::new(), heard: Vec::new() });
    }
    if !claims.is_empty() {
        due(sql, &mut claims, at).await?;
        heard::of(sql, &mut claims).await?;
    }
    Ok(claims.into_values().collect())
}

async fn due(sql: &Sql, claims: &mut HashMap<String, Claim>, now: i64) -> Result<(), Broken> {
    let state = STATE.replace(" FROM source s JOIN", ", t.host FROM source s JOIN");
    let text = format!(
        "SELECT d.* FROM unnest($1::text[]) h(name) CROSS JOIN LATERAL (
           {state} AND t.host = h.name AND t.active AND NOT t.gone AND t.next_at <= $2
           ORDER BY t.next_at LIMIT $3) d"
    );
    let hosts: Vec<String> = claims.keys().cloned().collect();
    for row in &sql.all(&text, &[&texts(&hosts), &now, &AT_A_HOST]).await? {
        let (state, host) = (sources::read(row)?, get::<&str>(row, 11)?);
        if let Some(claim) = claims.get_mut(host) {
            claim.due.push(state);
        }
    }
    Ok(())
}

/// Of these leases those that hold on. A row that somebody holds for a moment is left for the next time.
pub async fn renew(
    sql: &Sql,
    (leases, owner): (&[HostLease], i64),
    lease: Duration,
    now: DateTime<Utc>,
) -> Result<Vec<HostLease>, Broken> {
    let (hosts, numbers) = columns(leases.iter());
    let millis = count(usize::try_from(lease.as_millis()).unwrap_or(usize::MAX));
    let text = "UPDATE host h SET due_at = $4::bigint + ($5::bigint + 999) / 1000,
           lease_until = now() + $5::bigint * interval '1 millisecond'
         FROM unnest($1::text[], $2::bigint[]) n(name, lease)
         WHERE h.name = n.name AND h.lease = n.lease AND h.owner = $3 AND h.lease_until > now()
         RETURNING h.name, h.lease";
    let rows = sql.all(text, &[&hosts, &numbers, &owner, &seconds(now), &millis]).await?;
    rows.iter().map(|row| Ok(HostLease { host: get(row, 0)?, number: get(row, 1)? })).collect()
}

/// Hosts are free again, and due as their sources are, or at once where a hub was heard.
pub async fn give_back(sql: &Sql, ended: &[GivenBack], owner: i64, now: DateTime<Utc>) -> Result<(), Broken> {
    let (hosts, numbers) = columns(ended.iter().map(|ended| &ended.lease));
    let not_before: Vec<i64> = ended.iter().map(|ended| ended.not_before.map_or(0, seconds)).collect();
    let text = "UPDATE host h SET owner = 0, lease_until = '-infinity', due_at = greatest(n.not_before, CASE
             WHEN EXISTS (SELECT 1 FROM heard e WHERE e.host = h.name) THEN $5
             ELSE coalesce((SELECT min(t.next_at) FROM source_state t WHERE t.host = h.name AND t.active AND NOT t.gone),
               $6) END)
         FROM unnest($1::text[], $2::bigint[], $3::bigint[]) n(name, lease, not_before)
         WHERE h.name = n.name AND h.lease = n.lease AND h.owner = $4";
    sql.change(text, &[&hosts, &numbers, &not_before, &owner, &seconds(now), &NEVER]).await.map(drop)
}

fn columns<'l>(leases: impl Iterator<Item = &'l HostLease>) -> (Vec<Text<'l>>, Vec<i64>) {
    leases.map(|lease| (Text(&lease.host), lease.number)).unzip()
}
