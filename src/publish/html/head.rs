//! What a release's page says to machines that look at it; schema.org's words for the rest stand where it is shown.

use crate::{
    model::Release,
    publish::{entry, json_feed::said},
};

/// Characters of a description.
const DESCRIPTION: usize = 200;

/// Its first words.
pub fn description(release: &Release) -> Option<String> {
    let words = entry::summary(release).or(said(&release.content_text))?;
    Some(entry::excerpt(words, DESCRIPTION).into_owned())
}
