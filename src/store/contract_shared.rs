//! What every engine must do that several processes may share: written once against two stores of one database.

use std::sync::Arc;

use super::{
    Placing, Query, Store,
    contract::{change, new, noon, own, poll, release, sources},
};
use crate::model::{Candidates, Change, Joins, ReleaseId, Sought, Source, Target};

type Shared = Arc<dyn Store>;

/// A commit that another process was before is lost, whole, and says so; read again, it holds.
pub async fn a_late_commit_is_lost(one: Shared, other: Shared) {
    one.register(&sources(), noon()).await.unwrap();
    let early = one.state(&"org".into()).await.unwrap().unwrap();
    let mut first = poll("org", vec![new(1, release("a"), own(None))], noon());
    first.state = early.clone();
    let mut late = poll("org", vec![new(2, release("b"), own(None))], noon());
    late.state = early;
    let held = other.commit(first).await.unwrap();
    assert_eq!((held.lost, held.version), (false, Some(1)));
    let lost = one.commit(late.clone()).await.unwrap();
    assert!(lost.lost && lost.new == 0);
    assert_eq!(one.counts(noon()).await.unwrap().releases, 1);
    late.state = one.state(&"org".into()).await.unwrap().unwrap();
    assert!(!one.commit(late).await.unwrap().lost);
    assert_eq!(other.counts(noon()).await.unwrap().releases, 2);
}

/// Of polls that are written at one moment each holds or falls by itself: the one that was late, and the one that changes a
/// release that is not there.
pub async fn none_falls_with_another(one: Shared, other: Shared) {
    let named = |n: i64| format!("s{n}");
    let target = || Target::Feed("https://s.example/feed".parse().unwrap());
    let sources: Vec<_> = (0..20).map(|n| Arc::new(Source::new(&named(n), "S", target()))).collect();
    one.register(&sources, noon()).await.unwrap();
    let brings = |n: i64| poll(&named(n), vec![new(n, release(&named(n)), own(None))], noon());
    other.commit(poll("s7", Vec::new(), noon())).await.unwrap();
    let writes = (0..20).map(|n| {
        let (one, mut poll) = (one.clone(), brings(n));
        match n {
            7 => poll.state.version = Some(0),
            12 => poll.changes = vec![change(n, ReleaseId(404), release("nothing"))],
            _ => {}
        }
        tokio::spawn(async move { one.commit(poll).await })
    });
    for (n, write) in writes.collect::<Vec<_>>().into_iter().enumerate() {
        let written = write.await.unwrap();
        match n {
            7 => assert!(written.unwrap().lost, "late"),
            12 => assert!(written.is_err(), "changes what is not there"),
            _ => assert_eq!(written.unwrap().new, 1, "{n}"),
        }
    }
    assert_eq!(other.counts(noon()).await.unwrap().releases, 18);
}

/// Copies that two processes bring at one moment find each other.
pub async fn copies_of_one_moment_meet(one: Shared, other: Shared) {
    one.register(&sources(), noon()).await.unwrap();
    let placing = || Placing {
        wanted: |item| {
            let print = item.fingerprint.as_ref().unwrap();
            Candidates::Near(Sought { bands: print.bands.clone(), figures: None, from: print.day, to: print.day })
        },
        place: Box::new(|changes, found| {
            let Some(near) = found[0].first() else { return };
            if let Change::New { joins, .. } = &mut changes[0].change {
                *joins = Joins::Story { story: near.story, evidence: "same words".into() };
            }
        }),
    };
    for round in 1..=8 {
        let brings = |source: &str| poll(source, vec![new(round, release(&format!("r{round}")), own(None))], noon());
        let (left, right) =
            tokio::join!(one.commit_placed(brings("org"), placing()), other.commit_placed(brings("wire"), placing()));
        assert_eq!((left.unwrap().new, right.unwrap().new), (1, 1));
    }
    let counts = one.counts(noon()).await.unwrap();
    assert_eq!((counts.releases, counts.stories), (16, 8));
}

/// Whoever follows the changes sees each, though two processes write and one reads.
pub async fn no_change_is_missed(one: Shared, other: Shared) {
    one.register(&sources(), noon()).await.unwrap();
    let brings = |store: Shared, source: &'static str, from: i64| {
        tokio::spawn(async move {
            for n in from..from + 40 {
                let mut item = new(n, release(&format!("{source}{n}")), own(None));
                item.fingerprint = None;
                store.commit(poll(source, vec![item], noon())).await.unwrap();
            }
        })
    };
    let writers = [brings(one.clone(), "org", 0), brings(other, "wire", 100)];
    let (mut cursor, mut seen) = (0, Vec::new());
    loop {
        // before it is asked: what comes later is asked for once more
        let ended = writers.iter().all(tokio::task::JoinHandle::is_finished);
        let changes = one.changes(&Query { limit: 7, ..Query::default() }, cursor, noon()).await.unwrap();
        assert!(changes.through >= cursor);
        if ended && changes.through == cursor {
            break;
        }
        cursor = changes.through;
        seen.extend(changes.stories.into_iter().map(|story| story.id));
    }
    seen.sort_unstable();
    seen.dedup();
    assert_eq!(seen.len(), 80);
}

/// Caches hang on a number that moves when another process publishes.
pub async fn what_others_publish_is_noticed(one: Shared, other: Shared) {
    one.register(&sources(), noon()).await.unwrap();
    other.lift_embargoes(noon()).await.unwrap();
    let before = other.version();
    other.lift_embargoes(noon()).await.unwrap();
    assert_eq!(other.version(), before, "nothing happened");
    one.commit(poll("org", vec![new(1, release("a"), own(None))], noon())).await.unwrap();
    other.lift_embargoes(noon()).await.unwrap();
    assert!(other.version() > before);
}
