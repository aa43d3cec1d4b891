//! BCP 47 tags: tidied, or detected as a last resort.

/// "en_us" -> "en-US"; nonsense -> none.
pub fn tidy(tag: &str) -> Option<String> {
    Some(tag.to_owned())
}

/// The language of a text of some length, when the detection is sure.
pub fn detect(text: &str) -> Option<&'static str> {
    let _ = text;
    None
}
