//! RFC 3229 deltas of feeds: a reader that says `A-IM: feed` and names the version that it has gets the entries that
//! are new or changed since, and nothing else. A few versions back are remembered; of an older one it gets the whole.

use std::{
    collections::{HashSet, VecDeque},
    ops::Range,
    sync::Arc,
};

use crate::publish::Pieces;

/// Versions remembered.
const VERSIONS: usize = 32;

/// Where a document's entries are, and which ones its earlier versions had.
#[derive(Debug)]
pub struct Parts {
    entries: Vec<Range<usize>>,
    marks: Arc<[u64]>,
    between: &'static str,
    earlier: VecDeque<(String, Arc<[u64]>)>,
}

impl Parts {
    /// Of a document that was put together of these pieces.
    pub fn of(pieces: &Pieces) -> Self {
        let mut at = pieces.head.len();
        let mut entries = Vec::with_capacity(pieces.entries.len());
        for entry in &pieces.entries {
            entries.push(at..at + entry.len());
            at += entry.len() + pieces.between.len();
        }
        let mark = |entry: &Vec<u8>| {
            let hash = blake3::hash(entry);
            u64::from_le_bytes(std::array::from_fn(|at| hash.as_bytes()[at]))
        };
        let marks = pieces.entries.iter().map(mark).collect();
        Self { entries, marks, between: pieces.between, earlier: VecDeque::new() }
    }

    /// Remembers the version before, and those that it remembered.
    pub fn follow(&mut self, tag: &str, last: &Self) {
        self.earlier = last.earlier.iter().take(VERSIONS - 1).cloned().collect();
        self.earlier.push_front((tag.to_owned(), Arc::clone(&last.marks)));
    }

    /// What the version of this tag did not have, as a document; none if it is not remembered.
    pub fn since(&self, bytes: &[u8], tag: &str) -> Option<Vec<u8>> {
        let (_, known) = self.earlier.iter().find(|(earlier, _)| earlier == tag)?;
        let known: HashSet<u64> = known.iter().copied().collect();
        let (first, last) = (self.entries.first()?, self.entries.last()?);
        let mut delta = bytes.get(..first.start)?.to_vec();
        let new = self.entries.iter().zip(self.marks.iter()).filter(|(_, mark)| !known.contains(mark));
        for (number, (entry, _)) in new.enumerate() {
            if number > 0 {
                delta.extend_from_slice(self.between.as_bytes());
            }
            delta.extend_from_slice(bytes.get(entry.clone())?);
        }
        delta.extend_from_slice(bytes.get(last.end..)?);
        Some(delta)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pieces(entries: &[&str]) -> Pieces {
        let entries = entries.iter().map(|entry| entry.as_bytes().to_vec()).collect();
        Pieces { head: b"<".to_vec(), entries, between: ",", tail: b">".to_vec() }
    }

    #[test]
    fn a_delta_holds_what_the_named_version_did_not() {
        let (one, two, three) = (pieces(&["a", "b"]), pieces(&["c", "a", "b"]), pieces(&["d", "c", "A", "b"]));
        let mut second = Parts::of(&two);
        second.follow("1", &Parts::of(&one));
        let mut third = Parts::of(&three);
        third.follow("2", &second);
        assert_eq!(second.since(&two.whole(), "1").as_deref(), Some(&b"<c>"[..]));
        assert_eq!(third.since(&three.whole(), "1").as_deref(), Some(&b"<d,c,A>"[..]));
        assert_eq!(third.since(&three.whole(), "2").as_deref(), Some(&b"<d,A>"[..]));
        assert_eq!(third.since(&three.whole(), "0"), None);
    }
}
