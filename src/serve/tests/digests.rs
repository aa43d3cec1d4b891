//! Mail by the day and at once, with a calendar that the test turns.

use std::{
    sync::{
        Arc, Mutex,
        atomic::{AtomicI64, Ordering},
    },
    time::Duration,
};

use axum::{body::Body, http::Request};
use chrono::NaiveTime;
use futures_util::future::BoxFuture;
use tokio::time::{Instant, sleep};
use tower::ServiceExt;

use super::memory::{Memory, at, story};
use crate::{
    model::{Recipient, Secret, Story},
    serve::{
        Digest, SECOND, Serving, Settings, View,
        digest::{self, Mail, Mailer, Refusal},
        router,
    },
};

/// A server: how many mails it refuses first, and what it took.
#[derive(Default)]
struct Server {
    refuses: Mutex<u32>,
    /// Mail with these words is refused for good, as a filter does.
    dislikes: Mutex<Vec<&'static str>>,
    asked: Mutex<Vec<String>>,
    taken: Mutex<Vec<Mail>>,
}

impl Server {
    fn subjects(&self) -> Vec<String> {
        self.taken.lock().unwrap().iter().map(|mail| mail.letter.subject.clone()).collect()
    }
}

impl Mailer for Server {
    fn send(&self, mail: Mail) -> BoxFuture<'_, Result<(), Refusal>> {
        Box::pin(async move {
            self.asked.lock().unwrap().push(mail.id.clone());
            let mut refuses = self.refuses.lock().unwrap();
            if *refuses > 0 {
                *refuses -= 1;
                return Err(Refusal { why: "450 greylisted".into(), for_good: false });
            }
            if self.dislikes.lock().unwrap().iter().any(|words| mail.letter.text.contains(words)) {
                return Err(Refusal { why: "554 5.7.1 spam".into(), for_good: true });
            }
            self.taken.lock().unwrap().push(mail);
            Ok(())
        })
    }
}

/// Waits until so many mails were taken.
async fn until(server: &Server, count: usize) {
    let begun = Instant::now();
    while server.subjects().len() < count {
        assert!(begun.elapsed() < Duration::from_secs(100), "{:?}", server.subjects());
        sleep(SECOND).await;
    }
}

/// Waits until the recipient is known: it gets what changes from then on.
async fn known(store: &Memory) {
    while !store.told.lock().unwrap().contains_key("desk") {
        sleep(SECOND).await;
    }
}

/// Noon of 15 January 2027, UTC.
const NOON: i64 = 1_800_014_400;

fn mailing(store: &Arc<Memory>, at_time: Option<NaiveTime>) -> (Arc<Serving>, Arc<AtomicI64>) {
    let clock = Arc::new(AtomicI64::new(NOON));
    let to = Recipient {
        id: "desk".into(),
        to: "desk@example.org".into(),
        from: "press@example.org".into(),
        smtp: Secret::new("smtp://127.0.0.1".into()),
        at: at_time,
    };
    let of = View { name: "water".into(), title: Some("Water".into()), ..View::default() };
    let settings = Settings {
        title: "All news".into(),
        public_url: "https://press.example/".into(),
        digests: vec![Digest { of, to }],
        ..Settings::default()
    };
    let hands = Arc::clone(&clock);
    (Serving::new(store.clone(), settings, Arc::new(move || at(hands.load(Ordering::SeqCst)))), clock)
}

#[tokio::test]
async fn a_daily_mail_has_all_of_the_day_and_comes_once() {
    let store = Memory::with(1);
    let (serving, clock) = mailing(&store, NaiveTime::from_hms_opt(7, 0, 0));
    let server = Arc::<Server>::default();
    let task = tokio::spawn(digest::run(serving, server.clone()));
    known(&store).await;
    store.add(story(2));
    store.add(story(3));
    sleep(SECOND * 100).await;
    assert!(server.subjects().is_empty(), "it is not seven");
    clock.store(NOON + 19 * 3600, Ordering::SeqCst);
    until(&server, 1).await;
    assert_eq!(server.subjects(), ["Water: 2 releases"]);
    let mail = server.taken.lock().unwrap()[0].clone();
    for body in [&mail.letter.text, &mail.letter.html] {
        for words in ["Release 2", "Release 3", "https://press.example/release/3", &mail.unsubscribe] {
            assert!(body.contains(words), "{words}: {body}");
        }
    }
    clock.store(NOON + 43 * 3600, Ordering::SeqCst);
    sleep(SECOND * 100).await;
    assert_eq!(server.subjects().len(), 1, "a day without news is a day without mail");
    task.abort();
}

#[tokio::test]
async fn mail_at_once_outlives_a_server_that_is_busy_and_says_each_story_once() {
    let store = Memory::with(1);
    let (serving, _) = mailing(&store, None);
    let server = Arc::<Server>::default();
    *server.refuses.lock().unwrap() = 2;
    let task = tokio::spawn(digest::run(serving, server.clone()));
    known(&store).await;
    store.add(story(2));
    until(&server, 1).await;
    store.add(story(3));
    until(&server, 2).await;
    assert_eq!(server.subjects(), ["A & Co: Release 2", "A & Co: Release 3"]);
    let asked = server.asked.lock().unwrap();
    assert_eq!((asked.len(), &asked[0]), (4, &asked[2]), "the same mail has the same Message-ID");
    task.abort();
}

#[tokio::test]
async fn one_click_takes_a_recipient_off_the_list_and_one_brings_it_back() {
    let store = Memory::with(1);
    let (serving, _) = mailing(&store, None);
    let server = Arc::<Server>::default();
    let task = tokio::spawn(digest::run(serving.clone(), server.clone()));
    known(&store).await;
    store.add(story(2));
    until(&server, 1).await;
    let address = server.taken.lock().unwrap()[0].unsubscribe.clone();
    let path = address.strip_prefix("https://press.example").unwrap();
    let ask = async |method: &str, path: &str, body: &'static str| {
        let request = Request::builder().method(method).uri(path).body(Body::from(body)).unwrap();
        router(serving.clone()).oneshot(request).await.unwrap().status().as_u16()
    };
    assert_eq!(ask("POST", &format!("{}0", &path[..path.len() - 1]), "").await, 404, "a token that was made up");
    assert_eq!(ask("GET", path, "").await, 200, "looking changes nothing");
    assert_eq!(ask("POST", path, "List-Unsubscribe=One-Click").await, 200);
    store.add(story(3));
    sleep(SECOND * 100).await;
    assert_eq!(server.subjects().len(), 1);
    assert_eq!(ask("POST", path, "again=1").await, 200);
    until(&server, 2).await;
    assert!(server.subjects()[1].ends_with("Release 3"), "what came meanwhile comes then");
    task.abort();
}

#[tokio::test]
async fn a_story_that_a_filter_dislikes_ends_no_mail() {
    let store = Memory::with(1);
    let (serving, clock) = mailing(&store, NaiveTime::from_hms_opt(7, 0, 0));
    let server = Arc::<Server>::default();
    server.dislikes.lock().unwrap().extend(["Release 3", "Release 4"]);
    let task = tokio::spawn(digest::run(serving, server.clone()));
    known(&store).await;
    for number in 2..9 {
        let source = if number < 5 { "hostile" } else { "honest" };
        store.add(Story { source: source.into(), ..story(number) });
    }
    clock.store(NOON + 19 * 3600, Ordering::SeqCst);
    let texts = || server.taken.lock().unwrap().iter().map(|mail| mail.letter.text.clone()).collect::<String>();
    let begun = Instant::now();
    while !texts().contains("Release 8") {
        assert!(begun.elapsed() < Duration::from_secs(100), "{}", texts());
        sleep(SECOND).await;
    }
    task.abort();
    for number in [2, 5, 6, 7, 8] {
        assert!(texts().contains(&format!("Release {number}")), "{}", texts());
    }
    assert!(server.asked.lock().unwrap().len() < 16, "a few mails find the story");
}
