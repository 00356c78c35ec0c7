//! What other counters get wrong, one by one, with the answers of reference implementations.
//!
//! Ids are those of `PyPI` tokenizers 0.23.3, sentencepiece 0.2.3 and tiktoken 0.14.0 on the makers' own
//! files, which `makers` compares at large.

use std::fs;
use std::path::Path;

use farebox::count::Method;
use farebox::tokenizer::{Specials, registry};

use crate::texts;

fn encode(id: &str, text: &str) -> Vec<u32> {
    let mut tokenizer = texts::tokenizer(id);
    let mut ids = Vec::new();
    tokenizer.encode(text, &mut ids);
    assert_eq!(tokenizer.count(text), ids.len() as u64);
    ids
}

fn count(id: &str, text: &str) -> u64 {
    texts::tokenizer(id).count(text)
}

/// 201 of Qwen 3.5's 248,044 tokens are made by no merge, and Hugging Face never gives them out; a
/// look-up of whole pieces would.
#[test]
fn qwen3_5_never_gives_out_what_no_merge_makes() {
    assert_eq!(registry::pack("qwen3.5").unwrap().vocabulary, 248_044 - 201);
    assert_eq!(encode("qwen3.5", "俱乐部"), [98112, 96404, 95938]);
    assert_eq!(encode("qwen3.5", "加拿大"), [95984, 97048, 95779]);
    let mut bytes = Vec::new();
    texts::tokenizer("qwen3.5").token_bytes(104_328, &mut bytes);
    assert!(bytes.is_empty());
}

/// Some tokens of Llama 3 and of GLM are reached by no merging: a piece that is one is looked up.
#[test]
fn llama3_and_glm_look_whole_pieces_up() {
    assert_eq!(encode("llama3", " jeho"), [101_503]);
    assert_eq!(encode("llama3", " nhiều"), [100_937]);
    assert_eq!(encode("glm4", " 参考资料"), [99924]);
    assert_eq!(encode("glm5", " 而"), [101_502]);
}

/// Three splits one after the other are not one alternation of the three: white space before a number
/// or an ideograph keeps its last character.
#[test]
fn deepseek_splits_three_times() {
    assert_eq!(encode("deepseek", "a  1"), [67, 262, 19]);
    assert_eq!(encode("deepseek", "中 1 a"), [525, 223, 19, 260]);
    assert_eq!(encode("deepseek", "  中"), [262, 525]);
    assert_eq!(encode("deepseek", "\t中文 x"), [200, 21134, 1527]);
    assert_eq!(encode("deepseek", "12345 中文abc"), [6895, 1883, 223, 21134, 32372]);
}

/// Qwen and `MiniMax` compose characters first, so that both spellings of a text are the same tokens.
#[test]
fn composed_and_decomposed_text_is_the_same_where_the_maker_says_so() {
    let (composed, decomposed) = ("Café à l'été", "Cafe\u{301} a\u{300} l'e\u{301}te\u{301}");
    for id in ["qwen3", "qwen3.5", "minimax", "claude2"] {
        assert_eq!(encode(id, composed), encode(id, decomposed), "{id}");
    }
    for id in ["o200k_base", "llama4", "tekken", "gemma4"] {
        assert_ne!(encode(id, composed), encode(id, decomposed), "{id}");
    }
}

/// Claude 2 replaces characters of compatibility too.
#[test]
fn claude2_takes_compatible_characters_for_one_another() {
    assert_eq!(encode("claude2", "ﬁ Ｗｉｄｅ ½"), encode("claude2", "fi Wide 1⁄2"));
    assert_ne!(encode("qwen3", "ﬁ Ｗｉｄｅ"), encode("qwen3", "fi Wide"));
}

/// Llama 4 is not Llama 3: Georgian is a fraction, as the facts of both vocabularies have it.
#[test]
fn llama4_is_no_llama3() {
    let georgian = fs::read_to_string("tests/data/udhr/kat.txt").unwrap();
    assert!(count("llama4", &georgian) * 3 < count("llama3", &georgian));
}

/// Text that spells a special token is ordinary, unless the caller says otherwise.
#[test]
fn special_tokens_count_one_only_where_asked() {
    let special =
        |id: &str, text: &str| texts::tokenizer(id).count_special(text, &Specials::of(id));
    for (id, text, ordinary) in
        [("o200k_base", "<|endoftext|>", 7), ("cl100k_base", "<|endoftext|>", 7)]
    {
        assert_eq!(count(id, text), ordinary, "{id}");
        assert_eq!(special(id, text), 1, "{id}");
    }
    let chat = "<|im_start|>user\nHi<|im_end|>";
    assert_eq!(special("qwen3", chat), 2 + count("qwen3", "user\nHi"));
    assert_eq!(special("llama4", chat), count("llama4", chat));
    assert_eq!(special("llama3", "<|reserved_special_token_245|>"), 1);
    assert!(special("llama3", "<|reserved_special_token_246|>") > 1);
    // Claude 2's maker composes the text before it looks.
    let chat = "<|im_user|>user<|im_middle|>Hi<|im_end|>";
    assert_eq!(special("kimi", chat), 3 + count("kimi", "user") + count("kimi", "Hi"));
    assert!(Specials::of("kimi_k3").are_in("<|open|>") && !Specials::of("kimi_k3").are_in(chat));
    assert_eq!(special("claude2", "＜EOT＞"), 1);
    assert!(special("qwen3", "＜think＞") > 1);
    for entry in registry::all() {
        // Every public tokenizer has its list, and no estimator.
        assert_eq!(Specials::of(entry.id).is_empty(), entry.method == Method::Estimated);
        assert!(!Specials::of(entry.id).are_in("Plain text, <b>marked</b> [up]."), "{}", entry.id);
    }
}

/// Gemma 3 finds its fixed strings before it merges, the longest first; in Gemma 4 tags are text.
#[test]
fn gemma3_has_fixed_strings() {
    let html = "<table><tr><td>x</td></tr></table>";
    assert_eq!(encode("gemma3", html), [168, 173, 175, 236_781, 183, 181, 176]);
    assert!(count("gemma4", html) > 7);
    assert_eq!(encode("gemma3", &"\n".repeat(32)), [137, 107]);
    assert_eq!(encode("gemma3", "a\n\n\nb"), [236_746, 109, 236_763]);
    assert_eq!(encode("gemma3", &format!("x{}y", " ".repeat(33))), [236_781, 167, 138, 236_762]);
    assert_eq!(encode("gemma3", "\t\t\tx"), [255_970, 236_781]);
    assert_eq!(encode("gemma3", "<start_of_turn>user\n"), [105, 2364, 107]);
    assert_eq!(encode("gemma3", "<unused6241>"), [262_143]);
    assert!(count("gemma3", "<unused6242>") > 1);
}

/// A literal `▁` is a space to `SentencePiece`, and a character that it lacks is a token a byte.
#[test]
fn gemma_spells_spaces_and_bytes() {
    assert_eq!(encode("gemma3", "▁▁x"), [138, 236_781]);
    assert_eq!(encode("gemma4", "▁▁x"), encode("gemma4", "  x"));
    assert_eq!(encode("gemma3", "🧿\u{12345}"), [248_979, 478, 384, 379, 371]);
    assert_eq!(encode("gemma4", "\u{12345}"), [478, 384, 379, 371]);
}

/// Mistral's older tokenizer puts a space ahead of a text, and nothing ahead of none.
#[test]
fn mistral3_puts_a_space_ahead() {
    assert!(encode("mistral3", "").is_empty());
    assert_eq!(encode("mistral3", "Hello"), [23325]);
    assert_eq!(encode("mistral3", " Hello"), [29473, 23325]);
    assert_eq!(encode("mistral3", "Hello world"), [23325, 2294]);
    assert_eq!(encode("mistral3", &" ".repeat(15)), [1127]);
    assert_eq!(encode("mistral3", "\n"), [29473, 781]);
    assert_eq!(encode("mistral3", "你好\u{12345}"), [29473, 30151, 30298, 1011, 917, 912, 904]);
    assert_eq!(encode("mistral3", "[REFERENCE_DOC_7]x"), [29473, 763, 29512]);
}

/// The texts by which llama.cpp tests its own tokenizer for Gemma 4, id by id.
#[test]
fn gemma4_agrees_with_llama_cpp() {
    let folder = Path::new("tests/data/llama.cpp");
    let questions = fs::read_to_string(folder.join("gemma-4.inp")).unwrap();
    let answers = fs::read_to_string(folder.join("gemma-4.out")).unwrap();
    let mut answers = answers.split('\n');
    let mut compared = 0;
    for text in questions.split("\n__ggml_vocab_test__\n") {
        let expected: Vec<u32> =
            answers.next().unwrap().split_whitespace().map(|id| id.parse().unwrap()).collect();
        assert_eq!(encode("gemma4", text), expected, "{text:?}");
        compared += 1;
    }
    assert_eq!(compared, 46);
}
