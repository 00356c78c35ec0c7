//! Longer pieces that were counted before, by their own bytes.
//!
//! Scripts that write no spaces, identifiers and lines of signs make pieces too long for `words`, and
//! merging those is the dearest thing there is. Here their bytes lie one after the other in an arena;
//! a look-up compares them all. When the arena is full everything is forgotten, so memory is bounded.

/// The longest piece that is remembered, in bytes.
pub(crate) const LONGEST: usize = 255;

const SLOTS: usize = 1 << 14;
const ARENA: usize = 1 << 19;

#[derive(Clone, Copy, Debug, Default)]
struct Slot {
    hash: u32,
    start: u32,
    /// 0 for an empty slot.
    length: u16,
    count: u16,
}

/// A direct-mapped memory of pieces and their counts.
#[derive(Debug, Default)]
pub(crate) struct Phrases {
    slots: Vec<Slot>,
    arena: Vec<u8>,
}

impl Phrases {
    /// Where a piece belongs; to be asked once, for both [`get`](Self::get) and
    /// [`insert`](Self::insert).
    #[inline]
    pub(crate) fn hash(piece: &[u8]) -> u64 {
        let mut chunks = piece.chunks_exact(8);
        let mut hash = piece.len() as u64;
        for chunk in &mut chunks {
            let eight = chunk.iter().rev().fold(0, |eight, byte| eight << 8 | u64::from(*byte));
            hash = mix(hash ^ eight);
        }
        let tail = chunks.remainder().iter().fold(0, |tail, byte| tail << 8 | u64::from(*byte));
        mix(hash ^ tail)
    }

    /// The count of a piece, if it is remembered.
    #[inline]
    pub(crate) fn get(&self, hash: u64, piece: &[u8]) -> Option<u64> {
        let slot = self.slots.get(place(hash))?;
        if slot.hash != hash as u32 || usize::from(slot.length) != piece.len() {
            return None;
        }
        let start = slot.start as usize;
        let known = self.arena.get(start..start + piece.len())?;
        (known == piece).then_some(u64::from(slot.count))
    }

    /// Remembers a piece of up to [`LONGEST`] bytes.
    pub(crate) fn insert(&mut self, hash: u64, piece: &[u8], count: u64) {
        if self.arena.len() + piece.len() > ARENA {
            self.arena.clear();
            self.slots.clear();
        }
        self.slots.resize(SLOTS, Slot::default());
        let start = self.arena.len() as u32;
        if let Some(slot) = self.slots.get_mut(place(hash)) {
            let (length, count) = (piece.len() as u16, count as u16);
            *slot = Slot { hash: hash as u32, start, length, count };
            self.arena.extend_from_slice(piece);
        }
    }
}

fn place(hash: u64) -> usize {
    (hash >> (64 - SLOTS.trailing_zeros())) as usize
}

/// Multiplies and folds the upper half, which depends on everything, into the lower.
fn mix(bits: u64) -> u64 {
    let product = bits.wrapping_mul(0x9E37_79B9_7F4A_7C15);
    product ^ product >> 32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_piece_is_never_taken_for_another() {
        let mut phrases = Phrases::default();
        // More pieces than slots, more bytes than the arena holds.
        for number in 0..60_000_u64 {
            let piece = format!("{number:->40}");
            let hash = Phrases::hash(piece.as_bytes());
            if let Some(count) = phrases.get(hash, piece.as_bytes()) {
                assert_eq!(count, number % 41);
            }
            phrases.insert(hash, piece.as_bytes(), number % 41);
            assert_eq!(phrases.get(hash, piece.as_bytes()), Some(number % 41));
            assert!(phrases.arena.len() <= ARENA);
        }
    }
}
