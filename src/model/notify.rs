//! Others that are told of stories: `[[notify]]`, `[[digest]]`.

use chrono::NaiveTime;

use super::Secret;

/// How they want to hear of it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum NoticeFormat {
    /// A JSON Feed item, as `/release/ID.json` has it.
    #[default]
    Json,
    /// IPTC's JSON for news.
    Ninjs,
    /// Slack's incoming webhooks, and Mattermost's.
    Slack,
    /// A Matrix message, and hookshot's generic webhook.
    Matrix,
    /// ntfy's JSON.
    Ntfy,
}

/// Who is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receiver {
    /// Made of what it is: the same after any restart.
    pub id: String,
    /// Where it listens; such an address often is a secret itself.
    pub url: Secret,
    /// How it wants to hear.
    pub format: NoticeFormat,
    /// Signs what is sent (json, ninjs), or opens the door there (matrix, ntfy).
    pub secret: Option<Secret>,
}

/// How far somebody was told.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Progress {
    /// All changes up to this one were delivered.
    pub cursor: i64,
    /// Failures since the last delivery.
    pub tries: u32,
}

/// Somebody who gets stories by mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recipient {
    /// Made of what it is: the same after any restart.
    pub id: String,
    /// Address, as a mail's head has it.
    pub to: String,
    /// Who sends it.
    pub from: String,
    /// The server that takes it: `smtps://user:password@host`.
    pub smtp: Secret,
    /// Once a day, at this time of the site's zone; none: as it comes.
    pub at: Option<NaiveTime>,
}
