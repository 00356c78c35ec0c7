//! Where the constants of the instant estimate come from: how many tokens a thousand characters of
//! each kind of content are, by the exact tokenizers.
//!
//! `FAREBOX_TEXTS=folder cargo test --test parity measure -- --ignored --nocapture`

use std::collections::BTreeMap;
use std::path::Path;

use farebox::count::Method;
use farebox::tokenizer::estimate::content::{Content, spans};
use farebox::tokenizer::registry;

use crate::texts;

/// Characters of one kind that make a sample, at least.
const SAMPLE: u64 = 400;

#[test]
#[ignore = "prints figures; needs a folder of texts"]
fn tokens_per_thousand_characters() {
    let folders = std::env::var("FAREBOX_TEXTS").unwrap_or("tests/data/udhr".into());
    let folders = folders.split(':').map(Path::new);
    let all: Vec<String> = folders.flat_map(texts::of_folder).collect();
    for entry in registry::all().iter().filter(|entry| entry.method == Method::Exact) {
        let id = entry.id;
        let mut tokenizer = texts::tokenizer(id);
        let mut samples: BTreeMap<Content, Vec<(u64, u64)>> = BTreeMap::new();
        let mut tokens = Vec::new();
        for text in &all {
            tokens.clear();
            let text = tokenizer.normalized(text).into_owned();
            tokenizer.tokens(&text, &mut tokens);
            let mut next = tokens.iter().peekable();
            let mut open: BTreeMap<Content, (u64, u64)> = BTreeMap::new();
            spans(&text, |range, content| {
                let (characters, count) = open.entry(content).or_default();
                *characters += text[range.clone()].chars().count() as u64;
                while next.next_if(|token| token.range.end <= range.end).is_some() {
                    *count += 1;
                }
                if *characters >= SAMPLE {
                    samples.entry(content).or_default().push((*characters, *count));
                    open.remove(&content);
                }
            });
        }
        println!("{id}");
        for content in Content::ALL {
            let samples = samples.remove(&content).unwrap_or_default();
            let characters: u64 = samples.iter().map(|(characters, _)| characters).sum();
            let count: u64 = samples.iter().map(|(_, count)| count).sum();
            let mut rates: Vec<u64> =
                samples.iter().map(|(characters, count)| count * 1000 / characters).collect();
            rates.sort_unstable();
            let at = |percent: usize| rates.get(rates.len().saturating_sub(1) * percent / 100);
            let (low, high) = (at(5).unwrap_or(&0), at(95).unwrap_or(&0));
            let mid = count * 1000 / characters.max(1);
            println!("({mid}, {low}, {high}), // {content:?}, {} samples", rates.len());
        }
    }
}
