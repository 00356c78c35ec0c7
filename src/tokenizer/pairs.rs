//! Which two tokens merge, and into what: the table every merge asks.
//!
//! Most questions are answered with "nothing", so an answer must be cheap to refuse. A slot is four
//! bytes: twelve bits that check the pair's hash and twenty of the merged rank; only where the check
//! agrees are the rank's own parents compared. Half the slots and more are empty, so a probe rarely
//! leaves its cache line. Pairs of single bytes, which every word starts from, have a grid of their
//! own.

use std::ops::Range;

use super::error::TokenizerError;
use super::pack::Vocabulary;

/// The answer for two tokens that do not merge.
pub(crate) const NONE: u32 = u32::MAX;

const RANK_BITS: u32 = 20;
const RANK_MASK: u32 = (1 << RANK_BITS) - 1;
const CHECK_BITS: u32 = 32 - RANK_BITS;
/// How far a pair may lie from its place. Published vocabularies stay below 40; a hostile pack could
/// make every look-up walk the whole table.
const PROBE_LIMIT: usize = 512;
/// How many ranks one call puts in.
const AT_ONCE: usize = 1 << 12;

/// The merges of one vocabulary.
#[derive(Debug)]
pub(crate) struct Pairs {
    vocabulary: Vocabulary,
    /// What two bytes merge into, by `first << 8 | second`.
    bytes: Vec<u32>,
    slots: Vec<u32>,
    shift: u32,
}

impl Pairs {
    /// Builds the table.
    ///
    /// # Errors
    /// [`TokenizerError::Corrupt`] for pairs that crowd one place of the table as no learnt
    /// vocabulary does.
    pub(crate) fn new(vocabulary: Vocabulary) -> Result<Self, TokenizerError> {
        let bits = (vocabulary.len() * 2).next_power_of_two().trailing_zeros().clamp(8, 21);
        let mut pairs = Self {
            bytes: vec![NONE; 1 << 16],
            slots: vec![0; 1 << bits],
            shift: 64 - bits,
            vocabulary,
        };
        let ranks = 0..pairs.vocabulary.len() as u32;
        pairs.fill(ranks)?;
        let late: Vec<_> = pairs.vocabulary.late().collect();
        for (rank, parents) in late {
            pairs.put(rank, parents)?;
        }
        Ok(pairs)
    }

    /// Puts the tokens of these ranks in that are merged from parts of lower rank. In halves of halves: a
    /// browser runs the better code that it makes of a function from its next call on, and would make this
    /// one's in vain if it were called once.
    fn fill(&mut self, ranks: Range<u32>) -> Result<(), TokenizerError> {
        if ranks.len() > AT_ONCE {
            let middle = ranks.start.midpoint(ranks.end);
            self.fill(ranks.start..middle)?;
            return self.fill(middle..ranks.end);
        }
        for rank in ranks {
            if let Some(parents) = self.vocabulary.parents(rank) {
                self.put(rank, parents)?;
            }
        }
        Ok(())
    }

    /// Puts a pair into the table.
    #[inline]
    fn put(&mut self, rank: u32, [left, right]: [u32; 2]) -> Result<(), TokenizerError> {
        if let (Some(first), Some(second)) =
            (self.vocabulary.byte(left), self.vocabulary.byte(right))
        {
            let cell = &mut self.bytes[usize::from(first) << 8 | usize::from(second)];
            *cell = rank.min(*cell);
        }
        let mask = self.slots.len() - 1;
        let hash = hash(left, right);
        let start = (hash >> self.shift) as usize;
        for probe in 0..=PROBE_LIMIT {
            let slot = &mut self.slots[(start + probe) & mask];
            if *slot == 0 {
                *slot = check(hash, self.shift) << RANK_BITS | rank;
                return Ok(());
            }
        }
        let reason = "its pairs are not those of a vocabulary";
        Err(TokenizerError::Corrupt { at: rank as usize, reason })
    }

    /// The vocabulary whose merges these are.
    pub(crate) fn vocabulary(&self) -> &Vocabulary {
        &self.vocabulary
    }

    /// The rank that two bytes merge into, or [`NONE`].
    #[inline]
    pub(crate) fn of_bytes(&self, first: u8, second: u8) -> u32 {
        self.bytes[usize::from(first) << 8 | usize::from(second)]
    }

    /// The rank of one byte.
    #[inline]
    pub(crate) fn root(&self, byte: u8) -> u32 {
        self.vocabulary.roots()[usize::from(byte)]
    }

    /// The rank that two tokens merge into, or [`NONE`].
    #[inline]
    pub(crate) fn get(&self, left: u32, right: u32) -> u32 {
        let hash = hash(left, right);
        let check = check(hash, self.shift);
        let mask = self.slots.len() - 1;
        let mut slot = (hash >> self.shift) as usize & mask;
        loop {
            let entry = self.slots[slot];
            if entry == 0 {
                return NONE;
            }
            if entry >> RANK_BITS == check {
                let rank = entry & RANK_MASK;
                if self.vocabulary.is_made_of(rank, [left, right]) {
                    return rank;
                }
            }
            slot = (slot + 1) & mask;
        }
    }
}

/// Fibonacci hashing of the two ranks side by side: the upper bits are the good ones.
#[inline]
fn hash(left: u32, right: u32) -> u64 {
    (u64::from(left) << 32 | u64::from(right)).wrapping_mul(0x9E37_79B9_7F4A_7C15)
}

/// The bits of the hash just below those that choose the slot.
#[inline]
fn check(hash: u64, shift: u32) -> u32 {
    (hash >> (shift - CHECK_BITS)) as u32 & ((1 << CHECK_BITS) - 1)
}
