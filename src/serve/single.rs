//! One release: its page, and the same for programs.

use std::{collections::HashMap, sync::Arc};

use chrono::{DateTime, Utc};

use super::{
    GENERATOR, Serving,
    document::{Document, Rendered},
    failure::Failure,
    key::Single,
    look::Look,
    pages::{rendered, site},
};
use crate::{
    model::{Release, ReleaseId, Story},
    publish::{
        Channel, Feed, atom, entry,
        html::{self, Appearance, Shown},
        json_feed,
    },
    store::{self, Query, Stored},
};

/// Others on the same topics, and topics that are looked at.
const RELATED: (usize, usize) = (4, 3);
/// Places where a release appeared that its page names, and those whose words are compared.
const APPEARANCES: usize = 24;
const COMPARED: usize = 4;

/// The number of a release that is named by its entry's id; a query belongs to the id.
pub async fn number_of(serving: &Arc<Serving>, id: &str, query: Option<&str>) -> Result<ReleaseId, Failure> {
    let whole = query.map_or_else(|| id.to_owned(), |query| format!("{id}?{query}"));
    // every entry id is an IRI: what is none needs no search
    if !whole.contains(':') {
        return Err(Failure::NotFound);
    }
    match serving.store.release(&whole).await? {
        Some(stored) => Ok(stored.id),
        None => Err(missing(serving, &whole).await),
    }
}

/// Never there, or removed.
async fn missing(serving: &Serving, id: &str) -> Failure {
    match serving.store.is_forgotten(id).await {
        Ok(true) => Failure::Gone,
        Ok(false) => Failure::NotFound,
        Err(error) => error.into(),
    }
}

/// Whether it may be shown: an embargo, if there is one, is over.
fn is_free(release: &Release, now: DateTime<Utc>) -> bool {
    release.anatomy.embargo.as_ref().is_none_or(|embargo| embargo.until <= now)
}

/// A release and its story, where both may be shown.
async fn found(serving: &Serving, id: ReleaseId) -> Result<(Stored, Story), Failure> {
    let now = serving.now();
    let Some(stored) = serving.store.release(&id.to_string()).await?.filter(|stored| stored.id == id) else {
        return Err(missing(serving, &id.to_string()).await);
    };
    if !is_free(&stored.release, now) {
        return Err(Failure::NotFound);
    }
    let story = serving.store.story(stored.story_id, now).await?.ok_or(Failure::NotFound)?;
    Ok((stored, story))
}

/// A release that may be shown.
pub async fn shown(serving: &Serving, id: ReleaseId) -> Result<Release, Failure> {
    found(serving, id).await.map(|(stored, _)| stored.release)
}

/// One release with its story. One that is held back has no page, and none of its words are on another's.
pub async fn page(serving: &Arc<Serving>, id: ReleaseId, look: Look) -> Result<Rendered, Failure> {
    let now = serving.now();
    let until = serving.store.next_embargo(now).await?;
    let (stored, story) = found(serving, id).await?;
    let places = serving.store.appearances(stored.story_id, now, APPEARANCES).await?;
    let texts = texts(serving, &stored, &places).await?;
    let own = places.iter().find(|place| place.release == stored.id).map(|place| place.source_name.as_str());
    let settings = serving.settings();
    let configured = settings.sources.iter().find(|source| source.id == stored.source).map(|source| &*source.name);
    let name = own.or(configured).unwrap_or(&stored.source);
    let appearances = places
        .iter()
        .map(|place| {
            let release = texts.get(&place.release);
            Appearance {
                id: place.release,
                name: &place.source_name,
                source: &place.source,
                url: place.url.as_deref(),
                published: place.published,
                language: release.and_then(|release| release.language.as_deref()),
                text: release.and_then(|release| release.content_text.as_deref()),
            }
        })
        .collect();
    let shown = Shown {
        story: &story,
        release: &stored.release,
        id: stored.id,
        first_seen: stored.first_seen,
        source: (name, &stored.source),
        appearances,
        revisions: stored
            .revisions
            .iter()
            .take_while(|revision| is_free(&revision.release, now))
            .map(|revision| (revision.at, &revision.release))
            .collect(),
        beside: beside(serving, &stored, &story).await?,
        related: related(serving, &story).await?,
    };
    let site = site(serving, look, "", format!("release/{id}"));
    Ok(Rendered { until, ..rendered(serving, html::release(&site, &shown))? })
}

/// Of the first few appearances the release itself, so that they can be laid side by side.
async fn texts(
    serving: &Arc<Serving>,
    own: &Stored,
    places: &[store::Appearance],
) -> Result<HashMap<ReleaseId, Release>, Failure> {
    let mut texts = HashMap::from([(own.id, own.release.clone())]);
    for place in places.iter().filter(|place| place.release != own.id).take(COMPARED) {
        if let Some(found) = serving.store.release(&place.release.to_string()).await? {
            texts.insert(place.release, found.release);
        }
    }
    Ok(texts)
}

/// Of the same source: the one before, the one after.
async fn beside(serving: &Arc<Serving>, stored: &Stored, story: &Story) -> Result<[Option<Story>; 2], Failure> {
    let place = Some((story.sorted_at.timestamp(), story.id));
    let of = Query { sources: vec![stored.source.clone()], limit: 1, ..Query::default() };
    let before = Query { before: place, ..of.clone() };
    let after = Query { after: place, ..of };
    let now = serving.now();
    Ok([serving.store.stories(&before, now).await?.pop(), serving.store.stories(&after, now).await?.pop()])
}

/// Others on its first topics, by other organisations first.
async fn related(serving: &Arc<Serving>, story: &Story) -> Result<Vec<Story>, Failure> {
    let tags: Vec<String> = entry::tags(story).into_iter().take(RELATED.1).collect();
    if tags.is_empty() {
        return Ok(Vec::new());
    }
    let query = Query { tags, limit: RELATED.0 * 3, ..Query::default() };
    let mut found = serving.store.stories(&query, serving.now()).await?;
    found.retain(|other| other.id != story.id);
    found.sort_by_key(|other| other.source == story.source);
    found.truncate(RELATED.0);
    Ok(found)
}

/// The same for programs. A copy stands for itself.
pub async fn single(serving: &Arc<Serving>, id: ReleaseId, single: Single) -> Result<Rendered, Failure> {
    let until = serving.store.next_embargo(serving.now()).await?;
    let (stored, mut story) = found(serving, id).await?;
    let settings = serving.settings();
    if stored.id != story.lead_id {
        story.lead = stored.release.clone();
        story.lead_id = stored.id;
        if let Some(source) = settings.sources.iter().find(|source| source.id == stored.source) {
            story.source_name.clone_from(&source.name);
            story.source_url = source.shown_url().to_string();
        }
        story.source = stored.source.clone();
    }
    let modified = story.updated.max(story.first_seen);
    let (media_type, bytes) = match single {
        Single::Json => ("application/json; charset=utf-8", json_feed::story(&story)),
        Single::Vcf => ("text/vcard; charset=utf-8", Ok(html::vcards(&stored.release).into_bytes())),
        Single::Atom => {
            let channel = Channel {
                title: entry::title(&story).into_owned(),
                home: settings.public_url.clone(),
                self_url: format!("{}release/{id}.atom", settings.public_url),
                updated: Some(modified),
                generator: GENERATOR.into(),
                ..Channel::default()
            };
            ("application/atom+xml; charset=utf-8", atom::published(&Feed { channel, stories: vec![story] }))
        }
    };
    let bytes = bytes.map_err(Failure::from_io)?;
    if bytes.is_empty() {
        return Err(Failure::NotFound);
    }
    Ok(Rendered { document: Document::new(media_type, bytes, modified), until })
}
