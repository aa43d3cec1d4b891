//! What finds and tells copies of a release: see [`crate::dedup`].

use super::{Ref, Release, ReleaseId, SourceId, Status, StoryId};

/// Bits of a band: among ten million, one in a million meets another by chance.
pub const BAND_BITS: u32 = 44;

/// A release in a form that finds its copies.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Fingerprint {
    /// Index keys of [`BAND_BITS`]: two releases that share one are candidates.
    pub bands: Vec<i64>,
    /// The one of them that translations share.
    pub figures: Option<i64>,
    /// The day that it is found under: of its publication, else of its finding; days since 1970.
    pub day: i64,
    /// The day is the claimed one.
    pub dated: bool,
}

/// Candidates wanted for a release.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sought {
    /// Of these bands.
    pub bands: Vec<i64>,
    /// The one of them that is enough by itself.
    pub figures: Option<i64>,
    /// Not found under an earlier day.
    pub from: i64,
    /// Nor under a later one.
    pub to: i64,
}

/// What is wanted to place one change of a poll.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Candidates {
    /// Nothing: it stays where it is.
    None,
    /// A new release: those that may tell the same.
    Near(Sought),
    /// A known one whose words changed: the others of its story.
    Fellows(ReleaseId),
}

/// A release that shares bands with a new one.
#[derive(Debug, Clone, PartialEq)]
pub struct Neighbour {
    /// Which it is.
    pub release: Ref<ReleaseId>,
    /// Its story.
    pub story: Ref<StoryId>,
    /// Its source.
    pub source_id: SourceId,
    /// Its source owns the host of its link.
    pub own_page: bool,
    /// What it says.
    pub said: Said,
}

/// What a release says: all that is compared.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Said {
    /// Headline.
    pub title: String,
    /// Body, or the summary when there is none; plain text.
    pub text: String,
    /// Its addresses.
    pub links: Vec<String>,
    /// As claimed, seconds since 1970.
    pub published: Option<i64>,
    /// Primary subtag.
    pub language: Option<String>,
    /// It calls itself a correction.
    pub corrected: bool,
}

/// The primary subtag of a language.
pub fn primary(language: Option<&str>) -> Option<String> {
    Some(language?.split('-').next()?.to_lowercase())
}

impl From<&Release> for Said {
    fn from(release: &Release) -> Self {
        let links = [&release.url, &release.extras.canonical_url, &release.external_url];
        Self {
            title: release.title.clone().unwrap_or_default(),
            text: release.content_text.as_ref().or(release.summary.as_ref()).cloned().unwrap_or_default(),
            links: links.into_iter().flatten().cloned().collect(),
            published: release.published.map(|time| time.timestamp()),
            language: primary(release.language.as_deref()),
            corrected: release.anatomy.status == Some(Status::Corrected),
        }
    }
}
