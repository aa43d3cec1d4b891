//! The contract, on a server and by way of a pooler, and what only a shared database can do.

use std::sync::Arc;

use super::*;
use crate::{
    model::{self, ServerAddress},
    store::{Polling, Reading, Upkeep, contract, contract_leases, contract_outgoing, contract_shared, shared::Shared},
};

#[path = "../../../tests/behaviour/support/postgres.rs"]
pub(crate) mod cluster;

/// A store of an empty database.
async fn opened(address: Option<String>) -> Option<Postgres> {
    let address = ServerAddress::parse(&address?).unwrap();
    Some(Postgres::open(&address, Access::Write).await.unwrap())
}

fn direct() -> Option<String> {
    cluster::cluster().map(cluster::Cluster::database)
}

fn pooled() -> Option<String> {
    cluster::cluster().and_then(cluster::Cluster::pooled)
}

macro_rules! holds {
    ($contract:ident: $($name:ident),*) => {$(
        #[tokio::test]
        async fn $name() {
            for address in [direct(), pooled()] {
                if let Some(store) = opened(address).await {
                    $contract::$name(&store).await;
                }
            }
        }
    )*};
}
holds!(contract: identity, stories, siblings, revisions, judged_anew, queries, embargo, states, deeds, translations, named_translations, nul);
holds!(contract_outgoing: archive, changes, hub);

/// Of a contract that two processes hold to, with leases of a second.
macro_rules! shared {
    ($contract:ident: $($name:ident),*) => {$(
        #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
        async fn $name() {
            for address in [direct(), pooled()] {
                let Some(one) = opened(address.clone()).await else { continue };
                let parsed = ServerAddress::parse(&address.unwrap()).unwrap();
                let other = Postgres::open(&parsed, Access::Read).await.unwrap();
                one.sql().await.unwrap().batch("UPDATE mark SET value = 1000 WHERE name = 'lease'").await.unwrap();
                $contract::$name(Arc::new(one), Arc::new(other)).await;
            }
        }
    )*};
}
shared!(contract_shared: a_late_commit_is_lost, none_falls_with_another, copies_of_one_moment_meet, no_change_is_missed, what_others_publish_is_noticed);
shared!(contract_leases: a_host_is_polled_by_one, a_lease_ends, a_turn_is_handed_over, a_duty_has_one, a_hub_is_heard_by_whoever_polls, robots_are_known_to_all);

#[tokio::test]
async fn any_number_polls_and_whoever_moves_it_has_it_alone() {
    let Some(address) = direct() else { return };
    let parsed = ServerAddress::parse(&address).unwrap();
    let early = Postgres::open(&parsed, Access::Look).await.err().unwrap();
    assert!(early.to_string().contains("nothing was polled into it yet"), "{early}");
    let one = opened(Some(address.clone())).await.unwrap();
    let two = opened(Some(address.clone())).await.unwrap();
    assert!(matches!(one.alone().await, Err(Error::InUse { .. })), "another polls");
    Shared::resign(&two).await.unwrap();
    one.alone().await.unwrap();
    Postgres::open(&parsed, Access::Look).await.unwrap();
}

#[tokio::test]
async fn a_write_whose_answer_was_lost_is_not_written_twice() {
    let Some(store) = opened(direct()).await else { return };
    let now = contract::noon();
    store.register(&contract::sources(), now).await.unwrap();
    let mut poll = contract::poll("org", vec![contract::new(1, contract::release("a"), contract::own(None))], now);
    poll.state = store.state(&"org".into()).await.unwrap().unwrap();
    let write = |token| {
        let poll = model::Poll { state: poll.state.clone(), changes: poll.changes.clone(), now };
        Arc::new(tokio::sync::Mutex::new(Write { poll, placing: None, token, done: None }))
    };
    let (lost_answer, late) = (write(7), write(8));
    let first = store.write(vec![lost_answer.clone()]).await.unwrap();
    let again = store.write(vec![lost_answer.clone()]).await.unwrap();
    assert_eq!((first[0].new, first[0].version, again[0].version, again[0].lost), (1, Some(1), Some(1), false));
    assert_eq!(lost_answer.lock().await.done.take().unwrap().new, 1);
    assert!(store.write(vec![late]).await.unwrap()[0].lost);
    assert_eq!(store.counts(now).await.unwrap().releases, 1);
}

#[tokio::test]
async fn what_was_begun_and_not_ended_is_undone_and_its_connection_serves_on() {
    let Some(store) = opened(direct()).await else { return };
    for _ in 0..20 {
        let mut transaction = store.writing().await.unwrap();
        transaction.take_pen().await.unwrap();
        drop(transaction);
    }
    let sql = store.sql().await.unwrap();
    let row = sql.one("SELECT value FROM mark WHERE name = 'pen'", &[]).await.unwrap();
    assert_eq!(sql::get::<i64>(&row, 0).unwrap(), 0);
}

#[tokio::test]
async fn a_row_that_cannot_be_read_costs_itself() {
    let Some(store) = opened(direct()).await else { return };
    contract::queries(&store).await;
    let sql = store.sql().await.unwrap();
    sql.batch("UPDATE release SET body = 'x' WHERE title = 'r3'").await.unwrap();
    let all = Query { limit: 9, ..Query::default() };
    assert_eq!(store.stories(&all, contract::noon()).await.unwrap().len(), 6);
    assert_eq!(store.set_aside().await.unwrap().unwrap().rows, 1);
}

#[tokio::test]
async fn what_is_old_goes_and_its_identity_stays() {
    let Some(store) = opened(direct()).await else { return };
    let now = contract::noon();
    contract::queries(&store).await;
    let mut keeping = crate::store::Keeping::since(now + chrono::TimeDelta::days(1));
    while !keeping.done {
        keeping = store.let_go(keeping).await.unwrap();
    }
    assert_eq!(keeping.bodies, 7);
    let stories = store.stories(&Query { limit: 9, ..Query::default() }, now).await.unwrap();
    assert_eq!(stories.len(), 7);
    assert!(stories.iter().all(|story| story.lead.title.is_some() && story.lead.content_text.is_none()));
    let words = Query { words: Some("r3".into()), limit: 9, ..Query::default() };
    assert!(store.stories(&words, now).await.unwrap().is_empty());
}

#[tokio::test]
async fn a_clock_that_was_ahead_is_put_right() {
    let Some(store) = opened(direct()).await else { return };
    let now = contract::noon();
    let future = now + chrono::TimeDelta::days(4000);
    store.register(&contract::sources(), future).await.unwrap();
    let mut poll = contract::poll("org", vec![contract::new(1, contract::release("a"), contract::own(None))], future);
    poll.state.polled_at = Some(future);
    poll.state.memory.rhythm.newest = Some(future);
    store.commit(poll).await.unwrap();
    store.register(&contract::sources(), now).await.unwrap();
    for state in store.states_behind(0).await.unwrap().0 {
        assert!(state.next.at <= now && state.polled_at.is_none(), "{state:?}");
        assert_eq!(state.memory.rhythm.newest, None);
    }
    let story = store.stories(&Query { limit: 1, ..Query::default() }, now).await.unwrap().remove(0);
    assert_eq!((story.first_seen, story.sorted_at <= now), (now, true));
}

#[tokio::test]
async fn a_source_that_is_tagged_otherwise_is_found_under_its_new_tags() {
    let Some(store) = opened(direct()).await else { return };
    let now = contract::noon();
    contract::queries(&store).await;
    let mut retagged = contract::sources();
    Arc::make_mut(&mut retagged[0]).tags = vec!["sport".into()];
    store.register(&retagged, now).await.unwrap();
    let count = async |tag: &str| {
        let query = Query { tags: vec![tag.into()], limit: 9, ..Query::default() };
        store.stories(&query, now).await.unwrap().len()
    };
    assert_eq!((count("science").await, count("sport").await), (0, 7));
}

#[test]
fn a_server_that_is_not_there_is_named_without_its_password() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let address = ServerAddress::parse("postgres://u:s3cret@127.0.0.1:1/n").unwrap();
    let error = runtime.block_on(Postgres::open(&address, Access::Look)).err().unwrap().to_string();
    assert!(error.contains("postgres://u@127.0.0.1:1/n") && !error.contains("s3cret"), "{error}");
}
