//! The grammar of GPT-2: `r50k_base`, `p50k_base`.
//!
//! As tiktoken 0.14.0 writes it:
//! `'(?:[sdmt]|ll|ve|re)| ?\p{L}++| ?\p{N}++| ?[^\s\p{L}\p{N}]++|\s++$|\s+(?!\S)|\s`

use super::Grammar;
use super::class::{LETTER, NUMBER, OTHER, View, WHITE};

/// GPT-2's grammar.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Gpt2;

impl Grammar for Gpt2 {
    #[inline(always)]
    fn end(&self, view: &View<'_>, start: usize) -> Option<usize> {
        if view.unknown(start + 2) {
            return None;
        }
        if view.byte(start) == b'\'' && view.byte(start + 1).is_ascii_lowercase() {
            let upper = view.byte(start + 2).is_ascii_uppercase();
            let contraction = view.contraction(start);
            if contraction == 2 || contraction == 3 && !upper {
                return Some(start + contraction);
            }
        }
        let first = if view.byte(start) == b' ' { start + 1 } else { start };
        for classes in [LETTER, NUMBER, OTHER] {
            if view.class(first) & classes != 0 {
                return view.known(view.run(first, classes));
            }
        }
        let end = view.run(start, WHITE);
        if view.unknown(end) { None } else { Some(view.all_but_last(start, end)) }
    }
}
