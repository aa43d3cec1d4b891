//! What a release's page is made of.

use chrono::{DateTime, Utc};

use super::copies::Appearance;
use crate::model::{Release, ReleaseId, Story};

/// What is shown.
#[derive(Debug)]
pub struct Shown<'a> {
    /// The story, of which the release is the lead or a copy.
    pub story: &'a Story,
    /// The release, and its number.
    pub release: &'a Release,
    /// Its number.
    pub id: ReleaseId,
    /// When it was first seen.
    pub first_seen: DateTime<Utc>,
    /// Name and id of its source.
    pub source: (&'a str, &'a str),
    /// All appearances of the story, itself included.
    pub appearances: Vec<Appearance<'a>>,
    /// When a version was replaced, and what it was; newest first.
    pub revisions: Vec<(DateTime<Utc>, &'a Release)>,
    /// Of the same source: the one before, the one after.
    pub beside: [Option<Story>; 2],
    /// Others on its topics.
    pub related: Vec<Story>,
}
