//! The grammar of `cl100k_base`, and of the vocabularies that took it over.
//!
//! As tiktoken 0.14.0 writes it:
//! `'(?i:[sdmt]|ll|ve|re)|[^\r\n\p{L}\p{N}]?+\p{L}++|\p{N}{1,3}+| ?[^\s\p{L}\p{N}]++[\r\n]*+|\s++$|\s*[\r\n]|\s+(?!\S)|\s`

use super::Grammar;
use super::class::{LETTER, NEWLINE, NUMBER, OTHER, View, WHITE};

/// The cl100k family.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Cl100k {
    /// Digits in a piece at most.
    pub(crate) digits: usize,
    /// Whether white space that ends the text is one piece, newlines or not (`\s++$`).
    pub(crate) whole_tail: bool,
}

impl Grammar for Cl100k {
    #[inline(always)]
    fn end(&self, view: &View<'_>, start: usize) -> Option<usize> {
        let class = view.class(start);
        if class & LETTER != 0 {
            return view.known(view.run(start, LETTER));
        }
        if class & NUMBER != 0 {
            return view.known(view.up_to(start, NUMBER, self.digits));
        }
        let second = view.after(start);
        if view.unknown(second + 2) {
            return None;
        }
        let contraction = view.contraction(start);
        if contraction > 0 {
            return Some(start + contraction);
        }
        if class & NEWLINE == 0 && view.class(second) & LETTER != 0 {
            return view.known(view.run(second, LETTER));
        }
        let signs = if view.byte(start) == b' ' { second } else { start };
        if view.class(signs) & OTHER != 0 {
            let end = view.run(signs, OTHER);
            return view.known(view.run(end, NEWLINE));
        }
        if self.whole_tail {
            let end = view.run(start, WHITE);
            if view.ended(end) {
                return Some(end);
            }
        }
        view.white(start)
    }
}
