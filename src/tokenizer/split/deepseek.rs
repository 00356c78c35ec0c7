//! The grammar of `DeepSeek` V3 and later: three splits, one after the other, each on what the one
//! before left.
//!
//! ```text
//! \p{N}{1,3}
//! [一-龥぀-ゟ゠-ヿ]+
//! [!"#$%&'()*+,\-./:;<=>?@\[\\\]^_`{|}~][A-Za-z]+|[^\r\n\p{L}\p{P}\p{S}]?[\p{L}\p{M}]+
//!     | ?[\p{P}\p{S}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+
//! ```
//!
//! What no alternative matches stays a piece. Numbers and ideographs cut the text into regions that
//! the last expression cannot look out of: white space before a number keeps its last character. One
//! alternation of the three is something else (8 of 46 real texts came out differently).

use super::Grammar;
use super::class::{NEWLINE, NUMBER, View, WHITE};

/// `\p{L}\p{M}` outside the ideographs' ranges.
const WORD: u8 = 1;
/// `\p{P}\p{S}` outside.
const SIGNS: u8 = 1 << 1;
/// What no alternative matches, outside.
const GAP: u8 = 1 << 2;
/// `\p{L}\p{M}` inside.
const IDEOGRAPH: u8 = 1 << 6;
/// `\p{P}\p{S}` inside. What no alternative matches inside has no class at all.
const IDEOGRAPHIC_SIGN: u8 = 1 << 7;

/// The classes of a `bitcannon` tag here; see `class::CLASSES`.
pub(crate) const CLASSES: [u8; 64] = {
    let mut classes = [GAP; 64];
    let mut high = 0;
    while high < 4 {
        let row = high << 4;
        classes[row] = WORD;
        classes[row | 0x1] = NUMBER;
        classes[row | 0x2] = NUMBER;
        classes[row | 0x3] = WHITE | NEWLINE;
        classes[row | 0x4] = WHITE;
        classes[row | 0x5] = WHITE;
        classes[row | 0x6] = match high {
            0 => WORD,
            1 => SIGNS,
            _ => GAP,
        };
        let mut low = 0x7;
        while low <= 0xA {
            classes[row | low] = SIGNS;
            low += 1;
        }
        high += 1;
    }
    classes
};

/// The classes of a character of the ideographs' ranges, from those it would have outside.
pub(crate) fn inside(classes: u8) -> u8 {
    match classes {
        WORD => IDEOGRAPH,
        SIGNS => IDEOGRAPHIC_SIGN,
        _ => 0,
    }
}

/// Whether a character whose first three bytes these are is in `[一-龥぀-ゟ゠-ヿ]`.
pub(crate) fn is_ideograph(first: u8, second: u8, third: u8) -> bool {
    let tail = |byte: u8| u32::from(byte & 0x3F);
    let code = u32::from(first & 0x0F) << 12 | tail(second) << 6 | tail(third);
    matches!(first, 0xE3..=0xE9) && matches!(code, 0x4E00..=0x9FA5 | 0x3040..=0x30FF)
}

/// `DeepSeek`'s grammar.
#[derive(Clone, Copy, Debug)]
pub(crate) struct DeepSeek;

impl Grammar for DeepSeek {
    #[inline(always)]
    fn end(&self, view: &View<'_>, start: usize) -> Option<usize> {
        let class = view.class(start);
        if class & (WORD | IDEOGRAPH | IDEOGRAPHIC_SIGN) != 0 {
            return view.known(view.run(start, class));
        }
        if class & NUMBER != 0 {
            return view.known(view.up_to(start, NUMBER, 3));
        }
        let second = view.after(start);
        if view.unknown(second) {
            return None;
        }
        if class & (WHITE | NEWLINE | GAP) != 0
            && class & NEWLINE == 0
            && view.class(second) & WORD != 0
        {
            return view.known(view.run(second, WORD));
        }
        if class & SIGNS != 0 || view.byte(start) == b' ' && view.class(second) & SIGNS != 0 {
            if class & SIGNS != 0
                && view.byte(start).is_ascii()
                && view.byte(second).is_ascii_alphabetic()
            {
                let mut end = second;
                while view.byte(end).is_ascii_alphabetic() {
                    end += 1;
                }
                return view.known(end);
            }
            let end = view.run(second, SIGNS);
            return view.known(view.run(end, NEWLINE));
        }
        if class & WHITE != 0 {
            return white(view, start);
        }
        unmatched(view, start, class)
    }
}

/// White space, up to a region's end if it comes to that.
fn white(view: &View<'_>, start: usize) -> Option<usize> {
    let end = view.run(start, WHITE);
    if view.unknown(end) {
        return None;
    }
    let goes_on = view.class(end) & (WORD | SIGNS | GAP) != 0;
    if !goes_on && view.class_run(start, end).all(|class| class & NEWLINE == 0) {
        return Some(end);
    }
    view.white(start)
}

/// Characters that no alternative matches: one piece, but for a last one that is a word's prefix.
fn unmatched(view: &View<'_>, start: usize, class: u8) -> Option<usize> {
    let word = if class == 0 { IDEOGRAPH } else { WORD };
    let mut at = start;
    let mut last = start;
    while view.class(at) == class && !view.ended(at) {
        if view.unknown(at) {
            return None;
        }
        last = at;
        at = view.after(at);
    }
    if view.unknown(at) {
        return None;
    }
    if view.class(at) & word == 0 {
        return Some(at);
    }
    if last > start { Some(last) } else { view.known(view.run(at, word)) }
}
