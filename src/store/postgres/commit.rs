//! All that polls change.

use std::{
    collections::{BTreeSet, HashMap, HashSet},
    ops::DerefMut,
};

use super::{
    error::Broken,
    items, lead, mend, near,
    outgoing::{self, Counted},
    pen::Transaction,
    placed::{Rows, Told, held_until},
    rows::clean,
    sources::{self, Saved},
    sql::{Sql, Text, get, texts},
};
use crate::{
    model::{Candidates, Change, Committed, ItemChange, Joins, Key, Poll, Rank, Ref, Release, ReleaseId, StoryId},
    store::{
        Placing,
        body::{self, BROKEN, FORGOTTEN},
        numbers::seconds,
    },
};

/// Of a release the latest so many are kept.
const REVISIONS: i64 = 50;
/// In seconds: of what changes more often the first words within that time are kept.
const BETWEEN_REVISIONS: i64 = 3600;

/// A poll that is to be written.
pub struct Write {
    /// It.
    pub poll: Poll,
    /// How its releases find their stories.
    pub placing: Option<Placing>,
    /// This write's own number.
    pub token: i64,
    /// What it came to, in a transaction whose end may not have been heard of.
    pub done: Option<Committed>,
}

impl Write {
    /// Whether it needs the pen.
    pub fn is_seen_by_readers(&self) -> bool {
        self.poll.changes.iter().any(is_seen_by_readers)
    }
}

/// Writes polls of as many sources within a transaction; in their order, what each came to. Their states come first, so that
/// nobody who has the pen waits for a state that is held by one who waits for the pen.
pub async fn commit(
    transaction: &mut Transaction,
    writes: &mut [impl DerefMut<Target = Write>],
) -> Result<Vec<Committed>, Broken> {
    let states: Vec<_> = writes.iter().map(|write| (write.poll.state.clone(), write.token)).collect();
    let saved = sources::save(transaction, &states).await?;
    let written = writes.iter().zip(&saved).filter(|(_, saved)| matches!(saved, Saved::Written(..)));
    let mut last = 0;
    if written.into_iter().any(|(write, _)| write.is_seen_by_readers()) {
        transaction.take_pen().await?;
        last = transaction.greatest_id().await?;
    }
    let mut all = Vec::with_capacity(writes.len());
    for (write, saved) in writes.iter_mut().zip(saved) {
        let committed = match saved {
            Saved::Written(source, version) => {
                let of = Committed { version: Some(version), ..Committed::default() };
                changed(transaction, write, (source, of), &mut last).await?
            }
            Saved::Before(version) => Committed { version: Some(version), ..Committed::default() },
            Saved::Lost => Committed { lost: true, ..Committed::default() },
        };
        if committed.new + committed.revised > 0 || committed.published {
            write.done = Some(committed.clone());
        }
        all.push(committed);
    }
    Ok(all)
}

/// Writes what a poll of this source changes; `last` is the greatest number of a release or story.
async fn changed(
    transaction: &Transaction,
    Write { poll, placing, .. }: &mut Write,
    (source, done): (i64, Committed),
    last: &mut i64,
) -> Result<Committed, Broken> {
    let known: Vec<ReleaseId> = poll.changes.iter().filter_map(release_of).collect();
    let keys = items::keys_of(transaction, source, known).await?;
    if let Some(placing) = placing {
        let wanted: Vec<Candidates> = poll.changes.iter().map(placing.wanted).collect();
        let found = near::candidates(transaction, &wanted).await?;
        (placing.place)(&mut poll.changes, found);
    }
    let mut writing = Writing {
        sql: transaction,
        source,
        poll,
        done,
        stories: Vec::new(),
        releases: Vec::new(),
        rows: Rows::default(),
        taken: HashSet::new(),
        touched: BTreeSet::new(),
        last: *last,
        counted: Counted::default(),
    };
    writing.changes().await?;
    writing.translations().await?;
    let Writing { done, releases, touched, counted, .. } = writing;
    *last = writing.last;
    items_written(transaction, source, (&poll.changes[..], &releases[..]), keys).await?;
    if poll.changes.iter().any(is_seen_by_readers) {
        outgoing::settle(transaction, touched.into_iter().collect(), counted).await?;
    }
    Ok(done)
}

fn release_of(item: &ItemChange) -> Option<ReleaseId> {
    match item.change {
        Change::New { .. } => None,
        Change::Revised { release_id, .. } | Change::Seen { release_id } => Some(release_id),
    }
}

fn is_seen_by_readers(item: &ItemChange) -> bool {
    !matches!(item.change, Change::Seen { .. }) || !item.translates.is_empty() || !item.standing.variants.is_empty()
}

struct Writing<'w> {
    sql: &'w Sql,
    source: i64,
    poll: &'w Poll,
    done: Committed,
    /// Story and release of each change so far; no story of one that only was seen.
    stories: Vec<Option<StoryId>>,
    releases: Vec<ReleaseId>,
    /// What is not written yet.
    rows: Rows,
    /// Entry ids that somebody has, of those that are wanted.
    taken: HashSet<String>,
    touched: BTreeSet<StoryId>,
    /// The greatest number so far.
    last: i64,
    counted: Counted,
}

impl Writing<'_> {
    fn now(&self) -> i64 {
        seconds(self.poll.now)
    }

    async fn changes(&mut self) -> Result<(), Broken> {
        self.taken = self.taken_entry_ids().await?;
        let poll = self.poll;
        for item in &poll.changes {
            let (release, story) = match &item.change {
                Change::New { release, joins } => {
                    let (release, story) = self.insert(item, release, joins).await?;
                    (release, Some(story))
                }
                Change::Revised { release_id, release, .. } => {
                    self.flush().await?;
                    (*release_id, self.revised(item, *release_id, release).await?)
                }
                Change::Seen { release_id } => (*release_id, None),
            };
            self.stories.push(story);
            self.releases.push(release);
            self.touched.extend(story);
        }
        self.flush().await
    }

    async fn taken_entry_ids(&self) -> Result<HashSet<String>, Broken> {
        let wanted = self.poll.changes.iter().filter_map(|item| match &item.change {
            Change::New { joins: Joins::New { wanted_entry_id }, .. } => wanted_entry_id.as_deref(),
            _ => None,
        });
        let wanted: Vec<&str> = wanted.collect();
        if wanted.is_empty() {
            return Ok(HashSet::new());
        }
        let rows = self.sql.all("SELECT entry_id FROM story WHERE entry_id = ANY($1)", &[&texts(&wanted)]).await?;
        rows.iter().map(|row| get(row, 0)).collect()
    }

    async fn insert(
        &mut self,
        item: &ItemChange,
        release: &Release,
        joins: &Joins,
    ) -> Result<(ReleaseId, StoryId), Broken> {
        let id = ReleaseId(self.next_number());
        let told = Told { id, source: self.source, item, release, now: self.now() };
        let (joined, evidence) = match joins {
            Joins::New { .. } => (None, None),
            Joins::Story { story, evidence } => (self.stored(*story), Some(&**evidence)),
        };
        let story = match joined {
            Some(story) => {
                self.rows.load(self.sql, story).await?;
                self.rows.join(&told, story)
            }
            None => {
                let wanted = match joins {
                    Joins::New { wanted_entry_id } => wanted_entry_id.as_deref(),
                    _ => None,
                };
                let wanted = wanted.filter(|wanted| self.taken.insert(clean(wanted)));
                self.counted.stories += 1;
                self.rows.begin(&told, wanted)
            }
        };
        self.rows.release(&told, story, evidence)?;
        self.counted.releases += 1;
        self.done.new += 1;
        self.done.published = true;
        Ok((id, story))
    }

    /// The story itself, also that of an earlier change; none, where that one brought none.
    fn stored(&self, story: Ref<StoryId>) -> Option<StoryId> {
        match story {
            Ref::Stored(story) => Some(story),
            Ref::Sibling(place) => self.stories.get(place).copied().flatten(),
        }
    }

    /// Ascending by time: the greatest so far and one more, or the millisecond, whichever is later.
    fn next_number(&mut self) -> i64 {
        self.last = (self.poll.now.timestamp_millis() << 20).max(self.last + 1);
        self.last
    }

    async fn flush(&mut self) -> Result<(), Broken> {
        std::mem::take(&mut self.rows).write(self.sql).await
    }

    /// A significant change keeps the old words and moves the story's `updated`; any other only brings fields up to date.
    async fn revised(
        &mut self,
        item: &ItemChange,
        id: ReleaseId,
        release: &Release,
    ) -> Result<Option<StoryId>, Broken> {
        let Change::Revised { significant, parts, .. } = item.change else { return Ok(None) };
        let text = "SELECT story, rank, embargo, body, url FROM release WHERE id = $1";
        let known = self.sql.one(text, &[&id]).await?;
        let (story, rank): (StoryId, i64) = (get(&known, 0)?, get(&known, 1)?);
        let (embargo, before): (Option<i64>, String) = (get(&known, 2)?, get(&known, 3)?);
        let after = body::written(&mut release.clone())?;
        // of a release that was let go only new words come back
        if before == FORGOTTEN || (!significant && body::is_bare(&before)) {
            return Ok(Some(story));
        }
        let new_rank = Rank(rank).classed(item.standing.rank).0;
        if before == after {
            if rank != new_rank {
                // judged otherwise: for the next choice of a lead, and no reason for one
                self.sql.change("UPDATE release SET rank = $2 WHERE id = $1", &[&id, &new_rank]).await?;
            }
            return Ok(Some(story));
        }
        let same_url = get::<Option<String>>(&known, 4)? == release.url;
        self.rows.rewrite(self.sql, (id, new_rank), item, release).await?;
        self.done.published = true;
        if before == BROKEN {
            mend::again(self.sql, story).await?;
        } else if significant {
            self.reworded(item, id, &before).await?;
        }
        let mut now_in = story;
        if parts {
            let own = StoryId(self.next_number());
            now_in = lead::part(self.sql, id, own, self.now()).await?;
            self.counted.stories += 1;
            self.touched.extend([story, own]);
        } else if significant || !same_url || embargo != held_until(item) {
            lead::choose(self.sql, &[story], self.now()).await?;
        }
        if significant {
            let text = "UPDATE story SET updated = greatest(updated + 1, $2) WHERE id = $1 AND lead = $3";
            self.sql.change(text, &[&now_in, &self.updated(&before, release), &id]).await?;
        }
        Ok(Some(now_in))
    }

    async fn reworded(&mut self, item: &ItemChange, id: ReleaseId, before: &str) -> Result<(), Broken> {
        self.keep(id, before).await?;
        if let Some(print) = &item.fingerprint {
            self.rows.bands(id, print);
        }
        self.done.revised += 1;
        self.sql.change("INSERT INTO reworded (release) VALUES ($1) ON CONFLICT DO NOTHING", &[&id]).await.map(drop)
    }

    /// Keeps the words that were replaced; not each of an item that changes at every poll.
    async fn keep(&self, id: ReleaseId, before: &str) -> Result<(), Broken> {
        let now = self.now();
        let latest = self.sql.one("SELECT max(at) FROM revision WHERE release = $1", &[&id]).await?;
        if get::<Option<i64>>(&latest, 0)?.is_some_and(|at| now - at < BETWEEN_REVISIONS) {
            return Ok(());
        }
        let text = "INSERT INTO revision (release, at, body) VALUES ($1, $2, $3)
                    ON CONFLICT (release, at) DO UPDATE SET body = $3";
        self.sql.change(text, &[&id, &now, &Text(before)]).await?;
        let text = "DELETE FROM revision WHERE release = $1
             AND at <= (SELECT at FROM revision WHERE release = $1 ORDER BY at DESC LIMIT 1 OFFSET $2)";
        self.sql.change(text, &[&id, &REVISIONS]).await.map(drop)
    }

    /// The time that the publisher claims for the change, when it claims a new and plausible one; else ours.
    fn updated(&self, before: &str, release: &Release) -> i64 {
        let before = body::read(before).unwrap_or_default();
        let now = self.now();
        let claimed = release.updated.filter(|_| release.updated != before.updated).map(|time| time.timestamp());
        claimed.filter(|time| *time <= now && *time > now - 7 * 86_400).unwrap_or(now)
    }

    /// Those that tell the same, and those of its owner that it names: the other one shows this one too, though it may
    /// not name it.
    async fn translations(&self) -> Result<(), Broken> {
        let mut pairs: Vec<(StoryId, StoryId)> = Vec::new();
        for (item, story) in self.poll.changes.iter().zip(&self.stories) {
            let Some(story) = story else { continue };
            pairs.extend(item.translates.iter().filter_map(|other| Some((*story, self.stored(*other)?))));
            for url in &item.standing.variants {
                let text = "SELECT story FROM release WHERE url = $1 AND rank < $2 LIMIT 20";
                for row in self.sql.all(text, &[&Text(url), &Rank::FIRST_FOREIGN]).await? {
                    pairs.push((*story, get(&row, 0)?));
                }
            }
        }
        pairs.retain(|(story, other)| story != other);
        if pairs.is_empty() {
            return Ok(());
        }
        let (one, two): (Vec<StoryId>, Vec<StoryId>) = pairs.into_iter().unzip();
        let text = "INSERT INTO translation (story, other)
             SELECT a, b FROM unnest($1::bigint[], $2::bigint[]) t(a, b)
             UNION SELECT b, a FROM unnest($1::bigint[], $2::bigint[]) t(a, b) ON CONFLICT DO NOTHING";
        self.sql.change(text, &[&one, &two]).await.map(drop)
    }
}

/// New keys join those that an item is known under; none that it is sought by is ever lost.
async fn items_written(
    sql: &Sql,
    source: i64,
    (changes, releases): (&[ItemChange], &[ReleaseId]),
    mut known: HashMap<ReleaseId, Vec<Key>>,
) -> Result<(), Broken> {
    let mut rows = items::Written::default();
    for (item, release) in changes.iter().zip(releases) {
        let keys = known.entry(*release).or_default();
        rows.add(item, *release, keys)?;
    }
    rows.write(sql, source).await
}
