//! The identifiers of entries whose publisher gave none that could be kept: the same on every engine.

use crate::model::StoryId;

/// A name-based identifier (RFC 9562 §5.8) of a story that begins with a release of this source.
pub fn minted(story: StoryId, source: i64) -> String {
    let mut hasher = blake3::Hasher::new();
    hasher.update(&story.0.to_be_bytes()).update(&source.to_be_bytes());
    let mut bytes = [0; 16];
    hasher.finalize_xof().fill(&mut bytes);
    bytes[6] = (bytes[6] & 0x0f) | 0x80;
    bytes[8] = (bytes[8] & 0x3f) | 0x80;
    let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    format!("urn:uuid:{}-{}-{}-{}-{}", &hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..])
}
