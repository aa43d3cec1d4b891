//! The items of one reading: which are new, which changed, and what is to be written of them.

use std::{collections::HashSet, sync::Arc};

use bytes::Bytes;
use chrono::{DateTime, FixedOffset, TimeDelta, Utc};

use super::{
    Desk, Error, World, drift,
    fill::{Filled, MAX_PAGES, Pages, needs_page},
    noise, note_attempt, place, quota,
};
use crate::{
    dedup::{self, Asked},
    model::{
        Change, Document, Draft, Fetched, Fill, Issuer, ItemChange, Joins, KeyKind, Keys, KnownItem, Markup, Memory,
        Person, Provenance, Release, Report, Role, Rule, Source, SourceState, Standing, Trust, Warning,
    },
    normalise::{self, Context, permalink},
    schedule,
};
use reader::{
    release::{Known, anatomy_of_body, status_of_title},
    text::{self, dates::Hints},
};

/// A page that did not answer is tried again for so long.
const PATIENCE: TimeDelta = TimeDelta::days(3);

/// A draft with its identity.
struct Keyed {
    draft: Draft,
    keys: Keys,
    url: Option<url::Url>,
}

/// A new or changed item, normalised.
struct Item {
    release: Release,
    keys: Keys,
    raw_hash: Option<[u8; 16]>,
    known: Option<KnownItem>,
    filled: Filled,
    /// Of one without a date.
    place: Option<DateTime<Utc>>,
}

/// What a whole reading changes, and whether the source is recognised in it.
pub async fn changes(
    desk: &mut Desk<'_>,
    source: &Arc<Source>,
    state: &mut SourceState,
    fetched: &mut Fetched,
    mut document: Document,
    now: DateTime<Utc>,
    report: &mut Report,
) -> Result<(Vec<ItemChange>, bool), Error> {
    let world = desk.world;
    report.items = document.items.len();
    let unread = state.memory.items == 0;
    if !fetched.delta {
        drift::observe(&mut state.memory, &document, now);
    }
    report.warnings.extend(document.warnings.drain(..).map(|text| Warning { url: None, text }));
    let changed = place::changed(&document, fetched, now);
    remember(state, &mut document, fetched);
    let language = document.language.take().or_else(|| source.language.clone());
    let keyed = keyed(document.items, &mut state.memory);
    let known =
        world.store.known(&source.id, keyed.iter().flat_map(|item| item.keys.keys.iter().copied()).collect()).await?;
    let recognised = unread || !known.is_empty();
    let (same_source, trust, noise) = (source.clone(), state.memory.trust.clone(), state.memory.noise.clone());
    let url = fetched.url.to_string();
    let (room, whole) = (quota::left(&state.memory, now), !fetched.delta);
    let work = move || {
        let before = Learned { trust, noise };
        let language = language.as_deref();
        fresh(keyed, &known, before, &Reading { source: &same_source, language, room, whole, now })
    };
    let Fresh { mut items, learned, warnings, waiting } =
        world.cpu(work).await.map_err(|why| Error::stopped(why, url))?;
    (state.memory.trust, state.memory.noise) = (learned.trust, learned.noise);
    let new = items.iter().filter(|item| item.known.is_none()).count();
    quota::count(&mut state.memory, (new, waiting), unread, now);
    report.warnings.extend(warnings);
    if items.iter().any(|item| item.filled == Filled::Later) {
        // pages may be large too: none waits for room that its own feed holds
        fetched.body = Bytes::new();
        let pages = Pages::new(world, source, &mut state.memory.foreign_pages, now);
        desk.away(fill(pages, &mut items, report)).await;
    }
    items.retain(|item| item.known.is_some() || wanted(&item.release, source));
    for item in &mut items {
        tag(&mut item.release, source);
    }
    items.iter_mut().for_each(dated);
    if unread {
        let times: Vec<_> = items.iter().map(|item| item.release.published.map(|time| time.to_utc())).collect();
        items.iter_mut().zip(place::of_undated(&times, changed)).for_each(|(item, place)| item.place = place);
    }
    let times = items.iter().filter(|item| item.known.is_none()).filter_map(|item| item.release.published);
    let times: Vec<DateTime<FixedOffset>> = times.filter(|time| *time <= now).collect();
    schedule::learn(&mut state.memory.rhythm, &times, now);
    Ok((items.into_iter().filter_map(|item| change(item, source)).collect(), recognised))
}

/// Nothing new: releases whose page did not answer are tried again.
pub async fn untried(
    world: &World,
    source: &Arc<Source>,
    state: &mut SourceState,
    report: &mut Report,
) -> Result<Vec<ItemChange>, Error> {
    if source.fill == Fill::Never {
        return Ok(Vec::new());
    }
    let now = state.polled_at.unwrap_or_else(|| world.clock.now());
    let unfilled = world.store.unfilled(&source.id, now - PATIENCE, MAX_PAGES).await?;
    if !unfilled.is_empty() {
        note_attempt(world, source, state).await?;
    }
    let mut pages = Pages::new(world, source, &mut state.memory.foreign_pages, now);
    let mut changes = Vec::new();
    for (known, stored) in unfilled {
        let mut release = stored.release;
        let filled = pages.fill(&mut release, &mut report.warnings).await;
        if filled == Filled::Later {
            continue;
        }
        report.filled += usize::from(filled == Filled::Yes);
        let (keys, raw_hash) = (Keys { keys: known.keys.clone(), version: dedup::VERSION }, known.raw_hash);
        changes.extend(change(Item { release, keys, raw_hash, known: Some(known), filled, place: None }, source));
    }
    Ok(changes)
}

/// What the document says of itself.
fn remember(state: &mut SourceState, document: &mut Document, fetched: &Fetched) {
    let memory = &mut state.memory;
    let title = document.title.take().map(|title| match title {
        Markup::Html(html) => text::html::to_line(&html),
        Markup::Text(text) => text::html::clean_line(&text),
    });
    memory.title = title.or(memory.title.take().filter(|_| fetched.delta));
    memory.advice = std::mem::take(&mut document.advice);
    memory.listed = document.listed.take();
    memory.home = document.home_page_url.take().or(memory.home.take());
    // a push or a delta need not say again what the whole feed says
    if !fetched.delta || !document.hubs.is_empty() {
        memory.hubs = std::mem::take(&mut document.hubs);
        memory.topic = fetched.topic.clone().or(document.feed_url.take());
    }
}

/// Addresses and keys. Fragments count for a source once two of its items differed in nothing else.
fn keyed(drafts: Vec<Draft>, memory: &mut Memory) -> Vec<Keyed> {
    let urls: Vec<Option<url::Url>> = drafts.iter().map(address).collect();
    let whole: HashSet<String> = urls.iter().flatten().map(|url| permalink::canonical(url, true)).collect();
    let cut: HashSet<String> = urls.iter().flatten().map(|url| permalink::canonical(url, false)).collect();
    memory.fragments_tell |= whole.len() > cut.len();
    noise::sessions(&urls, &mut memory.noise);
    let form = |url: &url::Url| permalink::canonical_without(url, memory.fragments_tell, &memory.noise);
    let home = memory.home.as_deref().and_then(|home| url::Url::parse(home).ok());
    let home = home.map(|url| form(&url));
    let keys = |draft: &Draft, url: &Option<url::Url>| {
        // the site itself is nobody's own page
        let own = url.as_ref().map(form).filter(|form| form.contains(['/', '?', '#']) && home.as_ref() != Some(form));
        dedup::identify(draft, own.as_deref())
    };
    drafts.into_iter().zip(urls).map(|(draft, url)| Keyed { keys: keys(&draft, &url), draft, url }).collect()
}

fn address(draft: &Draft) -> Option<url::Url> {
    let base = draft.base.as_deref().and_then(|base| url::Url::parse(base).ok());
    permalink::absolute(&draft.url.as_ref()?.value, base.as_ref())
}

/// Whose items they are, and when they are read.
struct Reading<'s> {
    source: &'s Source,
    language: Option<&'s str>,
    /// For so many new ones.
    room: usize,
    /// Not a push of what is new.
    whole: bool,
    now: DateTime<Utc>,
}

/// What readings teach of a source's ids and links.
struct Learned {
    trust: Trust,
    noise: Vec<String>,
}

struct Fresh {
    items: Vec<Item>,
    learned: Learned,
    warnings: Vec<Warning>,
    /// New ones that there was no room for.
    waiting: usize,
}

/// The new and changed items, oldest first, normalised.
fn fresh(keyed: Vec<Keyed>, known: &[KnownItem], before: Learned, reading: &Reading<'_>) -> Fresh {
    let &Reading { source, language, room, now, .. } = reading;
    let dates = keyed.iter().filter_map(|item| item.draft.published.as_ref()).map(|found| &*found.value);
    let context = Context { language, zone: source.time_zone, day_first: text::dates::order_of(dates), now: Some(now) };
    let mut seen = HashSet::new();
    let keyed: Vec<Keyed> =
        keyed.into_iter().filter(|item| seen.insert((item.draft.raw_hash, item.keys.keys.clone()))).collect();
    let (trust, found) = recognised(&keyed, known, &before.trust, reading);
    let mut learned = Learned { trust, ..before };
    let old = |place: usize| known[place].url.as_deref().and_then(|url| url::Url::parse(url).ok());
    let pairs = keyed.iter().zip(&found).filter_map(|(item, place)| Some((item.url.as_ref()?, old((*place)?)?)));
    let urls: Vec<Option<url::Url>> = keyed.iter().map(|item| item.url.clone()).collect();
    noise::changed(pairs, &urls, &mut learned.noise);
    let mut out = Fresh { items: Vec::new(), learned, warnings: Vec::new(), waiting: 0 };
    let mut chosen = Vec::new();
    for (Keyed { draft, mut keys, .. }, found) in keyed.into_iter().zip(found).rev() {
        let found = found.map(|place| known[place].clone());
        if let Some(known) = &found {
            let retry = known.unfilled && now - known.first_seen < PATIENCE && source.fill != Fill::Never;
            let mut sought = keys.keys.iter().filter(|key| key.kind != KeyKind::Moment);
            let complete = sought.all(|key| known.keys.contains(key));
            if draft.raw_hash.is_some() && draft.raw_hash == known.raw_hash && !retry && complete {
                continue;
            }
        }
        keys.keys.extend(dedup::words_key(&draft));
        chosen.push((draft, keys, found));
    }
    // the newest first: what a source lists last can wait
    out.waiting = chosen.iter().filter(|(.., known)| known.is_none()).count().saturating_sub(room);
    let mut too_many = out.waiting;
    for (draft, keys, known) in chosen {
        if known.is_none() && too_many > 0 {
            too_many -= 1;
            continue;
        }
        out.items.push(item(draft, keys, known, source, &context, &mut out.warnings));
    }
    out
}

/// Who each item is, by what is known and how far guids can be trusted; and what that teaches of guids. What it teaches
/// may change who they are: then they are looked at again.
fn recognised(
    keyed: &[Keyed],
    known: &[KnownItem],
    trust: &Trust,
    reading: &Reading<'_>,
) -> (Trust, Vec<Option<usize>>) {
    let asked = keyed.iter().map(|item| Asked::new(&item.draft, &item.keys.keys, reading.source.time_zone));
    let only = reading.whole && keyed.len() == 1;
    let asked: Vec<Asked<'_>> = asked.map(|asked| if only { asked.only() } else { asked }).collect();
    let look = |believing: &Trust| {
        let found = dedup::recognise(&asked, known, believing);
        let each = asked.iter().map(Asked::keys).zip(found.iter().map(|place| place.map(|place| &known[place])));
        (dedup::learned(trust, each), found)
    };
    let mut out = look(trust);
    if dedup::trusted(&out.0) != dedup::trusted(trust) {
        let learned = out.0;
        out = look(&learned);
        out.0 = learned;
    }
    out
}

fn item(
    mut draft: Draft,
    keys: Keys,
    known: Option<KnownItem>,
    source: &Source,
    context: &Context<'_>,
    warnings: &mut Vec<Warning>,
) -> Item {
    anatomy(&mut draft, context);
    let raw_hash = draft.raw_hash;
    let mut said = Vec::new();
    let release = normalise::release(draft, context, &mut said);
    warnings.extend(said.into_iter().map(|text| Warning { url: release.url.clone(), text }));
    let filled = if needs_page(&release, source) { Filled::Later } else { Filled::NotNeeded };
    Item { release, keys, raw_hash, known, filled, place: None }
}

/// Plain text as HTML: a line a paragraph.
fn paragraphs(text: &str) -> String {
    let escaped = text.replace('&', "&amp;").replace('<', "&lt;");
    escaped.lines().filter(|line| !line.trim().is_empty()).map(|line| format!("<p>{line}</p>\n")).collect()
}

/// A feed's body has an anatomy too.
fn anatomy(draft: &mut Draft, context: &Context<'_>) {
    let body = draft.content.as_ref().or(draft.summary.as_ref());
    let Some(body) = body.map(|found| &found.value) else { return };
    let html = match body {
        Markup::Html(html) => std::borrow::Cow::Borrowed(html.as_str()),
        Markup::Text(text) => paragraphs(text).into(),
    };
    let title = draft.title.as_ref().map(|found| match &found.value {
        Markup::Html(text) | Markup::Text(text) => text.as_str(),
    });
    let status = title.and_then(status_of_title);
    let hints =
        Hints { language: context.language, zone: context.zone, day_first: context.day_first, now: context.now };
    let base = draft.base.as_deref().and_then(|base| url::Url::parse(base).ok());
    let reading = anatomy_of_body(&html, &Known { title, base: base.as_ref(), ..Known::default() }, &hints);
    let stated = std::mem::replace(&mut draft.anatomy, reading.anatomy);
    draft.anatomy.variants.extend(stated.variants);
    draft.anatomy.assets.extend(stated.assets);
    draft.anatomy.kind = stated.kind.or(draft.anatomy.kind);
    if let Some(status) = status {
        draft.anatomy.status = Some(status);
    }
    draft.origins.extend(reading.origins);
    draft.raws.extend(reading.raws);
}

async fn fill(mut pages: Pages<'_>, items: &mut [Item], report: &mut Report) {
    // newest first: a budget that runs out leaves the oldest for later
    for item in items.iter_mut().rev().filter(|item| item.filled == Filled::Later) {
        item.filled = pages.fill(&mut item.release, &mut report.warnings).await;
        report.filled += usize::from(item.filled == Filled::Yes);
    }
}

/// Tags by the operator's rules, in their order: one may build on what another added.
fn tag(release: &mut Release, source: &Source) {
    for rule in source.rules.iter() {
        if rule.holds(release, &source.id, &source.tags) {
            rule.apply(release);
        }
    }
}

/// What bears the date of its last change only (in Atom that alone is asked for) is dated by it; and a date that was once
/// claimed is not lost because it is left out later.
fn dated(item: &mut Item) {
    let release = &mut item.release;
    if release.published.is_some() {
        return;
    }
    release.published = item.known.as_ref().and_then(|known| known.published).or(release.updated);
    if release.published.is_some() && release.published == release.updated {
        let origin = release.provenance.get("date_modified").copied().unwrap_or(Provenance::Assumed);
        release.provenance.insert("date_published".into(), origin);
    }
}

/// The operator's rules, include and exclude patterns, on title and text.
fn wanted(release: &Release, source: &Source) -> bool {
    let rule = |rule: &Rule| rule.drops && rule.holds(release, &source.id, &source.tags);
    if source.rules.iter().any(rule) {
        return false;
    }
    if source.include.is_empty() && source.exclude.is_empty() {
        return true;
    }
    let texts = [&release.title, &release.content_text, &release.summary];
    let any = |patterns: &[regex::Regex]| {
        patterns
            .iter()
            .any(|pattern| texts.iter().any(|text| text.as_deref().is_some_and(|text| pattern.is_match(text))))
    };
    (source.include.is_empty() || any(&source.include)) && !any(&source.exclude)
}

/// What nobody says but everybody knows: an organisation's own source speaks for the organisation.
fn assume(release: &mut Release, source: &Source) {
    if source.role == Role::Organisation && release.anatomy.issuer.as_ref().is_none_or(|issuer| issuer.name.is_none()) {
        let issuer = release.anatomy.issuer.get_or_insert_with(Issuer::default);
        issuer.name = Some(source.name.clone());
        release.provenance.insert("issuer".into(), Provenance::Assumed);
    }
    let issuer = release.anatomy.issuer.as_ref().and_then(|issuer| issuer.name.clone());
    if release.authors.is_empty()
        && let Some(name) = issuer
    {
        release.authors.push(Person::named(name));
        release.provenance.insert("authors".into(), Provenance::Assumed);
    }
}

/// What is written of an item; nothing, when a known one has nothing new.
fn change(item: Item, source: &Source) -> Option<ItemChange> {
    let Item { mut release, keys, raw_hash, known, filled, place } = item;
    assume(&mut release, source);
    let hash = dedup::content_hash(&release);
    let unfilled = filled == Filled::Later;
    let change = match &known {
        None => Change::New { release: Box::new(release), joins: Joins::New { wanted_entry_id: None } },
        // its page gave the body before, and does not answer now: what is kept is better
        Some(known) if unfilled => Change::Seen { release_id: known.release_id },
        Some(known) => {
            let significant = known.content_hash != Some(hash);
            Change::Revised { release_id: known.release_id, release: Box::new(release), significant, parts: false }
        }
    };
    let content_hash = if let Change::Seen { .. } = change { known.and_then(|k| k.content_hash) } else { Some(hash) };
    Some(ItemChange {
        keys,
        raw_hash,
        content_hash,
        fingerprint: None,
        standing: Standing::default(),
        unfilled,
        place,
        translates: Vec::new(),
        change,
    })
}
