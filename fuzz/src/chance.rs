//! Chance that is the same everywhere.

use std::ops::Range;

/// xorshift64*: enough for this.
pub(crate) struct Chance(u64);

impl Chance {
    /// For case `number` of a seed.
    pub(crate) fn of(seed: u64, number: u64) -> Self {
        Self((seed ^ number.wrapping_mul(0x9E37_79B9_7F4A_7C15)).max(1))
    }

    pub(crate) fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        let drawn = self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33;
        usize::try_from(drawn).unwrap_or(0) % limit.max(1)
    }

    pub(crate) fn range(&mut self, length: usize, most: usize) -> Range<usize> {
        let start = self.below(length + 1);
        start..(start + self.below(most)).min(length)
    }

    pub(crate) fn one<'a>(&mut self, of: &[&'a str]) -> &'a str {
        of[self.below(of.len())]
    }
}
