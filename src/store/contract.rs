//! What every engine must do: written once against the trait.

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};

use super::{Deed, Query, Store};
use crate::model::{
    Anatomy, Change, Embargo, Fingerprint, ItemChange, Joins, Key, KeyKind, Keys, Poll, Rank, Ref, Release, ReleaseId,
    Role, Sought, Source, SourceId, SourceState, Standing, Target, Variant,
};

pub fn noon() -> DateTime<Utc> {
    DateTime::from_timestamp(1_790_000_000, 0).unwrap()
}

pub fn sources() -> Vec<Arc<Source>> {
    let url = |host: &str| Target::Feed(format!("https://{host}.example/feed").parse().unwrap());
    let mut wire = Source::new("wire", "Wire", url("wire"));
    wire.role = Role::Distributor;
    let mut org = Source::new("org", "Org", url("org"));
    org.tags = vec!["science".into()];
    vec![org.into(), wire.into()]
}

pub fn release(title: &str) -> Release {
    Release {
        title: Some(title.into()),
        url: Some(format!("https://org.example/{title}")),
        content_text: Some(format!("Les œuvres à {title}")),
        language: Some("en-GB".into()),
        published: Some((noon() - TimeDelta::hours(1)).fixed_offset()),
        ..Release::default()
    }
}

fn key(hash: i64) -> Key {
    Key { kind: KeyKind::Guid, hash }
}

fn item(hash: i64, change: Change) -> ItemChange {
    ItemChange {
        keys: Keys { keys: vec![key(hash)], version: 1 },
        raw_hash: Some([hash as u8; 16]),
        content_hash: Some([hash as u8; 16]),
        fingerprint: Some(print(hash)),
        standing: Standing { rank: Rank(1), ..Standing::default() },
        unfilled: false,
        place: None,
        translates: Vec::new(),
        change,
    }
}

fn print(hash: i64) -> Fingerprint {
    Fingerprint { bands: vec![hash, 1_000 + hash], figures: None, day: day(), dated: true }
}

fn day() -> i64 {
    noon().timestamp() / 86_400
}

pub fn new(hash: i64, release: Release, joins: Joins) -> ItemChange {
    item(hash, Change::New { release: Box::new(release), joins })
}

/// The words of a known release are others now.
pub fn change(hash: i64, release_id: ReleaseId, release: Release) -> ItemChange {
    item(hash, Change::Revised { release_id, release: Box::new(release), significant: true, parts: false })
}

pub fn own(entry: Option<&str>) -> Joins {
    Joins::New { wanted_entry_id: entry.map(str::to_owned) }
}

pub fn poll(source: &str, changes: Vec<ItemChange>, now: DateTime<Utc>) -> Poll {
    Poll { state: SourceState::new(source.into(), now), changes, now }
}

async fn titles(store: &dyn Store, query: Query, now: DateTime<Utc>) -> Vec<String> {
    let stories = store.stories(&Query { limit: 100, ..query }, now).await.unwrap();
    stories.into_iter().map(|story| story.lead.title.unwrap_or_default()).collect()
}

/// Items are known by their keys, within their source only; their first entry id holds.
pub async fn identity(store: &dyn Store) {
    store.register(&sources(), noon()).await.unwrap();
    let id = "https://org.example/?p=1";
    store.commit(poll("org", vec![new(1, release("a"), own(Some(id)))], noon())).await.unwrap();
    store.commit(poll("wire", vec![new(1, release("hijack"), own(Some(id)))], noon())).await.unwrap();
    let org: SourceId = "org".into();
    let known = store.known(&org, vec![key(1), key(2)]).await.unwrap();
    assert_eq!(known.len(), 1);
    assert_eq!((known[0].title.as_deref(), known[0].raw_hash), (Some("a"), Some([1; 16])));
    let stories = store.stories(&Query { limit: 10, ..Query::default() }, noon()).await.unwrap();
    let mut ids: Vec<&str> = stories.iter().map(|story| &*story.entry_id).collect();
    ids.sort_unstable();
    assert!(ids[0] == id && ids[1].starts_with("urn:uuid:") && stories.len() == 2, "{ids:?}");
    let change = Change::Seen { release_id: known[0].release_id };
    store.commit(poll("org", vec![item(7, change)], noon())).await.unwrap();
    let again = store.known(&org, vec![key(7)]).await.unwrap();
    assert_eq!(again[0].keys, vec![key(1), key(7)]);
}

/// A story has its copies, and a better lead does not change its id.
pub async fn stories(store: &dyn Store) {
    store.register(&sources(), noon()).await.unwrap();
    store.commit(poll("wire", vec![new(1, release("copy"), own(None))], noon())).await.unwrap();
    let near = async |bands: Vec<i64>, from: i64, to: i64| {
        let sought = Sought { bands, figures: None, from: day() + from, to: day() + to };
        store.neighbours(vec![sought]).await.unwrap().remove(0)
    };
    assert!(near(vec![1], 1, 9).await.is_empty() && near(vec![5], -9, 9).await.is_empty());
    let found = near(vec![1, 5], -1, 1).await;
    assert_eq!((found.len(), &*found[0].source_id, &*found[0].said.title), (1, "wire", "copy"));
    // one band in common of many: not worth a look
    let mut long = new(4, release("long"), own(None));
    long.fingerprint = Some(Fingerprint { bands: (100..112).collect(), ..print(4) });
    store.commit(poll("wire", vec![long], noon())).await.unwrap();
    assert!(near((111..123).collect(), -1, 1).await.is_empty());
    assert_eq!(near((109..121).collect(), -1, 1).await.len(), 1);
    let Ref::Stored(known) = found[0].story else { panic!("what is found is stored") };
    let before = store.story(known, noon()).await.unwrap().unwrap();
    for (hash, rank, title) in [(2, 2, "later"), (1, 0, "own")] {
        let joins = Joins::Story { story: Ref::Stored(before.id), evidence: "same words".into() };
        let mut item = new(hash, release(title), joins);
        item.standing.rank = Rank(rank);
        store.commit(poll("org", vec![item], noon())).await.unwrap();
    }
    let after = store.story(before.id, noon()).await.unwrap().unwrap();
    assert_eq!((after.entry_id, &*after.source), (before.entry_id, "org"));
    assert_eq!(after.copies.iter().map(|copy| &*copy.source).collect::<Vec<_>>(), ["wire", "org"]);
    let releases = store.releases_of(before.id).await.unwrap();
    assert_eq!(releases[0].evidence.as_deref(), Some("same words"));
}

/// Translations are linked both ways, within a poll too, and not merged.
pub async fn translations(store: &dyn Store) {
    store.register(&sources(), noon()).await.unwrap();
    let mut german = new(2, Release { language: Some("de".into()), ..release("b") }, own(None));
    german.translates = vec![Ref::Sibling(0)];
    store.commit(poll("org", vec![new(1, release("a"), own(None)), german], noon())).await.unwrap();
    let stories = store.stories(&Query { limit: 9, ..Query::default() }, noon()).await.unwrap();
    let variants = |title: &str| {
        let story = stories.iter().find(|story| story.lead.title.as_deref() == Some(title)).unwrap();
        story.lead.anatomy.variants.iter().map(|v| (v.language.clone(), v.url.clone())).collect::<Vec<_>>()
    };
    assert_eq!(variants("a"), [("de".to_owned(), "https://org.example/b".to_owned())]);
    assert_eq!(variants("b"), [("en-GB".to_owned(), "https://org.example/a".to_owned())]);
}

/// A release that another one of its host names as its translation shows that one too.
pub async fn named_translations(store: &dyn Store) {
    store.register(&sources(), noon()).await.unwrap();
    let naming = |title: &str, language: &str, other: &str| {
        let mut release = Release { language: Some(language.into()), ..release(title) };
        release.anatomy.variants.push(Variant { language: "en-GB".into(), url: other.into() });
        release
    };
    let mut elsewhere = naming("c", "fr", "https://org.example/a");
    elsewhere.url = Some("https://other.example/c".into());
    let german = naming("b", "de", "https://org.example/a");
    let mut changes = vec![new(1, release("a"), own(None)), new(2, german, own(None)), new(3, elsewhere, own(None))];
    changes[1].standing.variants = vec!["https://org.example/a".into(), "https://other.example/c".into()];
    changes[2].standing.rank = Rank(Rank::FIRST_FOREIGN);
    store.commit(poll("org", changes, noon())).await.unwrap();
    let stories = store.stories(&Query { limit: 9, ..Query::default() }, noon()).await.unwrap();
    let first = stories.iter().find(|story| story.lead.title.as_deref() == Some("a")).unwrap();
    let shown: Vec<&str> = first.lead.anatomy.variants.iter().map(|variant| &*variant.url).collect();
    assert_eq!(shown, ["https://org.example/b"]);
}

/// Siblings of one poll share a story.
pub async fn siblings(store: &dyn Store) {
    store.register(&sources(), noon()).await.unwrap();
    let sibling = Joins::Story { story: Ref::Sibling(0), evidence: "same words".into() };
    let changes = vec![new(1, release("a"), own(None)), new(2, release("b"), sibling)];
    let done = store.commit(poll("wire", changes, noon())).await.unwrap();
    assert_eq!((done.new, titles(store, Query::default(), noon()).await), (2, vec!["a".to_owned()]));
}

/// A significant change keeps the old words and moves `updated`; another one does neither.
pub async fn revisions(store: &dyn Store) {
    store.register(&sources(), noon()).await.unwrap();
    store.commit(poll("org", vec![new(1, release("a"), own(None))], noon())).await.unwrap();
    let known = store.known(&"org".into(), vec![key(1)]).await.unwrap().remove(0);
    let before = store.story(known.story_id, noon()).await.unwrap().unwrap();
    for (title, significant, revisions) in [("a", false, 0), ("b", true, 1)] {
        let mut release = release(title);
        release.tags = vec!["new".into()];
        let change =
            Change::Revised { release_id: known.release_id, release: Box::new(release), significant, parts: false };
        let later = noon() + TimeDelta::hours(1);
        store.commit(poll("org", vec![item(1, change)], later)).await.unwrap();
        let stored = store.release(&known.release_id.to_string()).await.unwrap().unwrap();
        assert_eq!(stored.revisions.len(), revisions);
        let after = store.story(known.story_id, later).await.unwrap().unwrap();
        assert_eq!(after.updated > before.updated, significant);
        assert_eq!((after.entry_id, after.sorted_at), (before.entry_id.clone(), before.sorted_at));
    }
}

/// A release that another version judges to stand behind its copy leads on, until it moves there itself or its words change.
pub async fn judged_anew(store: &dyn Store) {
    store.register(&sources(), noon()).await.unwrap();
    let moved = Release { url: Some("https://other.example/first".into()), ..release("first") };
    for (place, last, words_change) in [(10, moved, false), (20, release("second"), true)] {
        store.commit(poll("org", vec![new(place, release("first"), own(None))], noon())).await.unwrap();
        let known = store.known(&"org".into(), vec![key(place)]).await.unwrap().remove(0);
        let joins = Joins::Story { story: Ref::Stored(known.story_id), evidence: "same words".into() };
        let mut copy = new(place + 1, release("copy"), joins);
        copy.standing.rank = Rank(2);
        store.commit(poll("wire", vec![copy], noon())).await.unwrap();
        let before = store.story(known.story_id, noon()).await.unwrap().unwrap();
        let tagged = Release { tags: vec!["new".into()], ..release("first") };
        for (hour, release, stays) in [(1, release("first"), true), (2, tagged, true), (3, last, false)] {
            let mut read = change(place, known.release_id, release);
            read.standing.rank = Rank(Rank::FIRST_FOREIGN);
            if let Change::Revised { significant, .. } = &mut read.change {
                *significant = words_change && !stays;
            }
            let later = noon() + TimeDelta::hours(hour);
            store.commit(poll("org", vec![read], later)).await.unwrap();
            let after = store.story(known.story_id, later).await.unwrap().unwrap();
            let same = (after.updated == before.updated, after.lead.title == before.lead.title);
            assert_eq!(same, (stays, stays), "{hour}");
        }
    }
}

/// Pages follow each other without gap or overlap; filters and search find what they should.
pub async fn queries(store: &dyn Store) {
    store.register(&sources(), noon()).await.unwrap();
    let changes = (1..=7).map(|n| new(n, release(&format!("r{n}")), own(None))).collect();
    store.commit(poll("org", changes, noon())).await.unwrap();
    let mut seen = Vec::new();
    let mut before = None;
    loop {
        let page = store.stories(&Query { limit: 3, before, ..Query::default() }, noon()).await.unwrap();
        let Some(last) = page.last() else { break };
        before = Some((last.sorted_at.timestamp(), last.id));
        seen.extend(page.into_iter().map(|story| story.lead.title.unwrap()));
    }
    assert_eq!(seen, ["r7", "r6", "r5", "r4", "r3", "r2", "r1"]);
    let count = async |query: Query| titles(store, query, noon()).await.len();
    let list = |text: &str| vec![text.to_owned()];
    assert_eq!(count(Query { tags: list("science"), ..Query::default() }).await, 7);
    assert_eq!(count(Query { tags: list("SCIENCE"), ..Query::default() }).await, 7, "large or small");
    assert_eq!(count(Query { tags: list("sport"), ..Query::default() }).await, 0);
    assert_eq!(count(Query { languages: list("en"), ..Query::default() }).await, 7);
    assert_eq!(count(Query { languages: list("fr"), ..Query::default() }).await, 0);
    assert_eq!(count(Query { sources: vec!["wire".into()], ..Query::default() }).await, 0);
    assert_eq!(count(Query { words: Some("a R3".into()), ..Query::default() }).await, 1);
    assert_eq!(count(Query { words: Some("\"* OR (".into()), ..Query::default() }).await, 0);
    assert_eq!(count(Query { since: Some(noon()), ..Query::default() }).await, 0);
}

/// An embargo holds a story back from every query until its time.
pub async fn embargo(store: &dyn Store) {
    store.register(&sources(), noon()).await.unwrap();
    let until = noon() + TimeDelta::hours(2);
    let embargo = Some(Embargo { until: until.fixed_offset(), raw: "EMBARGOED".into() });
    let held = Release { anatomy: Anatomy { embargo, ..Anatomy::default() }, ..release("held") };
    let mut held = new(1, held, own(None));
    held.standing.held_until = Some(until);
    store.commit(poll("org", vec![held], noon())).await.unwrap();
    assert_eq!(store.next_embargo(noon()).await.unwrap(), Some(until));
    for query in [Query::default(), Query { words: Some("held".into()), ..Query::default() }] {
        assert!(titles(store, query.clone(), noon()).await.is_empty());
        assert_eq!(titles(store, query, until).await, ["held"]);
    }
    let counts = store.counts(noon()).await.unwrap();
    assert_eq!((counts.stories, counts.published), (1, 0));
}

/// States are kept; an address that changed starts over, a source that is taken out stays silent.
pub async fn states(store: &dyn Store) {
    store.register(&sources(), noon()).await.unwrap();
    let mut state = store.state(&"org".into()).await.unwrap().unwrap();
    state.gone = true;
    state.failures = 3;
    state.memory.validators.etag = Some("W/\"a \u{e9}\"".into());
    let written = store.commit(Poll { state: state.clone(), changes: Vec::new(), now: noon() }).await.unwrap();
    state.version = written.version;
    assert_eq!(store.state(&"org".into()).await.unwrap(), Some(state));
    let mut moved = sources();
    Arc::make_mut(&mut moved[0]).target = Target::Feed("https://org.example/new".parse().unwrap());
    store.register(&moved[..1], noon()).await.unwrap();
    let (states, _) = store.states_behind(0).await.unwrap();
    assert_eq!((states.len(), states[0].gone, states[0].memory.validators.is_empty()), (1, false, true));
}

/// By hand: a merge buries an entry and a split raises it again; what is forgotten stays away; all is recorded.
pub async fn deeds(store: &dyn Store) {
    store.register(&sources(), noon()).await.unwrap();
    store.commit(poll("wire", vec![new(1, release("copy"), own(None))], noon())).await.unwrap();
    let mut first = new(2, release("own"), own(None));
    first.standing.rank = Rank(0);
    store.commit(poll("org", vec![first], noon())).await.unwrap();
    let known = async |source: &str, hash| store.known(&source.into(), vec![key(hash)]).await.unwrap().remove(0);
    let (copy, lead) = (known("wire", 1).await, known("org", 2).await);
    let buried = store.story(lead.story_id, noon()).await.unwrap().unwrap();
    let merge = Deed::Merge { into: copy.story_id, from: lead.story_id };
    assert_eq!(store.amend(merge, noon()).await.unwrap(), Some(copy.story_id));
    assert_eq!(titles(store, Query::default(), noon()).await, ["own"]);
    let stones = store.tombstones(noon(), 9).await.unwrap();
    assert!(stones.len() == 1 && stones[0].entry_id == buried.entry_id && stones[0].reason.contains("same release"));

    let split = Deed::Split { release: lead.release_id };
    assert_eq!(store.amend(split, noon()).await.unwrap(), Some(copy.story_id));
    assert!(store.tombstones(noon(), 9).await.unwrap().is_empty());
    let raised = store.story(lead.story_id, noon()).await.unwrap().unwrap();
    assert_eq!((raised.entry_id, raised.copies.len()), (buried.entry_id, 0));
    assert_eq!(store.amend(split, noon()).await.unwrap(), None, "alone already");

    store.amend(Deed::Forget { release: lead.release_id }, noon()).await.unwrap();
    assert_eq!(titles(store, Query::default(), noon()).await, ["copy"]);
    let again = change(2, lead.release_id, release("again"));
    store.commit(poll("org", vec![again], noon())).await.unwrap();
    assert_eq!(titles(store, Query { words: Some("again".into()), ..Query::default() }, noon()).await.len(), 0);
    assert!(store.release(&lead.release_id.to_string()).await.unwrap().is_none());
    assert_eq!(store.tombstones(noon(), 9).await.unwrap()[0].reason, "removed");

    store.amend(Deed::Withdraw { release: copy.release_id }, noon()).await.unwrap();
    assert!(titles(store, Query::default(), noon()).await.is_empty());
    store.amend(Deed::Restore { release: copy.release_id }, noon()).await.unwrap();
    assert_eq!(titles(store, Query::default(), noon()).await, ["copy"]);
    let done: Vec<String> = store.deeds(copy.story_id).await.unwrap().into_iter().map(|deed| deed.what).collect();
    assert_eq!(done, ["merge", "split", "withdraw", "restore"]);
}

/// NUL is a character that some engines have no place for: what has it is kept, and found without it.
pub async fn nul(store: &dyn Store) {
    store.register(&sources(), noon()).await.unwrap();
    let mut odd = release("a");
    odd.title = Some("one\0two".into());
    odd.tags = vec!["tag\0".into()];
    odd.content_text = Some("words\0 and more".into());
    store.commit(poll("org", vec![new(1, odd, own(Some("urn:x\0y")))], noon())).await.unwrap();
    assert_eq!(titles(store, Query::default(), noon()).await.len(), 1);
    for words in ["words", "more"] {
        let query = Query { words: Some(words.into()), ..Query::default() };
        assert_eq!(titles(store, query, noon()).await.len(), 1);
    }
    let asked = Query { tags: vec!["none\0".into()], words: Some("\0".into()), ..Query::default() };
    assert!(titles(store, asked, noon()).await.is_empty());
    assert!(store.release("no\0such").await.unwrap().is_none());
    assert!(!store.is_forgotten("no\0such").await.unwrap());
}
