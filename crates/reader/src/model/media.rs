//! People, images and files.

use serde::{Deserialize, Serialize};

/// An author. RSS `author`, `dc:creator`; Atom `author` (RFC 4287 §3.2); JSON-LD `author`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    /// Plain text.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub name: Option<String>,
    /// http(s) only.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub url: Option<String>,
    /// A picture of the author.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub avatar: Option<String>,
    /// Not part of JSON Feed's author: published as `_pressfeed.author_email`.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub email: Option<String>,
}

impl Person {
    /// A person of whom only the name is known.
    pub fn named(name: impl Into<String>) -> Self {
        Self { name: Some(name.into()), ..Self::default() }
    }
}

/// A file that comes with the release. RSS `enclosure`, `media:content`; Atom `link rel=enclosure`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Attachment {
    /// Absolute, http(s).
    pub url: String,
    /// As declared, or by the file name's ending.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub mime_type: Option<String>,
    /// Plain text.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub title: Option<String>,
    /// Bytes.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub size_in_bytes: Option<u64>,
    /// Seconds.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub duration_in_seconds: Option<f64>,
}

/// A picture.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Image {
    /// Absolute, http(s).
    pub url: String,
    /// Plain text.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub title: Option<String>,
    /// Where it leads.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub link: Option<String>,
}
