//! Short names of releases: eight letters that stand for a number, of which any unique beginning will do.
//!
//! Numbers grow with time, so that their beginnings are all alike; here they are mixed first. The letters are consonants:
//! no name is a word, a number or an address.

use std::sync::Arc;

use anyhow::Context as _;

use crate::{
    model::ReleaseId,
    store::{Reading, Stored},
};

const LETTERS: &[u8; 20] = b"bcdfghjklmnpqrstvwxz";
/// Shown of a name.
const SHOWN: usize = 8;
/// Releases that are named when a beginning has several.
const SEVERAL: usize = 5;

/// As it is shown.
pub fn short(id: ReleaseId) -> String {
    name(id).chars().take(SHOWN).collect()
}

/// All of a name: as many letters as tell all numbers apart.
fn name(id: ReleaseId) -> String {
    let mut rest = mixed(id.0.cast_unsigned());
    let letter = || {
        let letter = LETTERS[(rest % 20) as usize];
        rest /= 20;
        char::from(letter)
    };
    std::iter::repeat_with(letter).take(15).collect()
}

/// Each number to one other (the finisher of SplitMix64).
fn mixed(number: u64) -> u64 {
    let number = (number ^ (number >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let number = (number ^ (number >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    number ^ (number >> 31)
}

/// A release by its short name, number, entry id or address.
pub async fn release(store: &dyn Reading, id: &str) -> anyhow::Result<Stored> {
    if let Some(stored) = store.release(id).await? {
        return Ok(stored);
    }
    let missing = || {
        format!("no release {id:?}\n  `pressfeed find WORDS` shows ids; numbers, entry ids and addresses will do too")
    };
    let beginning = id.to_ascii_lowercase();
    let of_name = !beginning.is_empty() && beginning.bytes().all(|b| LETTERS.contains(&b));
    let of_number = beginning.bytes().all(|b| b.is_ascii_digit()) && !beginning.is_empty();
    anyhow::ensure!(of_name || of_number, missing());
    let wanted = move |id: ReleaseId| {
        if of_name { name(id).starts_with(&beginning) } else { id.to_string().starts_with(&beginning) }
    };
    let found = store.releases_with(Arc::new(wanted), SEVERAL).await?;
    match found.as_slice() {
        [] => anyhow::bail!(missing()),
        [one] => store.release(&one.to_string()).await?.with_context(missing),
        several => {
            let names: Vec<String> = several.iter().map(|id| name(*id).chars().take(SHOWN + 2).collect()).collect();
            anyhow::bail!("several releases begin with {id:?}\n  give more letters: {} ...", names.join(", "))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_that_follow_each_other_have_names_that_differ_at_once() {
        let names: std::collections::HashSet<String> =
            (0..200).map(|n| short(ReleaseId(1_883_193_121_550_893_056 + n)).chars().take(4).collect()).collect();
        assert!(names.len() > 195, "{}", names.len());
        assert_eq!((short(ReleaseId(1)).len(), name(ReleaseId(i64::MAX)).len()), (8, 15));
    }
}
