//! Feed documents of any dialect: RSS 0.90 to 2.0, RSS 1.0, Atom 0.3 and 1.0, CDF, JSON Feed.

use url::Url;

use super::Error;
use crate::model::Document;

/// Reads a feed document. `base` is the address that it was fetched from.
pub fn read(bytes: &[u8], content_type: Option<&str>, base: Option<&Url>) -> Result<Document, Error> {
    let _ = (bytes, content_type, base);
    Err(Error::NotReadable { expected: "a feed", found: "nothing".into() })
}
