//! Merging through a heap, from single bytes, for what is too long to be merged in place: n log n.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::Part;
use crate::tokenizer::pairs::{NONE, Pairs};

/// The working memory.
#[derive(Debug, Default)]
pub(super) struct Large {
    heap: BinaryHeap<Reverse<u64>>,
    /// The rank of the pair that starts here, as it stands in the heap; [`NONE`] for none.
    pair: Vec<u32>,
    ranks: Vec<u32>,
    next: Vec<u32>,
    previous: Vec<u32>,
}

impl Large {
    /// Appends the tokens of `text` to `out`.
    pub(super) fn merge(&mut self, pairs: &Pairs, text: &[u8], out: &mut Vec<Part>) {
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
