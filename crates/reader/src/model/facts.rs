//! What a release's page says beyond its draft.

use super::FeedLink;

/// What a release's page says beyond its draft: for `probe` and for filling.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct PageFacts {
    /// Feeds that the page links.
    pub feeds: Vec<FeedLink>,
    /// Why the page says little: rendered by script, a challenge, a login.
    pub note: Option<String>,
}
