//! Cutting text into pieces, which are merged one by one.
//!
//! Every tokenizer here has a grammar, published as a regular expression, that says where one piece
//! ends and the next begins. Each is written out by hand over character classes: one pass, no
//! backtracking, linear in any text. The classes come from `bitcannon`, a window at a time; a window
//! grows only while a single piece does not fit in it, so memory is bounded by the longest piece.

// A piece is a few bytes: a call a piece, or a class, is half the time (measured, wasm and native).
#![allow(clippy::inline_always)]

pub(crate) mod cl100k;
pub(crate) mod class;
pub(crate) mod deepseek;
pub(crate) mod gpt2;
pub(crate) mod o200k;
mod unicode;

use std::ops::Range;

use class::{MARGIN, View};

use super::rules::{AnyGrammar, with_grammar};

/// How much text is classified at a time, in bytes: its classes stay in the nearest cache.
const WINDOW: usize = 1 << 14;

/// Where pieces end.
pub(crate) trait Grammar {
    /// The end of the piece that starts at `start`, or `None` where that depends on text beyond the
    /// view. `start` is inside the view and at the start of a character.
    fn end(&self, view: &View<'_>, start: usize) -> Option<usize>;
}

/// Cuts text, with the working memory for it.
#[derive(Debug)]
pub(crate) struct Splitter {
    /// The classes of every tag.
    table: &'static [u8; 64],
    /// Whether ideographs have classes of their own, as `deepseek` has them.
    ideographs: bool,
    /// Whether the classes know Chinese characters, as `HAN_APART` does.
    han: bool,
    /// The classes of every ASCII character.
    ascii: [u8; 128],
    tags: Vec<u8>,
    classes: Vec<u8>,
    /// Where the pieces of a view end.
    ends: Vec<u32>,
}

impl Splitter {
    /// A splitter by the classes of `table`.
    pub(crate) fn new(table: &'static [u8; 64], ideographs: bool) -> Self {
        let mut ascii: [u8; 128] = std::array::from_fn(|byte| byte as u8);
        let mut tags = [0; 128];
        bitcannon::classify::classify(&ascii, &mut tags);
        for (class, tag) in ascii.iter_mut().zip(tags) {
            *class = table[usize::from(tag & 0x3F)];
        }
        let han = *table == class::HAN_APART;
        Self {
            table,
            ideographs,
            han,
            ascii,
            tags: Vec::new(),
            classes: Vec::new(),
            ends: Vec::new(),
        }
    }

    /// Gives every piece of `text` to `each`, in order; together they are the whole text.
    #[inline]
    pub(crate) fn pieces(
        &mut self,
        grammar: AnyGrammar,
        text: &str,
        mut each: impl FnMut(Range<usize>),
    ) {
        let bytes = text.as_bytes();
        let mut base = 0;
        let mut window = WINDOW;
        while base < bytes.len() {
            let last = bytes.len() - base <= window;
            let end = if last { bytes.len() } else { text.floor_char_boundary(base + window) };
            let Some(part) = bytes.get(base..end) else { return };
            self.classify(part);
            self.ends.clear();
            with_grammar!(grammar, |grammar| self.cut(&grammar, part, last));
            let mut start = base;
            for end in &self.ends {
                let end = base + *end as usize;
                each(start..end);
                start = end;
            }
            window = if start == base { window.saturating_mul(2) } else { WINDOW };
            base = start;
        }
    }

    /// Fills `ends` with those of the pieces of one view that are known from it.
    ///
    /// Apart from what is done with them, so that each grammar is in the module once.
    fn cut<G: Grammar>(&mut self, grammar: &G, part: &[u8], last: bool) {
        let view = View::new(part, &self.classes, last);
        let mut at = 0;
        while at < part.len() {
            let Some(end) = grammar.end(&view, at) else { break };
            // A grammar gives every character to some piece; this keeps a mistake from looping.
            at = if end > at { end } else { view.after(at) };
            self.ends.push(at as u32);
        }
    }

    /// Fills `classes` for one view.
    fn classify(&mut self, text: &[u8]) {
        self.classes.clear();
        if text.is_ascii() {
            let ascii = &self.ascii;
            self.classes.extend(text.iter().map(|byte| ascii[usize::from(byte & 0x7F)]));
        } else {
            if self.tags.len() < text.len() {
                self.tags.resize(text.len(), 0);
            }
            unicode::classify(text, &mut self.tags);
            let mut class = 0;
            self.classes.extend(self.tags.iter().take(text.len()).map(|&tag| {
                if tag != bitcannon::classify::CONT {
                    class = self.table[usize::from(tag & 0x3F)];
                }
                class
            }));
            if self.han {
                for (at, character) in text.windows(4).enumerate() {
                    if character.first_chunk().copied().is_some_and(class::is_han_mark)
                        && let Some(classes) = self.classes.get_mut(at..at + 4)
                    {
                        classes.fill(class::OTHER | class::HAN);
                    }
                }
            }
            if self.ideographs {
                for (at, bytes) in text.windows(3).enumerate() {
                    if deepseek::is_ideograph(bytes[0], bytes[1], bytes[2])
                        && let Some(classes) = self.classes.get_mut(at..at + 3)
                    {
                        classes.fill(deepseek::inside(classes[0]));
                    }
                }
            }
        }
        self.classes.extend([0; MARGIN]);
    }
}
