//! Words that a link names by their place.
//!
//! Links lie in mails and on slides for ever: words are only ever added, at the end. A field's name that
//! is not here is carried letter by letter, so that nothing need be added for a link to work.

/// The words. The first thirty-one take one byte each, the others two.
pub(super) const WORDS: &[&str] = &[
    // The fields of a scenario.
    "version",
    "model",
    "tier",
    "modifiers",
    "date",
    "time",
    "deal",
    "system",
    "tools",
    "first",
    "later",
    "output",
    "turns",
    "cache",
    "tokens",
    // The fields of a deal.
    "adjustments",
    "rates",
    "commitment",
    "currency",
    "label",
    "factor",
    "provider",
    "channel",
    "buckets",
    "bucket",
    "rate",
    "amount",
    "months",
    "code",
    "perDollar",
    "dated",
    // Usual values.
    "input",
    "cacheRead",
    "cacheWrite",
    "reasoning",
    "standard",
    "batch",
    "flex",
    "fast",
    "priority",
    "inferenceGeo",
    "us",
    "EUR",
    "GBP",
    "CHF",
    "JPY",
    "INR",
    "openai",
    "anthropic",
    "google",
];

/// A word's place.
pub(super) fn place(text: &str) -> Option<usize> {
    WORDS.iter().position(|word| *word == text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_stands_once() {
        for (at, word) in WORDS.iter().enumerate() {
            assert_eq!(place(word), Some(at), "{word} stands twice");
        }
    }
}
