//! The grammar of `o200k_base`, and of the vocabularies that took it over.
//!
//! As tiktoken 0.14.0 writes it, one alternative a line:
//!
//! ```text
//! [^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+(?i:'s|'t|'re|'ve|'m|'ll|'d)?
//! [^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+[\p{Ll}\p{Lm}\p{Lo}\p{M}]*(?i:'s|'t|'re|'ve|'m|'ll|'d)?
//! \p{N}{1,3}
//!  ?[^\s\p{L}\p{N}]+[\r\n/]*
//! \s*[\r\n]+
//! \s+(?!\S)
//! \s+
//! ```

use super::Grammar;
use super::class::{HAN, HEAD, LETTER, MARK, NEWLINE, NUMBER, OTHER, TAIL, View};

/// The o200k family.
#[derive(Clone, Copy, Debug)]
pub(crate) struct O200k {
    /// Digits in a piece at most.
    pub(crate) digits: usize,
    /// Whether a word takes the contraction behind it along.
    pub(crate) contractions: bool,
    /// Whether signs take slashes behind them along, as they do line ends.
    pub(crate) slashes: bool,
    /// Whether runs of Chinese characters come before all else (`[\p{Han}]+`); the classes are then
    /// those of `class::HAN_APART`.
    pub(crate) han: bool,
}

impl Grammar for O200k {
    #[inline(always)]
    fn end(&self, view: &View<'_>, start: usize) -> Option<usize> {
        let class = view.class(start);
        if self.han && class & HAN != 0 {
            return view.known(view.run(start, HAN));
        }
        if class & LETTER != 0 {
            return self.word(view, start);
        }
        if class & NUMBER != 0 {
            return view.known(view.up_to(start, NUMBER, self.digits));
        }
        let second = view.after(start);
        if view.unknown(second) {
            return None;
        }
        if class & MARK == MARK {
            return self.marked(view, start, second);
        }
        if class & NEWLINE == 0 && view.class(second) & (HEAD | TAIL) != 0 {
            return self.word(view, second);
        }
        let signs = if view.byte(start) == b' ' { second } else { start };
        if view.class(signs) & OTHER != 0 {
            let mut end = view.run(signs, OTHER);
            while view.class(end) & NEWLINE != 0 || self.slashes && view.byte(end) == b'/' {
                end += 1;
            }
            return view.known(end);
        }
        view.white(start)
    }
}

impl O200k {
    /// A word that starts here, by the first alternative or else by the second.
    #[inline(always)]
    fn word(self, view: &View<'_>, start: usize) -> Option<usize> {
        // Most words start with the tail: one run less in the chain from one piece to the next.
        let lower = view.class(start) & HEAD == 0;
        let head = if lower { start } else { view.run(start, HEAD) };
        if view.class(head) & TAIL != 0 {
            return self.suffix(view, view.run(head, TAIL));
        }
        if view.unknown(head) {
            return None;
        }
        self.suffix(view, give_back(view, start, head).unwrap_or(head))
    }

    /// What a mark starts. The first alternative is tried with the mark as its prefix and without
    /// before the second is, so a mark before capitals is a word of its own.
    fn marked(self, view: &View<'_>, start: usize, second: usize) -> Option<usize> {
        if view.class(second) & (HEAD | TAIL) == 0 {
            return self.word(view, start);
        }
        let head = view.run(second, HEAD);
        if view.class(head) & TAIL != 0 || view.unknown(head) {
            return self.word(view, second);
        }
        match give_back(view, second, head) {
            Some(end) => self.suffix(view, end),
            None => self.word(view, start),
        }
    }

    /// A word that ends at `end`, and its contraction.
    #[inline(always)]
    fn suffix(self, view: &View<'_>, end: usize) -> Option<usize> {
        if view.byte(end) != b'\'' || !self.contractions {
            return view.known(end);
        }
        if view.unknown(end + 2) {
            return None;
        }
        Some(end + view.contraction(end))
    }
}

/// Where a word ends whose head `start..end` no tail follows: greedy heads give back until the tail
/// has one character, the last that may be either.
fn give_back(view: &View<'_>, start: usize, end: usize) -> Option<usize> {
    let mut at = end;
    while at > start {
        at -= 1;
        if view.class(at) & TAIL != 0 {
            return Some(at + 1);
        }
    }
    None
}
