//! The engine of the package without JavaScript.

use jiff::civil::date;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::engine::Engine;
use super::error::Refusal;
use super::request::{CountOptions, PriceRequest, Simulation, parse};
use crate::pricing::Catalogue;
use crate::tokenizer::{Counters, registry};

const TODAY: jiff::civil::Date = date(2026, 11, 22);

fn engine() -> Engine {
    Engine::new(Counters::default()).unwrap()
}

fn price(request: Value) -> Result<Value, Refusal> {
    let request: PriceRequest = parse("request", request)?;
    engine().price(&request, TODAY).map(|answer| serde_json::to_value(answer).unwrap())
}

fn simulate(request: Value) -> Result<Value, Refusal> {
    let request: Simulation = parse("request", request)?;
    engine().simulate(&request, TODAY).map(|answer| serde_json::to_value(answer).unwrap())
}

fn refusal<T: DeserializeOwned + std::fmt::Debug>(request: Value) -> (&'static str, String) {
    let refusal = Refusal::from(parse::<T>("request", request).unwrap_err());
    (refusal.code(), refusal.sentence())
}

#[test]
fn a_call_is_priced_as_the_issue_says() {
    let opus = |usage: Value| price(json!({ "model": "anthropic/claude-opus-5", "usage": usage }));
    let cost = opus(json!({ "input": 50_000, "output": 15_000 })).unwrap();
    assert_eq!(cost["total"], "0.625");
    assert_eq!(cost["picoUsd"], "625000000000");
    assert_eq!(cost["currency"], "USD");
    assert_eq!(cost["lines"][0]["bucket"], "input");
    assert_eq!(cost["lines"][0]["rate"], "5");
    assert_eq!(cost["lines"][0]["per"], 1_000_000);
    assert_eq!(cost["lines"][1]["amount"], "0.375");
    let cached = opus(json!({ "input": 10_000, "cacheRead": 40_000, "output": 15_000 })).unwrap();
    assert_eq!(cached["total"], "0.445");
}

#[test]
fn what_is_unpriced_has_no_total() {
    let cost = price(json!({
        "model": "openai/gpt-5.5",
        "usage": { "input": 200_000, "training": 5 },
    }));
    let cost = cost.unwrap();
    assert_eq!(cost["total"], Value::Null);
    assert_eq!(cost["picoUsd"], Value::Null);
    assert_eq!(cost["lines"][0]["amount"], "1");
    assert_eq!(cost["lines"][1]["rate"], Value::Null);
    assert!(cost["warnings"].as_array().unwrap().iter().any(|it| it["code"] == "unpriced"));
}

#[test]
fn a_modifier_may_be_a_value_or_a_flag() {
    let with = |model: &str, modifiers: Value| {
        price(json!({ "model": model, "modifiers": modifiers, "usage": { "input": 1_000_000 } }))
            .map(|cost| cost["total"].as_str().unwrap().to_owned())
    };
    let opus = "anthropic/claude-opus-5";
    assert_eq!(with(opus, json!({})).unwrap(), "5");
    assert_eq!(with(opus, json!({ "inferenceGeo": "us" })).unwrap(), "5.5");
    // There is one value only: `true` can mean nothing else.
    assert_eq!(with(opus, json!({ "inferenceGeo": true })).unwrap(), "5.5");
    assert_eq!(with(opus, json!({ "inferenceGeo": false })).unwrap(), "5");
    // There are two: the price book names them.
    let unclear = with("openai/gpt-5.5", json!({ "dataResidency": true })).unwrap_err();
    assert_eq!(unclear.code(), "unknown_modifier_value");
    assert!(unclear.sentence().contains("us, eu"), "{unclear}");
    // A mistyped key is a mistake whatever it is set to.
    for setting in [json!("us"), json!(true), json!(false)] {
        let typo = with(opus, json!({ "inferenceGoe": setting })).unwrap_err();
        assert_eq!(typo.code(), "unknown_modifier");
    }
}

#[test]
fn fifteen_turns_are_what_the_issue_says() {
    let answer = simulate(json!({
        "model": "openai/gpt-5.5",
        "system": { "tokens": 4_000 },
        "user": { "tokens": 1_000 },
        "output": { "tokens": 500 },
        "turns": 15,
        "cache": false,
    }));
    let answer = answer.unwrap();
    assert_eq!(answer["turns"][14]["turn"], 15);
    assert_eq!(answer["turns"][14]["prompt"], 26_000);
    assert_eq!(
        answer["turns"][14]["usage"],
        json!({ "input": 26_000, "cacheRead": 0, "cacheWrite": 0, "output": 500 })
    );
    assert_eq!(answer["usage"]["input"], 232_500);
    assert_eq!(answer["usage"]["output"], 7_500);
    assert_eq!(answer["cost"]["total"], "1.3875");
    assert_eq!(answer["cost"]["low"], "1.3875");
    assert_eq!(answer["method"], "exact");
    assert_eq!(answer["fit"]["fullest"], 26_500);
}

#[test]
fn lists_give_the_turns_their_own_sizes() {
    let sizes = |sizes: &[u64]| sizes.iter().map(|size| json!({ "tokens": size })).collect();
    let ask = |user: Vec<Value>, turns: Value| {
        let mut request = json!({
            "model": "openai/gpt-5.5", "user": user, "output": { "tokens": 10 },
        });
        if turns.is_number() {
            request["turns"] = turns;
        }
        simulate(request)
    };
    let answer = ask(sizes(&[100, 200, 300]), Value::Null).unwrap();
    let prompts: Vec<_> =
        (0..3).map(|turn| answer["turns"][turn]["prompt"].as_u64().unwrap()).collect();
    assert_eq!(prompts, [100, 310, 620]);
    assert_eq!(ask(sizes(&[100]), json!(2)).unwrap_err().code(), "turns_mismatch");
    assert_eq!(ask(sizes(&[]), Value::Null).unwrap_err().code(), "no_turns");
}

#[test]
fn a_typo_is_named_with_its_place() {
    let (code, sentence) = refusal::<PriceRequest>(json!({
        "model": "x", "usage": { "input": 1, "cached": 2 },
    }));
    assert_eq!(code, "bad_usage");
    assert!(sentence.contains("cached") && sentence.contains("`cacheRead`"), "{sentence}");

    let (code, sentence) = refusal::<Simulation>(json!({ "model": "x", "turn": 3 }));
    assert_eq!(code, "bad_argument");
    assert!(sentence.contains("`turn`") && sentence.contains("`turns`"), "{sentence}");

    let (code, sentence) =
        refusal::<Simulation>(json!({ "model": "x", "user": ["a", { "tokens": -1 }] }));
    assert_eq!(code, "bad_argument");
    assert!(sentence.starts_with("user[1].tokens: "), "{sentence}");
    assert!(sentence.contains("whole number, 0 or more"), "{sentence}");

    let (_, sentence) = refusal::<Simulation>(json!({ "model": "x", "tools": [{ "name": "t" }] }));
    assert!(sentence.contains("JSON.stringify"), "{sentence}");
}

#[test]
fn every_argument_has_its_code() {
    let bad_date =
        |date: Value| refusal::<PriceRequest>(json!({ "model": "x", "date": date, "usage": {} }));
    for date in
        [json!("yesterday"), json!("2026-02-30"), json!("2026-11-22T10:00:00"), json!(5), json!({})]
    {
        assert_eq!(bad_date(date).0, "bad_date");
    }
    for usage in
        [json!(5), json!([1]), json!("x"), json!({ "input": 1.5 }), json!({ "input": "1" })]
    {
        assert_eq!(refusal::<PriceRequest>(json!({ "model": "x", "usage": usage })).0, "bad_usage");
    }
    assert_eq!(refusal::<PriceRequest>(json!({ "model": "x" })).0, "bad_usage");
    assert_eq!(refusal::<PriceRequest>(json!({ "usage": {} })).0, "bad_argument");
    assert_eq!(refusal::<PriceRequest>(json!("text")).0, "bad_argument");
    for modifiers in [json!("us"), json!({ "inferenceGeo": 1 })] {
        let request = json!({ "model": "x", "usage": {}, "modifiers": modifiers });
        assert_eq!(refusal::<PriceRequest>(request).0, "bad_argument");
    }
    let huge =
        json!({ "model": "openai/gpt-5.5", "usage": { "input": 9_007_199_254_740_991_u64 } });
    assert_eq!(price(huge).unwrap_err().code(), "usage_too_large");
    let unknown = json!({ "model": "openai/gpt-99", "usage": {} });
    assert_eq!(price(unknown).unwrap_err().code(), "unknown_model");
}

#[test]
fn a_count_is_by_a_model_or_by_a_tokenizer() {
    let options = |options: Value| parse::<CountOptions>("options", options).unwrap();
    let engine = engine();
    let needed = |asked: Value| engine.packs_for_count(&options(asked)).map(|packs| packs[0].id);
    assert_eq!(needed(json!({ "tokenizer": "cl100k_base" })).unwrap(), "cl100k_base");
    assert_eq!(needed(json!({ "model": "anthropic/claude-opus-5" })).unwrap(), "o200k_base");
    for (asked, code) in [
        (json!({}), "bad_argument"),
        (json!({ "model": "openai/gpt-5.5", "tokenizer": "o200k_base" }), "bad_argument"),
        (json!({ "tokenizer": "o300k" }), "unknown_tokenizer"),
        (json!({ "model": "o200k_base" }), "unknown_model"),
    ] {
        assert_eq!(needed(asked).unwrap_err().code(), code);
    }
}

#[test]
fn sizes_need_no_vocabulary_and_texts_do() {
    let engine = engine();
    let packs = |request: Value| {
        let request: Simulation = parse("request", request).unwrap();
        engine.packs_for_simulation(&request).unwrap().len()
    };
    let model = "openai/gpt-5.5";
    assert_eq!(packs(json!({ "model": model, "user": { "tokens": 9 }, "system": "" })), 0);
    assert_eq!(packs(json!({ "model": model, "user": [{ "tokens": 9 }, "text"] })), 1);
    let unloaded = simulate(json!({ "model": model, "user": "text" })).unwrap_err();
    assert_eq!(unloaded.code(), "pack_not_loaded");
}

#[test]
fn a_pack_must_be_the_very_file() {
    let pack = registry::pack("o200k_base").unwrap();
    let check = Engine::check_pack;
    assert_eq!(check(pack.id, pack.bytes, Some(pack.sha256)), Ok(()));
    assert_eq!(check(pack.id, pack.bytes, None), Ok(()));
    for (length, sha256) in [(pack.bytes - 1, None), (pack.bytes, Some("00"))] {
        assert_eq!(check(pack.id, length, sha256).unwrap_err().code(), "pack_corrupt");
    }
    assert_eq!(check("o300k", 1, None).unwrap_err().code(), "unknown_tokenizer");
    let mut engine = engine();
    assert_eq!(engine.load_pack(pack.id, &[1, 2]).unwrap_err().code(), "pack_corrupt");
    let damaged = vec![0xff; pack.unpacked_bytes];
    assert_eq!(engine.load_pack(pack.id, &damaged).unwrap_err().code(), "pack_corrupt");
}

#[cfg(feature = "inflate")]
#[test]
fn a_tokenizer_that_is_only_inferred_gives_no_exact_count() {
    let mut engine = engine();
    let pack = registry::pack("o200k_base").unwrap();
    let packed = std::fs::read(format!("www/vocab/{}", pack.file)).unwrap();
    engine.load_pack(pack.id, &crate::tokenizer::pack::unpack(&packed).unwrap()).unwrap();
    let mut count = |options: Value| {
        let options: CountOptions = parse("options", options).unwrap();
        engine.count("Tokens are not words.", &options).unwrap()
    };
    assert_eq!(count(json!({ "tokenizer": "o200k_base", "special": true })).tokens, 5);
    let exact = count(json!({ "model": "openai/gpt-5.5" }));
    assert!(exact.is_exact() && exact.tokens == 5);
    let inferred = count(json!({ "model": "openai/gpt-6-sol" }));
    assert!(!inferred.is_exact());
    assert_eq!((inferred.low, inferred.tokens, inferred.high), (5, 5, 5));
    assert_eq!(inferred.tokenizer, "o200k_base");

    let request =
        json!({ "model": "openai/gpt-6-sol", "user": "Tokens are not words.", "turns": 2 });
    let request: Simulation = parse("request", request).unwrap();
    let answer = serde_json::to_value(engine.simulate(&request, TODAY).unwrap()).unwrap();
    assert_eq!(answer["method"], "estimated");
    assert_eq!(answer["turns"][1]["prompt"], 10);
}

#[cfg(feature = "inflate")]
#[test]
fn special_tokens_count_one_where_asked() {
    let mut engine = engine();
    let pack = registry::pack("o200k_base").unwrap();
    let packed = std::fs::read(format!("www/vocab/{}", pack.file)).unwrap();
    engine.load_pack(pack.id, &crate::tokenizer::pack::unpack(&packed).unwrap()).unwrap();
    let mut count = |options: Value| {
        let options: CountOptions = parse("options", options).unwrap();
        engine.count("<|endoftext|><|call|>", &options).unwrap().tokens
    };
    let ordinary = count(json!({ "tokenizer": "o200k_base" }));
    assert_eq!(count(json!({ "tokenizer": "o200k_base", "special": false })), ordinary);
    // `<|call|>` is special in harmony only; the estimate stays what it is.
    assert_eq!(count(json!({ "tokenizer": "o200k_harmony", "special": true })), 2);
    let special = count(json!({ "tokenizer": "o200k_base", "special": true }));
    assert!(2 < special && special < ordinary, "{special}, {ordinary}");
    let estimate = count(json!({ "tokenizer": "claude-2026" }));
    assert_eq!(count(json!({ "tokenizer": "claude-2026", "special": true })), estimate);
}

#[test]
fn every_model_is_listed_with_what_counts_for_it() {
    let book = Catalogue::built_in().unwrap();
    let models = engine().models(TODAY).unwrap();
    assert_eq!(models.len(), book.models().count());
    for model in &models {
        let counter = registry::find(&model.tokenizer.id);
        assert_eq!(model.tokenizer.method.is_some(), counter.is_some(), "{}", model.id);
        if ["anthropic", "openai", "google"].contains(&model.channel.as_str()) {
            assert!(counter.is_some(), "{} names {}", model.id, model.tokenizer.id);
        }
        assert_eq!(model.tiers.first().map(String::as_str), Some("standard"), "{}", model.id);
    }
    let tokenizers = engine().tokenizers();
    let listed: usize = tokenizers.iter().map(|tokenizer| tokenizer.models.len()).sum();
    assert_eq!(listed, models.iter().filter(|model| model.tokenizer.method.is_some()).count());
    let json = serde_json::to_value(&models).unwrap();
    let of = |id: &str| json.as_array().unwrap().iter().find(|it| it["id"] == id).unwrap().clone();
    assert_eq!(of("openai/gpt-5.5")["tokenizer"]["method"], "exact");
    let inferred = json!({ "id": "o200k_base", "method": "estimated", "basis": "inferred" });
    assert_eq!(of("openai/gpt-6-sol")["tokenizer"], inferred);
    assert_eq!(of("anthropic/claude-opus-5")["tokenizer"]["method"], "estimated");
    assert_eq!(of("anthropic/claude-opus-5")["modifiers"][0]["key"], "inferenceGeo");
}

#[test]
fn a_model_that_nothing_here_counts_for_takes_sizes() {
    let book = crate::pricing::BUILT_IN.replace("\"cl100k_base\"", "\"d50k_base\"");
    let mut engine = Engine::with(Catalogue::from_json(&book).unwrap(), Counters::default());
    let models = serde_json::to_value(engine.models(TODAY).unwrap()).unwrap();
    let model = models.as_array().unwrap().iter().find(|it| it["tokenizer"]["id"] == "d50k_base");
    let model = model.unwrap();
    assert_eq!(model["tokenizer"]["method"], Value::Null);

    let options = parse("options", json!({ "model": model["id"] })).unwrap();
    let refused = engine.packs_for_count(&options).unwrap_err();
    assert_eq!(refused.code(), "no_tokenizer");
    assert!(refused.sentence().contains("d50k_base"), "{refused}");
    let ask =
        |user: Value| parse("request", json!({ "model": model["id"], "user": user })).unwrap();
    assert_eq!(
        engine.packs_for_simulation(&ask(json!("text"))).unwrap_err().code(),
        "no_tokenizer"
    );
    assert!(engine.simulate(&ask(json!({ "tokens": 5 })), TODAY).is_ok());
}

#[test]
fn a_sentence_does_not_repeat_a_long_text() {
    let request = json!({ "model": "x".repeat(100_000), "usage": {} });
    assert!(price(request).unwrap_err().sentence().chars().count() < 700);
}
