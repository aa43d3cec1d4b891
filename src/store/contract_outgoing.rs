//! What every engine must do for the archive, deltas and the hub: written once against the trait.

use chrono::{DateTime, TimeDelta, Utc};

use super::{
    Booking, Departure, Intent, Query, Store, Subscriber,
    contract::{change, new, noon, own, poll, release, sources},
};
use crate::model::{Anatomy, Embargo, Release, Secret};

async fn with_three(store: &dyn Store) {
    store.register(&sources(), noon()).await.unwrap();
    let aged = |title: &str, hours| Release {
        published: Some((noon() - TimeDelta::hours(hours)).fixed_offset()),
        ..release(title)
    };
    let items = [("old", 9), ("middle", 5), ("young", 1)].into_iter().zip(1..);
    let items = items.map(|((title, hours), hash)| new(hash, aged(title, hours), own(None))).collect();
    store.commit(poll("org", items, noon())).await.unwrap();
}

async fn all(store: &dyn Store, after: i64, limit: usize) -> (Vec<String>, i64) {
    let changes = store.changes(&Query { limit, ..Query::default() }, after, noon()).await.unwrap();
    (changes.stories.into_iter().map(|story| story.lead.title.unwrap()).collect(), changes.through)
}

fn departure(leaving: &super::Leaving) -> Departure {
    Departure {
        story: leaving.story.id,
        change: leaving.change,
        updated: leaving.story.updated,
        title: "News".into(),
        entry: leaving.story.lead.title.clone().unwrap().into_bytes(),
    }
}

/// What left is numbered without gaps, once; what changes afterwards is known to have come back.
pub async fn archive(store: &dyn Store) {
    with_three(store).await;
    let newest = store.stories(&Query { limit: 1, ..Query::default() }, noon()).await.unwrap().remove(0);
    let place = (newest.sorted_at.timestamp(), newest.id);
    let leaving = store.leaving(place, Vec::new(), 9, noon()).await.unwrap();
    let titles: Vec<_> = leaving.iter().map(|gone| gone.story.lead.title.as_deref().unwrap()).collect();
    assert_eq!(titles, ["old", "middle"]);
    assert_eq!(store.leaving(place, vec![leaving[0].story.id], 9, noon()).await.unwrap().len(), 1);
    let outdated = Departure { change: leaving[1].change - 1, ..departure(&leaving[1]) };
    store.archive(vec![departure(&leaving[0]), outdated]).await.unwrap();
    assert_eq!(store.archive_end().await.unwrap(), 1, "what changed since it was written stays");
    store.archive(vec![departure(&leaving[1])]).await.unwrap();
    let kept = store.archived(0, 2).await.unwrap();
    assert_eq!(kept[0].entry.as_deref(), Some(&b"old"[..]));
    assert_eq!((kept.len(), store.archived(1, 2).await.unwrap().len()), (2, 1));
    assert!(store.leaving(place, Vec::new(), 9, noon()).await.unwrap().is_empty());
    assert!(store.revived(place, 9, noon()).await.unwrap().is_empty());
    let old = leaving[0].story.lead_id;
    store.commit(poll("org", vec![change(1, old, release("older still"))], noon())).await.unwrap();
    let revived = store.revived(place, 9, noon()).await.unwrap();
    assert_eq!(revived[0].lead.title.as_deref(), Some("older still"));
    assert_eq!(store.archived(0, 1).await.unwrap()[0].entry.as_deref(), Some(&b"old"[..]), "for good");
}

/// Changes come in order, once, with what was held back when its time has come.
pub async fn changes(store: &dyn Store) {
    with_three(store).await;
    let (titles, through) = all(store, 0, 2).await;
    assert_eq!(titles, ["old", "middle"]);
    let (titles, through) = all(store, through, 2).await;
    assert_eq!(titles, ["young"]);
    assert_eq!(all(store, through, 2).await, (Vec::new(), through));
    let until = noon() + TimeDelta::hours(1);
    let embargo = Some(Embargo { until: until.fixed_offset(), raw: "EMBARGOED".into() });
    let held = Release { anatomy: Anatomy { embargo, ..Anatomy::default() }, ..release("held") };
    store.commit(poll("org", vec![new(4, held, own(None))], noon())).await.unwrap();
    let (titles, through) = all(store, through, 9).await;
    assert!(titles.is_empty());
    store.lift_embargoes(until).await.unwrap();
    let later = store.changes(&Query { limit: 9, ..Query::default() }, through, until).await.unwrap();
    assert_eq!(later.stories[0].lead.title.as_deref(), Some("held"));
    let of_wire = Query { sources: vec!["wire".into()], limit: 9, ..Query::default() };
    let none = store.changes(&of_wire, 0, until).await.unwrap();
    assert_eq!((none.stories.len(), none.through), (0, later.through), "nothing to be told of all that");
}

/// The hub's books: a newer wish replaces an older one, a renewal keeps the cursor, a cursor never goes back.
pub async fn hub(store: &dyn Store) {
    let time = |hours| -> DateTime<Utc> { noon() + TimeDelta::hours(hours) };
    let wish = |subscribes, at| Intent {
        topic: "t".into(),
        callback: "c".into(),
        subscribes,
        secret: Some(Secret::new("s".into())),
        lease_secs: 300,
        tries: 0,
        next_at: at,
    };
    store.book(Booking::Intend(wish(true, time(0)))).await.unwrap();
    store.book(Booking::Intend(wish(false, time(1)))).await.unwrap();
    store.book(Booking::Drop(wish(true, time(0)))).await.unwrap();
    assert_eq!(store.hub().await.unwrap().intents, [wish(false, time(1))]);
    store.book(Booking::Drop(wish(false, time(1)))).await.unwrap();
    assert!(store.hub().await.unwrap().intents.is_empty());
    let first = Subscriber {
        topic: "t".into(),
        callback: "c".into(),
        secret: None,
        lease_until: time(1),
        cursor: 5,
        tries: 0,
        next_at: time(0),
    };
    store.book(Booking::Delivered(first.clone())).await.unwrap();
    assert!(store.hub().await.unwrap().subscribers.is_empty(), "who left is not called back");
    store.book(Booking::Subscribe(first.clone())).await.unwrap();
    store.book(Booking::Delivered(Subscriber { cursor: 7, tries: 2, ..first.clone() })).await.unwrap();
    store.book(Booking::Delivered(Subscriber { cursor: 6, tries: 2, ..first.clone() })).await.unwrap();
    store.book(Booking::Subscribe(Subscriber { lease_until: time(9), cursor: 9, ..first.clone() })).await.unwrap();
    let renewed = Subscriber { lease_until: time(9), cursor: 7, tries: 0, ..first };
    assert_eq!(store.hub().await.unwrap().subscribers, [renewed]);
    store.book(Booking::Unsubscribe { topic: "t".into(), callback: "c".into() }).await.unwrap();
    assert!(store.hub().await.unwrap().subscribers.is_empty());
}
