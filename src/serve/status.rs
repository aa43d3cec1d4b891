//! `/healthz`, `/readyz`, `/metrics`, `/opml`, and `/status.atom`: the alarms, which never appear in a content feed.

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
    time::Duration,
};

use axum::{
    extract::State,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use chrono::{DateTime, Utc};
use serde_json::json;

use super::{
    GENERATOR, Serving, Settings,
    document::{Document, Rendered},
    failure::Failure,
    feeds,
    metrics::{MEDIA_TYPE, Standing, Trouble},
};
use crate::{
    model::{Release, ReleaseId, Role, Source, SourceId, SourceState, Story, StoryId},
    publish::{Channel, Feed, atom, opml},
    store::{Page, SetAside},
};

/// How long a document of the sources' states holds.
pub const LASTS: Duration = Duration::from_secs(2);
/// The same where readers look.
pub const SHOWN_FOR: Duration = Duration::from_secs(10);
/// Failures in a row before a source is an alarm: one may be the network's mood.
const ALARMING: u32 = 3;
/// Sources in trouble that the figures name; all of them are counted.
const NAMED: usize = 100;
/// Alarms of a page; the rest is behind `rel=next`.
const LISTED: usize = 100;

/// Able to write?
pub async fn healthz(State(serving): State<Arc<Serving>>) -> Response {
    let troubles = serving.health.troubles(&serving).await;
    if troubles.is_empty() {
        return answer(StatusCode::OK, &json!({ "status": "ok" }));
    }
    answer(StatusCode::SERVICE_UNAVAILABLE, &json!({ "status": "degraded", "troubles": troubles }))
}

/// Able to serve?
pub async fn readyz(State(serving): State<Arc<Serving>>) -> Response {
    if !serving.health.is_ready() {
        return answer(StatusCode::SERVICE_UNAVAILABLE, &json!({ "status": "starting or stopping" }));
    }
    match serving.store.counts(serving.now()).await {
        Ok(counts) => answer(StatusCode::OK, &json!({ "status": "ready", "published": counts.published })),
        Err(error) => {
            answer(StatusCode::SERVICE_UNAVAILABLE, &json!({ "status": "unready", "trouble": error.to_string() }))
        }
    }
}

fn answer(status: StatusCode, body: &serde_json::Value) -> Response {
    (status, [(header::CONTENT_TYPE, "application/json"), (header::CACHE_CONTROL, "no-store")], format!("{body}\n"))
        .into_response()
}

/// OpenMetrics. Without the store's figures when it does not answer: that is when an operator needs the others.
pub async fn metrics(State(serving): State<Arc<Serving>>) -> Response {
    let counts = serving.store.counts(serving.now()).await.unwrap_or_default();
    let fares = serving.store.fares(serving.now()).await.unwrap_or_default();
    let worst = Page { skip: 0, limit: NAMED };
    let troubled = serving.store.troubled(ALARMING, worst).await.unwrap_or_default();
    let standing = Standing {
        sources: serving.settings().sources.len() as u64,
        troubles: troubled.iter().filter_map(kind_of_trouble).collect(),
        failing: fares.failing,
        gone: fares.gone,
        drifting: fares.drifting,
        pushed: fares.pushed,
        releases: counts.releases,
        stories: counts.stories,
        published: counts.published,
    };
    let headers = [(header::CONTENT_TYPE, MEDIA_TYPE), (header::CACHE_CONTROL, "no-store")];
    (headers, serving.metrics.text(standing)).into_response()
}

fn kind_of_trouble(state: &SourceState) -> Option<Trouble> {
    let kind = match state {
        SourceState { gone: true, .. } => "gone",
        SourceState { failures: ALARMING.., .. } => "failing",
        SourceState { memory, .. } if memory.drift.is_some() => "drifting",
        _ => return None,
    };
    Some(Trouble { source: state.source_id.to_string(), kind })
}

/// The subscription list.
pub async fn opml(serving: &Arc<Serving>) -> Result<Rendered, Failure> {
    let settings = serving.settings();
    let bytes = opml::published(&settings.title, &feeds::outlines(&settings))
        .map_err(|error| Failure::Store(error.to_string()))?;
    Ok(Rendered { document: Document::new(opml::MEDIA_TYPE, bytes, serving.now()), until: None })
}

/// The alarms as an Atom feed, the `number`th page from 1: an entry a source and trouble, updated when it began.
pub async fn alarms(serving: &Arc<Serving>, number: usize) -> Result<Rendered, Failure> {
    let settings = serving.settings();
    let skip = number.checked_sub(1).and_then(|before| before.checked_mul(LISTED)).ok_or(Failure::NotFound)?;
    let mut states = serving.store.troubled(ALARMING, Page { skip, limit: LISTED + 1 }).await?;
    if states.is_empty() && number > 1 {
        return Err(Failure::NotFound);
    }
    let more = states.len() > LISTED;
    states.truncate(LISTED);
    let troubled: HashSet<&SourceId> = states.iter().map(|state| &state.source_id).collect();
    let sources: HashMap<&SourceId, &Source> = settings
        .sources
        .iter()
        .filter(|source| troubled.contains(&source.id))
        .map(|source| (&source.id, &**source))
        .collect();
    let named = |state: &SourceState| alarm(&settings, sources.get(&state.source_id)?, state);
    let mut stories: Vec<Story> = states.iter().filter_map(named).collect();
    if number == 1 {
        stories.extend(serving.store.set_aside().await?.map(|rows| spoilt(&settings, rows)));
    }
    stories.sort_by_key(|story| std::cmp::Reverse(story.updated));
    let address = |number: usize| match number {
        1 => format!("{}status.atom", settings.public_url),
        number => format!("{}status.atom?page={number}", settings.public_url),
    };
    let channel = Channel {
        title: format!("{}: alarms", settings.title),
        home: settings.public_url.clone(),
        self_url: address(number),
        next_url: more.then(|| address(number + 1)),
        current_url: (number > 1).then(|| address(1)),
        updated: stories.first().map(|story| story.updated).or(Some(serving.started)),
        generator: GENERATOR.into(),
        ..Channel::default()
    };
    let modified = channel.updated.unwrap_or(DateTime::UNIX_EPOCH);
    let bytes = atom::published(&Feed { channel, stories }).map_err(|error| Failure::Store(error.to_string()))?;
    Ok(Rendered { document: Document::new("application/atom+xml; charset=utf-8", bytes, modified), until: None })
}

/// What is wrong with a source, in words, and since when.
pub fn trouble(state: &SourceState) -> Option<(String, DateTime<Utc>)> {
    let since = state.succeeded_at.or(state.polled_at).unwrap_or(state.next.at);
    let error = state.last_error.clone().unwrap_or_else(|| "no reason given".into());
    if state.gone {
        return Some((format!("is gone and no longer polled: {error}"), state.polled_at.unwrap_or(since)));
    }
    if state.failures >= ALARMING {
        return Some((format!("failed {} times in a row: {error}", state.failures), since));
    }
    state.memory.drift.clone().map(|drift| (drift, since))
}

/// Rows of the database that could not be read.
fn spoilt(settings: &Settings, SetAside { rows, last: since }: SetAside) -> Story {
    let words = format!("{rows} rows of the database could not be read and were left out: look after its disk");
    let lead = Release {
        url: Some(format!("{}sources", settings.public_url)),
        title: Some(words.clone()),
        summary: Some(format!(
            "{words}. Their text is in the table `broken`; what a source still lists is read again."
        )),
        ..Release::default()
    };
    Story {
        id: StoryId::default(),
        entry_id: format!("urn:pressfeed:alarm:rows:{}", since.timestamp()),
        lead,
        lead_id: ReleaseId::default(),
        source: "pressfeed".into(),
        source_name: settings.title.clone(),
        source_url: settings.public_url.clone(),
        role: Role::default(),
        source_tags: Vec::new(),
        copies: Vec::new(),
        first_seen: since,
        sorted_at: since,
        updated: since,
    }
}

fn alarm(settings: &Settings, source: &Source, state: &SourceState) -> Option<Story> {
    let (words, since) = trouble(state)?;
    let title = format!("{} {words}", source.name);
    let mark = blake3::hash(format!("{}\0{}\0{}", source.id, state.gone, state.memory.drift.is_some()).as_bytes());
    let lead = Release {
        url: Some(format!("{}source/{}", settings.public_url, source.id)),
        title: Some(title),
        summary: Some(format!(
            "{words}. Next poll: {} ({}).",
            state.next.at.format("%Y-%m-%d %H:%M UTC"),
            state.next.reason
        )),
        ..Release::default()
    };
    let id = i64::from_le_bytes(mark.as_bytes()[..8].try_into().unwrap_or_default());
    Some(Story {
        id: StoryId(id),
        entry_id: format!("urn:pressfeed:alarm:{}:{}", &mark.to_hex()[..16], since.timestamp()),
        lead,
        lead_id: ReleaseId::default(),
        source: source.id.clone(),
        source_name: source.name.clone(),
        source_url: source.shown_url().to_string(),
        role: Role::default(),
        source_tags: Vec::new(),
        copies: Vec::new(),
        first_seen: since,
        sorted_at: since,
        updated: since,
    })
}
