//! Texts cut into samples of one kind of content.

use farebox::tokenizer::estimate::content::{Content, spans};

/// Characters of one kind that make a sample, at least.
const SAMPLE: usize = 400;

/// A piece of a text that is of one kind.
pub(crate) struct Sample {
    pub(crate) content: Content,
    pub(crate) text: String,
}

/// The samples of one text; what is left of a kind at its end and is too short goes.
pub(crate) fn samples(text: &str) -> Vec<Sample> {
    let mut open: Vec<String> = Content::ALL.iter().map(|_| String::new()).collect();
    let mut samples = Vec::new();
    spans(text, |range, content| {
        let piece = &mut open[content as usize];
        piece.push_str(&text[range]);
        if piece.chars().count() >= SAMPLE {
            samples.push(Sample { content, text: std::mem::take(piece) });
        }
    });
    samples
}
