//! Days in addresses: of the page, and of the folder that its picture was put into.

use super::{Candidate, Context};
use crate::{
    model::{Found, Provenance},
    text::dates::{self, When},
};

/// `/2017/05/03/` in the address.
pub(super) fn of_page(context: &Context<'_, '_>) -> Vec<Candidate> {
    let Some(url) = context.address else { return Vec::new() };
    dates::in_path(url.path())
        .filter(|date| context.plausible(*date))
        .map(|date| {
            let found = Found::read_from(date.to_string(), Provenance::Url, url.as_str());
            Candidate { found, when: When { date, time: None, offset: None, basis: dates::Basis::Printed } }
        })
        .into_iter()
        .collect()
}

/// The day of the folder that the page's picture was uploaded to, where nothing else says anything.
pub(super) fn of_image(context: &Context<'_, '_>) -> Vec<Candidate> {
    let path = context.meta.first(&["og:image", "twitter:image"]);
    let date = path.and_then(dates::in_path).filter(|date| context.plausible(*date));
    date.into_iter()
        .map(|date| {
            let found = Found::read_from(date.to_string(), Provenance::Meta, path.unwrap_or_default());
            Candidate { found, when: When { date, time: None, offset: None, basis: dates::Basis::Printed } }
        })
        .collect()
}
