//! Character classes as bits, and runs of them.
//!
//! Every byte of a view has one byte of classes; the later bytes of a character have those of its
//! first. So a run is found eight bytes at a time: a byte that is in none of the classes asked for is
//! a zero after one `and`.

/// `\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}`: what a word may start with where case matters.
pub(crate) const HEAD: u8 = 1;
/// `\p{Ll}\p{Lm}\p{Lo}\p{M}`: what it may go on with.
pub(crate) const TAIL: u8 = 1 << 1;
/// `\p{L}`.
pub(crate) const LETTER: u8 = 1 << 2;
/// `\p{N}`.
pub(crate) const NUMBER: u8 = 1 << 3;
/// `\s`.
pub(crate) const WHITE: u8 = 1 << 4;
/// Carriage return and line feed.
pub(crate) const NEWLINE: u8 = 1 << 5;
/// `[^\s\p{L}\p{N}]`, marks among them.
pub(crate) const OTHER: u8 = 1 << 6;
/// `\p{P}` and `\p{S}`.
pub(crate) const SIGN: u8 = 1 << 7;
/// `\p{M}` has all of these, and nothing else has.
pub(crate) const MARK: u8 = HEAD | TAIL | OTHER;

/// The classes of a `bitcannon` tag: its low four bits are a coarse class, the next two refine it.
pub(crate) const CLASSES: [u8; 64] = {
    let mut classes = [0; 64];
    let mut high = 0;
    while high < 4 {
        let row = high << 4;
        classes[row] = match high {
            1 => LETTER | HEAD,
            2 => LETTER | TAIL,
            _ => LETTER | HEAD | TAIL,
        };
        classes[row | 0x1] = NUMBER;
        classes[row | 0x2] = NUMBER;
        classes[row | 0x3] = WHITE | NEWLINE;
        classes[row | 0x4] = WHITE; // U+0020
        classes[row | 0x5] = WHITE;
        // A mark; refined, a symbol that counts as alphabetic, or a zero-width joiner.
        classes[row | 0x6] = match high {
            0 => MARK,
            1 => OTHER | SIGN,
            _ => OTHER,
        };
        classes[row | 0x7] = OTHER | SIGN; // connector punctuation
        classes[row | 0x8] = OTHER | SIGN; // other punctuation, ASCII symbols
        classes[row | 0x9] = OTHER | SIGN; // the apostrophe
        classes[row | 0xA] = OTHER | SIGN; // other symbols
        classes[row | 0xB] = OTHER; // numeric, yet not \p{N}
        classes[row | 0xC] = OTHER; // controls and unassigned characters
        high += 1;
    }
    classes
};

/// As [`CLASSES`], with marks counted as letters and not as signs: Qwen 3.5.
pub(crate) const MARKS_ARE_LETTERS: [u8; 64] = {
    let mut classes = CLASSES;
    classes[0x06] = LETTER | HEAD | TAIL;
    classes
};

/// `\p{Han}`, in [`HAN_APART`]; the bit is `SIGN`'s elsewhere.
pub(crate) const HAN: u8 = SIGN;

/// As [`CLASSES`], with Chinese characters in a class of their own and in no letter's: Kimi.
pub(crate) const HAN_APART: [u8; 64] = {
    let mut classes = CLASSES;
    let mut tag = 0;
    while tag < 64 {
        classes[tag] &= !SIGN;
        tag += 1;
    }
    classes[0x30] = HAN;
    classes[0x31] |= HAN;
    classes[0x3A] |= HAN;
    classes
};

/// The characters of `\p{Han}` that `bitcannon` has under another script: a hook mark and two reading
/// marks. No letters and no numbers, so they are signs too.
pub(crate) fn is_han_mark(character: [u8; 4]) -> bool {
    matches!(character, [0xF0, 0x96, 0xBF, 0xA2 | 0xB0 | 0xB1])
}

/// How many bytes of no class stand behind the last one of a view.
pub(crate) const MARGIN: usize = 8;

/// Some text with the classes of each of its bytes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct View<'a> {
    text: &'a [u8],
    classes: &'a [u8],
    /// Whether the text ends where the view does.
    last: bool,
}

impl<'a> View<'a> {
    /// `classes` has one byte for every byte of `text`, and [`MARGIN`] zeros.
    pub(crate) fn new(text: &'a [u8], classes: &'a [u8], last: bool) -> Self {
        Self { text, classes, last }
    }

    /// The classes of the byte at `at`; none behind the end.
    #[inline(always)]
    pub(crate) fn class(&self, at: usize) -> u8 {
        self.classes.get(at).copied().unwrap_or_default()
    }

    /// The classes of every byte of `start..end`.
    pub(crate) fn class_run(&self, start: usize, end: usize) -> impl Iterator<Item = u8> {
        self.classes.get(start..end).unwrap_or_default().iter().copied()
    }

    /// The byte at `at`; 0 behind the end.
    #[inline(always)]
    pub(crate) fn byte(&self, at: usize) -> u8 {
        self.text.get(at).copied().unwrap_or_default()
    }

    /// Where the run of these classes that starts at `at` ends.
    #[inline(always)]
    pub(crate) fn run(&self, mut at: usize, classes: u8) -> usize {
        const ONES: u64 = 0x0101_0101_0101_0101;
        const TOPS: u64 = 0x8080_8080_8080_8080;
        while let Some(eight) = self.classes.get(at..).and_then(|rest| rest.first_chunk::<8>()) {
            let inside = u64::from_le_bytes(*eight) & (ONES * u64::from(classes));
            let outside = inside.wrapping_sub(ONES) & !inside & TOPS;
            if outside != 0 {
                return at + (outside.trailing_zeros() / 8) as usize;
            }
            at += 8;
        }
        self.text.len()
    }

    /// The start of the character after the one at `at`.
    #[inline(always)]
    pub(crate) fn after(&self, at: usize) -> usize {
        let byte = self.byte(at);
        if byte < 0x80 { at + 1 } else { at + width(byte) }
    }

    /// The start of the character before `at`.
    #[inline(always)]
    pub(crate) fn before(&self, mut at: usize) -> usize {
        while at > 0 {
            at -= 1;
            if self.byte(at) & 0xC0 != 0x80 {
                break;
            }
        }
        at
    }

    /// Whether what comes at `at` cannot be known from this view.
    #[inline(always)]
    pub(crate) fn unknown(&self, at: usize) -> bool {
        at >= self.text.len() && !self.last
    }

    /// `end`, unless the piece might go on beyond the view.
    #[inline(always)]
    pub(crate) fn known(&self, end: usize) -> Option<usize> {
        if self.unknown(end) { None } else { Some(end) }
    }

    /// Whether the text ends at `at`.
    #[inline(always)]
    pub(crate) fn ended(&self, at: usize) -> bool {
        at >= self.text.len() && self.last
    }

    /// Up to `most` characters of these classes from `at` on.
    #[inline(always)]
    pub(crate) fn up_to(&self, mut at: usize, classes: u8, most: usize) -> usize {
        for _ in 0..most {
            if self.class(at) & classes == 0 {
                break;
            }
            at = self.after(at);
        }
        at
    }

    /// The length of an English contraction at `at`, the apostrophe included, or 0:
    /// `'s 't 'm 'd 're 've 'll`, in either case.
    ///
    /// Unicode folds U+017F, the long s, to `s`, and so do the regular expressions.
    pub(crate) fn contraction(&self, at: usize) -> usize {
        if self.byte(at) != b'\'' {
            return 0;
        }
        let second = self.byte(at + 1);
        match (second | 0x20, self.byte(at + 2) | 0x20) {
            (b's' | b't' | b'm' | b'd', _) => 2,
            (b'r' | b'v', b'e') | (b'l', b'l') => 3,
            _ if second == 0xC5 && self.byte(at + 2) == 0xBF => 3,
            _ => 0,
        }
    }

    /// The end of the white space that starts at `start`, as the last alternatives of most grammars
    /// have it: `\s*[\r\n]+|\s+(?!\S)|\s+`.
    #[inline(always)]
    pub(crate) fn white(&self, start: usize) -> Option<usize> {
        let end = self.run(start, WHITE);
        if self.unknown(end) {
            return None;
        }
        let run = self.classes.get(start..end).unwrap_or_default();
        match run.iter().rposition(|class| class & NEWLINE != 0) {
            Some(newline) => Some(start + newline + 1),
            None => Some(self.all_but_last(start, end)),
        }
    }

    /// `\s+(?!\S)|\s+` over the run `start..end`: all of it before the end of the text, else all but
    /// its last character, which goes to the piece that follows, unless it is the only one.
    #[inline(always)]
    pub(crate) fn all_but_last(&self, start: usize, end: usize) -> usize {
        if self.ended(end) {
            return end;
        }
        let last = self.before(end);
        if last > start { last } else { end }
    }
}

/// The bytes of a character beyond ASCII, by its first. Out of the way, so that the branch to it is
/// predicted instead of every length being computed.
#[cold]
#[inline(never)]
fn width(first: u8) -> usize {
    match first {
        0..0xE0 => 2,
        0xE0..0xF0 => 3,
        0xF0.. => 4,
    }
}
