//! The draws of one conversation of one future.

use super::dial::Hand;
use super::dice::fraction;
use crate::conversation::{Chance, MOST_TURNS};

/// Which conversation of which future it is, and what has been drawn for it.
pub(super) struct Luck {
    seed: u64,
    run: u32,
    stage: u32,
    copy: u32,
    draws: u32,
    /// Whether it falls into the loop.
    pub(super) trapped: bool,
}

/// Draws that belong to no dial: hits, failures, the loop. Those of later copies count down from here, and
/// never meet a dial.
const MISHAPS: u32 = u32::MAX;

/// The turn stands in the low bits of a word, the stage above it.
const TURN_BITS: u32 = 14;
const _: () = assert!(MOST_TURNS < 1 << TURN_BITS);

impl Luck {
    /// The draws of a copy of a stage in a run, each from 0.
    pub(super) const fn new(seed: u64, run: u32, stage: u32, copy: u32) -> Self {
        Self { seed, run, stage, copy, draws: 0, trapped: false }
    }

    fn happens(&mut self, per_mille: u16) -> bool {
        let purpose = [self.run, self.turn(0), MISHAPS - self.copy, self.draws];
        let drawn = fraction(self.seed, purpose);
        self.draws = self.draws.wrapping_add(1);
        (u128::from(drawn) * 1_000) >> 64 < u128::from(per_mille)
    }

    const fn turn(&self, turn: u32) -> u32 {
        self.stage << TURN_BITS | turn
    }
}

impl Hand for Luck {
    fn fraction(&mut self, dial: usize, turn: u32) -> u64 {
        fraction(self.seed, [self.run, self.turn(turn), dial as u32, self.copy])
    }
}

impl Chance for Luck {
    fn read(&mut self, tokens: u64, per_mille: u16) -> u64 {
        if per_mille >= 1_000 || self.happens(per_mille) { tokens } else { 0 }
    }

    fn fails(&mut self, per_mille: u16) -> bool {
        self.happens(per_mille)
    }

    fn is_trapped(&mut self, per_mille: u16) -> bool {
        self.trapped = self.happens(per_mille);
        self.trapped
    }
}
