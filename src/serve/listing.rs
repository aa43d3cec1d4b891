//! Sources: as a list for readers, for programs, and with their states for operators; and how to subscribe.

use std::{collections::HashMap, sync::Arc};

use chrono::TimeDelta;
use serde_json::json;

use super::{
    GENERATOR, Serving,
    address::{Filter, Format, Selection},
    bar,
    cache::{Failure, Rendered},
    document::Document,
    look::Look,
    pages::{rendered, site},
};
use crate::{
    model::{SourceId, SourceState},
    publish::html::{self, Choice, Figures, Headline, Listed, Listing, Sources, Subscribe},
    store::Query,
};

/// Releases of a year that are counted.
const COUNTED: usize = 20_000;
/// Topics and organisations named on `/subscribe`.
const NAMED: usize = 60;

/// `/sources`.
pub async fn sources(serving: &Arc<Serving>, asked: &Listing, look: Look) -> Result<Rendered, Failure> {
    let settings = serving.settings();
    let states = serving.store.states().await?;
    let all = every(serving, &settings.sources, &states).await?;
    let troubled = all.iter().filter(|one| html::standing(one.state).is_trouble()).count();
    let (mut rows, count) = html::listed(all, asked);
    if rows.is_empty() && asked.page > 0 {
        return Err(Failure::NotFound);
    }
    named(serving, &mut rows).await?;
    let shown = Sources {
        asked: asked.clone(),
        rows,
        count,
        all: settings.sources.len(),
        troubled,
        releases: serving.store.counts(serving.now()).await?.published,
    };
    rendered(serving, html::sources(&site(serving, look, "sources", "sources".into()), &shown))
}

/// All sources with what they published in a year.
async fn every<'a>(
    serving: &Arc<Serving>,
    sources: &'a [Arc<crate::model::Source>],
    states: &'a [SourceState],
) -> Result<Vec<Listed<'a>>, Failure> {
    let now = serving.now();
    let query = Query { from: Some(now - TimeDelta::days(366)), limit: COUNTED, ..Query::default() };
    let mut by_source: HashMap<SourceId, (Headline, [u32; 12])> = HashMap::new();
    for fact in serving.store.facts(&query, now).await? {
        let newest = Headline { id: fact.lead, at: fact.at, ..Headline::default() };
        let (_, months) = by_source.entry(fact.source).or_insert((newest, [0; 12]));
        html::month(now, fact.at).and_then(|month| months.get_mut(month)).into_iter().for_each(|count| *count += 1);
    }
    let states: HashMap<&SourceId, &SourceState> = states.iter().map(|state| (&state.source_id, state)).collect();
    let listed = |source: &'a Arc<crate::model::Source>| {
        let (newest, months) =
            by_source.remove(&source.id).map_or((None, [0; 12]), |(newest, months)| (Some(newest), months));
        Listed { source, state: states.get(&source.id).copied(), newest, months }
    };
    Ok(sources.iter().map(listed).collect())
}

/// Fills in the headlines of those that are shown.
async fn named(serving: &Arc<Serving>, rows: &mut [Listed<'_>]) -> Result<(), Failure> {
    let ids = rows.iter().filter_map(|row| row.newest.as_ref().map(|newest| newest.id)).collect();
    let titles = serving.store.headlines(ids).await?;
    let mut titles: HashMap<_, _> = titles.into_iter().map(|found| (found.id, found)).collect();
    for row in rows {
        let Some(found) = row.newest.as_ref().and_then(|newest| titles.remove(&newest.id)) else { continue };
        if let Some(newest) = &mut row.newest {
            newest.title = found.title.unwrap_or_else(|| row.source.name.clone());
            newest.language = found.language;
        }
    }
    Ok(())
}

/// `/sources.json`: what readers may know of each.
pub async fn json(serving: &Arc<Serving>) -> Result<Rendered, Failure> {
    let settings = serving.settings();
    let states = serving.store.states().await?;
    let mut rows = every(serving, &settings.sources, &states).await?;
    named(serving, &mut rows).await?;
    let home = &settings.public_url;
    let source = |row: &Listed<'_>| {
        let path = |format| Filter::all(Selection::Source(row.source.id.to_string())).feed_path(format);
        let newest = row.newest.as_ref().map(|newest| {
            json!({ "id": newest.id.to_string(), "title": newest.title, "at": newest.at, "url": format!("{home}release/{}", newest.id) })
        });
        let mut all = json!({
            "id": &*row.source.id,
            "name": row.source.name,
            "kind": row.source.target.kind(),
            "role": row.source.role,
            "url": row.source.shown_url().as_str(),
            "tags": row.source.tags,
            "state": html::standing(row.state).class(),
            "releases_in_a_year": row.months.iter().sum::<u32>(),
            "page_url": format!("{home}source/{}", &*row.source.id),
            "feed_url": format!("{home}{}", path(Format::Atom)),
        });
        if let Some(object) = all.as_object_mut() {
            object.extend(row.source.language.as_ref().map(|tag| ("language".to_owned(), json!(tag))));
            object.extend(newest.map(|newest| ("newest".to_owned(), newest)));
        }
        all
    };
    let all: Vec<_> = rows.iter().map(source).collect();
    let bytes = serde_json::to_vec(&json!({ "sources": all })).map_err(|error| Failure::Store(error.to_string()))?;
    Ok(Rendered { document: Document::new("application/json; charset=utf-8", bytes, serving.now()), until: None })
}

/// `/subscribe`.
pub async fn subscribe(serving: &Arc<Serving>, look: Look) -> Result<Rendered, Failure> {
    let settings = serving.settings();
    let site = site(serving, look, "subscribe", "subscribe".into());
    let follow = |selection| bar::follow(&settings, site.t, &Filter::all(selection));
    let link = |label: &str, selection: Selection| Choice {
        label: label.to_owned(),
        href: Filter::all(selection).page_path(),
        ..Choice::default()
    };
    let open = settings.views.iter().filter(|view| view.token.is_none());
    let topics = bar::topics(&settings, settings.sources.iter().map(|source| (&*source.id, 1)).collect());
    let shown = Subscribe {
        all: follow(Selection::All),
        views: open.map(|view| (follow(Selection::View(view.name.clone())), view.description.clone())).collect(),
        topics: topics.into_iter().take(NAMED).map(|(tag, _)| link(&tag, Selection::Tag(tag.clone()))).collect(),
        organisations: settings
            .sources
            .iter()
            .take(NAMED)
            .map(|source| link(&source.name, Selection::Source(source.id.to_string())))
            .collect(),
    };
    rendered(serving, html::subscribe(&site, shown))
}

/// `/status`.
pub async fn status(serving: &Arc<Serving>, look: Look) -> Result<Rendered, Failure> {
    let settings = serving.settings();
    let states = serving.store.states().await?;
    let by_id: HashMap<&SourceId, &SourceState> = states.iter().map(|state| (&state.source_id, state)).collect();
    let rows: Vec<_> = settings.sources.iter().map(|source| (&**source, by_id.get(&source.id).copied())).collect();
    let counts = serving.store.counts(serving.now()).await?;
    let figures = Figures { releases: counts.releases, stories: counts.stories, published: counts.published };
    let site = html::Site { hidden: true, ..site(serving, look, "", "status".into()) };
    rendered(serving, html::status(&site, &rows, figures, GENERATOR))
}
