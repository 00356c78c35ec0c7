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
//! Learnt only once a tokenizer has met many such characters: what all of them need to know takes a look
//! at every merge there is, as much work as counting a fifth of a megabyte. So loading a vocabulary costs
//! nothing for it, nor does a text with a dash or an accent here and there.

use super::pairs::{NONE, Pairs};

/// How many characters are remembered; two that share a place are learnt anew in turns.
const SLOTS: usize = 1 << 13;

/// How many characters are merged by their bytes before anything is learnt: about as many as cost what
/// the learning does (instructions counted with o200k, which takes 11 million to learn).
const UNLEARNT: u32 = 1 << 13;

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
    /// How many characters were met before any was learnt.
    met: u32,
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

impl Crossing {
    fn order(&self) -> (bool, u32) {
        (self.before, self.part)
    }
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
        if self.met < UNLEARNT {
            self.met += 1;
            return None;
        }
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
            self.collect(true, first, rank, &mut before);
            self.collect(false, end, rank, &mut after);
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

    /// Adds the bytes beside which a part merges before a merge of this rank does.
    fn collect(&self, before: bool, part: u32, rank: u32, bytes: &mut Bytes) {
        let from = self.crossings.partition_point(|crossing| crossing.order() < (before, part));
        let crossings = self.crossings.get(from..).unwrap_or_default();
        for crossing in crossings.iter().take_while(|crossing| crossing.order() == (before, part)) {
            if crossing.rank <= rank {
                add(bytes, crossing.byte);
            }
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

/// Every crossing merge, in the order of [`Crossing::order`], and the tokens that merge further into
/// one of lower rank.
fn crossings(pairs: &Pairs) -> (Vec<Crossing>, Vec<u32>) {
    let vocabulary = pairs.vocabulary();
    let parts = parts(pairs);
    // Most tokens are made of no such part: one bit each says so.
    let mut bits = vec![0_u64; vocabulary.len().div_ceil(64)];
    for (rank, _) in &parts {
        if let Some(word) = bits.get_mut(*rank as usize / 64) {
            *word |= 1 << (rank % 64);
        }
    }
    let bit = |rank: u32| bits.get(rank as usize / 64).map_or(0, |word| word >> (rank % 64) & 1);
    let of_parts = |pair: &(u32, [u32; 2])| bit(pair.1[0]) | bit(pair.1[1]) != 0;
    let part = |rank: u32| {
        let at = parts.binary_search_by_key(&rank, |(rank, _)| *rank).ok();
        at.and_then(|at| parts.get(at)).map_or(Part::Other, |(_, part)| *part)
    };
    let (mut crossings, mut unordered) = (Vec::new(), Vec::new());
    let mut spelled = Vec::new();
    let mut end = |rank: u32, last: bool| {
        spelled.clear();
        vocabulary.bytes(rank, &mut spelled);
        if last { spelled.last().copied() } else { spelled.first().copied() }
    };
    let mut look = |rank: u32, [left, right]: [u32; 2]| {
        if matches!(part(right), Part::First(_))
            && let Some(byte) = end(left, true)
        {
            let crossing = Crossing { part: right, before: true, byte, rank };
            sort_in(&mut crossings, crossing, Crossing::order);
        }
        if matches!(part(left), Part::Last(_))
            && let Some(byte) = end(right, false)
            && byte & 0xC0 != 0x80
        {
            let crossing = Crossing { part: left, before: false, byte, rank };
            sort_in(&mut crossings, crossing, Crossing::order);
        }
    };
    for (rank, parents) in vocabulary.early().filter(of_parts) {
        look(rank, parents);
    }
    for (rank, parents) in vocabulary.late() {
        look(rank, parents);
        unordered.extend(parents.into_iter().filter(|parent| *parent >= rank));
    }
    (crossings, unordered)
}

/// The tokens that are a part of a character, with what they are, by rank.
fn parts(pairs: &Pairs) -> Vec<(u32, Part)> {
    let single: Vec<(u32, Part)> = (0x80..=0xFF)
        .map(|byte| (pairs.root(byte), Part::of_byte(byte)))
        .filter(|(_, part)| *part != Part::Other)
        .collect();
    // A part has three bytes at most; of two merges that make one, either may come first.
    let joined = |left: &[(u32, Part)], right: &[(u32, Part)], out: &mut Vec<(u32, Part)>| {
        for (left, first) in left {
            for (right, next) in right {
                let part = first.followed_by(*next);
                if part != Part::Other {
                    let rank = pairs.get(*left, *right);
                    out.extend((rank != NONE).then_some((rank, part)));
                }
            }
        }
    };
    let (mut double, mut triple) = (Vec::new(), Vec::new());
    joined(&single, &single, &mut double);
    joined(&single, &double, &mut triple);
    joined(&double, &single, &mut triple);
    let mut parts = Vec::new();
    for part in [single, double, triple].into_iter().flatten() {
        sort_in(&mut parts, part, |(rank, _)| *rank);
    }
    parts
}

/// Puts an entry into a list in its order. The lists are short: sorting them at the end would take more
/// code than all else here.
fn sort_in<T, O: Ord>(list: &mut Vec<T>, new: T, order: impl Fn(&T) -> O) {
    let at = list.partition_point(|entry| order(entry) < order(&new));
    list.insert(at, new);
}

fn has(set: &Bytes, byte: u8) -> bool {
    set[usize::from(byte >> 6)] >> (byte & 63) & 1 == 1
}

fn add(set: &mut Bytes, byte: u8) {
    set[usize::from(byte >> 6)] |= 1 << (byte & 63);
}
