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
use super::class::{
    CASELESS, CONT, LETTER, LOWER, MARK, NEWLINE, NUMBER, OTHER, SPACE, UPPER, View,
};

/// What a word starts with: anything but `\p{Ll}`.
const HEAD: u16 = UPPER | CASELESS | MARK;
/// What a word goes on with: anything but `\p{Lu}` and `\p{Lt}`.
const TAIL: u16 = LOWER | CASELESS | MARK;
/// What is in both.
const BOTH: u16 = CASELESS | MARK;

/// The o200k family.
#[derive(Clone, Copy, Debug)]
pub(crate) struct O200k {
    /// Digits in a piece at most.
    pub(crate) digits: usize,
    /// Whether a word takes the contraction behind it along.
    pub(crate) contractions: bool,
}

impl Grammar for O200k {
    #[inline]
    fn end(&self, view: &View<'_>, start: usize) -> Option<usize> {
        let class = view.class(start);
        if class & NUMBER != 0 {
            let end = view.up_to(start, NUMBER, self.digits);
            return if view.unknown(end) { None } else { Some(end) };
        }
        if class & LETTER != 0 {
            let end = match with_tail(view, start) {
                Word::Ends(end) => end,
                Word::None(head) => head,
                Word::Unknown => return None,
            };
            return self.suffix(view, end);
        }
        let second = view.after(start);
        if view.unknown(second) {
            return None;
        }
        if class & NEWLINE == 0 && view.class(second) & (LETTER | MARK) != 0 {
            // The first alternative is tried with the prefix and without it before the second is:
            // it matters only for a prefix that is a mark, which can be a word of its own.
            let second = match with_tail(view, second) {
                Word::Ends(end) => return self.suffix(view, end),
                Word::None(head) => head,
                Word::Unknown => return None,
            };
            if class & MARK == 0 {
                return self.suffix(view, second);
            }
        }
        if class & MARK != 0 {
            return match with_tail(view, start) {
                Word::Ends(end) => self.suffix(view, end),
                Word::None(head) => self.suffix(view, head),
                Word::Unknown => None,
            };
        }
        let signs = if class & SPACE != 0 { second } else { start };
        if view.class(signs) & OTHER != 0 {
            let mut end = view.run(signs, OTHER);
            while view.class(end) & NEWLINE != 0 || view.byte(end) == b'/' {
                end += 1;
            }
            return if view.unknown(end) { None } else { Some(end) };
        }
        view.white(start)
    }
}

impl O200k {
    /// A word that ends at `end`, and its contraction.
    #[inline]
    fn suffix(self, view: &View<'_>, end: usize) -> Option<usize> {
        if view.byte(end) != b'\'' || !self.contractions {
            return if view.unknown(end) { None } else { Some(end) };
        }
        if view.unknown(end + 2) {
            return None;
        }
        Some(end + view.contraction(end))
    }
}

/// What `[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+` finds.
enum Word {
    /// It ends here.
    Ends(usize),
    /// Nothing; the head alone would end here.
    None(usize),
    /// That depends on text beyond the view.
    Unknown,
}

#[inline]
fn with_tail(view: &View<'_>, start: usize) -> Word {
    let mut at = start;
    let mut both = None;
    loop {
        let class = view.class(at);
        if class & (HEAD | CONT) == 0 {
            break;
        }
        if class & BOTH != 0 {
            both = Some(at);
        }
        at += 1;
    }
    if view.class(at) & TAIL != 0 {
        let end = view.run(at, TAIL);
        return if view.unknown(end) { Word::Unknown } else { Word::Ends(end) };
    }
    if view.unknown(at) {
        return Word::Unknown;
    }
    // Greedy heads give back until the tail has one character: the last that may be either.
    match both {
        Some(both) => Word::Ends(view.after(both)),
        None => Word::None(at),
    }
}
