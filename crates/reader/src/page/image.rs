//! The lead image: what the page shows when it is shared, unless that is only the site's logo.

use url::Url;

use super::{json_ld::JsonLd, meta::Meta};
use crate::model::{Found, Provenance};

/// The image's absolute address.
pub fn read(meta: &Meta<'_>, ld: &JsonLd, base: Option<&Url>) -> Option<Found<String>> {
    let shared = meta
        .all(&["og:image", "og:image:url", "og:image:secure_url", "twitter:image", "twitter:image:src", "thumbnail"])
        .into_iter();
    let described = ld
        .main()
        .and_then(|object| object.get("image").or_else(|| object.get("thumbnailUrl")))
        .and_then(|value| ld.url_of(value));
    let candidates =
        shared.map(|text| (text.to_owned(), Provenance::Meta)).chain(described.map(|text| (text, Provenance::JsonLd)));
    candidates
        .filter_map(|(text, origin)| Some(Found::new(absolute(&text, base)?, origin)))
        .find(|found| !is_logo(&found.value))
}

/// Joined to its base, http(s) only.
pub fn absolute(text: &str, base: Option<&Url>) -> Option<String> {
    let text = text.trim();
    let url = base.map_or_else(|| Url::parse(text).ok(), |base| base.join(text).ok())?;
    matches!(url.scheme(), "http" | "https").then(|| url.to_string())
}

/// Whether a file's name says that it is the site's own sign.
pub fn is_logo(address: &str) -> bool {
    let path = address.split(['?', '#']).next().unwrap_or(address);
    let file = path.rsplit('/').next().unwrap_or(path);
    let mut logo = false;
    super::tree::words(file, |word| {
        logo |= matches!(
            word,
            "logo" | "logos" | "favicon" | "icon" | "default" | "placeholder" | "blank" | "spacer" | "avatar"
        )
    });
    logo
}
