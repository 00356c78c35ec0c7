//! Characters beyond ASCII as the first symbols of a merge, in place of their bytes.
//!
//! Most such characters are one token, and merging their bytes is most of the work on scripts that
//! need them. Merging may begin from that token where nothing can come between its bytes: while they
//! are merged, lowest rank first, no merge of a lower rank may join the character's first part to
//! what stands before it, or its last part to what stands behind. Such crossing merges exist (a space
//! with the first byte of a Cyrillic letter is a token of o200k), but few, and whether one applies is
//! seen from the one byte before the character and the one behind. So for every character this keeps
//! its token and the two sets of bytes beside which it must be merged with its surroundings.
//!
//! Learnt when first met, so that loading a vocabulary and counting ASCII cost nothing for it.

use super::pairs::{NONE, Pairs};

/// How many characters are remembered; two that share a place are learnt anew in turns.
const SLOTS: usize = 1 << 13;

/// Some of the 256 bytes.
type Bytes = [u64; 4];

#[derive(Clone, Copy, Debug)]
struct Slot {
    /// The bytes of the character as a little-endian number; 0 for an empty slot.
    key: u32,
    /// Its token, or [`NONE`] where it has to be merged byte by byte wherever it stands.
    rank: u32,
    /// Indices of the sets of bytes that must not stand before it and behind it.
    before: u16,
    after: u16,
}

const EMPTY: Slot = Slot { key: 0, rank: NONE, before: 0, after: 0 };

/// What is known of the characters of one vocabulary.
#[derive(Debug, Default)]
pub(crate) struct FirstSymbols {
    slots: Vec<Slot>,
    /// Every set of bytes that some character minds, once; the empty set first.
    sets: Vec<Bytes>,
    crossings: Vec<Crossing>,
    /// Tokens that merge further into one of lower rank: never begun from.
    unordered: Vec<u32>,
}

/// A merge of one part of a character with a token on its other side.
#[derive(Clone, Copy, Debug)]
struct Crossing {
    /// The part: the first bytes of a character if `before`, else its last.
    part: u32,
    before: bool,
    /// The byte beside it of the token that it merges with.
    byte: u8,
    rank: u32,
}

impl FirstSymbols {
    /// The token of the character whose bytes are `key`, little-endian, if merging may begin from it
    /// between these two bytes of the piece.
    #[inline]
    pub(crate) fn token(
        &mut self,
        pairs: &Pairs,
        key: u32,
        before: Option<u8>,
        after: Option<u8>,
    ) -> Option<u32> {
        let at = key.wrapping_mul(0x9E37_79B1) as usize >> (u32::BITS - SLOTS.trailing_zeros());
        let slot = match self.slots.get(at) {
            Some(slot) if slot.key == key => *slot,
            _ => self.learn(pairs, key, at),
        };
        let minds = |set: u16, byte: Option<u8>| {
            let set = self.sets.get(usize::from(set));
            byte.zip(set).is_some_and(|(byte, set)| has(set, byte))
        };
        let free = slot.rank != NONE
            && (slot.before == 0 || !minds(slot.before, before))
            && (slot.after == 0 || !minds(slot.after, after));
        free.then_some(slot.rank)
    }

    #[cold]
    fn learn(&mut self, pairs: &Pairs, key: u32, at: usize) -> Slot {
        if self.slots.is_empty() {
            self.slots = vec![EMPTY; SLOTS];
            self.sets = vec![[0; 4]];
            (self.crossings, self.unordered) = crossings(pairs);
        }
        let slot = self.judge(pairs, key);
        if let Some(place) = self.slots.get_mut(at) {
            *place = slot;
        }
        slot
    }

    /// Merges the character on its own and collects what could have come between.
    fn judge(&mut self, pairs: &Pairs, key: u32) -> Slot {
        let refused = Slot { key, ..EMPTY };
        let bytes = key.to_le_bytes();
        let mut tokens: Vec<u32> =
            bytes.iter().filter(|byte| **byte != 0).map(|byte| pairs.root(*byte)).collect();
        let (mut before, mut after) = ([0; 4], [0; 4]);
        let mut last = 0;
        while let [first, .., end] = *tokens {
            let lowest = tokens
                .windows(2)
                .enumerate()
                .map(|(at, pair)| (pairs.get(pair[0], pair[1]), at))
                .min()
                .filter(|(rank, _)| *rank != NONE);
            let Some((rank, at)) = lowest else { return refused };
            if rank <= last {
                return refused;
            }
            last = rank;
            for crossing in self.crossings.iter().filter(|crossing| crossing.rank <= rank) {
                if crossing.before && crossing.part == first {
                    add(&mut before, crossing.byte);
                } else if !crossing.before && crossing.part == end {
                    add(&mut after, crossing.byte);
                }
            }
            tokens.splice(at..at + 2, [rank]);
        }
        let [rank] = *tokens else { return refused };
        if self.unordered.contains(&rank) {
            return refused;
        }
        match (self.set(before), self.set(after)) {
            (Some(before), Some(after)) => Slot { key, rank, before, after },
            _ => refused,
        }
    }

    /// The index of a set.
    fn set(&mut self, set: Bytes) -> Option<u16> {
        let known = self.sets.iter().position(|known| *known == set);
        let index = known.unwrap_or_else(|| {
            self.sets.push(set);
            self.sets.len() - 1
        });
        u16::try_from(index).ok()
    }
}

/// What a token is within a character.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    /// Its first bytes; so many are missing.
    First(u8),
    /// So many of its last.
    Last(u8),
    /// Neither.
    Other,
}

impl Part {
    fn of_byte(byte: u8) -> Self {
        match byte {
            0x80..=0xBF => Self::Last(1),
            0xC2..=0xDF => Self::First(1),
            0xE0..=0xEF => Self::First(2),
            0xF0..=0xF4 => Self::First(3),
            _ => Self::Other,
        }
    }

    fn followed_by(self, next: Self) -> Self {
        match (self, next) {
            (Self::First(missing), Self::Last(more)) if more < missing => {
                Self::First(missing - more)
            }
            (Self::Last(one), Self::Last(more)) if one + more <= 3 => Self::Last(one + more),
            _ => Self::Other,
        }
    }
}

/// Every crossing merge, and the tokens that merge further into one of lower rank.
fn crossings(pairs: &Pairs) -> (Vec<Crossing>, Vec<u32>) {
    let vocabulary = pairs.vocabulary();
    let mut spelled = Vec::new();
    let mut parts = Vec::with_capacity(vocabulary.len());
    for rank in 0..vocabulary.len() as u32 {
        parts.push(if let Some([left, right]) = vocabulary.parents(rank) {
            let part = |rank: u32| parts.get(rank as usize).copied().unwrap_or(Part::Other);
            part(left).followed_by(part(right))
        } else {
            spelled.clear();
            vocabulary.bytes(rank, &mut spelled);
            let all = spelled.iter().map(|byte| Part::of_byte(*byte));
            all.reduce(Part::followed_by).unwrap_or(Part::Other)
        });
    }
    let (mut crossings, mut unordered) = (Vec::new(), Vec::new());
    for (rank, [left, right]) in vocabulary.early().chain(vocabulary.late()) {
        unordered.extend([left, right].into_iter().filter(|parent| *parent >= rank));
        let part = |rank: u32| parts.get(rank as usize).copied().unwrap_or(Part::Other);
        if matches!(part(right), Part::First(_)) {
            spelled.clear();
            vocabulary.bytes(left, &mut spelled);
            if let Some(&byte) = spelled.last() {
                crossings.push(Crossing { part: right, before: true, byte, rank });
            }
        }
        if matches!(part(left), Part::Last(_)) {
            spelled.clear();
            vocabulary.bytes(right, &mut spelled);
            if let Some(&byte) = spelled.first()
                && byte & 0xC0 != 0x80
            {
                crossings.push(Crossing { part: left, before: false, byte, rank });
            }
        }
    }
    (crossings, unordered)
}

fn has(set: &Bytes, byte: u8) -> bool {
    set[usize::from(byte >> 6)] >> (byte & 63) & 1 == 1
}

fn add(set: &mut Bytes, byte: u8) {
    set[usize::from(byte >> 6)] |= 1 << (byte & 63);
}
