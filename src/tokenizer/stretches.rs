//! Stretches of long texts that were counted before.
//!
//! Somebody who types into a long text has it counted with every pause, and all but a few lines of it
//! are as they were. So a long text is cut where every grammar begins a new piece, and the count of each
//! stretch is remembered by a print of 128 bits: what is seen again costs the reading only. The cuts
//! depend on what is around them, so that they fall into step again soon after a change. A long text is
//! a stretch too, as a whole: one that comes again as it was, which is asked first, needs no cutting.

/// Texts shorter than this are not worth the memory.
pub(crate) const LONG: usize = 1 << 14;
/// The least that a stretch has, in bytes.
pub(crate) const LEAST: usize = 1 << 11;
const SLOTS: usize = 1 << 12;

/// What tells one stretch from another: two words, mixed apart from each other. That two different
/// stretches have the same is as likely as 2⁻¹²⁸.
pub(crate) type Print = [u64; 2];

#[derive(Clone, Copy, Debug, Default)]
struct Slot {
    print: Print,
    /// 0 for an empty slot: a stretch has a token at least.
    count: u32,
}

/// A memory of stretches and their counts: 96 kB, once a long text has come.
#[derive(Debug, Default)]
pub(crate) struct Stretches {
    slots: Vec<Slot>,
}

impl Stretches {
    /// The count of a stretch, if it is remembered.
    pub(crate) fn get(&self, print: Print) -> Option<u64> {
        let slot = self.slots.get(Self::place(print))?;
        (slot.print == print && slot.count > 0).then_some(u64::from(slot.count))
    }

    /// Remembers a stretch, in the place of one that it meets there.
    pub(crate) fn insert(&mut self, print: Print, count: u64) {
        let Ok(count) = u32::try_from(count) else { return };
        if self.slots.is_empty() {
            self.slots = vec![Slot::default(); SLOTS];
        }
        if let Some(slot) = self.slots.get_mut(Self::place(print)) {
            *slot = Slot { print, count };
        }
    }

    const fn place(print: Print) -> usize {
        print[0] as usize % SLOTS
    }
}

const FACTORS: [u64; 2] = [0x9E37_79B9_7F4A_7C15, 0xD6E8_FEB8_6659_FD93];

/// The print of a stretch.
///
/// Two prints take turns, one word each, so that neither waits for the other's multiplication; one takes
/// the other in at the end. Every step can be undone (an addition, an odd factor, [`mix`]), so that two
/// stretches of one length which differ in eight bytes, wherever they lie, have different prints for sure.
#[inline(never)]
pub(crate) fn print(stretch: &[u8]) -> Print {
    let length = stretch.len() as u64;
    let (mut print, mut other) = ([length, !length], FACTORS);
    let (pairs, tail) = stretch.as_chunks::<16>();
    for pair in pairs {
        let pair = u128::from_le_bytes(*pair);
        take(&mut print, [pair as u64; 2]);
        take(&mut other, [(pair >> 64) as u64; 2]);
    }
    let tail = tail.iter().fold(0_u128, |tail, byte| tail << 8 | u128::from(*byte));
    take(&mut print, [tail as u64; 2]);
    take(&mut other, [(tail >> 64) as u64; 2]);
    take(&mut print, other.map(|word| word.rotate_left(32)));
    print
}

/// Takes a word into each half of a print, into each in a way of its own.
const fn take(print: &mut Print, words: [u64; 2]) {
    print[0] = mix((print[0] ^ words[0]).wrapping_mul(FACTORS[0]));
    print[1] = mix(print[1].rotate_left(23).wrapping_add(words[1]).wrapping_mul(FACTORS[1]));
}

/// Brings the upper half, which depends on everything, into the lower.
const fn mix(word: u64) -> u64 {
    word ^ word >> 32
}

/// Where the stretch that starts at `start` ends: at the first cut that leaves it `least` bytes, or at
/// the end of the text.
pub(crate) fn end(text: &str, start: usize, least: usize) -> usize {
    let bytes = text.as_bytes();
    let mut at = start.saturating_add(least).max(1);
    while at < bytes.len() {
        if is_cut(text, bytes, at) {
            return at;
        }
        at += 1;
    }
    bytes.len()
}

/// Whether every grammar ends a piece before `at`, whatever else the text holds, and cuts what is before
/// it and what is behind it as if each stood alone.
///
/// - Behind one line feed between two signs that are no space. A grammar takes a line feed together with
///   other spaces, or with signs before it, and o200k's with slashes behind it: never with what else follows.
/// - Before one space between two letters: a grammar takes it into the word, or by itself.
fn is_cut(text: &str, bytes: &[u8], at: usize) -> bool {
    let byte = |at: usize| bytes.get(at).copied().unwrap_or_default();
    match (byte(at - 1), byte(at)) {
        (b'\n', next) => {
            let before = text.get(..at - 1).and_then(|before| before.chars().next_back());
            let behind = text.get(at..).and_then(|behind| behind.chars().next());
            next != b'/'
                && [before, behind].iter().all(|it| it.is_some_and(|it| !it.is_whitespace()))
        }
        (last, b' ') => last.is_ascii_alphabetic() && byte(at + 1).is_ascii_alphabetic(),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tokenizer::registry;
    use crate::tokenizer::rules::{AnyGrammar, Rules};
    use crate::tokenizer::split::Splitter;

    /// Texts that put everything beside everything.
    fn texts() -> Vec<String> {
        const SIGNS: [&str; 34] = [
            "a", "B", "é", "中", "ا", "ก", "1", "٣", "Ⅷ", " ", "  ", "\t", "\n", "\n", "\r\n",
            "\r", "/", "//", "'s", "'LL", "\"", "}", ";", "。", "\u{301}", "\u{a0}", "\u{85}",
            "\u{2028}", "\u{feff}", "🎟", "_", "$", "the word", "x\ny",
        ];
        let mut state = 7_u64;
        let mut below = |limit: usize| {
            state =
                mix(state.wrapping_add(0x9E37_79B9_7F4A_7C15).wrapping_mul(0xD6E8_FEB8_6659_FD93));
            (state >> 16) as usize % limit
        };
        (0..20_000).map(|_| (0..12).map(|_| SIGNS[below(SIGNS.len())]).collect()).collect()
    }

    #[test]
    fn every_grammar_cuts_stretches_as_it_cuts_the_text() {
        let mut cuts = 0;
        for tokenizer in registry::all() {
            let Some(rules) = Rules::of(tokenizer.id) else { continue };
            if matches!(rules.grammar, AnyGrammar::Characters) {
                continue;
            }
            let mut splitter = Splitter::new(rules.classes, rules.ideographs());
            for text in texts() {
                let mut whole = Vec::new();
                splitter.pieces(rules.grammar, &text, |piece| whole.push(piece.end));
                let mut parts = Vec::new();
                let mut start = 0;
                while start < text.len() {
                    let end = end(&text, start, 1);
                    splitter.pieces(rules.grammar, &text[start..end], |piece| {
                        parts.push(start + piece.end);
                    });
                    cuts += usize::from(end < text.len());
                    start = end;
                }
                assert_eq!(parts, whole, "{} cuts {text:?}", tokenizer.id);
            }
        }
        assert!(cuts > 100_000, "{cuts} cuts");
    }

    #[test]
    fn no_change_of_a_stretch_keeps_its_print() {
        let stretch = b"A stretch of text, as long as a line or two, and its neighbours.".repeat(3);
        let mut prints = std::collections::BTreeSet::new();
        prints.insert(print(&stretch));
        for at in 0..stretch.len() {
            for bit in 0..8 {
                let mut other = stretch.clone();
                other[at] ^= 1 << bit;
                assert!(prints.insert(print(&other)), "bit {bit} of byte {at}");
            }
            assert!(prints.insert(print(&stretch[..at])), "its first {at} bytes");
        }
    }

    #[test]
    fn what_is_remembered_is_what_was_counted() {
        let mut stretches = Stretches::default();
        let print_of = |number: u64| print(&number.to_le_bytes());
        assert_eq!(stretches.get(print_of(0)), None);
        let mut kept = 0;
        for number in 0..10_000 {
            stretches.insert(print_of(number), number + 1);
        }
        for number in 0..10_000 {
            let found = stretches.get(print_of(number));
            assert!(found.is_none_or(|count| count == number + 1));
            kept += usize::from(found.is_some());
        }
        assert!(kept > SLOTS / 2);
    }
}
