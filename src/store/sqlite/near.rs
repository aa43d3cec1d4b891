//! Releases whose words may be the same: by the bands that they share.
//!
//! A band is looked up within a few days and read up to a limit, so that neither the age of the database nor a template
//! that thousands of notices are written from makes it slow: what many share tells little, and counts little.

use std::{
    collections::{HashMap, hash_map::Entry},
    sync::Arc,
};

use chrono::DateTime;
use rusqlite::{Connection, OptionalExtension, params};
use serde::Deserialize;

use super::{
    bands::{Banded, Index, NewBands},
    body, from_json,
};
use crate::model::{Candidates, Neighbour, Rank, ReleaseId, Said, Sought, Status, primary};

/// Releases read of one band, the latest.
const OF_A_BAND: usize = 48;
/// Of so many bands of the one with fewer, copies share one at least.
const FEWEST: i64 = 5;
/// Candidates whose words are compared.
const MOST: usize = 16;

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
    let mut shared: HashMap<ReleaseId, Shared> = HashMap::new();
    let own = i64::try_from(sought.bands.len()).unwrap_or(i64::MAX);
    for band in &sought.bands {
        let rows = index.latest(*band, sought, OF_A_BAND)?;
        let weight = 1.0 / rows.len().max(1) as f64;
        for Banded { release, bands, .. } in rows {
            let shared = shared.entry(release).or_default();
            shared.weight += weight;
            shared.bands += 1;
            shared.enough |= shared.bands * FEWEST >= i64::from(bands).min(own) || sought.figures == Some(*band);
        }
    }
    let mut near: Vec<(ReleaseId, f64)> =
        shared.into_iter().filter(|(_, shared)| shared.enough).map(|(id, shared)| (id, shared.weight)).collect();
    near.sort_unstable_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    near.truncate(MOST);
    Ok(near.into_iter().map(|(id, _)| id).collect())
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

/// What a release has in common with the one that is sought for.
#[derive(Default)]
struct Shared {
    weight: f64,
    bands: i64,
    enough: bool,
}

/// What is compared of a stored release; the rest of its JSON is passed over.
#[derive(Deserialize)]
struct Body {
    title: Option<String>,
    summary: Option<String>,
    content_html: Option<String>,
    content_text: Option<String>,
    url: Option<String>,
    external_url: Option<String>,
    canonical_url: Option<String>,
    published: Option<String>,
    language: Option<String>,
    status: Option<Status>,
}

fn neighbour(connection: &Connection, id: ReleaseId) -> rusqlite::Result<Option<Neighbour>> {
    let mut query = connection.prepare_cached(
        "SELECT r.id, r.story, s.id, r.body, r.rank FROM release r JOIN source s ON s.n = r.source
         WHERE r.id = ?1 AND r.forgotten = 0",
    )?;
    let row = |row: &rusqlite::Row<'_>| {
        let body: Body = from_json(row.get_ref(3)?.as_str()?)?;
        Ok(Neighbour {
            release_id: row.get(0)?,
            story_id: row.get(1)?,
            source_id: row.get_ref(2)?.as_str()?.into(),
            own_page: Rank(row.get(4)?).is_on_own_page(),
            said: said(body),
        })
    };
    query.query_row([id], row).optional()
}

fn said(body: Body) -> Said {
    let published = body.published.and_then(|text| DateTime::parse_from_rfc3339(&text).ok());
    Said {
        title: body.title.unwrap_or_default(),
        text: body::text(body.content_text, body.content_html.as_deref()).or(body.summary).unwrap_or_default(),
        links: [body.url, body.canonical_url, body.external_url].into_iter().flatten().collect(),
        published: published.map(|time| time.timestamp()),
        language: primary(body.language.as_deref()),
        corrected: body.status == Some(Status::Corrected),
    }
}
