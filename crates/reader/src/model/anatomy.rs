//! The parts of a press release that plain feeds have no place for.
//!
//! Serialised as they are under `_pressfeed` of a JSON Feed item: absent means unknown, never `""` or null.

use chrono::{DateTime, FixedOffset, NaiveDate};
use serde::{Deserialize, Serialize};

/// What sort of text it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// A press release.
    Release,
    /// A statement.
    Statement,
    /// A media advisory, an invitation.
    Advisory,
    /// News of the organisation that does not call itself a release.
    News,
    /// A notice that law or an exchange asks for.
    Regulatory,
}

/// Where it stands in its life.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// For immediate release.
    Immediate,
    /// Held back until [`Embargo::until`].
    Embargoed,
    /// Withdrawn by its publisher.
    Withdrawn,
    /// Corrected by its publisher.
    Corrected,
}

/// "BERLIN, 28 October 2021 –": place and day at the head of the text.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dateline {
    /// As printed.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub raw: Option<String>,
    /// The place, as printed.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub place: Option<String>,
    /// The day; it often differs from the day of publication.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub date: Option<NaiveDate>,
}

/// Not to be published before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Embargo {
    /// The instant, in the zone that it was printed in.
    pub until: DateTime<FixedOffset>,
    /// As printed.
    pub raw: String,
}

/// An account elsewhere.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Social {
    /// Lower case: facebook, twitter, youtube, instagram, linkedin, mastodon ...
    pub network: String,
    /// Absolute.
    pub url: String,
}

/// Who speaks.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Issuer {
    /// Plain text.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub name: Option<String>,
    /// Website.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub url: Option<String>,
    /// Its press site, its own or on a platform.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub newsroom: Option<String>,
    /// Primary address.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub email: Option<String>,
    /// Picture.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub logo: Option<String>,
    /// Its accounts, in the order of the page.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub social: Vec<Social>,
}

/// Who carried it: "distributed by X on behalf of Y, on D".
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Distributor {
    /// Plain text.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub name: Option<String>,
    /// Website.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub url: Option<String>,
    /// The day that its line names.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub date: Option<NaiveDate>,
    /// The line as printed.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub raw: Option<String>,
}

/// What somebody said.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quote {
    /// Without its outer quotation marks; paragraphs parted by an empty line.
    pub text: String,
    /// The name.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub speaker: Option<String>,
    /// "Europe Director".
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub role: Option<String>,
    /// Of which organisation.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub organization: Option<String>,
}

/// Whom the press may ask.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contact {
    /// A person, or an office.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub name: Option<String>,
    /// "Press Officer".
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub role: Option<String>,
    /// Of which organisation.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub organization: Option<String>,
    /// Addresses, obfuscation undone.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub emails: Vec<String>,
    /// Numbers as printed.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub phones: Vec<String>,
    /// Office hours.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub hours: Option<String>,
    /// "Out of hours".
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub note: Option<String>,
}

/// Sort of an asset.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum AssetType {
    /// A picture.
    Image,
    /// A film.
    Video,
    /// Sound.
    Audio,
    /// A PDF and its like.
    Document,
    /// A player, or only a link to where the media are.
    Embed,
}

/// A file or embedded medium of the release itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asset {
    /// Sort.
    #[serde(rename = "type")]
    pub kind: AssetType,
    /// Absolute.
    pub url: String,
    /// Plain text.
    #[serde(skip_serializing_if = "is_blank", default)]
    pub title: Option<String>,
    /// Plain text.
    #[serde(skip_serializing_if = "is_blank", default)]
    pub caption: Option<String>,
    /// "Oli Scarff/Getty Images".
    #[serde(skip_serializing_if = "is_blank", default)]
    pub credit: Option<String>,
    /// Name or address of a licence.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub license: Option<String>,
    /// Address of a small picture.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub thumbnail: Option<String>,
    /// Declared, or by the file name's ending.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub mime_type: Option<String>,
    /// Pixels.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub width: Option<u32>,
    /// Pixels.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub height: Option<u32>,
}

/// Absent means unknown: an empty text is never written.
fn is_blank(text: &Option<String>) -> bool {
    text.as_ref().is_none_or(String::is_empty)
}

impl Asset {
    /// An asset of which only the address is known.
    pub fn new(kind: AssetType, url: impl Into<String>) -> Self {
        Self {
            kind,
            url: url.into(),
            title: None,
            caption: None,
            credit: None,
            license: None,
            thumbnail: None,
            mime_type: None,
            width: None,
            height: None,
        }
    }
}

/// "About X".
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Boilerplate {
    /// About whom.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub organization: Option<String>,
    /// Plain text.
    pub text: String,
}

/// A security that the release names: `{symbol, exchange}` or `{isin}`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ticker {
    /// "BFLY".
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub symbol: Option<String>,
    /// "NYSE".
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub exchange: Option<String>,
    /// ISO 6166.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub isin: Option<String>,
}

/// The same release in another language.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Variant {
    /// BCP 47.
    pub language: String,
    /// Absolute.
    pub url: String,
}

/// All of it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Anatomy {
    /// Sort of text.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub kind: Option<Kind>,
    /// Kicker, sub-headline or lead quote.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub subtitle: Option<String>,
    /// Place and day.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub dateline: Option<Dateline>,
    /// Not before.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub embargo: Option<Embargo>,
    /// Who speaks.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub issuer: Option<Issuer>,
    /// Only when several speak together.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub issuers: Vec<Issuer>,
    /// Who carried it.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub distributor: Option<Distributor>,
    /// In the order of the text.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub quotes: Vec<Quote>,
    /// Notes to editors, background: HTML, sanitised by normalise.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub notes: Option<String>,
    /// One a organisation.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub boilerplate: Vec<Boilerplate>,
    /// In the order of the page.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub contacts: Vec<Contact>,
    /// In the order of the page.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub assets: Vec<Asset>,
    /// "-ENDS-" as printed.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub ends: Option<String>,
    /// The publisher's number of the release.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub reference: Option<String>,
    /// Securities.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub tickers: Vec<Ticker>,
    /// Translations.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub variants: Vec<Variant>,
    /// Life.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub status: Option<Status>,
}
