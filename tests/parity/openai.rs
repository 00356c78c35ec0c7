//! The encodings of `OpenAI` against `tiktoken-rs` 0.12.1, which has its own copy of the rank files.

use tiktoken_rs::CoreBPE;

use crate::random::Random;
use crate::{generate, texts};
use farebox::tokenizer::Tokenizer;

/// A tokenizer of ours beside the reference.
struct Pair {
    ours: Tokenizer,
    theirs: CoreBPE,
}

impl Pair {
    fn new(id: &str) -> Self {
        let theirs = match id {
            "o200k_base" => tiktoken_rs::o200k_base(),
            "cl100k_base" => tiktoken_rs::cl100k_base(),
            _ => panic!("no reference for {id}"),
        };
        Self { ours: texts::tokenizer(id), theirs: theirs.unwrap() }
    }

    fn check(&mut self, text: &str) {
        let expected = self.theirs.encode_ordinary(text);
        let mut ids = Vec::new();
        self.ours.encode(text, &mut ids);
        assert_eq!(ids, expected, "ids differ for {text:?}");
        assert_eq!(self.ours.count(text), expected.len() as u64, "count differs for {text:?}");
    }

    /// Tokens of the vocabulary that are text on their own.
    fn pieces(&self) -> Vec<String> {
        let mut bytes = Vec::new();
        (0..199_998)
            .filter_map(|id| {
                bytes.clear();
                self.ours.token_bytes(id, &mut bytes);
                String::from_utf8(bytes.clone()).ok().filter(|text| !text.is_empty())
            })
            .collect()
    }
}

fn rounds() -> usize {
    if std::env::var_os("FAREBOX_LONG").is_some() { 100_000 } else { 10_000 }
}

fn generated(id: &str, seed: u64) {
    let mut pair = Pair::new(id);
    let pieces = pair.pieces();
    let prose = texts::real();
    let mut random = Random::new(seed);
    for _ in 0..rounds() {
        let text = generate::text(&mut random, &pieces, &prose);
        pair.check(&text);
    }
}

#[test]
fn o200k_agrees_on_generated_texts() {
    generated("o200k_base", 1);
}

#[test]
fn cl100k_agrees_on_generated_texts() {
    generated("cl100k_base", 2);
}

#[test]
fn both_agree_on_real_texts() {
    for id in ["o200k_base", "cl100k_base"] {
        let mut pair = Pair::new(id);
        let texts = texts::real();
        for text in &texts {
            pair.check(text);
        }
        // Long enough for several windows of classification, with borders in every position.
        pair.check(&texts.concat());
    }
}

/// Pieces longer than any merging window: words without an end, in every mixture of letters.
#[test]
fn both_agree_on_endless_words() {
    const ALPHABETS: [&str; 7] = [
        "ab",
        "aaaaaaaaaaaaaaab",
        "etaoinshrdlu",
        "abcdefghijklmnopqrstuvwxyz",
        "中文字一二三的是了",
        "^_=-",
        "éèêëaeiou",
    ];
    for id in ["o200k_base", "cl100k_base"] {
        let mut pair = Pair::new(id);
        let mut random = Random::new(3);
        for alphabet in ALPHABETS {
            let letters: Vec<char> = alphabet.chars().collect();
            for length in [129, 500, 3000] {
                let word: String =
                    (0..length).map(|_| letters[random.below(letters.len())]).collect();
                pair.check(&word);
            }
            pair.check(&alphabet.repeat(2000));
        }
    }
}

/// Every code point there is, between letters, digits, signs and spaces.
#[test]
fn both_agree_on_every_code_point() {
    for id in ["o200k_base", "cl100k_base"] {
        let mut pair = Pair::new(id);
        let mut differ = Vec::new();
        for block in (0..0x11_0000_u32).step_by(256) {
            let lines: Vec<(u32, String)> = (block..block + 256)
                .filter_map(|code| Some((code, around(char::from_u32(code)?))))
                .collect();
            let whole: String = lines.iter().map(|(_, line)| line.as_str()).collect();
            if pair.ours.count(&whole) == pair.theirs.encode_ordinary(&whole).len() as u64 {
                continue;
            }
            for (code, line) in lines {
                if pair.ours.count(&line) != pair.theirs.encode_ordinary(&line).len() as u64 {
                    differ.push(format!("{code:X}"));
                }
            }
        }
        assert!(differ.is_empty(), "{id}: {} code points differ: {differ:?}", differ.len());
    }
}

fn around(c: char) -> String {
    format!("a{c}b {c}{c}1{c}2 A{c}B!{c}.{c}\n  {c} {c}\t{c}'s{c}'LL{c}{c}{c}x\n")
}
