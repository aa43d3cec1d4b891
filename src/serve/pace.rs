//! How fast readers may have us ask a host for pictures. What a release shows may lie anywhere: without a pace, whoever
//! publishes a thousand addresses of a third host needs only to look at them to have it asked a hundred times a second.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
    time::Instant,
};

/// Of one owner at once: a gallery.
const AT_ONCE: f64 = 120.0;
/// And then in a second.
const A_SECOND: f64 = 2.0;

/// What each owner of hosts may still be asked for; who has rested is forgotten.
#[derive(Default)]
pub struct Paces(Mutex<HashMap<String, (f64, Instant)>>);

impl Paces {
    /// True, and counted, where one more may be asked of this owner now.
    pub fn may_ask(&self, owner: String, now: Instant) -> bool {
        let left = |(left, at): &(f64, Instant)| {
            (left + now.saturating_duration_since(*at).as_secs_f64() * A_SECOND).min(AT_ONCE)
        };
        let mut paces = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        paces.retain(|_, pace| left(pace) < AT_ONCE);
        let had = paces.get(&owner).map_or(AT_ONCE, left);
        let may = had >= 1.0;
        paces.insert(owner, (if may { had - 1.0 } else { had }, now));
        may
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn a_gallery_comes_at_once_and_a_thousand_pictures_do_not() {
        let (paces, start) = (Paces::default(), Instant::now());
        let asked = |owner: &str, now| (0..1_000).filter(|_| paces.may_ask(owner.into(), now)).count();
        assert_eq!((asked("a.example", start), asked("b.example", start)), (120, 120));
        assert_eq!(asked("a.example", start + Duration::from_secs(10)), 20);
        let later = start + Duration::from_secs(3_600);
        assert_eq!(asked("c.example", later), 120);
        assert_eq!(paces.0.lock().unwrap().len(), 1, "who has rested is forgotten");
    }
}
