//! What a source may say of one of its releases: decided in [`crate::dedup::trust`], obeyed by the store.

use chrono::{DateTime, Utc};

use super::Role;

/// Seconds of a claimed date that count before the moment of first sight: eight years.
const CLAIMED_BITS: u32 = 28;
/// Set: the link of the release is on a host that its source does not own.
const FOREIGN: i64 = 1 << 62;
/// Set: a distributor's.
const DISTRIBUTED: i64 = 1 << 61;

/// The place of a release among those of its story: the least leads. One number, so that any engine sorts by it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Rank(pub i64);

impl Rank {
    /// Of foreign pages, from here on.
    pub const FIRST_FOREIGN: i64 = FOREIGN;

    /// Those on their own hosts first, then organisations before distributors, then as they were seen; the claimed date
    /// counts only among those that were seen at one time.
    pub fn new(own_page: bool, role: Role, seen: DateTime<Utc>, claimed: Option<DateTime<Utc>>) -> Self {
        let most = (1 << CLAIMED_BITS) - 1;
        let before = claimed.map_or(0, |claimed| (seen - claimed).num_seconds().clamp(0, most));
        let foreign = if own_page { 0 } else { FOREIGN };
        let distributed = if role == Role::Distributor { DISTRIBUTED } else { 0 };
        let seen = seen.timestamp().clamp(0, (1 << 33) - 1);
        Self(foreign | distributed | seen << CLAIMED_BITS | (most - before))
    }

    /// This rank with the classes of another one of the same release; when it was first seen stays.
    pub fn classed(self, as_of: Self) -> Self {
        const CLASS: i64 = FOREIGN | DISTRIBUTED;
        Self(self.0 & !CLASS | as_of.0 & CLASS)
    }

    /// The release's source owns the host of its link.
    pub fn is_on_own_page(self) -> bool {
        self.0 & FOREIGN == 0
    }
}

/// What a source may say of a release.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Standing {
    /// Its place among the releases of its story.
    pub rank: Rank,
    /// Held back until.
    pub held_until: Option<DateTime<Utc>>,
    /// Addresses whose releases may be shown as its translations, and it as theirs.
    pub variants: Vec<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn own_pages_then_organisations_then_first_sight_then_the_claimed_date() {
        let at = |seconds: i64| DateTime::from_timestamp(1_790_000_000 + seconds, 0);
        let rank = |own, role, seen, claimed| Rank::new(own, role, at(seen).unwrap(), at(claimed));
        let (org, wire) = (Role::Organisation, Role::Distributor);
        let order = [
            rank(true, org, 0, -100),
            rank(true, org, 0, -50),
            rank(true, org, 0, 50),
            rank(true, org, 1, -1_000_000_000),
            rank(true, wire, 0, -100),
            rank(false, org, -9, -200),
            rank(false, wire, -9, -200),
        ];
        assert!(order.is_sorted() && order[0].0 > 0 && order[6].0 > 0, "{order:?}");
        assert_eq!(order.map(Rank::is_on_own_page), [true, true, true, true, true, false, false]);
        let undated = Rank::new(true, org, at(0).unwrap(), None);
        assert!(order[1] < undated && undated == order[2]);
    }
}
