//! The tokenizers of the vocabularies' own makers, and of Hugging Face, on their own files.
//!
//! `makers/encode.py` runs tiktoken, sentencepiece and Hugging Face's tokenizers in a Python environment
//! of its own, so these tests run only when asked for: `cargo xtask test tokens`, which also fetches the
//! files. `FAREBOX_LONG=1` compares more texts, and more tokenizers; `FAREBOX_MAKERS=gemma3,glm5` only these.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use farebox::tokenizer::Specials;

use crate::random::Random;
use crate::{generate, texts};

/// Those whose files are small enough to be fetched every time.
const MAKERS: [&str; 7] = ["llama3", "llama4", "tekken", "claude2", "gemma3", "gemma4", "mistral3"];
/// Those whose files come together, 90 MB of them.
const OFFLINE: [&str; 6] = ["qwen3", "qwen3.5", "deepseek", "glm4", "glm5", "minimax"];
/// Those whose maker's own code never reads a special token out of a text.
const NEVER_SPECIAL: [&str; 4] = ["tekken", "gemma3", "gemma4", "mistral3"];
/// Those that compose characters. The makers' code does it by tables of other editions of Unicode than
/// ours, so here both get text that is composed already; `pitfalls` has the composing itself.
const COMPOSED: [&str; 4] = ["claude2", "qwen3", "qwen3.5", "minimax"];

#[test]
#[ignore = "needs Python and the makers' files: cargo xtask test tokens"]
fn makers_agree() {
    let long = std::env::var_os("FAREBOX_LONG").is_some();
    let only = std::env::var("FAREBOX_MAKERS").unwrap_or_default();
    let python = python();
    for id in MAKERS.into_iter().chain(OFFLINE) {
        let wanted = match only.as_str() {
            "" => long || MAKERS.contains(&id),
            only => only.split(',').any(|it| it == id),
        };
        if wanted {
            let compared = compare(id, &python, if long { 100_000 } else { 10_000 });
            println!("{id}: {compared} texts, ordinary and with special tokens");
        }
    }
}

/// Compares ids on real and generated texts; gives how many.
fn compare(id: &str, python: &Path, rounds: usize) -> usize {
    let mut tokenizer = texts::tokenizer(id);
    let specials = Specials::of(id);
    let mut pieces = Vec::new();
    let mut bytes = Vec::new();
    for id in 0..300_000 {
        bytes.clear();
        tokenizer.token_bytes(id, &mut bytes);
        if let Ok(text) = std::str::from_utf8(&bytes)
            && !text.is_empty()
        {
            pieces.push(text.to_owned());
        }
    }
    let prose = texts::real();
    let mut random = Random::new(41);
    let mut all = prose.clone();
    all.push(prose.concat());
    for _ in 0..rounds {
        let mut text = generate::text(&mut random, &pieces, &prose);
        if random.below(4) == 0 {
            let at = text.floor_char_boundary(random.below(text.len() + 1));
            text.insert_str(at, random.pick(&SPELT));
        }
        all.push(text);
    }
    if COMPOSED.contains(&id) {
        for text in &mut all {
            *text = tokenizer.normalized(text).into_owned();
        }
    }
    let lines: Vec<String> = all.iter().map(|text| serde_json::to_string(text).unwrap()).collect();
    let questions = folder().join(format!("{id}.jsonl"));
    fs::write(&questions, lines.join("\n")).unwrap();
    let output = run(
        Command::new(python)
            .arg(here().join("encode.py"))
            .args([id, &root().join("target/packs").to_string_lossy()])
            .arg(&questions),
        "encoding with the maker's tokenizer",
    );
    let mut answers = output.lines().map(|line| serde_json::from_str::<Vec<u32>>(line).unwrap());
    for text in &all {
        let expected = answers.next().unwrap();
        let mut ids = Vec::new();
        tokenizer.encode(text, &mut ids);
        assert!(ids == expected, "{id}: {ids:?} instead of {expected:?} for {text:?}");
        assert_eq!(tokenizer.count(text), expected.len() as u64, "{id}: {text:?}");
    }
    for text in &all {
        let expected = answers.next().unwrap();
        if NEVER_SPECIAL.contains(&id) {
            continue;
        }
        let mut ids = Vec::new();
        tokenizer.encode_special(text, &specials, &mut ids);
        assert!(ids == expected, "{id}: {ids:?} instead of {expected:?}, special, for {text:?}");
        let count = tokenizer.count_special(text, &specials);
        assert_eq!(count, expected.len() as u64, "{id}: special, {text:?}");
    }
    assert_eq!(answers.next(), None);
    all.len()
}

/// Special tokens of several tokenizers, strings that look like them, and Gemma 3's fixed strings.
const SPELT: [&str; 32] = [
    "<|endoftext|>",
    "<|im_start|>",
    "<|im_end|>",
    "<|reserved_special_token_1|>",
    "<|reserved_special_token_01|>",
    "<|reserved_special_token_99999|>",
    "<|vision_reserved_special_token_1047|>",
    "<|vision_reserved_special_token_1048|>",
    "<|begin_of_text|>",
    "<|eot_id|>",
    "<|eot|>",
    "<think>",
    "</think>",
    "<tool_call>",
    "<EOT>",
    "＜EOT＞",
    "<META_START>",
    "[gMASK]<sop>",
    "/nothink",
    "]~b]",
    "<｜end▁of▁sentence｜>",
    "<｜place▁holder▁no▁12｜>",
    "<table>",
    "</td>",
    "<unused12>",
    "<unused6241><unused6242>",
    "<start_of_turn>user\n",
    "[REFERENCE_DOC_7]",
    "[INST]",
    "\t\t\t",
    "▁▁",
    "é\u{301}<|endoftext|>\u{301}",
];

/// The environment's Python, made and filled when first needed.
fn python() -> PathBuf {
    let system = if cfg!(windows) { "python" } else { "python3" };
    let told = run(
        Command::new(system).arg(here().join("environment.py")).arg(folder()),
        "this needs Python 3.10 or newer with its venv module",
    );
    PathBuf::from(told.trim())
}

fn folder() -> PathBuf {
    let folder = root().join("target/makers");
    fs::create_dir_all(&folder).unwrap();
    folder
}

fn here() -> PathBuf {
    root().join("tests/parity/makers")
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn run(command: &mut Command, what: &str) -> String {
    let output = command.output().unwrap_or_else(|error| panic!("{what} ({error})"));
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{what}\n{told}");
    String::from_utf8(output.stdout).unwrap()
}
