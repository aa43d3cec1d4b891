//! Pages that are drawn by script: the document as a browser has drawn it takes the place of what was sent.
//!
//! What a page is drawn from, its document and the data that its scripts fetched, is remembered: while all of that is the
//! same no browser is started. The data is read with the page, as if it stood in it: where the page shows no more than
//! titles, it has the dates.

use reader::{
    encoding,
    feed::{self, Sort},
};
use url::Url;

use super::World;
use crate::{
    fetch::{self, Drawing, Drawn, Request},
    model::{Credentials, DrawnFrom, Fetched, Outcome, Render, Source, SourceState, Validators, Wanted},
};

/// Data of a page that is asked for to see whether anything changed.
const MAX_DATA: usize = 8;
/// Data of one page that is read with it, in bytes.
const MAX_STATE: usize = 4 << 20;

/// What a source's address answered, drawn where it has changed.
pub(super) async fn drawn(
    world: &World,
    source: &Source,
    state: &mut SourceState,
    outcome: Outcome,
) -> Result<Outcome, fetch::Error> {
    let Some(render) = &source.render else { return Ok(outcome) };
    let before = state.memory.drawn_from.take().unwrap_or_default();
    let same = match &outcome {
        Outcome::NotModified { .. } => before.whole,
        Outcome::Modified(fetched) => before.whole && hash(&fetched.body) == before.document,
    };
    let known = if same { data_of(world, source, &before).await } else { Vec::new() };
    if same && known.iter().map(named).eq(before.data.iter().cloned()) {
        state.memory.drawn_from = Some(before);
        return Ok(without_body(outcome));
    }
    let document = match outcome {
        Outcome::Modified(fetched) => *fetched,
        Outcome::NotModified { .. } => world.web.page(&last_address(source, state), &source.credentials).await?,
    };
    let mut from = DrawnFrom { document: hash(&document.body), data: Vec::new(), whole: true };
    let page = if feed::sort_of(&document.body, document.content_type.as_deref()) == Sort::Page {
        let (allow, credentials) = (allowed(source, render), &source.credentials);
        let drawing = Drawing { document: &document, known: &known, credentials, allow: &allow };
        let drawn = fetch::draw(&world.web, drawing).await?;
        from.whole = drawn.whole && drawn.data.len() <= MAX_DATA;
        from.data = drawn.data.iter().take(MAX_DATA).map(named).collect();
        with_data(drawn)
    } else {
        document
    };
    state.memory.drawn_from = Some(from.into());
    Ok(Outcome::Modified(Box::new(page)))
}

/// A release's page, as its scripts draw it.
pub(super) async fn page(world: &World, source: &Source, sent: Fetched) -> Result<Fetched, fetch::Error> {
    let Some(render) = &source.render else { return Ok(sent) };
    let allow = allowed(source, render);
    let drawing = Drawing { document: &sent, known: &[], credentials: &source.credentials, allow: &allow };
    Ok(fetch::draw(&world.web, drawing).await?.document)
}

/// A page with the data that it was drawn from.
pub fn with_data(drawn: Drawn) -> Fetched {
    let Drawn { mut document, data, .. } = drawn;
    let mut html = String::from_utf8_lossy(&document.body).into_owned();
    for one in data.iter().filter(|one| one.body.len() <= MAX_STATE) {
        html.push_str(&as_state(one));
    }
    document.body = html.into();
    document
}

/// Data as a page carries it in its head; empty of what is no JSON.
pub(super) fn as_state(data: &Fetched) -> String {
    let text = encoding::decode(&data.body, data.content_type.as_deref(), encoding::Kind::Json);
    let text = text.trim_start_matches('\u{feff}').trim();
    if !text.starts_with(['{', '[']) {
        return String::new();
    }
    // within JSON a < stands in texts only
    format!("<script type=\"application/json\">{}</script>", text.replace('<', "\\u003c"))
}

/// The same data as the last time, as it is now; what does not come is left out, and so not the same.
async fn data_of(world: &World, source: &Source, before: &DrawnFrom) -> Vec<Fetched> {
    let mut known = Vec::new();
    for (address, _) in &before.data {
        let Ok(url) = Url::parse(address) else { continue };
        known.extend(part(world, &url, &source.credentials).await.ok().flatten());
    }
    known
}

async fn part(world: &World, url: &Url, credentials: &Credentials) -> Result<Option<Fetched>, fetch::Error> {
    let (wanted, validators) = (Wanted::Part, &Validators::default());
    let request = Request { url, wanted, validators, validators_of: None, credentials, guest: false };
    match world.web.get(request).await? {
        Outcome::Modified(fetched) => Ok(Some(*fetched)),
        Outcome::NotModified { .. } => Ok(None),
    }
}

/// Where the document came from that did not change.
fn last_address(source: &Source, state: &SourceState) -> Url {
    let last = state.memory.validators_of.as_deref().and_then(|text| Url::parse(text).ok());
    last.unwrap_or_else(|| source.target.url().clone())
}

fn allowed(source: &Source, render: &Render) -> Vec<String> {
    source.hosts.iter().chain(&render.allow).cloned().collect()
}

fn named(data: &Fetched) -> (String, String) {
    (data.url.to_string(), hash(&data.body))
}

fn hash(body: &[u8]) -> String {
    blake3::hash(body).to_hex()[..32].to_owned()
}

/// As an answer that said that nothing is new.
fn without_body(outcome: Outcome) -> Outcome {
    match outcome {
        Outcome::Modified(fetched) => Outcome::NotModified {
            freshness: fetched.freshness,
            validators: fetched.validators,
            moved_to: fetched.moved_to,
        },
        unchanged @ Outcome::NotModified { .. } => unchanged,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fetched(content_type: &str, body: &str) -> Fetched {
        Fetched {
            url: Url::parse("https://a.example/api").unwrap(),
            status: 200,
            content_type: Some(content_type.into()),
            validators: Validators::default(),
            freshness: Default::default(),
            body: body.to_owned().into(),
            moved_to: None,
            hubs: Vec::new(),
            topic: None,
            delta: false,
            cut: None,
        }
    }

    #[test]
    fn data_stands_in_the_page_and_cannot_leave_its_element() {
        let data = fetched("application/json", "[{\"title\": \"a </script><b>\"}]");
        let document = fetched("text/html", "<html></html>");
        let drawn = Drawn { document, data: vec![data], whole: true, strangers: Default::default() };
        let page = with_data(drawn);
        let expected =
            "<html></html><script type=\"application/json\">[{\"title\": \"a \\u003c/script>\\u003cb>\"}]</script>";
        assert_eq!(String::from_utf8_lossy(&page.body), expected);
        assert_eq!(as_state(&fetched("text/html", "<p>a fragment</p>")), "");
    }
}
