//! Longer pieces that were counted before, by their own bytes.
//!
//! Scripts that write no spaces, identifiers and lines of signs make pieces too long for `words`, and
//! merging those is the dearest thing there is. Here their bytes lie one after the other in an arena;
//! a look-up compares them all. The table grows with what it holds, so that a short text costs little
//! memory. When the arena is full everything is forgotten, so memory is bounded; a megabyte of a script
//! without spaces, of which hardly a piece comes twice, has room in it all the same.

/// The longest piece that is remembered, in bytes.
pub(crate) const LONGEST: usize = 255;

const FEWEST_SLOTS: usize = 1 << 10;
const MOST_SLOTS: usize = 1 << 17;
const ARENA: usize = 1 << 21;

#[derive(Clone, Copy, Debug, Default)]
struct Slot {
    hash: u32,
    /// Where its bytes start in the arena, with its length in the lowest byte; 0 for an empty slot.
    place: u32,
    count: u8,
}

/// A memory of pieces and their counts.
#[derive(Debug, Default)]
pub(crate) struct Phrases {
    slots: Vec<Slot>,
    used: usize,
    arena: Vec<u8>,
}

impl Phrases {
    /// What stands for a piece; to be asked once, for both [`get`](Self::get) and
    /// [`insert`](Self::insert).
    #[inline]
    pub(crate) fn hash(piece: &[u8]) -> u32 {
        let mut chunks = piece.chunks_exact(8);
        let mut hash = piece.len() as u64;
        for chunk in &mut chunks {
            let eight = chunk.iter().rev().fold(0, |eight, byte| eight << 8 | u64::from(*byte));
            hash = mix(hash ^ eight);
        }
        let tail = chunks.remainder().iter().fold(0, |tail, byte| tail << 8 | u64::from(*byte));
        mix(hash ^ tail) as u32
    }

    /// The count of a piece, if it is remembered.
    #[inline]
    pub(crate) fn get(&self, hash: u32, piece: &[u8]) -> Option<u64> {
        let mask = self.slots.len().wrapping_sub(1);
        let mut at = hash as usize;
        loop {
            // At most half of the slots are used, so this comes to an empty one.
            let slot = self.slots.get(at & mask).filter(|slot| slot.place != 0)?;
            if slot.hash == hash && (slot.place & 0xFF) as usize == piece.len() {
                let start = (slot.place >> 8) as usize;
                if self.arena.get(start..start + piece.len())? == piece {
                    return Some(u64::from(slot.count));
                }
            }
            at += 1;
        }
    }

    /// Remembers a piece of one to [`LONGEST`] bytes that is not remembered.
    pub(crate) fn insert(&mut self, hash: u32, piece: &[u8], count: u64) {
        if self.arena.len() + piece.len() > ARENA || self.used >= MOST_SLOTS / 2 {
            *self = Self::default();
        }
        if self.used * 2 >= self.slots.len() {
            self.grow();
        }
        let place = (self.arena.len() << 8 | piece.len()) as u32;
        self.arena.extend_from_slice(piece);
        self.put(Slot { hash, place, count: count as u8 });
        self.used += 1;
    }

    fn grow(&mut self) {
        let slots = (self.slots.len() * 2).max(FEWEST_SLOTS);
        let old = std::mem::replace(&mut self.slots, vec![Slot::default(); slots]);
        for slot in old.into_iter().filter(|slot| slot.place != 0) {
            self.put(slot);
        }
    }

    fn put(&mut self, new: Slot) {
        let mask = self.slots.len().wrapping_sub(1);
        let mut at = new.hash as usize;
        while let Some(slot) = self.slots.get_mut(at & mask) {
            if slot.place == 0 {
                *slot = new;
                return;
            }
            at += 1;
        }
    }
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
        // More bytes than the arena holds.
        const PIECES: u64 = 140_000;
        let mut phrases = Phrases::default();
        for number in 0..2 * PIECES {
            let (piece, count) = (format!("{:->40}", number % PIECES), number % PIECES % 41);
            let hash = Phrases::hash(piece.as_bytes());
            let known = phrases.get(hash, piece.as_bytes());
            if known.is_none() {
                phrases.insert(hash, piece.as_bytes(), count);
            }
            assert!(known.is_none_or(|known| known == count));
            assert_eq!(phrases.get(hash, piece.as_bytes()), Some(count));
            assert!(phrases.arena.len() <= ARENA && phrases.used * 2 <= phrases.slots.len());
        }
    }

    #[test]
    fn what_fits_is_kept() {
        let mut phrases = Phrases::default();
        let pieces: Vec<_> = (0..20_000).map(|number| format!("{number:->40}")).collect();
        for piece in &pieces {
            phrases.insert(Phrases::hash(piece.as_bytes()), piece.as_bytes(), 7);
        }
        for piece in &pieces {
            assert_eq!(phrases.get(Phrases::hash(piece.as_bytes()), piece.as_bytes()), Some(7));
        }
    }
}
