//! Releases whose words may be the same: by the bands that they share.
//!
//! A band is looked up within a few days and read up to a limit, so that neither the age of the database nor a template
//! that thousands of notices are written from makes it slow: what many share tells little, and counts little.

use std::{
    collections::{HashMap, hash_map::Entry},
    sync::Arc,
};

use rusqlite::{Connection, OptionalExtension, params};

use super::{
    bands::{Banded, Index, NewBands},
    unreadable,
};
use crate::{
    model::{Candidates, Neighbour, Rank, Ref, ReleaseId, Sought},
    store::near::{MOST, OF_A_BAND, Shares, said},
};

/// For each change that is new the few releases that share the rarest bands with it, for each that is known the others
/// of its story.
pub fn candidates(
    connection: &Connection,
    new: &NewBands,
    wanted: &[Candidates],
) -> rusqlite::Result<Vec<Vec<Arc<Neighbour>>>> {
    let mut read: HashMap<ReleaseId, Option<Arc<Neighbour>>> = HashMap::new();
    let mut out = Vec::with_capacity(wanted.len());
    let mut index = new.index(connection)?;
    for wanted in wanted {
        let mut near = Vec::new();
        let ids = match wanted {
            Candidates::None => Vec::new(),
            Candidates::Near(sought) => nearest(&mut index, sought)?,
            Candidates::Fellows(release) => fellows(connection, *release)?,
        };
        for id in ids {
            let neighbour = match read.entry(id) {
                Entry::Occupied(known) => known.get().clone(),
                Entry::Vacant(new) => new.insert(neighbour(connection, id)?.map(Arc::new)).clone(),
            };
            near.extend(neighbour);
        }
        out.push(near);
    }
    Ok(out)
}

fn nearest(index: &mut Index<'_>, sought: &Sought) -> rusqlite::Result<Vec<ReleaseId>> {
    let mut shares = Shares::of(sought);
    for band in &sought.bands {
        let rows = index.latest(*band, sought, OF_A_BAND)?;
        let releases: Vec<_> = rows.into_iter().map(|Banded { release, bands, .. }| (release, bands)).collect();
        shares.add(*band, &releases);
    }
    Ok(shares.nearest())
}

/// Others of a release's story, those that would lead it first; none, where somebody put them together by hand.
fn fellows(connection: &Connection, release: ReleaseId) -> rusqlite::Result<Vec<ReleaseId>> {
    let mut query = connection.prepare_cached(
        "SELECT id FROM release WHERE story = (SELECT story FROM release WHERE id = ?1) AND id <> ?1 AND forgotten = 0
         AND NOT EXISTS (SELECT 1 FROM release m WHERE m.story = release.story AND m.evidence = 'merged by hand')
         ORDER BY rank LIMIT ?2",
    )?;
    query.query_map(params![release, MOST as i64], |row| row.get(0))?.collect()
}

fn neighbour(connection: &Connection, id: ReleaseId) -> rusqlite::Result<Option<Neighbour>> {
    let mut query = connection.prepare_cached(
        "SELECT r.id, r.story, s.id, r.body, r.rank FROM release r JOIN source s ON s.n = r.source
         WHERE r.id = ?1 AND r.forgotten = 0",
    )?;
    let row = |row: &rusqlite::Row<'_>| {
        Ok(Neighbour {
            release: Ref::Stored(row.get(0)?),
            story: Ref::Stored(row.get(1)?),
            source_id: row.get_ref(2)?.as_str()?.into(),
            own_page: Rank(row.get(4)?).is_on_own_page(),
            said: said(row.get_ref(3)?.as_str()?).map_err(unreadable)?,
        })
    };
    query.query_row([id], row).optional()
}
