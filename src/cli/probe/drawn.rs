//! A page without a list before its scripts ran: a browser draws it.
//!
//! What the scripts fetched is looked at first: where the list is in it, its address can be the source itself, and no
//! browser is needed ever after. Only a list whose links are the page's own is taken: scripts may make them of anything.

use url::Url;

use super::{
    feeds,
    found::{Found, What},
    reading,
};
use crate::{
    fetch::{self, Drawing, Drawn, Web},
    model::{Document, Fetched, Release, Render, Source, Target, Wanted},
    pipeline,
};

/// A list with its document.
type List = (Document, Vec<Release>);

/// Draws the page, and says what would be polled; without a browser what to do.
pub async fn page(web: &Web, sent: &Fetched, found: &mut Found) {
    let mut allow = Vec::new();
    let mut drawn = match draw(web, sent, found, &allow).await {
        Ok(drawn) => drawn,
        Err(error) => return found.notes.push(error.to_string()),
    };
    let mut list = listed(&drawn, found);
    if list.is_none() && !drawn.strangers.is_empty() {
        // the scripts that draw it may be kept elsewhere
        allow = drawn.strangers.iter().cloned().collect();
        match draw(web, sent, found, &allow).await {
            Ok(again) => drawn = again,
            Err(error) => return found.notes.push(error.to_string()),
        }
        list = listed(&drawn, found);
    }
    let Some((document, releases)) = list else {
        return found.notes.push("a browser was tried: its scripts draw no list either".into());
    };
    found.what = What::Listing;
    if let Some((url, (document, own))) = endpoint(web, &drawn, &releases, found).await {
        let why = format!("the page's script fetches its {} items from there: no browser is needed", own.len());
        found.public = Some(found.asked.clone());
        (found.target, found.document, found.releases) = (Some((Target::Newsroom(url), why)), Some(document), own);
        return;
    }
    let why = format!("{} items read from the page as a browser draws it", releases.len());
    found.render = Some(Render { allow });
    found.target = Some((Target::Newsroom(found.asked.clone()), why));
    (found.document, found.releases) = (Some(document), releases);
}

/// The newest release's page, where it has no text of its own: whether a browser finds one.
pub async fn release(web: &Web, sent: &Fetched, found: &mut Found) -> Option<Fetched> {
    let allow = found.render.clone().unwrap_or_default().allow;
    match draw(web, sent, found, &allow).await {
        Ok(drawn) => Some(drawn.document),
        Err(error) => {
            found.notes.push(format!("the newest item's page: {error}"));
            None
        }
    }
}

async fn draw(web: &Web, document: &Fetched, found: &Found, allow: &[String]) -> Result<Drawn, fetch::Error> {
    fetch::draw(web, Drawing { document, known: &[], credentials: &found.credentials, allow }).await
}

fn listed(drawn: &Drawn, found: &mut Found) -> Option<List> {
    let mut document = reading::document(&pipeline::with_data(drawn.clone()), None, found.now).ok()?;
    let mut notes = Vec::new();
    let releases = reading::releases(&mut document, found.now, &mut notes);
    // what was said of the page as it was sent is not said again
    notes.retain(|note| !found.notes.contains(note));
    found.notes.append(&mut notes);
    Some((document, releases)).filter(|(_, releases)| !releases.is_empty())
}

/// The data that has the page's list, with its own links; asked once more as a poll would.
async fn endpoint(web: &Web, drawn: &Drawn, shown: &[Release], found: &Found) -> Option<(Url, List)> {
    let count = |data: &Fetched| {
        let (_, releases) = data_list(data, found)?;
        let shared = feeds::shared(&releases, shown);
        (shared >= 2 && shared * 3 >= 2 * releases.len().min(shown.len())).then_some(shared)
    };
    let best = drawn.data.iter().filter_map(|data| Some((count(data)?, data))).max_by_key(|(shared, _)| *shared);
    let (_, data) = best?;
    let again = reading::get(web, &data.url, Wanted::Page, &found.credentials).await.ok()?;
    let list = data_list(&again, found)?;
    Some((data.url.clone(), list))
}

fn data_list(data: &Fetched, found: &Found) -> Option<List> {
    let mut source = Source::new("probe", "probe", Target::Newsroom(data.url.clone()));
    source.public = Some(found.url.clone().into());
    let mut document = reading::document(data, Some(&source), found.now).ok()?;
    let releases = reading::releases(&mut document, found.now, &mut Vec::new());
    Some((document, releases)).filter(|(_, releases)| !releases.is_empty())
}
