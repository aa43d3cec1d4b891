//! Receivers that are away, slow, broken or many, in a time that runs a thousand times faster.

use std::{
    net::IpAddr,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use bytes::Bytes;
use futures_util::future::BoxFuture;
use tokio::time::{Instant, sleep};
use url::Url;

use super::memory::{Memory, serving, story};
use crate::{
    model::{NoticeFormat, Receiver, Secret, Story},
    serve::{Notify, SECOND, Serving, Settings, View, notify, websub::Courier},
};

type Behaviour = Box<dyn Fn(usize, Duration) -> (Duration, Result<u16, String>) + Send + Sync>;

/// A receiver: what it does at its n-th call, so long after its beginning; and what it took.
struct Other {
    begun: Instant,
    does: Behaviour,
    calls: AtomicUsize,
    taken: Mutex<Vec<String>>,
    /// Titles that it answers with 403, as a filter would.
    dislikes: Mutex<Vec<&'static str>>,
    here: AtomicUsize,
    most: AtomicUsize,
}

impl Other {
    fn new(does: impl Fn(usize, Duration) -> (Duration, Result<u16, String>) + Send + Sync + 'static) -> Arc<Self> {
        Arc::new(Self {
            begun: Instant::now(),
            does: Box::new(does),
            calls: AtomicUsize::new(0),
            taken: Mutex::default(),
            dislikes: Mutex::default(),
            here: AtomicUsize::new(0),
            most: AtomicUsize::new(0),
        })
    }

    fn taken(&self) -> Vec<String> {
        self.taken.lock().unwrap().clone()
    }
}

impl Courier for Other {
    fn get(&self, _: Url) -> BoxFuture<'_, Result<(u16, Bytes), String>> {
        Box::pin(async { Err("nothing is asked".into()) })
    }

    fn addresses(&self, _: Url) -> BoxFuture<'_, Vec<IpAddr>> {
        Box::pin(async { Vec::new() })
    }

    fn post(&self, _: Url, _: Vec<(&'static str, String)>, body: Bytes) -> BoxFuture<'_, Result<u16, String>> {
        Box::pin(async move {
            let here = self.here.fetch_add(1, Ordering::SeqCst) + 1;
            self.most.fetch_max(here, Ordering::SeqCst);
            let (takes, answer) = (self.does)(self.calls.fetch_add(1, Ordering::SeqCst), self.begun.elapsed());
            sleep(takes).await;
            self.here.fetch_sub(1, Ordering::SeqCst);
            let item: serde_json::Value = serde_json::from_slice(&body).unwrap();
            let title = item["title"].as_str().unwrap();
            if self.dislikes.lock().unwrap().contains(&title) {
                return Ok(403);
            }
            if answer == Ok(204) {
                self.taken.lock().unwrap().push(title.to_owned());
            }
            answer
        })
    }
}

fn telling(store: &Arc<Memory>, receivers: usize) -> Arc<Serving> {
    let serving = serving(Arc::clone(store), 10);
    let receiver = |number: usize| Receiver {
        id: format!("receiver {number}"),
        url: Secret::new("https://hooks.example.org/x".into()),
        format: NoticeFormat::Json,
        secret: None,
    };
    let notify = (0..receivers).map(|number| Notify { of: View::default(), to: receiver(number) }).collect();
    serving.reload(Settings { notify, ..(*serving.settings()).clone() });
    serving
}

/// Waits until so many were taken.
async fn until(other: &Other, count: usize) {
    while other.taken().len() < count {
        assert!(other.begun.elapsed() < Duration::from_secs(100), "{:?}", other.taken());
        sleep(SECOND).await;
    }
}

/// Waits until all receivers are known: they are told of what changes from then on.
async fn known(store: &Memory, receivers: usize) {
    while store.told.lock().unwrap().len() < receivers {
        sleep(SECOND).await;
    }
}

const NEWS: [&str; 3] = ["Release 2", "Release 3", "Release 4"];

fn news(store: &Memory) {
    (2..5).for_each(|number| store.add(story(number)));
}

#[tokio::test]
async fn a_receiver_that_is_down_for_an_hour_gets_each_story_once_and_in_order() {
    let store = Memory::with(1);
    let other = Other::new(|_, after| {
        let up = after > SECOND * 3600;
        (SECOND, if up { Ok(204) } else { Err("connection refused".into()) })
    });
    let task = tokio::spawn(notify::run(telling(&store, 1), other.clone()));
    known(&store, 1).await;
    news(&store);
    until(&other, 3).await;
    assert_eq!(other.taken(), NEWS);
    assert!(other.calls.load(Ordering::SeqCst) < 20, "it is not pestered");
    task.abort();
}

#[tokio::test]
async fn errors_and_slowness_cost_time_and_no_story() {
    let store = Memory::with(1);
    let other = Other::new(|call, _| match call % 3 {
        0 => (Duration::ZERO, Ok(500)),
        1 => (SECOND * 120, Ok(204)),
        _ => (SECOND * 9, Ok(204)),
    });
    let task = tokio::spawn(notify::run(telling(&store, 1), other.clone()));
    known(&store, 1).await;
    news(&store);
    until(&other, 3).await;
    assert_eq!(other.taken(), NEWS);
    task.abort();
}

#[tokio::test]
async fn who_was_killed_in_the_middle_goes_on_with_the_story_that_was_under_way() {
    let store = Memory::with(1);
    let hangs = Other::new(|call, _| (if call == 0 { SECOND } else { SECOND * 100_000 }, Ok(204)));
    let task = tokio::spawn(notify::run(telling(&store, 1), hangs.clone()));
    known(&store, 1).await;
    news(&store);
    until(&hangs, 1).await;
    sleep(SECOND * 30).await;
    task.abort();
    assert_eq!(hangs.taken(), NEWS[..1], "the second is under way");
    let other = Other::new(|_, _| (Duration::ZERO, Ok(204)));
    let task = tokio::spawn(notify::run(telling(&store, 1), other.clone()));
    until(&other, 2).await;
    assert_eq!(other.taken(), NEWS[1..]);
    task.abort();
}

#[tokio::test]
async fn a_thousand_receivers_of_one_story_hold_few_of_it_at_once() {
    let store = Memory::with(1);
    let other = Other::new(|_, _| (SECOND, Ok(204)));
    let serving = telling(&store, 1_000);
    let task = tokio::spawn(notify::run(serving, other.clone()));
    known(&store, 1_000).await;
    store.add(story(2));
    until(&other, 1_000).await;
    sleep(SECOND * 60).await;
    assert_eq!(other.taken().len(), 1_000);
    assert!(other.most.load(Ordering::SeqCst) <= 16);
    task.abort();
}

/// What a receiver takes that dislikes some of four stories, of which the first ones are of one source.
async fn taken_by(dislikes: &[&'static str], of_one: i64) -> Vec<String> {
    let store = Memory::with(1);
    let other = Other::new(|_, _| (Duration::ZERO, Ok(204)));
    other.dislikes.lock().unwrap().extend(dislikes);
    let task = tokio::spawn(notify::run(telling(&store, 1), other.clone()));
    known(&store, 1).await;
    for number in 2..6 {
        let source = if number < 2 + of_one { "hostile" } else { "honest" };
        store.add(Story { source: source.into(), ..story(number) });
    }
    until(&other, 4 - dislikes.len()).await;
    task.abort();
    other.taken()
}

#[tokio::test]
async fn a_story_that_a_filter_dislikes_ends_no_telling() {
    assert_eq!(taken_by(&["Release 3"], 4).await, ["Release 2", "Release 4", "Release 5"]);
    assert_eq!(taken_by(&["Release 2", "Release 3", "Release 4"], 3).await, ["Release 5"]);
}

#[tokio::test]
async fn who_refuses_everything_for_a_while_misses_nothing() {
    let store = Memory::with(1);
    let other = Other::new(|_, after| (Duration::ZERO, Ok(if after > SECOND * 600 { 204 } else { 401 })));
    let task = tokio::spawn(notify::run(telling(&store, 1), other.clone()));
    known(&store, 1).await;
    news(&store);
    until(&other, 3).await;
    assert_eq!(other.taken(), NEWS);
    task.abort();
}
