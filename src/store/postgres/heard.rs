//! What hubs say, from whichever process they reached to the one that polls the source.

use std::collections::HashMap;

use super::{
    error::Broken,
    sql::{Sql, Text, get, texts},
};
use crate::{
    model::{Memory, SourceId, Subscription},
    store::shared::{Claim, Heard},
};

/// Messages that are handed out together.
const TOGETHER: i64 = 32;
/// Messages of a source that wait: a hub that says more is told to come again.
const WAITING: i64 = 64;

/// What is expected of the hub that calls under this token.
pub async fn expected(sql: &Sql, token: &str) -> Result<Option<(SourceId, Subscription)>, Broken> {
    let text =
        "SELECT s.id, t.memory FROM source_state t JOIN source s ON s.n = t.source WHERE t.token = $1 AND t.active";
    let Some(row) = sql.first(text, &[&Text(token)]).await? else { return Ok(None) };
    let memory: Memory = serde_json::from_str(get(&row, 1)?)?;
    let known = memory.subscription.filter(|known| known.token == token);
    known.map(|known| Ok::<_, Broken>((SourceId::from(get::<&str>(&row, 0)?), *known))).transpose()
}

/// Stores it, and has the host taken by whoever polls; false: too much waits already. `number` is nobody else's.
pub async fn hear(sql: &Sql, heard: &Heard, number: i64) -> Result<bool, Broken> {
    let text = "INSERT INTO heard (n, host, source, token, said, about, body)
         SELECT $1, t.host, t.source, $3, $4, $5, $6 FROM source s JOIN source_state t ON t.source = s.n
         WHERE s.id = $2 AND (SELECT count(*) FROM heard e WHERE e.host = t.host AND e.source = t.source) < $7
         ON CONFLICT DO NOTHING RETURNING host";
    let about = heard.about.as_deref().map(Text);
    let body = heard.body.as_deref();
    let values: [&dyn super::sql::Bound; 7] =
        [&number, &Text(&heard.source), &Text(&heard.token), &Text(&heard.said), &about, &body, &WAITING];
    let Some(row) = sql.first(text, &values).await? else {
        return sql.any("SELECT 1 FROM heard WHERE n = $1", &[&number]).await;
    };
    let host: &str = get(&row, 0)?;
    let text = "UPDATE host SET due_at = 0 WHERE name = $1 AND due_at > 0";
    sql.change(text, &[&Text(host)]).await?;
    Ok(true)
}

/// It was taken note of.
pub async fn heeded(sql: &Sql, number: i64) -> Result<(), Broken> {
    sql.change("DELETE FROM heard WHERE n = $1", &[&number]).await.map(drop)
}

/// What was said of the sources of hosts that were taken.
pub async fn of(sql: &Sql, claims: &mut HashMap<String, Claim>) -> Result<(), Broken> {
    let hosts: Vec<String> = claims.keys().cloned().collect();
    let text = "SELECT e.host, e.n, s.id, e.token, e.said, e.about, e.body FROM heard e JOIN source s ON s.n = e.source
         WHERE e.host = ANY($1) ORDER BY e.at, e.n LIMIT $2";
    for row in &sql.all(text, &[&texts(&hosts), &TOGETHER]).await? {
        let heard = Heard {
            number: get(row, 1)?,
            source: SourceId::from(get::<&str>(row, 2)?),
            token: get(row, 3)?,
            said: get(row, 4)?,
            about: get(row, 5)?,
            body: get(row, 6)?,
        };
        if let Some(claim) = claims.get_mut(get::<&str>(row, 0)?) {
            claim.heard.push(heard);
        }
    }
    Ok(())
}
