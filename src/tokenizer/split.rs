//! Cutting text into pieces, which are merged one by one.
//!
//! Every tokenizer here has a grammar, published as a regular expression, that says where one piece
//! ends and the next begins. Each is written out by hand over character classes: one pass, no
//! backtracking, linear in any text. The classes come from `bitcannon`, a window at a time; a window
//! grows only while a single piece does not fit in it, so memory is bounded by the longest piece.

pub(crate) mod cl100k;
pub(crate) mod class;
pub(crate) mod o200k;
mod unicode;

use std::ops::Range;

use class::{CONT, EDGE, View};

/// How much text is classified at a time, in bytes: its classes stay in the nearest cache.
const WINDOW: usize = 1 << 15;

/// Where pieces end.
pub(crate) trait Grammar {
    /// The end of the piece that starts at `start`, or `None` where that depends on text beyond the
    /// view. `start` is inside the view and at the start of a character.
    fn end(&self, view: &View<'_>, start: usize) -> Option<usize>;
}

/// Gives every piece of `text` to `each`, in order; together they are the whole text. `tags` is
/// working memory.
#[inline]
pub(crate) fn pieces<G: Grammar>(
    grammar: &G,
    text: &str,
    tags: &mut Vec<u8>,
    mut each: impl FnMut(Range<usize>),
) {
    let bytes = text.as_bytes();
    let mut base = 0;
    let mut window = WINDOW;
    while base < bytes.len() {
        let last = bytes.len() - base <= window;
        let end = if last { bytes.len() } else { text.floor_char_boundary(base + window) };
        let Some(part) = bytes.get(base..end) else { return };
        if tags.len() <= part.len() {
            tags.resize(part.len() + 1, 0);
        }
        unicode::classify(part, tags);
        if let Some(edge) = tags.get_mut(part.len()) {
            *edge = EDGE;
        }
        let view = View::new(part, tags, last);
        let mut at = 0;
        while at < part.len() {
            let Some(end) = grammar.end(&view, at) else { break };
            // A grammar gives every character to some piece; this only keeps a mistake from looping.
            let end = if end > at { end } else { view.run(at + 1, CONT) };
            each(base + at..base + end);
            at = end;
        }
        base += at;
        window = if at == 0 { window.saturating_mul(2) } else { WINDOW };
    }
}
