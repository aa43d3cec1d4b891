//! Which stored releases may be copies of one: what every engine counts and reads in the same way.

use std::collections::HashMap;

use chrono::DateTime;
use serde::Deserialize;

use super::body;
use crate::model::{ReleaseId, Said, Sought, Status, primary};

/// Releases read of one band, the latest.
pub const OF_A_BAND: usize = 48;
/// Of so many bands of the one with fewer, copies share one at least.
const FEWEST: i64 = 5;
/// Candidates whose words are compared.
pub const MOST: usize = 16;

/// Counts what stored releases share with one that is sought for.
pub struct Shares<'s> {
    sought: &'s Sought,
    shared: HashMap<ReleaseId, Shared>,
}

/// What a release has in common with the one that is sought for.
#[derive(Default)]
struct Shared {
    weight: f64,
    bands: i64,
    enough: bool,
}

impl<'s> Shares<'s> {
    /// Nothing is counted yet.
    pub fn of(sought: &'s Sought) -> Self {
        Self { sought, shared: HashMap::new() }
    }

    /// The latest releases that have a band, each with the number of all its bands.
    pub fn add(&mut self, band: i64, releases: &[(ReleaseId, u16)]) {
        let own = i64::try_from(self.sought.bands.len()).unwrap_or(i64::MAX);
        let weight = 1.0 / releases.len().max(1) as f64;
        for (release, bands) in releases {
            let shared = self.shared.entry(*release).or_default();
            shared.weight += weight;
            shared.bands += 1;
            let fewer = i64::from(*bands).min(own);
            shared.enough |= shared.bands * FEWEST >= fewer || self.sought.figures == Some(band);
        }
    }

    /// Those that share the rarest bands first.
    pub fn nearest(self) -> Vec<ReleaseId> {
        let enough = self.shared.into_iter().filter(|(_, shared)| shared.enough);
        let mut near: Vec<(ReleaseId, f64)> = enough.map(|(id, shared)| (id, shared.weight)).collect();
        near.sort_unstable_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        near.truncate(MOST);
        near.into_iter().map(|(id, _)| id).collect()
    }
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

/// What a stored release says.
pub fn said(json: &str) -> serde_json::Result<Said> {
    let body: Body = serde_json::from_str(json)?;
    let published = body.published.and_then(|text| DateTime::parse_from_rfc3339(&text).ok());
    Ok(Said {
        title: body.title.unwrap_or_default(),
        text: body::text(body.content_text, body.content_html.as_deref()).or(body.summary).unwrap_or_default(),
        links: [body.url, body.canonical_url, body.external_url].into_iter().flatten().collect(),
        published: published.map(|time| time.timestamp()),
        language: primary(body.language.as_deref()),
        corrected: body.status == Some(Status::Corrected),
    })
}
