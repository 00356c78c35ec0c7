//! Merging: from the bytes of one piece to its tokens, lowest rank first, leftmost first.
//!
//! A piece of up to [`WINDOW`] bytes is merged in place: every live pair has one key, its rank above
//! its position, so the smallest key is the next merge and one pass of minimums finds it, sixteen keys
//! at a time. That is quadratic in the window, but with a constant so small that nothing beats it there.
//!
//! A longer piece is merged window by window. What makes this exact: a sequence of tokens is the
//! merging of its bytes if and only if every two neighbours are the merging of theirs (a merge that
//! crossed a border would be found in the two tokens beside it alone). So a window's tokens stand up
//! to any border of theirs from which the next window starts with a fitting token. Where the two do not
//! fit, the window is doubled. Time is linear in the piece for whatever text, and the working
//! memory does not grow with it.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::pairs::{NONE, Pairs};

/// The longest piece that is merged in place, in bytes.
const WINDOW: usize = 128;
/// Bits of a key that hold the position; the rank lies above them.
const POSITION_BITS: u32 = 7;
const DEAD: u32 = u32::MAX;

/// A token within a piece.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Part {
    /// The token's rank.
    pub(crate) rank: u32,
    /// Its length in bytes.
    pub(crate) bytes: u32,
}

/// Working memory for merging, reused from piece to piece.
#[derive(Debug)]
pub(crate) struct Merger {
    keys: [u32; WINDOW],
    ranks: [u32; WINDOW],
    /// The start of the next token.
    next: [u8; WINDOW],
    previous: [u8; WINDOW],
    large: Large,
    left: Vec<Part>,
    right: Vec<Part>,
    /// Bytes merged so far, for the test of linearity.
    #[cfg(test)]
    work: usize,
}

impl Merger {
    pub(crate) fn new() -> Self {
        Self {
            keys: [DEAD; WINDOW],
            ranks: [0; WINDOW],
            next: [0; WINDOW],
            previous: [0; WINDOW],
            large: Large::default(),
            left: Vec::new(),
            right: Vec::new(),
            #[cfg(test)]
            work: 0,
        }
    }

    /// How many tokens a piece becomes.
    pub(crate) fn count(&mut self, pairs: &Pairs, piece: &[u8]) -> u64 {
        if piece.len() <= WINDOW {
            return self.merge(pairs, piece) as u64;
        }
        let mut tokens = 0;
        self.long(pairs, piece, |parts| tokens += parts.len() as u64);
        tokens
    }

    /// The tokens of a piece, appended to `out`.
    pub(crate) fn parts(&mut self, pairs: &Pairs, piece: &[u8], out: &mut Vec<Part>) {
        if piece.len() <= WINDOW {
            self.merge(pairs, piece);
            self.collect(piece.len(), out);
        } else {
            self.long(pairs, piece, |parts| out.extend_from_slice(parts));
        }
    }

    /// Merges up to [`WINDOW`] bytes in place; gives the number of tokens.
    #[inline]
    fn merge(&mut self, pairs: &Pairs, piece: &[u8]) -> usize {
        let length = piece.len().min(WINDOW);
        if length == 0 {
            return 0;
        }
        for (at, &byte) in piece.iter().enumerate().take(WINDOW) {
            self.ranks[at] = pairs.root(byte);
            self.next[at] = at as u8 + 1;
            self.previous[at] = (at as u8).wrapping_sub(1);
        }
        for (at, pair) in piece.windows(2).enumerate().take(WINDOW) {
            self.keys[at] = key(pairs.of_bytes(pair[0], pair[1]), at);
        }
        // The last byte starts no pair; what lies behind it is left from another piece.
        let padded = length.next_multiple_of(LANES);
        self.keys[length - 1..padded].fill(DEAD);
        let mut tokens = length;
        loop {
            let lowest = smallest(&self.keys[..padded]);
            if lowest == DEAD {
                return tokens;
            }
            tokens -= 1;
            let at = (lowest as usize) & (WINDOW - 1);
            let rank = lowest >> POSITION_BITS;
            let joined = usize::from(self.next[at]) & (WINDOW - 1);
            let after = usize::from(self.next[joined]);
            self.ranks[at] = rank;
            self.next[at] = after as u8;
            self.keys[joined] = DEAD;
            self.keys[at] = if after < length {
                let after = after & (WINDOW - 1);
                self.previous[after] = at as u8;
                key(pairs.get(rank, self.ranks[after]), at)
            } else {
                DEAD
            };
            if at > 0 {
                let before = usize::from(self.previous[at]) & (WINDOW - 1);
                self.keys[before] = key(pairs.get(self.ranks[before], rank), before);
            }
        }
    }

    /// Appends what [`merge`](Self::merge) left of `length` bytes.
    fn collect(&self, length: usize, out: &mut Vec<Part>) {
        let mut at = 0;
        while at < length.min(WINDOW) {
            let next = usize::from(self.next[at]);
            out.push(Part { rank: self.ranks[at], bytes: next.saturating_sub(at) as u32 });
            at = next.max(at + 1);
        }
    }

    /// A piece longer than [`WINDOW`], its tokens given to `emit` a few at a time, in order.
    fn long(&mut self, pairs: &Pairs, piece: &[u8], mut emit: impl FnMut(&[Part])) {
        let mut window = WINDOW;
        let mut rest = piece;
        let mut left = std::mem::take(&mut self.left);
        let mut right = std::mem::take(&mut self.right);
        self.window(pairs, rest, window, &mut left);
        while rest.len() > window {
            // Cut where three quarters are behind: what follows gives the last tokens their context.
            let mut cut = 0;
            let mut kept = 0;
            while let Some(part) = left.get(kept)
                && cut * 4 < window * 3
            {
                cut += part.bytes as usize;
                kept += 1;
            }
            let ahead = rest.get(cut..).unwrap_or_default();
            self.window(pairs, ahead, window, &mut right);
            if self.fit(pairs, rest, cut, kept, &left, &right) {
                emit(left.get(..kept).unwrap_or_default());
                rest = ahead;
                std::mem::swap(&mut left, &mut right);
            } else {
                window *= 2;
                self.window(pairs, rest, window, &mut left);
            }
        }
        emit(&left);
        (self.left, self.right) = (left, right);
    }

    /// Whether `right` may follow the first `kept` tokens of `left`, which end at `cut`.
    fn fit(
        &mut self,
        pairs: &Pairs,
        text: &[u8],
        cut: usize,
        kept: usize,
        left: &[Part],
        right: &[Part],
    ) -> bool {
        let (Some(first), Some(last)) = (right.first(), left.get(kept.wrapping_sub(1))) else {
            return true;
        };
        if left.get(kept) == Some(first) {
            return true; // They stand side by side in `left` already.
        }
        let seam = cut.saturating_sub(last.bytes as usize)..cut + first.bytes as usize;
        let mut both = Vec::with_capacity(2);
        self.window(pairs, text.get(seam).unwrap_or_default(), usize::MAX, &mut both);
        both == [*last, *first]
    }

    /// The tokens of the first `window` bytes of `text`, on their own.
    fn window(&mut self, pairs: &Pairs, text: &[u8], window: usize, out: &mut Vec<Part>) {
        let text = text.get(..window).unwrap_or(text);
        out.clear();
        #[cfg(test)]
        {
            self.work += text.len();
        }
        if text.len() <= WINDOW {
            self.merge(pairs, text);
            self.collect(text.len(), out);
        } else {
            self.large.merge(pairs, text, out);
        }
    }
}

/// Merging through a heap, for windows beyond [`WINDOW`]: n log n.
#[derive(Debug, Default)]
struct Large {
    heap: BinaryHeap<Reverse<u64>>,
    /// The rank of the pair that starts here, as it stands in the heap; [`NONE`] for none.
    pair: Vec<u32>,
    ranks: Vec<u32>,
    next: Vec<u32>,
    previous: Vec<u32>,
}

impl Large {
    fn merge(&mut self, pairs: &Pairs, text: &[u8], out: &mut Vec<Part>) {
        let length = text.len();
        self.ranks.clear();
        self.ranks.extend(text.iter().map(|byte| pairs.root(*byte)));
        self.next.clear();
        self.next.extend(1..=length as u32);
        self.previous.clear();
        self.previous.extend((0..length as u32).map(|at| at.wrapping_sub(1)));
        self.pair.clear();
        self.pair.extend(text.windows(2).map(|pair| pairs.of_bytes(pair[0], pair[1])));
        self.pair.push(NONE);
        let mut entries = std::mem::take(&mut self.heap).into_vec();
        entries.clear();
        entries.extend(
            self.pair
                .iter()
                .enumerate()
                .filter(|(_, pair)| **pair != NONE)
                .map(|(at, pair)| Reverse(u64::from(*pair) << 32 | at as u64)),
        );
        self.heap = BinaryHeap::from(entries);
        while let Some(Reverse(entry)) = self.heap.pop() {
            let (at, rank) = (entry as u32 as usize, (entry >> 32) as u32);
            if self.pair[at] != rank {
                continue; // One of the two has been merged with another since.
            }
            let joined = self.next[at] as usize;
            let after = self.next[joined] as usize;
            self.ranks[at] = rank;
            self.next[at] = after as u32;
            self.pair[joined] = NONE;
            self.pair[at] = NONE;
            if after < length {
                self.previous[after] = at as u32;
                self.offer(at, pairs.get(rank, self.ranks[after]));
            }
            if at > 0 {
                let before = self.previous[at] as usize;
                self.offer(before, pairs.get(self.ranks[before], rank));
            }
        }
        let mut at = 0;
        while at < length {
            let next = self.next[at] as usize;
            out.push(Part { rank: self.ranks[at], bytes: (next - at) as u32 });
            at = next;
        }
    }

    fn offer(&mut self, at: usize, rank: u32) {
        self.pair[at] = rank;
        if rank != NONE {
            self.heap.push(Reverse(u64::from(rank) << 32 | at as u64));
        }
    }
}

/// How many keys one step of [`smallest`] looks at.
const LANES: usize = 16;

/// The key of a pair: its rank above its position, or [`DEAD`].
#[inline]
fn key(rank: u32, at: usize) -> u32 {
    if rank == NONE { DEAD } else { rank << POSITION_BITS | at as u32 }
}

/// The smallest of some keys, whose number is a multiple of [`LANES`].
#[inline]
fn smallest(keys: &[u32]) -> u32 {
    let mut lanes = [DEAD; LANES];
    for chunk in keys.chunks_exact(LANES) {
        for (lane, key) in lanes.iter_mut().zip(chunk) {
            *lane = (*lane).min(*key);
        }
    }
    lanes.into_iter().fold(DEAD, u32::min)
}

#[cfg(feature = "inflate")]
#[cfg(test)]
mod tests {
    use super::*;
    use crate::tokenizer::pack::{Vocabulary, unpack};
    use crate::tokenizer::registry;

    fn pairs(id: &str) -> Pairs {
        let file = format!("www/vocab/{}", registry::pack(id).unwrap().file);
        let raw = unpack(&std::fs::read(file).unwrap()).unwrap();
        Pairs::new(Vocabulary::parse(&raw, None).unwrap()).unwrap()
    }

    /// The work on a long piece is a small multiple of its length, whatever it is made of.
    #[test]
    fn long_pieces_cost_linear_work() {
        let pairs = pairs("o200k_base");
        let mut noise = 1_u64;
        let mut random = || {
            noise = noise.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            b'a' + (noise >> 59) as u8 % 26
        };
        let mut pieces: Vec<Vec<u8>> = ["a", "^", " ", "=", "0", "\n", "ab", "中", "é"]
            .map(|unit| unit.repeat(1 << 17).into())
            .into();
        pieces.push((0..1 << 17).map(|_| random()).collect());
        for piece in pieces {
            let mut merger = Merger::new();
            merger.count(&pairs, &piece);
            let (work, length) = (merger.work, piece.len());
            assert!(work < 4 * length, "{work} bytes merged of {length}: {:?}…", &piece[..3]);
        }
    }

    /// Windows, heap and the single in-place pass give the same tokens.
    #[test]
    fn windows_do_not_show() {
        let pairs = pairs("cl100k_base");
        let text = "internationalisation".repeat(40) + &" ".repeat(300) + &"=".repeat(301);
        let mut merger = Merger::new();
        for length in [1, 127, 128, 129, 400, text.len()] {
            let piece = &text.as_bytes()[..length];
            let (mut windowed, mut whole) = (Vec::new(), Vec::new());
            merger.parts(&pairs, piece, &mut windowed);
            Large::default().merge(&pairs, piece, &mut whole);
            assert_eq!(windowed, whole);
            assert_eq!(merger.count(&pairs, piece), whole.len() as u64);
        }
    }
}
