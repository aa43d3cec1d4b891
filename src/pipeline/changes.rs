//! What a reading changes: its items recognised, prepared, completed from their own pages, and as they are written.

use bytes::Bytes;
use chrono::{DateTime, FixedOffset};

use super::{
    Error,
    complete::{Filled, MAX_PAGES, Pages},
    drift, place,
    poll::Poll,
    prepare::{Item, Reading, day_first},
    quota,
    recognise::{Found, Keyed, Learned, PATIENCE, keyed, recognise},
};
use crate::{
    dedup,
    model::{
        Advice, Change, Document, Fetched, Field, Fill, Issuer, ItemChange, Joins, Keys, KnownItem, Markup, Person,
        Provenance, Release, Role, Rule, Source, Standing, Warning,
    },
    schedule,
};
use reader::text;

/// Of what is remembered of a document, in characters and bytes: all of it is written with each poll.
const LONGEST_TITLE: usize = 300;
const LONGEST_HOME: usize = 2_000;

/// What a document as a whole tells of its items.
struct Told {
    language: Option<String>,
    /// In dates like 03/04/2026 the day stands first.
    day_first: Option<bool>,
    /// It is the first of its source.
    unread: bool,
}

impl Poll<'_> {
    /// What a whole reading changes, and whether the source is recognised in it.
    pub async fn changes(
        &mut self,
        fetched: &mut Fetched,
        mut document: Document,
    ) -> Result<(Vec<ItemChange>, bool), Error> {
        let unread = self.state.memory.items == 0;
        let changed = place::changed(&document, fetched, self.now);
        self.remember(&mut document, fetched);
        let language = document.language.take().or_else(|| self.source.language.clone());
        let day_first = day_first(&document.items);
        let keyed = keyed(document.items, &mut self.state.memory);
        let known = keyed.iter().flat_map(|item| item.keys.keys.iter().copied()).collect();
        let known = self.world.store.known(&self.source.id, known).await?;
        let recognised = unread || !known.is_empty();
        let (mut items, same) = self.prepare(keyed, known, Told { language, day_first, unread }).await?;
        if items.iter().any(|item| item.filled == Filled::Later) {
            // pages may be large too: none waits for room that its own feed holds
            fetched.body = Bytes::new();
            self.complete(&mut items).await;
        }
        items.retain(|item| item.known.is_some() || wanted(&item.release, self.source));
        for item in &mut items {
            tag(&mut item.release, self.source);
            dated(item);
        }
        if unread {
            let times: Vec<_> = items.iter().map(|item| item.release.published.map(|time| time.to_utc())).collect();
            items.iter_mut().zip(place::of_undated(&times, changed)).for_each(|(item, place)| item.place = place);
        }
        let times = items.iter().filter(|item| item.known.is_none()).filter_map(|item| item.release.published);
        let times: Vec<DateTime<FixedOffset>> = times.filter(|time| *time <= self.now).collect();
        schedule::learn(&mut self.state.memory.rhythm, &times, self.now);
        let changes = items.into_iter().map(|item| change(item, self.source)).chain(same.into_iter().map(seen));
        Ok((changes.collect(), recognised))
    }

    /// Which items are new or changed, normalised; and what that teaches of the source.
    async fn prepare(
        &mut self,
        keyed: Vec<Keyed>,
        known: Vec<KnownItem>,
        Told { language, day_first, unread }: Told,
    ) -> Result<(Vec<Item>, Vec<KnownItem>), Error> {
        let (source, now) = (self.source.clone(), self.now);
        let memory = &mut self.state.memory;
        let room = quota::left(memory, now);
        let before = Learned { trust: memory.trust.clone(), noise: memory.noise.clone() };
        let work = move || {
            let Found { items, same, learned, waiting } = recognise(keyed, &known, before, (&source, room, now));
            let reading = Reading { source: &source, language: language.as_deref(), day_first, now };
            let mut warnings = Vec::new();
            ((reading.prepared(items, &mut warnings), same), learned, waiting, warnings)
        };
        let done = self.world.cpu(self.source, work).await;
        let ((items, same), learned, waiting, warnings) =
            done.map_err(|why| Error::stopped(why, self.source.target.url().as_str()))?;
        (memory.trust, memory.noise) = (learned.trust, learned.noise);
        let new = items.iter().filter(|item| item.known.is_none()).count();
        quota::count(memory, (new, waiting), unread, now);
        self.report.warnings.extend(warnings);
        Ok((items, same))
    }

    /// Asks the pages of those that lack something.
    async fn complete(&mut self, items: &mut [Item]) {
        let foreign = self.state.memory.foreign_pages.get_or_insert_default();
        let mut pages = Pages::new(self.world, self.source, foreign, self.now);
        let report = &mut self.report;
        let asked = async {
            // newest first: a budget that runs out leaves the oldest for later
            for item in items.iter_mut().rev().filter(|item| item.filled == Filled::Later) {
                item.filled = pages.fill(&mut item.release, &mut report.warnings).await;
                report.filled += usize::from(item.filled == Filled::Yes);
            }
        };
        self.desk.away(asked).await;
    }

    /// Nothing new: releases whose page did not answer are tried again.
    pub async fn untried(&mut self) -> Result<Vec<ItemChange>, Error> {
        if self.source.fill == Fill::Never {
            return Ok(Vec::new());
        }
        let unfilled = self.world.store.unfilled(&self.source.id, self.now - PATIENCE, MAX_PAGES).await?;
        if unfilled.is_empty() {
            return Ok(Vec::new());
        }
        self.note_attempt().await?;
        let foreign = self.state.memory.foreign_pages.get_or_insert_default();
        let mut pages = Pages::new(self.world, self.source, foreign, self.now);
        let mut changes = Vec::new();
        for (known, stored) in unfilled {
            let mut release = stored.release;
            let filled = pages.fill(&mut release, &mut self.report.warnings).await;
            if filled == Filled::Later {
                continue;
            }
            self.report.filled += usize::from(filled == Filled::Yes);
            let (keys, raw_hash) = (Keys { keys: known.keys.clone(), version: dedup::VERSION }, known.raw_hash);
            let item = Item { release, keys, raw_hash, known: Some(known), filled, place: None };
            changes.push(change(item, self.source));
        }
        Ok(changes)
    }

    /// What the document says of itself.
    fn remember(&mut self, document: &mut Document, fetched: &Fetched) {
        self.report.items = document.items.len();
        let memory = &mut self.state.memory;
        if !fetched.delta {
            drift::observe(memory, document, self.now);
        }
        self.report.warnings.extend(document.warnings.drain(..).map(|text| Warning { url: None, text }));
        let title = document.title.take().map(|title| match title {
            Markup::Html(html) => text::html::to_line(&html),
            Markup::Text(text) => text::html::clean_line(&text),
        });
        let title = title.map(|title| title.chars().take(LONGEST_TITLE).collect());
        memory.title = title.or(memory.title.take().filter(|_| fetched.delta));
        let advice = std::mem::take(&mut document.advice);
        memory.advice = (advice != Advice::default()).then(|| Box::new(advice));
        memory.listed = document.listed.take().map(Box::new);
        let home = document.home_page_url.take().filter(|home| home.len() <= LONGEST_HOME);
        memory.home = home.or(memory.home.take());
        // a push or a delta need not say again what the whole feed says
        if !fetched.delta || !document.hubs.is_empty() {
            memory.hubs = std::mem::take(&mut document.hubs);
            memory.topic = fetched.topic.clone().or(document.feed_url.take());
        }
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
        let origin = release.provenance.get(&Field::DateModified).copied().unwrap_or(Provenance::Assumed);
        release.provenance.insert(Field::DatePublished, origin);
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
        release.provenance.insert(Field::Issuer, Provenance::Assumed);
    }
    let issuer = release.anatomy.issuer.as_ref().and_then(|issuer| issuer.name.clone());
    if release.authors.is_empty()
        && let Some(name) = issuer
    {
        release.authors.push(Person::named(name));
        release.provenance.insert(Field::Authors, Provenance::Assumed);
    }
}

/// Another version of this program read it last, and it goes by its name still: what differs may be how it is read, and is
/// taken over without a word. (An edit that falls together with an update is taken over so too.)
fn is_read_otherwise(release: &Release, known: &KnownItem) -> bool {
    known.version != dedup::VERSION && release.title == known.title
}

/// An item that is as it was, read by this version.
fn seen(known: KnownItem) -> ItemChange {
    ItemChange {
        keys: Keys { keys: known.keys, version: dedup::VERSION },
        raw_hash: known.raw_hash,
        content_hash: known.content_hash,
        fingerprint: None,
        standing: Standing::default(),
        unfilled: known.unfilled,
        place: None,
        translates: Vec::new(),
        change: Change::Seen { release_id: known.release_id },
    }
}

/// What is written of an item.
fn change(item: Item, source: &Source) -> ItemChange {
    let Item { mut release, keys, raw_hash, known, filled, place } = item;
    assume(&mut release, source);
    let hash = dedup::content_hash(&release);
    let unfilled = filled == Filled::Later;
    let change = match &known {
        None => Change::New { release: Box::new(release), joins: Joins::New { wanted_entry_id: None } },
        // its page gave the body before, and does not answer now: what is kept is better
        Some(known) if unfilled => Change::Seen { release_id: known.release_id },
        Some(known) => {
            let significant = known.content_hash != Some(hash) && !is_read_otherwise(&release, known);
            Change::Revised { release_id: known.release_id, release: Box::new(release), significant, parts: false }
        }
    };
    let content_hash = if let Change::Seen { .. } = change { known.and_then(|k| k.content_hash) } else { Some(hash) };
    ItemChange {
        keys,
        raw_hash,
        content_hash,
        fingerprint: None,
        standing: Standing::default(),
        unfilled,
        place,
        translates: Vec::new(),
        change,
    }
}
