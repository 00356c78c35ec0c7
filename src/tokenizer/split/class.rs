//! Character classes as bits, and runs of them.

/// `\p{Lu}` and `\p{Lt}`.
pub(crate) const UPPER: u16 = 1;
/// `\p{Ll}`.
pub(crate) const LOWER: u16 = 1 << 1;
/// `\p{Lm}` and `\p{Lo}`.
pub(crate) const CASELESS: u16 = 1 << 2;
/// `\p{M}`.
pub(crate) const MARK: u16 = 1 << 3;
/// `\p{N}`.
pub(crate) const NUMBER: u16 = 1 << 4;
/// Carriage return and line feed.
pub(crate) const NEWLINE: u16 = 1 << 5;
/// U+0020.
pub(crate) const SPACE: u16 = 1 << 6;
/// All other `\s`.
pub(crate) const BLANK: u16 = 1 << 7;
/// `\p{P}` and `\p{S}`.
pub(crate) const SIGN: u16 = 1 << 8;
/// What is left: controls, format characters, unassigned ones.
pub(crate) const REST: u16 = 1 << 9;
/// A byte after a character's first, in every class that its first byte is in.
pub(crate) const CONT: u16 = 1 << 10;

/// `\p{L}`.
pub(crate) const LETTER: u16 = UPPER | LOWER | CASELESS;
/// `\s`.
pub(crate) const WHITE: u16 = NEWLINE | SPACE | BLANK;
/// `[^\s\p{L}\p{N}]`.
pub(crate) const OTHER: u16 = MARK | SIGN | REST;

/// The tag behind the last byte of a view: in no class.
pub(crate) const EDGE: u8 = 0x3F;

/// The classes of a `bitcannon` tag: the low four bits are its coarse class, the next two refine it.
const CLASSES: [u16; 64] = {
    let mut classes = [0; 64];
    let mut high = 0;
    while high < 4 {
        let row = high << 4;
        classes[row] = match high {
            1 => UPPER,
            2 => LOWER,
            _ => CASELESS,
        };
        classes[row | 0x1] = NUMBER;
        classes[row | 0x2] = NUMBER;
        classes[row | 0x3] = NEWLINE;
        classes[row | 0x4] = SPACE;
        classes[row | 0x5] = BLANK;
        // A mark; refined, a symbol that counts as alphabetic, or a zero-width joiner.
        classes[row | 0x6] = match high {
            0 => MARK,
            1 => SIGN,
            _ => REST,
        };
        classes[row | 0x7] = SIGN; // connector punctuation
        classes[row | 0x8] = SIGN; // other punctuation, ASCII symbols
        classes[row | 0x9] = SIGN; // the apostrophe
        classes[row | 0xA] = SIGN; // other symbols
        classes[row | 0xB] = REST; // numeric, yet not \p{N}
        classes[row | 0xC] = REST; // controls and unassigned characters
        classes[row | 0xF] = CONT;
        high += 1;
    }
    classes[EDGE as usize] = 0;
    classes
};

/// Some text with the class of each of its bytes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct View<'a> {
    text: &'a [u8],
    tags: &'a [u8],
    /// Whether the text ends where the view does.
    last: bool,
}

impl<'a> View<'a> {
    /// `tags` holds one tag per byte of `text` and [`EDGE`] behind.
    pub(crate) fn new(text: &'a [u8], tags: &'a [u8], last: bool) -> Self {
        Self { text, tags, last }
    }

    /// The classes of the byte at `at`; none behind the end.
    #[inline]
    pub(crate) fn class(&self, at: usize) -> u16 {
        self.tags.get(at).map_or(0, |tag| CLASSES[usize::from(tag & 0x3F)])
    }

    /// The byte at `at`; 0 behind the end.
    #[inline]
    pub(crate) fn byte(&self, at: usize) -> u8 {
        self.text.get(at).copied().unwrap_or_default()
    }

    /// Where the run of these classes that `at` is in ends.
    #[inline]
    pub(crate) fn run(&self, mut at: usize, classes: u16) -> usize {
        while self.class(at) & (classes | CONT) != 0 {
            at += 1;
        }
        at
    }

    /// The start of the character after the one at `at`.
    #[inline]
    pub(crate) fn after(&self, at: usize) -> usize {
        self.run(at + 1, CONT)
    }

    /// The start of the character before `at`.
    #[inline]
    pub(crate) fn before(&self, mut at: usize) -> usize {
        while at > 0 {
            at -= 1;
            if self.class(at) != CONT {
                break;
            }
        }
        at
    }

    /// Whether what comes at `at` cannot be known from this view.
    #[inline]
    pub(crate) fn unknown(&self, at: usize) -> bool {
        at >= self.text.len() && !self.last
    }

    /// Whether the text ends at `at`.
    #[inline]
    pub(crate) fn ended(&self, at: usize) -> bool {
        at >= self.text.len() && self.last
    }

    /// Up to `most` characters of these classes from `at` on.
    #[inline]
    pub(crate) fn up_to(&self, mut at: usize, classes: u16, most: usize) -> usize {
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
    #[inline]
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
    #[inline]
    pub(crate) fn white(&self, start: usize) -> Option<usize> {
        let mut at = start;
        let mut newline = None;
        loop {
            let class = self.class(at);
            if class & (WHITE | CONT) == 0 {
                break;
            }
            at += 1;
            if class & NEWLINE != 0 {
                newline = Some(at);
            }
        }
        if self.unknown(at) {
            return None;
        }
        Some(newline.unwrap_or_else(|| self.all_but_last(start, at)))
    }

    /// `\s+(?!\S)|\s+` over the run `start..end`: all of it before the end of the text, else all but
    /// its last character, which goes to the piece that follows, unless it is the only one.
    #[inline]
    pub(crate) fn all_but_last(&self, start: usize, end: usize) -> usize {
        if self.ended(end) {
            return end;
        }
        let last = self.before(end);
        if last > start { last } else { end }
    }
}
