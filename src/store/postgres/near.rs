//! Releases whose words may be the same: by the bands that they share.

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

use futures_util::future::try_join_all;

use super::{
    error::Broken,
    sql::{Sql, get},
};
use crate::{
    model::{Candidates, Neighbour, Rank, Ref, ReleaseId, Sought, SourceId},
    store::{
        near::{MOST, OF_A_BAND, Shares, said},
        numbers::count,
    },
};

/// For each change that is new the few releases that share the rarest bands with it, for each that is known the others
/// of its story.
pub async fn candidates(sql: &Sql, wanted: &[Candidates]) -> Result<Vec<Vec<Arc<Neighbour>>>, Broken> {
    // all at once on one connection: the pen may be held, and each answer takes a way
    let found = try_join_all(wanted.iter().map(|wanted| async move {
        match wanted {
            Candidates::None => Ok(Vec::new()),
            Candidates::Near(sought) => nearest(sql, sought).await,
            Candidates::Fellows(release) => fellows(sql, *release).await,
        }
    }));
    let found: Vec<Vec<ReleaseId>> = found.await?;
    let ids: HashSet<ReleaseId> = found.iter().flatten().copied().collect();
    let read = neighbours(sql, ids.into_iter().collect()).await?;
    Ok(found.iter().map(|ids| ids.iter().filter_map(|id| read.get(id).cloned()).collect()).collect())
}

async fn nearest(sql: &Sql, sought: &Sought) -> Result<Vec<ReleaseId>, Broken> {
    if sought.bands.is_empty() {
        return Ok(Vec::new());
    }
    let text = "SELECT b.band, x.release, x.bands FROM unnest($1::bigint[]) WITH ORDINALITY b(band, place)
         CROSS JOIN LATERAL (SELECT day, release, bands FROM band WHERE band = b.band AND day BETWEEN $2 AND $3
           ORDER BY day DESC, release DESC LIMIT $4) x ORDER BY b.place";
    let rows = sql.all(text, &[&sought.bands, &sought.from, &sought.to, &count(OF_A_BAND)]).await?;
    let mut shares = Shares::of(sought);
    let mut of_band: Vec<(ReleaseId, u16)> = Vec::new();
    let mut current = None;
    for row in &rows {
        let band: i64 = get(row, 0)?;
        if let Some(before) = current.replace(band).filter(|before| *before != band) {
            shares.add(before, &std::mem::take(&mut of_band));
        }
        of_band.push((get(row, 1)?, u16::try_from(get::<i64>(row, 2)?).unwrap_or(u16::MAX)));
    }
    if let Some(band) = current {
        shares.add(band, &of_band);
    }
    Ok(shares.nearest())
}

/// Others of a release's story, those that would lead it first; none, where somebody put them together by hand.
async fn fellows(sql: &Sql, release: ReleaseId) -> Result<Vec<ReleaseId>, Broken> {
    let text = "SELECT id FROM release r WHERE story = (SELECT story FROM release WHERE id = $1) AND id <> $1
         AND NOT forgotten
         AND NOT EXISTS (SELECT 1 FROM release m WHERE m.story = r.story AND m.evidence = 'merged by hand')
         ORDER BY rank LIMIT $2";
    sql.all(text, &[&release, &count(MOST)]).await?.iter().map(|row| get(row, 0)).collect()
}

async fn neighbours(sql: &Sql, ids: Vec<ReleaseId>) -> Result<HashMap<ReleaseId, Arc<Neighbour>>, Broken> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let text = "SELECT r.id, r.story, s.id, r.body, r.rank FROM release r JOIN source s ON s.n = r.source
         WHERE r.id = ANY($1) AND NOT r.forgotten";
    let rows = sql.all(text, &[&ids]).await?;
    let read = rows.iter().map(|row| {
        let neighbour = Neighbour {
            release: Ref::Stored(get(row, 0)?),
            story: Ref::Stored(get(row, 1)?),
            source_id: SourceId::from(get::<&str>(row, 2)?),
            own_page: Rank(get(row, 4)?).is_on_own_page(),
            said: said(get(row, 3)?)?,
        };
        Ok((get(row, 0)?, Arc::new(neighbour)))
    });
    read.collect()
}
