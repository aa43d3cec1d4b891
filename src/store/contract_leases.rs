//! What processes that poll into one database may rely on: written once against two stores of one.

use std::{sync::Arc, time::Duration};

use chrono::TimeDelta;

use super::{
    Store,
    contract::{noon, poll},
    shared::{Claim, GivenBack, Heard, Shared, TurnEnded, Wanted},
};
use crate::model::{Source, Subscription, Target};

type Opened = Arc<dyn Store>;

fn shared(store: &Opened) -> Arc<dyn Shared> {
    store.clone().shared().unwrap()
}

fn sources(count: usize) -> Vec<Arc<Source>> {
    let one = |n| {
        let target = Target::Feed(format!("https://h{n}.example/feed").parse().unwrap());
        Arc::new(Source::new(&format!("s{n}"), "s", target))
    };
    (0..count).map(one).collect()
}

async fn due(store: &Arc<dyn Shared>, most: usize) -> Vec<Claim> {
    store.claim(Wanted::Due(most), noon()).await.unwrap()
}

/// However many ask at once, each host is handed out once; given back, it is due as its sources are.
pub async fn a_host_is_polled_by_one(one: Opened, other: Opened) {
    let sources = sources(60);
    one.register(&sources, noon()).await.unwrap();
    let asks = (0..8).map(|n| {
        let store = shared(if n % 2 == 0 { &one } else { &other });
        tokio::spawn(async move {
            let mut taken = Vec::new();
            loop {
                let claims = due(&store, 5).await;
                if claims.is_empty() {
                    return taken;
                }
                taken.extend(claims.into_iter().map(|claim| (claim.lease, claim.due.len())));
            }
        })
    });
    let mut hosts = Vec::new();
    for asked in asks.collect::<Vec<_>>() {
        hosts.extend(asked.await.unwrap());
    }
    assert!(hosts.iter().all(|(_, due)| *due == 1));
    let mut names: Vec<&str> = hosts.iter().map(|(lease, _)| &*lease.host).collect();
    names.sort_unstable();
    names.dedup();
    assert_eq!((names.len(), hosts.len()), (60, 60));
    assert!(shared(&one).claim(Wanted::Hosts(vec!["h1.example".into()]), noon()).await.unwrap().is_empty());
    // s1 is planned for later, s2 is due still
    let mut later = poll("s1", Vec::new(), noon());
    later.state = one.state(&"s1".into()).await.unwrap().unwrap();
    later.state.next.at = noon() + TimeDelta::hours(1);
    one.commit(later).await.unwrap();
    for store in [&one, &other] {
        let ended = hosts.iter().map(|(lease, _)| GivenBack { lease: lease.clone(), not_before: None });
        let ended = ended.filter(|ended| ["h1.example", "h2.example"].contains(&&*ended.lease.host));
        shared(store).give_back(ended.collect(), noon()).await.unwrap();
    }
    let again: Vec<String> = due(&shared(&one), 9).await.into_iter().map(|claim| claim.lease.host).collect();
    assert_eq!(again, ["h2.example"]);
}

/// A lease that is not renewed ends, and who had it learns so.
pub async fn a_lease_ends(one: Opened, other: Opened) {
    one.register(&sources(1), noon()).await.unwrap();
    let (early, late) = (shared(&one), shared(&other));
    let claim = due(&early, 9).await.remove(0);
    assert_eq!(early.renew(vec![claim.lease.clone()], noon()).await.unwrap(), std::slice::from_ref(&claim.lease));
    assert!(late.renew(vec![claim.lease.clone()], noon()).await.unwrap().is_empty(), "it is not theirs");
    tokio::time::sleep(early.lease().await.unwrap() + Duration::from_millis(50)).await;
    let later = noon() + TimeDelta::seconds(2);
    let taken = late.claim(Wanted::Due(9), later).await.unwrap();
    assert_eq!((taken.len(), taken[0].due.len()), (1, 1));
    assert!(early.renew(vec![claim.lease.clone()], noon()).await.unwrap().is_empty());
    early.give_back(vec![GivenBack { lease: claim.lease, not_before: None }], noon()).await.unwrap();
    assert_eq!(late.renew(vec![taken[0].lease.clone()], noon()).await.unwrap().len(), 1, "nobody else gives it back");
}

/// One process talks to a host; the next one keeps its distance.
pub async fn a_turn_is_handed_over(one: Opened, other: Opened) {
    let (first, second) = (shared(&one), shared(&other));
    let host = || "a.example:8080".to_owned();
    let turn = first.take_turn(host()).await.unwrap().unwrap();
    assert!(second.take_turn(host()).await.unwrap().is_none());
    assert_eq!(first.renew_turns(vec![(host(), turn.number)]).await.unwrap(), [host()]);
    let next = Duration::from_secs(20);
    let ended = |number| vec![TurnEnded { host: host(), number, next }];
    first.end_turns(ended(turn.number - 1)).await.unwrap();
    assert!(second.take_turn(host()).await.unwrap().is_none(), "of an earlier turn");
    first.rest(host(), false, Duration::from_secs(60)).await.unwrap();
    first.end_turns(ended(turn.number)).await.unwrap();
    let turn = second.take_turn(host()).await.unwrap().unwrap();
    assert!(turn.wait > Duration::from_secs(15) && turn.wait <= next && !turn.crashed, "{turn:?}");
    assert!(turn.rest > Duration::from_secs(50) && turn.guest_rest.is_zero(), "{turn:?}");
    tokio::time::sleep(first.lease().await.unwrap() / 2 + Duration::from_millis(50)).await;
    assert!(first.take_turn(host()).await.unwrap().unwrap().crashed, "it was not given back");
}

/// Each duty has one process, and another one when that goes.
pub async fn a_duty_has_one(one: Opened, other: Opened) {
    const NAMES: [&str; 2] = ["archive", "hub"];
    let (first, second) = (shared(&one), shared(&other));
    assert_eq!(first.on_duty(&NAMES).await.unwrap().names.len(), 2);
    assert!(second.on_duty(&NAMES).await.unwrap().names.is_empty());
    assert_eq!(first.on_duty(&NAMES).await.unwrap().names.len(), 2);
    first.resign().await.unwrap();
    assert_eq!(second.on_duty(&NAMES).await.unwrap().names.len(), 2);
}

/// What a hub says to one process, whoever polls the source hears.
pub async fn a_hub_is_heard_by_whoever_polls(one: Opened, other: Opened) {
    one.register(&sources(2), noon()).await.unwrap();
    let mut asks = poll("s1", Vec::new(), noon());
    asks.state = one.state(&"s1".into()).await.unwrap().unwrap();
    asks.state.next.at = noon() + TimeDelta::hours(1);
    let subscription = Subscription {
        hub: "https://hub.example/".into(),
        topic: "https://h1.example/feed".into(),
        token: "t".into(),
        secret: None,
        asked_at: noon(),
        tries: 1,
        error: None,
        lease: None,
        pushed_at: None,
        missed_at: None,
    };
    asks.state.memory.subscription = Some(subscription.clone().into());
    one.commit(asks).await.unwrap();
    let (polls, serves) = (shared(&one), shared(&other));
    assert_eq!(serves.expected("t".into()).await.unwrap(), Some(("s1".into(), subscription)));
    assert_eq!(serves.expected("u".into()).await.unwrap(), None);
    for claim in due(&polls, 9).await {
        polls
            .give_back(vec![GivenBack { lease: claim.lease, not_before: Some(noon() + TimeDelta::hours(1)) }], noon())
            .await
            .unwrap();
    }
    assert!(due(&polls, 9).await.is_empty());
    let body = Some(b"<feed/>\0".to_vec());
    let (said, about) = ("pushed".to_owned(), Some("text/xml".to_owned()));
    let heard = Heard { number: 0, source: "s1".into(), token: "t".into(), said, about, body };
    serves.hear(heard.clone()).await.unwrap();
    let claim = due(&polls, 9).await.remove(0);
    assert!(claim.due.is_empty());
    let number = claim.heard[0].number;
    assert_eq!(claim.heard, [Heard { number, ..heard }]);
    // what was not heeded is there again with the next lease
    polls.give_back(vec![GivenBack { lease: claim.lease, not_before: None }], noon()).await.unwrap();
    let claim = due(&polls, 9).await.remove(0);
    assert_eq!(claim.heard.len(), 1);
    polls.heeded(number).await.unwrap();
    polls.give_back(vec![GivenBack { lease: claim.lease, not_before: None }], noon()).await.unwrap();
    assert!(due(&polls, 9).await.is_empty());
}

/// robots.txt is asked once for all.
pub async fn robots_are_known_to_all(one: Opened, other: Opened) {
    let origin = || "https://a.example".to_owned();
    assert_eq!(shared(&other).robots(origin()).await.unwrap(), None);
    shared(&one).keep_robots(origin(), b"User-agent: *\n".to_vec(), Duration::from_secs(600)).await.unwrap();
    let (body, keep) = shared(&other).robots(origin()).await.unwrap().unwrap();
    assert!(body == b"User-agent: *\n" && keep > Duration::from_secs(590) && keep <= Duration::from_secs(600));
}
