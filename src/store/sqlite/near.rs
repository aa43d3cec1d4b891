//! Releases whose words may be the same: by the bands that they share.
//!
//! A band is looked up within a few days and read up to a limit, so that neither the age of the database nor a template
//! that thousands of notices are written from makes it slow: what many share tells little, and counts little.

use std::{
    collections::{HashMap, hash_map::Entry},
    sync::Arc,
};

use chrono::DateTime;
use rusqlite::{Connection, OptionalExtension};
use serde::Deserialize;

use super::{
    bands::{Banded, Index, NewBands},
    body, from_json,
};
use crate::model::{Neighbour, ReleaseId, Said, Sought, Status, primary};

/// Releases read of one band, the latest.
const OF_A_BAND: usize = 48;
/// Of so many bands of the one with fewer, copies share one at least.
const FEWEST: i64 = 5;
/// Candidates whose words are compared.
const MOST: usize = 16;

/// The few releases that share the rarest bands with each.
pub fn neighbours(
    connection: &Connection,
    new: &NewBands,
    sought: &[Sought],
) -> rusqlite::Result<Vec<Vec<Arc<Neighbour>>>> {
    let mut read: HashMap<ReleaseId, Option<Arc<Neighbour>>> = HashMap::new();
    let mut out = Vec::with_capacity(sought.len());
    let mut index = new.index(connection)?;
    for sought in sought {
        let mut near = Vec::new();
        for id in nearest(&mut index, sought)? {
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
        "SELECT r.id, r.story, s.id, r.body FROM release r JOIN source s ON s.n = r.source
         WHERE r.id = ?1 AND r.forgotten = 0",
    )?;
    let row = |row: &rusqlite::Row<'_>| {
        let body: Body = from_json(row.get_ref(3)?.as_str()?)?;
        Ok(Neighbour {
            release_id: row.get(0)?,
            story_id: row.get(1)?,
            source_id: row.get_ref(2)?.as_str()?.into(),
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
