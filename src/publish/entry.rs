//! A story as one entry: what Atom, RSS, JSON Feed and the pages must say alike.

use chrono::{DateTime, FixedOffset, Utc};

use crate::model::{AssetType, Attachment, Release, Story};

/// For an enclosure of which nobody said what it is: RSS and JSON Feed ask for a type.
pub const UNKNOWN_TYPE: &str = "application/octet-stream";

/// When it was published: as claimed, but never later than anything we know of it; where nothing
/// was claimed, when we saw it first.
pub fn published(story: &Story) -> DateTime<FixedOffset> {
    let embargo = story.lead.anatomy.embargo.as_ref().map(|embargo| embargo.until.to_utc());
    let latest = story.first_seen.max(story.updated).max(embargo.unwrap_or(DateTime::<Utc>::MIN_UTC));
    match story.lead.published {
        Some(claimed) if claimed.to_utc() <= latest && claimed.timestamp() >= 0 => claimed,
        Some(_) | None => story.first_seen.fixed_offset(),
    }
}

/// When its words last changed; not before it was published.
pub fn updated(story: &Story) -> DateTime<FixedOffset> {
    let published = published(story);
    if published.to_utc() > story.updated { published } else { story.updated.fixed_offset() }
}

/// The release's tags, then those that the operator gave its source.
pub fn tags(story: &Story) -> Vec<String> {
    let mut tags: Vec<String> = Vec::new();
    for tag in story.lead.tags.iter().chain(&story.source_tags) {
        if !tag.is_empty() && !tags.iter().any(|known| known == tag) {
            tags.push(tag.clone());
        }
    }
    tags
}

/// Its files: what the feed enclosed, then the page's documents, films and sound.
pub fn attachments(release: &Release) -> Vec<Attachment> {
    let mut files = release.attachments.clone();
    for asset in &release.anatomy.assets {
        let file = matches!(asset.kind, AssetType::Document | AssetType::Video | AssetType::Audio);
        if file && !files.iter().any(|known| known.url == asset.url) {
            files.push(Attachment {
                url: asset.url.clone(),
                mime_type: asset.mime_type.clone(),
                title: asset.title.clone(),
                ..Attachment::default()
            });
        }
    }
    files
}
