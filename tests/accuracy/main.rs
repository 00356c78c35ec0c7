//! How far the estimates are off, on texts that they were not fitted to.

// A test's helpers may fail the test.
#![allow(clippy::unwrap_used, clippy::panic, clippy::print_stdout)]

mod claude;
mod held_out;
mod ratios;
mod samples;
#[path = "../parity/texts.rs"]
#[allow(dead_code, reason = "the parity tests need more of it")]
mod texts;

use texts::tokenizer;

/// The public tokenizers of many languages whose ratios to `o200k_base` stand for one that is not
/// public.
const POOL: [&str; 6] = ["cl100k_base", "deepseek", "glm4", "kimi", "llama3", "qwen3"];
/// All that the bands of such a one were drawn from.
const DRAWN: [&str; 9] = [
    "o200k_base",
    "cl100k_base",
    "deepseek",
    "glm4",
    "kimi",
    "llama3",
    "llama4",
    "qwen3",
    "tekken",
];
/// Tokenizers of many languages that had no part in them.
const LEFT_OUT: [&str; 3] = ["gemma4", "minimax", "qwen3.5"];
