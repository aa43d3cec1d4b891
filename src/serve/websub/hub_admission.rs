//! Who may ask the hub for what. Whatever a stranger makes us do has a bound for the owner of the callback and one in
//! all; a subscriber that is known is let through whatever the others do.

use std::time::Instant;

use url::Url;

use super::hub_callers::owners;
use crate::{
    serve::Serving,
    store::{Booking, Intent, Standing},
};

/// Requests that wait for their callbacks' word, in all and of an owner.
const WAITING: usize = 1_000;
const WAITING_OF_OWNER: usize = 20;
/// Subscriptions, in all and of an owner.
const HELD: usize = 20_000;
const HELD_OF_OWNER: usize = 50;
/// Topics that anybody can make up: searches, filters, tags. Each costs a query at each change.
const MADE_UP: usize = 200;

/// Why a request is not taken now.
#[derive(Debug, PartialEq, Eq)]
pub enum Refusal {
    /// The owner of the callback has its share.
    Owner(&'static str),
    /// The hub is full.
    Full(String),
}

/// Writes a request down, if there is room for it.
pub async fn admit(serving: &Serving, mut intent: Intent) -> Result<(), Refusal> {
    let failed = |error: crate::store::Error| Refusal::Full(error.to_string());
    let callback = Url::parse(&intent.callback).map_err(|error| Refusal::Full(error.to_string()))?;
    let by_name = owners(&callback, &[]);
    let store = &serving.store;
    let standing = store.standing(&intent.topic, &intent.callback, &by_name).await.map_err(failed)?;
    if standing.subscribed {
        return book(serving, intent).await;
    }
    if !intent.subscribes {
        // nothing to end: nobody is asked for it
        return Ok(());
    }
    judge(&standing, serving.callers.are_left_alone(&by_name, Instant::now()))?;
    intent.owners = owners(&callback, &serving.addresses(&callback).await);
    let standing = store.standing(&intent.topic, &intent.callback, &intent.owners).await.map_err(failed)?;
    judge(&standing, serving.callers.are_left_alone(&intent.owners, Instant::now()))?;
    book(serving, intent).await
}

async fn book(serving: &Serving, intent: Intent) -> Result<(), Refusal> {
    serving.store.book(Booking::Intend(intent)).await.map_err(|error| Refusal::Full(error.to_string()))?;
    serving.hub_called.notify_one();
    Ok(())
}

fn judge(standing: &Standing, left_alone: bool) -> Result<(), Refusal> {
    if left_alone && standing.held_of_owner == 0 {
        return Err(Refusal::Owner("callbacks of this host said no again and again: try again in an hour"));
    }
    if standing.waiting_of_owner >= WAITING_OF_OWNER {
        return Err(Refusal::Owner("20 requests wait for callbacks of this host: try again in two minutes"));
    }
    if standing.held_of_owner >= HELD_OF_OWNER {
        return Err(Refusal::Owner("callbacks of this host hold 50 subscriptions, no more are kept for one host"));
    }
    if standing.waiting >= WAITING {
        return Err(Refusal::Full("too many requests wait for their callbacks: try again in two minutes".into()));
    }
    if standing.held >= HELD || standing.made_up >= MADE_UP {
        return Err(Refusal::Full("this hub keeps no more subscriptions, or no more of searches and tags".into()));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_bound_refuses_for_its_own_reason() {
        assert_eq!(judge(&Standing { held_of_owner: 49, waiting_of_owner: 19, ..Standing::default() }, false), Ok(()));
        let owner = |standing, alone| assert!(matches!(judge(&standing, alone), Err(Refusal::Owner(_))));
        owner(Standing { waiting_of_owner: 20, ..Standing::default() }, false);
        owner(Standing { held_of_owner: 50, ..Standing::default() }, false);
        owner(Standing::default(), true);
        assert_eq!(judge(&Standing { held_of_owner: 1, ..Standing::default() }, true), Ok(()), "it said yes before");
        let full = |standing| assert!(matches!(judge(&standing, false), Err(Refusal::Full(_))));
        full(Standing { waiting: 1_000, ..Standing::default() });
        full(Standing { held: 20_000, ..Standing::default() });
        full(Standing { made_up: 200, ..Standing::default() });
    }
}
