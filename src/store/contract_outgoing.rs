//! What every engine must do for the archive, deltas and the hub: written once against the trait.

use chrono::{DateTime, TimeDelta, Utc};

use super::{
    Beyond, Booking, Departure, Intent, Query, Store, Subscriber,
    contract::{change, new, noon, own, poll, release, sources},
};
use crate::model::{Anatomy, Embargo, Release, Secret, StoryId};

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
    let beyond = |keep| Beyond { place, keep, after: StoryId::default() };
    let leaving = store.leaving(beyond(Vec::new()), 9, noon()).await.unwrap();
    let titles: Vec<_> = leaving.iter().map(|gone| gone.story.lead.title.as_deref().unwrap()).collect();
    assert_eq!(titles, ["old", "middle"]);
    assert_eq!(store.leaving(beyond(vec![leaving[0].story.id]), 9, noon()).await.unwrap().len(), 1);
    let outdated = Departure { change: leaving[1].change - 1, ..departure(&leaving[1]) };
    store.archive(vec![departure(&leaving[0]), outdated]).await.unwrap();
    assert_eq!(store.archive_end().await.unwrap(), 1, "what changed since it was written stays");
    store.archive(vec![departure(&leaving[0]), departure(&leaving[1])]).await.unwrap();
    let kept = store.archived(0, 9).await.unwrap();
    assert_eq!(kept[0].entry.as_deref(), Some(&b"old"[..]));
    assert_eq!((kept.len(), store.archived(1, 2).await.unwrap().len()), (2, 1));
    assert!(store.leaving(beyond(Vec::new()), 9, noon()).await.unwrap().is_empty());
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
    let day = Some(noon().fixed_offset());
    let listed = ["newest", "next", "oldest"].into_iter().zip(11..);
    let listed = listed.map(|(title, hash)| new(hash, Release { published: day, ..release(title) }, own(None)));
    store.commit(poll("org", listed.collect(), noon())).await.unwrap();
    let (titles, through) = all(store, through, 9).await;
    assert_eq!(titles, ["oldest", "next", "newest"], "a document begins with its newest");
    let until = noon() + TimeDelta::hours(1);
    let embargo = Some(Embargo { until: until.fixed_offset(), raw: "EMBARGOED".into() });
    let held = Release { anatomy: Anatomy { embargo, ..Anatomy::default() }, ..release("held") };
    let mut held = new(4, held, own(None));
    held.standing.held_until = Some(until);
    store.commit(poll("org", vec![held], noon())).await.unwrap();
    let (titles, through) = all(store, through, 9).await;
    assert!(titles.is_empty());
    store.lift_embargoes(until).await.unwrap();
    let later = store.changes(&Query { limit: 9, ..Query::default() }, through, until).await.unwrap();
    assert_eq!(later.stories[0].lead.title.as_deref(), Some("held"));
    let of_wire = Query { sources: vec!["wire".into()], limit: 9, ..Query::default() };
    let none = store.changes(&of_wire, 0, until).await.unwrap();
    assert_eq!((none.stories.len(), none.through), (0, later.through), "nothing to be told of all that");
}

/// The hub's books: a newer wish replaces an older one, a renewal keeps the cursor, a cursor never goes back; who is
/// behind is read in pages, and what an owner has is counted.
pub async fn hub(store: &dyn Store) {
    with_three(store).await;
    let last = store.last_change().await.unwrap();
    let time = |hours| -> DateTime<Utc> { noon() + TimeDelta::hours(hours) };
    let wish = |subscribes, at| Intent {
        topic: "t".into(),
        callback: "c".into(),
        subscribes,
        secret: Some(Secret::new("s".into())),
        lease_secs: 300,
        owners: vec!["reader.example".into(), "192.0.2.1".into()],
        tries: 0,
        next_at: at,
    };
    let owner = ["192.0.2.1".to_owned()];
    let standing = async |topic| store.standing(topic, "c", &owner).await.unwrap();
    store.book(Booking::Intend(wish(true, time(0)))).await.unwrap();
    store.book(Booking::Intend(wish(false, time(1)))).await.unwrap();
    store.book(Booking::Drop(wish(true, time(0)))).await.unwrap();
    let kept = Intent { owners: Vec::new(), ..wish(false, time(1)) };
    assert_eq!(store.intents(time(1), 9).await.unwrap(), [kept]);
    assert!(store.intents(time(0), 9).await.unwrap().is_empty(), "not yet");
    let counted = standing("t").await;
    assert_eq!((counted.waiting, counted.waiting_of_owner, counted.held, counted.subscribed), (1, 1, 0, false));

    let first = Subscriber {
        topic: "t?q=a".into(),
        callback: "c".into(),
        secret: None,
        lease_until: time(1),
        cursor: last - 2,
        tries: 0,
        next_at: time(0),
    };
    store.book(Booking::Delivered(first.clone())).await.unwrap();
    assert!(store.behind(None, time(9), 9).await.unwrap().is_empty(), "who left is not called back");
    store.book(Booking::Subscribe(first.clone())).await.unwrap();
    store.book(Booking::Drop(wish(false, time(1)))).await.unwrap();
    let counted = standing("t?q=a").await;
    assert_eq!((counted.waiting, counted.held, counted.held_of_owner), (0, 1, 1));
    assert!(counted.subscribed && counted.made_up == 0 && standing("t?q=b").await.made_up == 1);

    store.book(Booking::Delivered(Subscriber { cursor: last - 1, tries: 2, ..first.clone() })).await.unwrap();
    store.book(Booking::Delivered(Subscriber { cursor: last - 2, tries: 2, ..first.clone() })).await.unwrap();
    store.book(Booking::Subscribe(Subscriber { lease_until: time(9), cursor: last, ..first.clone() })).await.unwrap();
    let renewed = Subscriber { lease_until: time(9), cursor: last - 1, tries: 0, ..first.clone() };
    let other = Subscriber { callback: "d".into(), ..renewed.clone() };
    store.book(Booking::Subscribe(other.clone())).await.unwrap();
    let page = store.behind(None, time(9), 1).await.unwrap();
    assert_eq!(page, std::slice::from_ref(&renewed));
    let place = (renewed.cursor, renewed.topic, renewed.callback);
    assert_eq!(store.behind(Some(place), time(9), 9).await.unwrap(), std::slice::from_ref(&other));
    store.book(Booking::Delivered(Subscriber { cursor: last, ..other })).await.unwrap();
    assert_eq!(store.behind(None, time(9), 9).await.unwrap().len(), 1, "who has all is not read");

    store.book(Booking::Unsubscribe { topic: "t?q=a".into(), callback: "c".into() }).await.unwrap();
    assert_eq!(standing("t").await.held_of_owner, 0);
    store.book(Booking::Expire(time(9))).await.unwrap();
    assert_eq!(standing("t").await.held, 0);
}
