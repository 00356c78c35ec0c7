//! Which language a block of Latin script is in, by its small words.

use super::content::Content;

/// The languages that a ratio is published for, in the order of a block's votes.
const LANGUAGES: [Content; 6] = [
    Content::English,
    Content::German,
    Content::French,
    Content::Spanish,
    Content::Italian,
    Content::Portuguese,
];

/// Words of two to four letters that are frequent in one or a few of [`LANGUAGES`]; single letters are
/// names of variables and list marks as often.
const WORDS: [&[&str]; 6] = [
    &[
        "the", "and", "of", "to", "is", "that", "with", "for", "it", "this", "you", "are", "be",
        "has", "or",
    ],
    &[
        "der", "die", "das", "und", "ist", "den", "von", "mit", "auf", "ein", "dem", "zu", "oder",
        "auf", "sich",
    ],
    &[
        "le", "la", "les", "des", "et", "du", "est", "une", "que", "dans", "pour", "qui", "ou",
        "au", "sur",
    ],
    &[
        "el", "la", "los", "las", "de", "al", "que", "del", "por", "con", "una", "su", "es",
        "para", "en",
    ],
    &[
        "il", "di", "che", "nel", "per", "un", "una", "non", "del", "gli", "con", "si", "alla",
        "dei", "ad",
    ],
    &[
        "no", "na", "os", "as", "ao", "que", "do", "da", "em", "um", "uma", "para", "com", "dos",
        "ou",
    ],
];

/// The small words of a block, counted.
#[derive(Debug, Default)]
pub(super) struct Votes {
    languages: [u32; 6],
    words: u32,
    /// Letters beyond ASCII; English has next to none.
    accents: u32,
}

impl Votes {
    /// Counts the words of one line.
    pub(super) fn add(&mut self, line: &str) {
        for word in line.split(|c: char| !c.is_alphabetic() && c != '\'') {
            if word.is_empty() {
                continue;
            }
            if !word.is_ascii() {
                let c = word.chars().find(|c| !c.is_ascii());
                let latin =
                    c.is_some_and(|c| (c as u32) < 0x370 || matches!(c as u32, 0x1E00..0x1F00));
                self.accents += u32::from(latin);
                self.words += u32::from(latin);
                continue;
            }
            self.words += 1;
            if word.len() <= 4 {
                for (votes, words) in self.languages.iter_mut().zip(WORDS) {
                    *votes += u32::from(words.iter().any(|known| known.eq_ignore_ascii_case(word)));
                }
            }
        }
    }

    /// Whether there were enough words to tell.
    pub(super) fn decided(&self) -> bool {
        self.words >= 20
    }

    /// The language of the block; too few words go with `before`, the block before.
    pub(super) fn winner(&self, before: Option<Content>) -> Content {
        let best = self.languages.iter().copied().max().unwrap_or_default();
        if !self.decided() && best < 3 {
            let english = self.accents == 0 && (best > 0 || self.words < 8);
            return before.unwrap_or(if english { Content::English } else { Content::Latin });
        }
        // One word in eight is small and known in every language listed; elsewhere hardly any is.
        if best * 8 < self.words {
            return Content::Latin;
        }
        LANGUAGES
            .into_iter()
            .zip(self.languages)
            .find_map(|(language, votes)| (votes == best).then_some(language))
            .unwrap_or(Content::Latin)
    }
}

/// The language of a text too short to tell.
#[cfg(test)]
pub(super) fn default_for(text: &str) -> Content {
    let mut votes = Votes::default();
    votes.add(text);
    votes.winner(None)
}
