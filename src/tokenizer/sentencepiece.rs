//! Cutting text for a vocabulary of characters: `SentencePiece`'s kind of pair merging.
//!
//! Such a tokenizer has no grammar. It merges the characters of the whole text; one that the vocabulary
//! lacks becomes a token a byte and merges with nothing. So the text may be cut wherever no token
//! reaches across: between two characters that stand side by side in no token at all. Here those are
//! found by class, every ASCII character one of its own and all others one together, which cuts nearly
//! as words do. Before that come the strings that are tokens whatever is around them.

use std::ops::Range;

use super::pack::Vocabulary;
use super::strings::Strings;

/// A part of a text that is counted by itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    /// Characters to merge.
    Merged(Range<usize>),
    /// A character that the vocabulary lacks: a token for each byte.
    Bytes(Range<usize>),
    /// One token, whatever is around it, by its published id.
    Fixed(Range<usize>, u32),
}

/// The class of all characters beyond ASCII.
const BEYOND: u8 = 128;
const CLASSES: usize = 129;

/// Which characters a vocabulary knows, and which of them meet in a token.
#[derive(Debug)]
pub(crate) struct Characters {
    strings: Strings,
    /// By class and class, whether some token has the one before the other.
    meet: Vec<bool>,
    /// A bit for every code point.
    known: Vec<u64>,
}

impl Characters {
    /// What the tokens of a vocabulary say.
    pub(crate) fn new(vocabulary: &Vocabulary) -> Self {
        let mut characters = Self {
            strings: Strings::new(vocabulary.fixed().to_vec()),
            meet: vec![false; CLASSES * CLASSES],
            known: Vec::new(),
        };
        // The classes at both ends of every token so far, and its length.
        let mut ends: Vec<(u8, u8, usize)> = Vec::with_capacity(vocabulary.len());
        let mut bytes = Vec::new();
        for rank in 0..vocabulary.len() as u32 {
            let end = |rank: u32| ends.get(rank as usize).copied().unwrap_or_default();
            let own = if let Some([left, right]) = vocabulary.parents(rank) {
                let ((first, before, left), (after, last, right)) = (end(left), end(right));
                characters.meeting(before, after);
                (first, last, left.saturating_add(right))
            } else {
                bytes.clear();
                vocabulary.bytes(rank, &mut bytes);
                for pair in bytes.windows(2) {
                    characters.meeting(class(pair[0]), class(pair[1]));
                }
                let end = |byte: Option<&u8>| byte.map_or(BEYOND, |byte| class(*byte));
                (end(bytes.first()), end(bytes.last()), bytes.len())
            };
            ends.push(own);
            if own.0 == BEYOND && own.1 == BEYOND && own.2 <= 4 {
                bytes.clear();
                vocabulary.bytes(rank, &mut bytes);
                characters.learn(&bytes);
            }
        }
        characters
    }

    /// Takes note of a token that is one character.
    fn learn(&mut self, bytes: &[u8]) {
        let mut chars = std::str::from_utf8(bytes).unwrap_or_default().chars();
        let (Some(one), None) = (chars.next(), chars.next()) else { return };
        let (word, bit) = (one as usize / 64, one as usize % 64);
        if self.known.len() <= word {
            self.known.resize(word + 1, 0);
        }
        self.known[word] |= 1 << bit;
    }

    fn meeting(&mut self, before: u8, after: u8) {
        self.meet[usize::from(before) * CLASSES + usize::from(after)] = true;
    }

    fn meets(&self, before: u8, after: u8) -> bool {
        self.meet.get(usize::from(before) * CLASSES + usize::from(after)) == Some(&true)
    }

    fn knows(&self, one: char) -> bool {
        self.known.get(one as usize / 64).is_some_and(|word| word >> (one as usize % 64) & 1 == 1)
    }

    /// Gives every part of `text` to `each`, in order; together they are the whole text.
    pub(crate) fn parts(&self, text: &str, mut each: impl FnMut(Part)) {
        let bytes = text.as_bytes();
        let (mut at, mut start, mut before) = (0, 0, 0);
        while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
            if let Some((length, id)) = self.strings.at(rest.as_bytes()) {
                if start < at {
                    each(Part::Merged(start..at));
                }
                each(Part::Fixed(at..at + length, id));
                at += length;
                start = at;
                continue;
            }
            let own = bytes.get(at).map_or(BEYOND, |byte| class(*byte));
            let one = if own == BEYOND { rest.chars().next() } else { None };
            let end = at + one.map_or(1, char::len_utf8);
            if one.is_some_and(|one| !self.knows(one)) {
                if start < at {
                    each(Part::Merged(start..at));
                }
                each(Part::Bytes(at..end));
                start = end;
            } else if start < at && !self.meets(before, own) {
                each(Part::Merged(start..at));
                start = at;
            }
            before = own;
            at = end;
        }
        if start < text.len() {
            each(Part::Merged(start..text.len()));
        }
    }
}

fn class(byte: u8) -> u8 {
    byte.min(BEYOND)
}
