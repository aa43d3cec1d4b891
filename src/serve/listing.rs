//! Sources: as a list for readers, for programs, and with their states for operators; and how to subscribe.

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

use chrono::TimeDelta;
use serde_json::json;

use super::{
    GENERATOR, Serving,
    address::{Filter, Format, Selection},
    bar,
    document::{Document, Rendered},
    failure::Failure,
    look::Look,
    pages::{rendered, site},
};
use crate::{
    model::{Source, SourceId, SourceState},
    publish::html::{self, Choice, Facts, Figures, Headline, Listed, Listing, Order, Published, Sources, Subscribe},
    publish::xml::html_of,
    store::{Page, Query},
};

/// Releases of a year that are counted.
const COUNTED: usize = 20_000;
/// Releases of the site's map.
const MAPPED: usize = 2_000;
/// Topics and organisations named on `/subscribe`.
const NAMED: usize = 60;
/// Sources in trouble that are listed, those of today first.
const TROUBLED: usize = 1_000;
/// Sources of a document for programs; the rest is behind `next_url`.
const TOGETHER: usize = 1_000;
/// Sources on the page for operators: those in trouble first.
const SHOWN: usize = 120;

/// `/sources`.
pub async fn sources(serving: &Arc<Serving>, asked: &Listing, look: Look) -> Result<Rendered, Failure> {
    let settings = serving.settings();
    let fares = serving.store.fares(serving.now()).await?;
    let facts = Facts { published: published(serving).await?, only: only(serving, asked.order).await? };
    let (mut rows, count) = settings.directory.listed(&settings.sources, &facts, asked);
    if rows.is_empty() && asked.page > 0 {
        return Err(Failure::NotFound);
    }
    named(serving, &mut rows).await?;
    let shown = Sources {
        asked: asked.clone(),
        rows,
        count,
        all: settings.sources.len(),
        troubled: usize::try_from(fares.troubled).unwrap_or(usize::MAX),
        releases: serving.store.counts(serving.now()).await?.published,
    };
    rendered(serving, html::sources(&site(serving, look, "sources", "sources".into()), &shown))
}

/// Those that an order leaves.
async fn only(serving: &Serving, order: Order) -> Result<Option<HashSet<SourceId>>, Failure> {
    if order != Order::Trouble {
        return Ok(None);
    }
    let states = serving.store.troubled(1, Page { skip: 0, limit: TROUBLED }).await?;
    Ok(Some(states.into_iter().map(|state| state.source_id).collect()))
}

/// What sources published in a year.
async fn published(serving: &Serving) -> Result<HashMap<SourceId, Published>, Failure> {
    let now = serving.now();
    let query = Query { from: Some(now - TimeDelta::days(366)), limit: COUNTED, ..Query::default() };
    let mut by_source: HashMap<SourceId, Published> = HashMap::new();
    for fact in serving.store.facts(&query, now).await? {
        let published = by_source.entry(fact.source).or_default();
        published.newest.get_or_insert_with(|| Headline { id: fact.lead, at: fact.at, ..Headline::default() });
        let month = html::month(now, fact.at).and_then(|month| published.months.get_mut(month));
        month.into_iter().for_each(|count| *count += 1);
    }
    Ok(by_source)
}

/// Fills in headlines and states of those that are shown.
async fn named(serving: &Serving, rows: &mut [Listed<'_>]) -> Result<(), Failure> {
    let states = serving.store.states_of(rows.iter().map(|row| row.source.id.clone()).collect()).await?;
    let states: HashMap<&SourceId, &SourceState> = states.iter().map(|state| (&state.source_id, state)).collect();
    let ids = rows.iter().filter_map(|row| row.published.newest.as_ref().map(|newest| newest.id)).collect();
    let titles = serving.store.headlines(ids).await?;
    let mut titles: HashMap<_, _> = titles.into_iter().map(|found| (found.id, found)).collect();
    for row in rows {
        row.state = html::standing(states.get(&row.source.id).copied());
        let Some(newest) = &mut row.published.newest else { continue };
        let Some(found) = titles.remove(&newest.id) else { continue };
        newest.title = found.title.unwrap_or_else(|| row.source.name.clone());
        newest.language = found.language;
        newest.published = found.published;
    }
    Ok(())
}

/// `/sources.json`, the `number`th page from 1: what readers may know of each.
pub async fn json(serving: &Arc<Serving>, number: usize) -> Result<Rendered, Failure> {
    let settings = serving.settings();
    let skip = number.checked_sub(1).and_then(|before| before.checked_mul(TOGETHER)).ok_or(Failure::NotFound)?;
    let part = settings.sources.iter().skip(skip).take(TOGETHER);
    let mut known = published(serving).await?;
    let row = |source| Listed {
        source,
        state: html::State::Waiting,
        published: known.remove(&source.id).unwrap_or_default(),
    };
    let mut rows: Vec<Listed<'_>> = part.map(|source| &**source).map(row).collect();
    if rows.is_empty() && number > 1 {
        return Err(Failure::NotFound);
    }
    named(serving, &mut rows).await?;
    let home = &settings.public_url;
    let all: Vec<_> = rows.iter().map(|row| described(row, home)).collect();
    let mut document = json!({ "sources": all });
    if settings.sources.len() > skip + rows.len()
        && let Some(object) = document.as_object_mut()
    {
        object.insert("next_url".to_owned(), json!(format!("{home}sources.json?page={}", number + 1)));
    }
    let bytes = serde_json::to_vec(&document).map_err(|error| Failure::Store(error.to_string()))?;
    Ok(Rendered { document: Document::new("application/json; charset=utf-8", bytes, serving.now()), until: None })
}

/// A source, for programs.
fn described(row: &Listed<'_>, home: &str) -> serde_json::Value {
    let path = |format| Filter::all(Selection::Source(row.source.id.to_string())).feed_path(format);
    let newest = row.published.newest.as_ref().map(|newest| {
        json!({ "id": newest.id.to_string(), "title": newest.title, "at": newest.at, "url": format!("{home}release/{}", newest.id) })
    });
    let mut all = json!({
        "id": &*row.source.id,
        "name": row.source.name,
        "kind": row.source.target.kind(),
        "role": row.source.role,
        "url": row.source.shown_url().as_str(),
        "tags": row.source.tags,
        "state": row.state.class(),
        "releases_in_a_year": row.published.in_a_year(),
        "page_url": format!("{home}source/{}", &*row.source.id),
        "feed_url": format!("{home}{}", path(Format::Atom)),
    });
    if let Some(object) = all.as_object_mut() {
        object.extend(row.source.language.as_ref().map(|tag| ("language".to_owned(), json!(tag))));
        object.extend(newest.map(|newest| ("newest".to_owned(), newest)));
    }
    all
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

/// `/status`: those in trouble, those that wait for their first poll, and others while there is room.
pub async fn status(serving: &Arc<Serving>, look: Look) -> Result<Rendered, Failure> {
    let settings = serving.settings();
    let mut states = serving.store.troubled(1, Page { skip: 0, limit: SHOWN }).await?;
    states.extend(serving.store.waiting(SHOWN - states.len()).await?);
    let known: HashSet<&SourceId> = states.iter().map(|state| &state.source_id).collect();
    let others = settings.sources.iter().map(|source| &source.id).filter(|id| !known.contains(id));
    let others = others.take(SHOWN - states.len()).cloned().collect();
    states.extend(serving.store.states_of(others).await?);
    let shown: HashSet<&SourceId> = states.iter().map(|state| &state.source_id).collect();
    let sources = settings.sources.iter().filter(|source| shown.contains(&source.id));
    let sources: HashMap<&SourceId, &Source> = sources.map(|source| (&source.id, &**source)).collect();
    let rows = states.iter().filter_map(|state| Some((*sources.get(&state.source_id)?, Some(state))));
    let rows: Vec<_> = rows.collect();
    let fares = serving.store.fares(serving.now()).await?;
    let figures = Figures {
        sources: settings.sources.len() as u64,
        troubled: fares.troubled,
        waiting: fares.waiting,
        published: serving.store.counts(serving.now()).await?.published,
    };
    let site = html::Site { hidden: true, ..site(serving, look, "", "status".into()) };
    rendered(serving, html::status(&site, &rows, figures, GENERATOR))
}

/// `/sitemap.xml` (sitemaps.org 0.9): the newest releases, and the pages that lead to the others.
pub async fn sitemap(serving: &Arc<Serving>) -> Result<Rendered, Failure> {
    let (now, home) = (serving.now(), serving.public_url());
    let facts = serving.store.facts(&Query { limit: MAPPED, ..Query::default() }, now).await?;
    let home = html_of(&home);
    let page = |path: &str| format!("<url><loc>{home}{path}</loc></url>\n");
    let pages: String = ["", "sources", "subscribe"].iter().map(|path| page(path)).collect();
    let organisations =
        serving.settings().sources.iter().map(|source| page(&html::source_path(&source.id))).collect::<String>();
    let releases = facts.iter().map(|fact| {
        let day = fact.at.format("%Y-%m-%d");
        format!("<url><loc>{home}release/{}</loc><lastmod>{day}</lastmod></url>\n", fact.lead)
    });
    let text = format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n\
         {pages}{organisations}{}</urlset>\n",
        releases.collect::<String>()
    );
    let document = Document::new("application/xml; charset=utf-8", text.into_bytes(), now);
    Ok(Rendered { document, until: serving.store.next_embargo(now).await? })
}
