//! Searches of one client at once: the lane that they share is for all.

use std::{
    collections::HashMap,
    net::IpAddr,
    sync::{Arc, Mutex, PoisonError},
};

/// More are refused, and take nobody's turn.
const AT_ONCE: usize = 4;

/// Searches under way, by client.
#[derive(Default)]
pub struct Searchers(Mutex<HashMap<IpAddr, usize>>);

/// The right to one search. Given back when dropped.
pub struct Ticket {
    searchers: Arc<Searchers>,
    client: Option<IpAddr>,
}

impl Searchers {
    /// None: the client has too many under way. A proxy of ours asks for many clients, and is not counted.
    pub fn enter(self: &Arc<Self>, client: IpAddr) -> Option<Ticket> {
        let client = Some(client).filter(|client| !is_ours(client));
        if let Some(client) = client {
            let mut under_way = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            let count = under_way.entry(client).or_default();
            if *count >= AT_ONCE {
                return None;
            }
            *count += 1;
        }
        Some(Ticket { searchers: Arc::clone(self), client })
    }
}

impl Drop for Ticket {
    fn drop(&mut self) {
        let Some(client) = self.client else { return };
        let mut under_way = self.searchers.0.lock().unwrap_or_else(PoisonError::into_inner);
        match under_way.get_mut(&client) {
            Some(count) if *count > 1 => *count -= 1,
            _ => drop(under_way.remove(&client)),
        }
    }
}

/// On this machine or its own network.
fn is_ours(client: &IpAddr) -> bool {
    match client {
        IpAddr::V4(address) => address.is_loopback() || address.is_private(),
        IpAddr::V6(address) => address.is_loopback() || address.is_unique_local(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_client_has_its_share_and_a_proxy_any() {
        let searchers = Arc::<Searchers>::default();
        let (client, other, proxy) =
            (IpAddr::from([192, 0, 2, 1]), IpAddr::from([192, 0, 2, 2]), IpAddr::from([127, 0, 0, 1]));
        let mut tickets: Vec<Ticket> = (0..AT_ONCE).map(|_| searchers.enter(client).unwrap()).collect();
        assert!(searchers.enter(client).is_none() && searchers.enter(other).is_some());
        tickets.pop();
        assert!(searchers.enter(client).is_some());
        let many: Vec<_> = (0..9).map(|_| searchers.enter(proxy)).collect();
        assert!(many.iter().all(Option::is_some));
        drop(tickets);
        assert!(searchers.0.lock().unwrap().is_empty());
    }
}
