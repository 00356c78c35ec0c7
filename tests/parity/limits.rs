//! Hostile texts and hostile packs: no panic, no wrong count, no unbounded memory.

use farebox::count::Method;
use farebox::tokenizer::{Counters, Tokenizer, TokenizerError, pack, registry};

use crate::random::Random;
use crate::texts;

/// What breaks other tokenizers: one long piece, or very many short ones.
const UNITS: [&str; 20] = [
    "a",
    "A",
    "^",
    "_",
    "-",
    "=",
    " ",
    "\t",
    "\n",
    " \n",
    "0",
    "中",
    "é",
    "\u{301}",
    "👨‍👩‍👧",
    "ש",
    "aA",
    "\u{2b0}A",
    "/\n",
    "'s",
];

/// The tokens spell the text, whatever the text, in pieces longer than any window.
#[test]
fn tokens_spell_the_text() {
    for id in ["o200k_base", "cl100k_base"] {
        let mut tokenizer = texts::tokenizer(id);
        let mut random = Random::new(7);
        for unit in UNITS {
            for length in [1, 127, 128, 129, 1000, 40_000] {
                let mut text = unit.repeat(length);
                if random.below(2) == 0 {
                    text.push_str("x ");
                }
                let mut tokens = Vec::new();
                tokenizer.tokens(&text, &mut tokens);
                assert_eq!(tokenizer.count(&text), tokens.len() as u64);
                let mut bytes = Vec::new();
                for token in &tokens {
                    assert_eq!(token.range.start, bytes.len());
                    tokenizer.token_bytes(token.id, &mut bytes);
                    assert_eq!(token.range.end, bytes.len());
                }
                assert!(bytes == text.as_bytes(), "{id}: {length} times {unit:?}");
            }
        }
    }
}

/// A long text is counted by stretches that are remembered: it must be the count of its tokens all the same, also
/// of a text that is the same but for a word.
#[test]
fn a_long_text_counts_as_its_tokens() {
    let mut text = texts::real().concat();
    text.truncate(text.floor_char_boundary(600_000));
    for entry in registry::all().iter().filter(|entry| entry.method == Method::Exact) {
        let mut tokenizer = texts::tokenizer(entry.id);
        let mut random = Random::new(13);
        for _ in 0..3 {
            let mut ids = Vec::new();
            tokenizer.encode(&text, &mut ids);
            assert_eq!(tokenizer.count(&text), ids.len() as u64, "{}", entry.id);
            assert_eq!(tokenizer.count(&text), ids.len() as u64, "{}, again", entry.id);
            let at = text.floor_char_boundary(random.below(text.len()));
            text.insert_str(at, random.pick(&["word", "\n", " ", "/", "é", "}\n\n"]));
        }
    }
}

/// Ten megabytes of anything, in one piece or in millions.
#[test]
fn ten_megabytes_are_counted() {
    let mut tokenizer = texts::tokenizer("o200k_base");
    for unit in ["a", "^", " ", "0", "中", "a b\n"] {
        let text = unit.repeat(10_000_000 / unit.len());
        let count = tokenizer.count(&text);
        assert!(count > 0 && count <= text.len() as u64);
        // Linear: a tenth of the text is a tenth of the tokens, but for the ends.
        let tenth = tokenizer.count(&unit.repeat(1_000_000 / unit.len()));
        assert!(count.abs_diff(tenth * 10) <= 1 + count / 1000, "{unit:?}: {count}, {tenth}");
    }
}

/// Any damage is refused in a sentence, or gives a vocabulary that still does not panic.
#[test]
fn a_damaged_pack_never_panics() {
    let raw = texts::unpacked("cl100k_base");
    let mut random = Random::new(11);
    let mut refused = 0;
    for round in 0..60 {
        let mut bad = raw.clone();
        match round % 3 {
            0 => bad.truncate(random.below(raw.len())),
            1 => bad.extend_from_slice(&[0; 7]),
            _ => {
                for _ in 0..=random.below(4) {
                    let at = if random.below(2) == 0 {
                        random.below(64)
                    } else {
                        random.below(raw.len())
                    };
                    bad[at] = random.next() as u8;
                }
            }
        }
        match Tokenizer::from_pack("cl100k_base", &bad, None) {
            Err(error) => {
                assert_eq!(error.code(), "pack_corrupt");
                refused += 1;
            }
            Ok(mut tokenizer) => {
                tokenizer.count("Whatever it says, it says something. 中文 12345 ^^^^");
                let mut bytes = Vec::new();
                for id in (0..120_000).step_by(97) {
                    tokenizer.token_bytes(id, &mut bytes);
                }
            }
        }
    }
    assert!(refused >= 40, "only {refused} damaged packs were refused");
}

/// A header that promises the moon is refused.
#[test]
fn a_pack_cannot_ask_for_memory() {
    let header = |fields: [u32; 7]| {
        let mut bad = pack::MAGIC.to_vec();
        bad.extend(fields.iter().flat_map(|field| field.to_le_bytes()));
        bad.extend(0..=255);
        bad
    };
    for fields in [
        [1, 0, u32::MAX, 0, 0, 0, 0],
        [1, 0, 1 << 20, 1 << 20, 0, 0, 0],
        [1, 0, 0, 0, u32::MAX, 0, 0],
        [1, u32::MAX, 0, 0, 0, 0, 0],
        [1, 300, 0, 0, 0, 0, 0],
        [2, 0, 0, 0, 0, 0, 0],
        [1, 0, 0, 1, 0, 0, 0],
    ] {
        let error = pack::Vocabulary::parse(&header(fields), None).unwrap_err();
        assert_eq!(error.code(), "pack_corrupt", "{fields:?}");
    }
    assert!(pack::Vocabulary::parse(&header([1, 0, 0, 0, 0, 0, 0]), None).is_ok());
}

/// However a pack is cut on its way, it is the same vocabulary: with a base, with tokens that no merge makes.
#[test]
fn a_pack_may_come_in_parts() {
    let base = pack::Vocabulary::parse(&texts::unpacked("cl100k_base"), None).unwrap();
    let raw = texts::unpacked("llama3");
    let whole = pack::Vocabulary::parse(&raw, Some(&base)).unwrap();
    let spelt = |vocabulary: &pack::Vocabulary| {
        let mut bytes = Vec::new();
        (0..vocabulary.len() as u32).for_each(|rank| vocabulary.bytes(rank, &mut bytes));
        bytes
    };
    for length in [1, 7, 4096, raw.len() - 1] {
        let mut intake = pack::Intake::default();
        raw.chunks(length).for_each(|part| intake.push(part).unwrap());
        let parts = intake.finish(Some(&base)).unwrap();
        assert_eq!(parts.len(), whole.len());
        assert!(spelt(&parts) == spelt(&whole), "in parts of {length}");
    }
    let mut intake = pack::Intake::default();
    intake.push(&raw).unwrap();
    assert_eq!(intake.push(&[0]).unwrap_err().code(), "pack_corrupt");
    let mut intake = pack::Intake::default();
    intake.push(&raw[..raw.len() - 1]).unwrap();
    assert_eq!(intake.finish(Some(&base)).unwrap_err().code(), "pack_corrupt");
}

/// What is recalled of a long text is what counting it gave; of any other text there is nothing.
#[test]
fn a_long_text_is_recalled() {
    let mut counters = Counters::default();
    counters.load("o200k_base", &texts::unpacked("o200k_base")).unwrap();
    let mut seen = 0;
    for text in texts::real() {
        let text = text.repeat(1 + 20_000 / text.len().max(1));
        let ids = ["o200k_base"];
        assert_eq!(counters.recall(text.as_bytes(), &ids), None);
        let count = counters.count(&text, &ids).remove(0).unwrap();
        assert_eq!(counters.recall(text.as_bytes(), &ids), Some(vec![count.clone()]));
        assert_eq!(counters.count(&text, &ids).remove(0).unwrap(), count);
        assert_eq!(counters.recall(&text.as_bytes()[1..], &ids), None);
        assert_eq!(counters.recall(text.as_bytes(), &["o200k_base", "claude-2026"]), None);
        assert_eq!(counters.recall(text.as_bytes(), &["cl100k_base"]), None);
        seen += 1;
    }
    assert!(seen > 3, "{seen} texts");
    assert_eq!(counters.recall(b"A short one", &["o200k_base"]), None);
}

/// A token that doubles a hundred times would be longer than memory: it is cut.
#[test]
fn a_token_that_doubles_is_cut_short() {
    let pairs = 100_u32;
    let mut raw = pack::MAGIC.to_vec();
    raw.extend([1, 0, pairs, 0, 0, 0, 0].iter().flat_map(|field: &u32| field.to_le_bytes()));
    raw.extend(0..=255);
    let ranks: Vec<u32> = (0..pairs).map(|pair| 255 + pair).collect();
    for _ in 0..2 {
        for shift in [16, 8, 0] {
            raw.extend(ranks.iter().map(|rank| (rank >> shift) as u8));
        }
    }
    let vocabulary = pack::Vocabulary::parse(&raw, None).unwrap();
    let mut bytes = Vec::new();
    vocabulary.bytes(255 + pairs, &mut bytes);
    assert!(bytes.len() <= 1 << 13, "{} bytes", bytes.len());
}

/// Pairs chosen to meet in one place of the table are no vocabulary.
#[test]
fn crowded_pairs_are_refused() {
    let pairs = 3000_u32;
    let mut raw = pack::MAGIC.to_vec();
    raw.extend([1, 0, pairs, 0, 0, 0, 0].iter().flat_map(|field: &u32| field.to_le_bytes()));
    raw.extend(0..=255);
    raw.extend(std::iter::repeat_n(0, pairs as usize * 6));
    assert_eq!(Tokenizer::from_pack("o200k_base", &raw, None).unwrap_err().code(), "pack_corrupt");
}

#[test]
fn a_pack_as_served_is_unpacked_within_a_limit() {
    assert_eq!(pack::unpack(b"not deflate").unwrap_err().code(), "pack_unpack");
    assert_eq!(pack::unpack(&[]).unwrap_err().code(), "pack_unpack");
    // A stored block of zeros, deflated: 64 MiB from 64 KiB.
    let bomb = miniz_oxide::deflate::compress_to_vec(&vec![0; 64 << 20], 9);
    assert!(bomb.len() < 1 << 17);
    assert_eq!(
        pack::unpack(&bomb).unwrap_err(),
        TokenizerError::TooLarge { limit: pack::UNPACKED_LIMIT }
    );
}

#[test]
fn counters_say_what_they_need() {
    let mut counters = Counters::default();
    let ids = ["claude-2026", "o200k_base", "no-such", "claude-legacy"];
    let needs = counters.needs(&ids);
    assert_eq!(needs.iter().map(|pack| pack.id).collect::<Vec<_>>(), ["o200k_base"]);
    let codes = |counters: &mut Counters| -> Vec<Option<&'static str>> {
        let counts = counters.count("Some text.", &ids);
        counts.iter().map(|count| count.as_ref().err().map(TokenizerError::code)).collect()
    };
    let missing = Some("pack_not_loaded");
    assert_eq!(codes(&mut counters), [missing, missing, Some("unknown_tokenizer"), missing]);
    counters.load("o200k_base", &texts::unpacked("o200k_base")).unwrap();
    assert!(counters.needs(&ids).is_empty());
    assert_eq!(codes(&mut counters), [None, None, Some("unknown_tokenizer"), None]);
    assert_eq!(counters.load("no-such", &[]).unwrap_err().code(), "unknown_tokenizer");
}

/// An estimate's own count is the exact one: no token is lost between the kinds of content.
#[test]
fn estimates_stand_on_the_whole_count() {
    let mut counters = Counters::default();
    counters.load("o200k_base", &texts::unpacked("o200k_base")).unwrap();
    for text in texts::real() {
        let counts = counters.count(&text, &["o200k_base", "claude-2026"]);
        let [exact, estimate] = [0, 1].map(|at: usize| counts[at].clone().unwrap());
        assert_eq!(exact.tokens, counters.tokenizer("o200k_base").unwrap().count(&text));
        // Every published ratio lies between 1.0 and 2.8.
        assert!(estimate.low >= exact.tokens * 9 / 10 && estimate.high <= exact.tokens * 3 + 10);
    }
}

/// Without a normalizer a tokenizer that needs one is refused, not counted wrongly.
#[test]
fn a_missing_normalizer_is_an_error() {
    let mut counters = Counters::new(None);
    let error = counters.load("qwen3", &texts::unpacked("qwen3")).unwrap_err();
    assert_eq!(error.code(), "tokenizer_needs_normalizer");
    let mut upper = Counters::new(Some(|_, text| text.to_uppercase()));
    upper.load("qwen3", &texts::unpacked("qwen3")).unwrap();
    assert_eq!(upper.tokenizer("qwen3").unwrap().normalized("é\u{301}"), "É\u{301}");
}

#[test]
fn special_tokens_in_a_text_are_ordinary() {
    let mut tokenizer = texts::tokenizer("o200k_base");
    assert_eq!(tokenizer.count("<|endoftext|>"), 7);
}

#[test]
fn the_registry_and_the_packs_agree() {
    for entry in registry::all() {
        let pack = registry::pack(entry.pack).unwrap();
        assert!(pack.file.starts_with(pack.id) && pack.file.contains(&pack.sha256[..8]));
        assert_eq!(registry::find(entry.id), Some(entry));
    }
}
