//! How callbacks are called upon, whoever asked for it: in their owners' turn, and not again soon after a no.
//!
//! An owner is the domain that a callback's name was registered under, and each address that the name leads to: many
//! callbacks, ports or names of one owner are one to be spared.

use std::{
    collections::HashMap,
    net::IpAddr,
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use url::Url;

use hosts::registrable;

/// Calls of an owner at once.
const AT_ONCE: usize = 2;
/// From the start of one call of an owner to that of the next.
const DISTANCE: Duration = Duration::from_secs(1);
/// A no is remembered so long.
const REMEMBERED: Duration = Duration::from_secs(3600);
/// An owner that said no so often is not asked again meanwhile, unless it has said yes before.
const REFUSALS: u32 = 10;
/// Owners remembered for it: more than the hub can ask in an hour, but for a flood.
const MOST: usize = 8_192;
/// Addresses of a name that count.
const ADDRESSES: usize = 4;

/// Whom a callback belongs to. The first is known without a look at the network.
pub fn owners(callback: &Url, addresses: &[IpAddr]) -> Vec<String> {
    let mut owners = vec![owner(callback)];
    for address in addresses.iter().take(ADDRESSES).map(network) {
        if !owners.contains(&address) {
            owners.push(address);
        }
    }
    owners
}

/// The owner by name.
pub fn owner(callback: &Url) -> String {
    registrable(callback.host_str().unwrap_or_default())
}

/// What one customer of a network has: an address, of version 6 a /64.
fn network(address: &IpAddr) -> String {
    match address.to_canonical() {
        IpAddr::V4(address) => address.to_string(),
        IpAddr::V6(address) => std::net::Ipv6Addr::from_bits(address.to_bits() >> 64 << 64).to_string(),
    }
}

#[derive(Default)]
struct Caller {
    calls: usize,
    next: Option<Instant>,
}

/// Calls under way, by owner; and who said no.
#[derive(Default)]
pub struct Callers {
    turns: Mutex<HashMap<String, Caller>>,
    refusals: Mutex<HashMap<String, (u32, Instant)>>,
}

/// The right to one call. Given back when dropped.
pub struct Turn {
    callers: Arc<Callers>,
    owners: Vec<String>,
}

impl Callers {
    /// A turn, if all these owners may be called now.
    pub fn turn(self: &Arc<Self>, owners: Vec<String>, now: Instant) -> Option<Turn> {
        let mut turns = self.turns.lock().unwrap_or_else(PoisonError::into_inner);
        turns.retain(|_, caller| caller.calls > 0 || caller.next.is_some_and(|next| next > now));
        if !owners.iter().all(|owner| turns.get(owner).is_none_or(|caller| caller.is_free(now))) {
            return None;
        }
        for owner in &owners {
            let caller = turns.entry(owner.clone()).or_default();
            caller.calls += 1;
            caller.next = Some(now + DISTANCE);
        }
        Some(Turn { callers: Arc::clone(self), owners })
    }

    /// Whether this owner may be called now.
    pub fn is_free(&self, owner: &str, now: Instant) -> bool {
        let turns = self.turns.lock().unwrap_or_else(PoisonError::into_inner);
        turns.get(owner).is_none_or(|caller| caller.is_free(now))
    }

    /// A callback of these owners said no, or nothing.
    pub fn refused(&self, owners: &[String], now: Instant) {
        let mut refusals = self.refusals.lock().unwrap_or_else(PoisonError::into_inner);
        if refusals.len() >= MOST {
            refusals.retain(|_, (_, until)| *until > now);
        }
        for owner in owners {
            if refusals.len() < MOST || refusals.contains_key(owner) {
                let (count, until) = refusals.entry(owner.clone()).or_insert((0, now));
                *count = if *until > now { *count + 1 } else { 1 };
                *until = now + REMEMBERED;
            }
        }
    }

    /// Whether one of these owners wants to be left alone.
    pub fn are_left_alone(&self, owners: &[String], now: Instant) -> bool {
        let refusals = self.refusals.lock().unwrap_or_else(PoisonError::into_inner);
        let mut known = owners.iter().filter_map(|owner| refusals.get(owner));
        known.any(|(count, until)| *until > now && *count >= REFUSALS)
    }
}

impl Caller {
    fn is_free(&self, now: Instant) -> bool {
        self.calls < AT_ONCE && self.next.is_none_or(|next| next <= now)
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        let mut turns = self.callers.turns.lock().unwrap_or_else(PoisonError::into_inner);
        for owner in &self.owners {
            if let Some(caller) = turns.get_mut(owner) {
                caller.calls = caller.calls.saturating_sub(1);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(owner: &str) -> Vec<String> {
        vec![owner.to_owned()]
    }

    #[test]
    fn names_ports_and_neighbouring_addresses_of_one_owner_are_one() {
        let url = |text: &str| Url::parse(text).unwrap();
        let six = |text: &str| text.parse::<IpAddr>().unwrap();
        let here = [six("2001:db8:0:1::5")];
        let one = owners(&url("https://a.reader.example:8443/x"), &here);
        assert_eq!(one, ["reader.example", "2001:db8:0:1::"]);
        assert_eq!(owners(&url("http://b.reader.example/"), &[six("2001:db8:0:1:9::")]), one);
        assert_eq!(owners(&url("http://127.0.0.1:99/"), &[six("127.0.0.1")]), ["127.0.0.1"]);
    }

    #[test]
    fn an_owner_is_called_once_a_second_and_twice_at_once() {
        let (callers, now) = (Arc::<Callers>::default(), Instant::now());
        let first = callers.turn(named("a"), now).unwrap();
        assert!(callers.turn(named("a"), now).is_none() && callers.turn(named("b"), now).is_some());
        let _second = callers.turn(named("a"), now + DISTANCE).unwrap();
        let later = now + 2 * DISTANCE;
        assert!(callers.turn(named("a"), later).is_none(), "two are under way");
        assert!(callers.turn(vec!["c".into(), "a".into()], later).is_none() && callers.is_free("c", later));
        drop(first);
        assert!(callers.is_free("a", later) && callers.turn(named("a"), later).is_some());
    }

    #[test]
    fn who_said_no_again_and_again_is_left_alone_for_an_hour() {
        let (callers, now) = (Callers::default(), Instant::now());
        (1..REFUSALS).for_each(|_| callers.refused(&named("a"), now));
        assert!(!callers.are_left_alone(&named("a"), now));
        callers.refused(&named("a"), now);
        assert!(callers.are_left_alone(&["b".into(), "a".into()], now) && !callers.are_left_alone(&named("b"), now));
        assert!(!callers.are_left_alone(&named("a"), now + REMEMBERED));
    }
}
