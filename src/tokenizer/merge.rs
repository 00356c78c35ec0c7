//! Merging: from the bytes of one piece to its tokens, lowest rank first, leftmost first.
//!
//! A piece of up to [`WINDOW`] bytes is merged in place: every live pair has one key, its rank above
//! its position, so the smallest key is the next merge and one pass of minimums finds it, sixteen keys
//! at a time. That is quadratic in the window, but with a constant so small that nothing beats it there.
//!
//! A longer piece is merged window by window. What makes this exact: a sequence of tokens is the
//! merging of its bytes if and only if every two neighbours are the merging of theirs (a merge that
//! crossed a border would be found in the two tokens beside it alone). So a window's tokens stand up
//! to any border of theirs from which the next window starts with a fitting token. Where the two do not
//! fit, the window is doubled. Time is linear in the piece for whatever text, and the working
//! memory does not grow with it. Most long pieces are a few signs over and over: windows and seams
//! that came a moment ago are not merged anew.

mod large;

use large::Large;

use super::first_symbols::FirstSymbols;
use super::pairs::{NONE, Pairs};

/// The longest piece that is merged in place, in bytes.
const WINDOW: usize = 128;
/// Bits of a key that hold the position; the rank lies above them.
const POSITION_BITS: u32 = 7;
const DEAD: u32 = u32::MAX;

/// How many windows are remembered, and how many pairs of tokens that fit.
const RECENT: usize = 16;
const FITTING: usize = 64;

/// A token within a piece.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Part {
    /// The token's rank.
    pub(crate) rank: u32,
    /// Its length in bytes.
    pub(crate) bytes: u32,
}

/// Working memory for merging, reused from piece to piece.
#[derive(Debug)]
pub(crate) struct Merger {
    keys: [u32; WINDOW],
    ranks: [u32; WINDOW],
    /// The next token's first symbol; symbols are the bytes and characters that merging began from.
    next: [u8; WINDOW],
    previous: [u8; WINDOW],
    /// Where in the piece every symbol starts, and where the last one ends.
    starts: [u8; WINDOW + 1],
    symbols: usize,
    chars: FirstSymbols,
    large: Large,
    left: Vec<Part>,
    right: Vec<Part>,
    /// Windows of long pieces: most such pieces are a few signs over and over.
    recent: [Option<Box<Recent>>; RECENT],
    /// Tokens that were found to stand side by side.
    fitting: [(u32, u32); FITTING],
    /// Bytes merged so far, for the test of linearity.
    #[cfg(test)]
    work: usize,
}

/// A window with its tokens.
#[derive(Debug)]
struct Recent {
    text: [u8; WINDOW],
    parts: Vec<Part>,
}

impl Merger {
    pub(crate) fn new() -> Self {
        Self {
            keys: [DEAD; WINDOW],
            ranks: [0; WINDOW],
            next: [0; WINDOW],
            previous: [0; WINDOW],
            starts: [0; WINDOW + 1],
            symbols: 0,
            chars: FirstSymbols::default(),
            large: Large::default(),
            left: Vec::new(),
            right: Vec::new(),
            recent: [const { None }; RECENT],
            fitting: [(NONE, NONE); FITTING],
            #[cfg(test)]
            work: 0,
        }
    }

    /// How many tokens a piece becomes.
    pub(crate) fn count(&mut self, pairs: &Pairs, piece: &[u8]) -> u64 {
        if piece.len() <= WINDOW {
            return self.merge(pairs, piece) as u64;
        }
        let mut tokens = 0;
        self.long(pairs, piece, |parts| tokens += parts.len() as u64);
        tokens
    }

    /// The tokens of a piece, appended to `out`.
    pub(crate) fn parts(&mut self, pairs: &Pairs, piece: &[u8], out: &mut Vec<Part>) {
        if piece.len() <= WINDOW {
            self.merge(pairs, piece);
            self.collect(out);
        } else {
            self.long(pairs, piece, |parts| out.extend_from_slice(parts));
        }
    }

    /// Merges up to [`WINDOW`] bytes in place; gives the number of tokens.
    #[inline]
    fn merge(&mut self, pairs: &Pairs, piece: &[u8]) -> usize {
        let piece = piece.get(..WINDOW).unwrap_or(piece);
        if piece.is_empty() {
            self.symbols = 0;
            return 0;
        }
        let length = if piece.is_ascii() {
            self.begin_from_bytes(pairs, piece)
        } else {
            self.begin_from_characters(pairs, piece)
        };
        self.symbols = length;
        // The last symbol starts no pair; what lies behind it is left from another piece.
        let padded = length.next_multiple_of(LANES);
        self.keys[length - 1..padded].fill(DEAD);
        let mut tokens = length;
        loop {
            let lowest = smallest(&self.keys[..padded]);
            if lowest == DEAD {
                return tokens;
            }
            tokens -= 1;
            let at = (lowest as usize) & (WINDOW - 1);
            let rank = lowest >> POSITION_BITS;
            let joined = usize::from(self.next[at]) & (WINDOW - 1);
            let after = usize::from(self.next[joined]);
            self.ranks[at] = rank;
            self.next[at] = after as u8;
            self.keys[joined] = DEAD;
            self.keys[at] = if after < length {
                let after = after & (WINDOW - 1);
                self.previous[after] = at as u8;
                key(pairs.get(rank, self.ranks[after]), at)
            } else {
                DEAD
            };
            if at > 0 {
                let before = usize::from(self.previous[at]) & (WINDOW - 1);
                self.keys[before] = key(pairs.get(self.ranks[before], rank), before);
            }
        }
    }

    /// Every byte a symbol; gives their number.
    #[inline]
    fn begin_from_bytes(&mut self, pairs: &Pairs, piece: &[u8]) -> usize {
        for (at, &byte) in piece.iter().enumerate().take(WINDOW) {
            self.ranks[at] = pairs.root(byte);
            self.next[at] = at as u8 + 1;
            self.previous[at] = (at as u8).wrapping_sub(1);
            self.starts[at] = at as u8;
        }
        self.starts[piece.len().min(WINDOW)] = piece.len() as u8;
        for (at, pair) in piece.windows(2).enumerate().take(WINDOW) {
            self.keys[at] = key(pairs.of_bytes(pair[0], pair[1]), at);
        }
        piece.len()
    }

    /// Every character a symbol where that is the same, else its bytes; gives their number.
    fn begin_from_characters(&mut self, pairs: &Pairs, piece: &[u8]) -> usize {
        let (mut at, mut symbols) = (0, 0);
        while let Some(&byte) = piece.get(at)
            && symbols < WINDOW
        {
            let width = width(byte);
            let token = match piece.get(at..at + width) {
                Some(character) if width > 1 => {
                    let key =
                        character.iter().rev().fold(0, |key, byte| key << 8 | u32::from(*byte));
                    let before = at.checked_sub(1).and_then(|before| piece.get(before));
                    let after = piece.get(at + width);
                    self.chars.token(pairs, key, before.copied(), after.copied())
                }
                _ => None,
            };
            self.starts[symbols] = at as u8;
            self.next[symbols] = symbols as u8 + 1;
            self.previous[symbols] = (symbols as u8).wrapping_sub(1);
            self.ranks[symbols] = token.unwrap_or_else(|| pairs.root(byte));
            symbols += 1;
            at += if token.is_some() { width } else { 1 };
        }
        self.starts[symbols] = at as u8;
        for at in 1..symbols {
            let rank = pairs.get(self.ranks[at - 1], self.ranks[at]);
            self.keys[at - 1] = key(rank, at - 1);
        }
        symbols
    }

    /// Appends what [`merge`](Self::merge) left.
    fn collect(&self, out: &mut Vec<Part>) {
        let mut at = 0;
        while at < self.symbols.min(WINDOW) {
            let next = usize::from(self.next[at]).max(at + 1).min(WINDOW);
            let bytes = self.starts[next].saturating_sub(self.starts[at]);
            out.push(Part { rank: self.ranks[at], bytes: u32::from(bytes) });
            at = next;
        }
    }

    /// A piece longer than [`WINDOW`], its tokens given to `emit` a few at a time, in order.
    fn long(&mut self, pairs: &Pairs, piece: &[u8], mut emit: impl FnMut(&[Part])) {
        let mut window = WINDOW;
        let mut rest = piece;
        let mut left = std::mem::take(&mut self.left);
        let mut right = std::mem::take(&mut self.right);
        self.window(pairs, rest, window, &mut left);
        while rest.len() > window {
            // Cut where three quarters are behind: what follows gives the last tokens their context.
            let mut cut = 0;
            let mut kept = 0;
            while let Some(part) = left.get(kept)
                && cut * 4 < window * 3
            {
                cut += part.bytes as usize;
                kept += 1;
            }
            let ahead = rest.get(cut..).unwrap_or_default();
            self.window(pairs, ahead, window, &mut right);
            if self.fit(pairs, rest, cut, kept, &left, &right) {
                emit(left.get(..kept).unwrap_or_default());
                rest = ahead;
                std::mem::swap(&mut left, &mut right);
            } else {
                window *= 2;
                self.window(pairs, rest, window, &mut left);
            }
        }
        emit(&left);
        (self.left, self.right) = (left, right);
    }

    /// Whether `right` may follow the first `kept` tokens of `left`, which end at `cut`.
    fn fit(
        &mut self,
        pairs: &Pairs,
        text: &[u8],
        cut: usize,
        kept: usize,
        left: &[Part],
        right: &[Part],
    ) -> bool {
        let (Some(first), Some(last)) = (right.first(), left.get(kept.wrapping_sub(1))) else {
            return true;
        };
        if left.get(kept) == Some(first) {
            return true; // They stand side by side in `left` already.
        }
        let known = &self.fitting[(last.rank ^ first.rank) as usize % FITTING];
        if *known == (last.rank, first.rank) {
            return true;
        }
        let seam = cut.saturating_sub(last.bytes as usize)..cut + first.bytes as usize;
        let mut both = Vec::with_capacity(2);
        self.window(pairs, text.get(seam).unwrap_or_default(), usize::MAX, &mut both);
        let fit = both == [*last, *first];
        if fit {
            self.fitting[(last.rank ^ first.rank) as usize % FITTING] = (last.rank, first.rank);
        }
        fit
    }

    /// The tokens of the first `window` bytes of `text`, on their own.
    fn window(&mut self, pairs: &Pairs, text: &[u8], window: usize, out: &mut Vec<Part>) {
        let text = text.get(..window).unwrap_or(text);
        out.clear();
        if let Some(text) = text.first_chunk::<WINDOW>()
            && window == WINDOW
        {
            let place = place(text);
            if let Some(recent) = &self.recent[place]
                && recent.text == *text
            {
                return out.extend_from_slice(&recent.parts);
            }
            self.window_anew(pairs, text, out);
            self.recent[place] = Some(Box::new(Recent { text: *text, parts: out.clone() }));
        } else {
            self.window_anew(pairs, text, out);
        }
    }

    fn window_anew(&mut self, pairs: &Pairs, text: &[u8], out: &mut Vec<Part>) {
        #[cfg(test)]
        {
            self.work += text.len();
        }
        if text.len() <= WINDOW {
            self.merge(pairs, text);
            self.collect(out);
        } else {
            self.large.merge(pairs, text, out);
        }
    }
}

/// How many keys one step of [`smallest`] looks at.
const LANES: usize = 16;

/// The key of a pair: its rank above its position, or [`DEAD`].
#[inline]
fn key(rank: u32, at: usize) -> u32 {
    if rank == NONE { DEAD } else { rank << POSITION_BITS | at as u32 }
}

/// Which of the recent windows takes the place of which.
fn place(text: &[u8; WINDOW]) -> usize {
    let eights = text.as_chunks::<8>().0.iter().map(|eight| u64::from_le_bytes(*eight));
    let mixed = eights.fold(0_u64, |mixed, eight| {
        (mixed.rotate_left(5) ^ eight).wrapping_mul(0x9E37_79B9_7F4A_7C15)
    });
    (mixed >> (u64::BITS - RECENT.trailing_zeros())) as usize
}

/// The bytes of a character, by its first; 1 for a byte that starts none.
#[inline]
fn width(first: u8) -> usize {
    match first {
        0..0xC0 => 1,
        0xC0..0xE0 => 2,
        0xE0..0xF0 => 3,
        0xF0.. => 4,
    }
}

/// The smallest of some keys, whose number is a multiple of [`LANES`].
#[inline]
fn smallest(keys: &[u32]) -> u32 {
    let mut lanes = [DEAD; LANES];
    for chunk in keys.chunks_exact(LANES) {
        for (lane, key) in lanes.iter_mut().zip(chunk) {
            *lane = (*lane).min(*key);
        }
    }
    lanes.into_iter().fold(DEAD, u32::min)
}

#[cfg(feature = "inflate")]
#[cfg(test)]
mod tests {
    use super::*;
    use crate::tokenizer::pack::{Vocabulary, unpack};
    use crate::tokenizer::registry;

    fn pairs(id: &str) -> Pairs {
        let file = format!("www/vocab/{}", registry::pack(id).unwrap().file);
        let raw = unpack(&std::fs::read(file).unwrap()).unwrap();
        Pairs::new(Vocabulary::parse(&raw, None).unwrap()).unwrap()
    }

    /// The work on a long piece is a small multiple of its length, whatever it is made of.
    #[test]
    fn long_pieces_cost_linear_work() {
        let pairs = pairs("o200k_base");
        let mut noise = 1_u64;
        let mut random = || {
            noise = noise.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            b'a' + (noise >> 59) as u8 % 26
        };
        let mut pieces: Vec<Vec<u8>> = ["a", "^", " ", "=", "0", "\n", "ab", "中", "é"]
            .map(|unit| unit.repeat(1 << 17).into())
            .into();
        pieces.push((0..1 << 17).map(|_| random()).collect());
        for piece in pieces {
            let mut merger = Merger::new();
            merger.count(&pairs, &piece);
            let (work, length) = (merger.work, piece.len());
            assert!(work < 4 * length, "{work} bytes merged of {length}: {:?}…", &piece[..3]);
        }
    }

    /// Beginning from characters gives the same tokens as beginning from bytes, which the heap does,
    /// whatever stands beside them: also where a piece is cut within a character.
    #[test]
    fn characters_do_not_show() {
        let mut noise = 1_u64;
        let mut random = |below: u64| {
            noise = noise.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            (noise >> 33) % below
        };
        // Scripts with many tokens and with few, and all that stands beside a letter.
        let ranges = [0x20..0x7F, 0xA0..0x250, 0x370..0x530, 0x590..0x6FF, 0x900..0xE7F];
        let wide =
            [0x2010..0x2040, 0x3000..0x3100, 0x4E00..0x5200, 0xAC00..0xB200, 0x1F600..0x1F650];
        let ranges = [ranges, wide].concat();
        for id in ["o200k_base", "cl100k_base", "r50k_base", "qwen3", "deepseek", "glm4", "kimi"] {
            let pairs = pairs(id);
            let (mut merger, mut large) = (Merger::new(), Large::default());
            for _ in 0..20_000 {
                let script = ranges[random(ranges.len() as u64) as usize].clone();
                let mut text = String::new();
                for _ in 0..=random(12) {
                    let from = if random(4) == 0 { 0x20..0x40 } else { script.clone() };
                    let code = from.start + random(u64::from(from.end - from.start)) as u32;
                    text.extend(char::from_u32(code));
                }
                let cut = random(4).min(text.len() as u64 - 1) as usize;
                let end = text.len() - if cut > 0 { random(2) as usize } else { 0 };
                let piece = &text.as_bytes()[cut..end];
                let (mut parts, mut bytes) = (Vec::new(), Vec::new());
                merger.parts(&pairs, piece, &mut parts);
                large.merge(&pairs, piece, &mut bytes);
                assert_eq!(parts, bytes, "{id}: {text:?}");
            }
        }
    }

    /// Windows, heap and the single in-place pass give the same tokens.
    #[test]
    fn windows_do_not_show() {
        let pairs = pairs("cl100k_base");
        let text = "internationalisation".repeat(40)
            + &" ".repeat(300)
            + &"=".repeat(301)
            + &"не".repeat(200);
        let mut merger = Merger::new();
        for length in [1, 127, 128, 129, 400, text.len()] {
            let piece = &text.as_bytes()[..length];
            let (mut windowed, mut whole) = (Vec::new(), Vec::new());
            merger.parts(&pairs, piece, &mut windowed);
            Large::default().merge(&pairs, piece, &mut whole);
            assert_eq!(windowed, whole);
            assert_eq!(merger.count(&pairs, piece), whole.len() as u64);
        }
    }
}
