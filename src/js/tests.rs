//! The engine of the package without JavaScript.

use jiff::civil::date;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::engine::Engine;
use super::error::Refusal;
use super::request::{CountOptions, PriceRequest, ProvisionOptions, Simulation, parse};
use crate::pricing::Catalogue;
use crate::tokenizer::pack::Intake;
use crate::tokenizer::{Counters, registry};

const TODAY: jiff::civil::Date = date(2026, 11, 22);

fn engine() -> Engine {
    Engine::new(Counters::default())
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
    let p50k = parse("options", json!({ "tokenizer": "p50k_base" })).unwrap();
    let packs = engine.packs_for_workers(&p50k).unwrap();
    // What it adds to comes first.
    assert_eq!(packs.iter().map(|pack| pack.id).collect::<Vec<_>>(), ["r50k_base", "p50k_base"]);
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

#[cfg(feature = "inflate")]
fn load_o200k(engine: &mut Engine) {
    let pack = registry::pack("o200k_base").unwrap();
    let packed = std::fs::read(format!("www/vocab/{}", pack.file)).unwrap();
    let unpacked = crate::tokenizer::pack::unpack(&packed).unwrap();
    let mut intake = Intake::default();
    unpacked.chunks(1000).for_each(|part| intake.push(part).unwrap());
    engine.load_pack(pack.id, unpacked.len(), intake).unwrap();
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
    let short = engine.load_pack(pack.id, 2, Intake::default());
    assert_eq!(short.unwrap_err().code(), "pack_corrupt");
    let empty = engine.load_pack(pack.id, pack.unpacked_bytes, Intake::default());
    assert_eq!(empty.unwrap_err().code(), "pack_corrupt");
}

#[cfg(feature = "inflate")]
#[test]
fn a_tokenizer_that_is_only_inferred_gives_no_exact_count() {
    let mut engine = engine();
    load_o200k(&mut engine);
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
    load_o200k(&mut engine);
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
    let mut sent = |special: bool| {
        let text = "<|endoftext|><|call|>";
        let request = json!({ "model": "openai/gpt-5.5", "user": text, "special": special });
        let request: Simulation = parse("request", request).unwrap();
        engine.simulate(&request, TODAY).unwrap().turns[0].prompt
    };
    assert_eq!([sent(false), sent(true)], [ordinary, special]);
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
    let tokenizers = engine().tokenizers().unwrap();
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

#[test]
fn a_conduct_leads_the_conversation() {
    let answer = simulate(json!({
        "model": "anthropic/claude-opus-5",
        "system": { "tokens": 2_000 },
        "user": { "tokens": 500 },
        "output": { "tokens": 400 },
        "turns": 2,
        "cache": true,
        "conduct": {
            "toolUse": { "rounds": 1, "arguments": 100, "results": 900, "choice": "auto", "servers": [1_905] },
        },
    }));
    let answer = answer.unwrap();
    // 1,905 of the server, 286 that Opus 5 adds to calls with tools, 2,000 and 500: all written.
    let first = &answer["turns"][0]["calls"][0];
    assert_eq!(first["kind"], "tools");
    assert_eq!(first["usage"]["cacheWrite"], 4_691);
    assert_eq!(first["sent"]["toolPrompt"], 286);
    // The turn: 4,691 + 1,000 written, 4,691 read, 100 + 400 answered.
    let turn = &answer["turns"][0];
    assert_eq!(
        turn["usage"],
        json!({ "input": 0, "cacheRead": 4_691, "cacheWrite": 5_691, "output": 500 })
    );
    assert_eq!(turn["prompt"], 5_691);
    assert_eq!(turn["sent"]["toolResults"], 1_000);
    // 5,691 × $6.25 + 4,691 × $0.50 + 500 × $25 per million.
    assert_eq!(turn["cost"]["total"], "0.05041425");
    assert_eq!(answer["turns"][1]["sent"]["toolHistory"], 1_000);
    let plain = simulate(json!({ "model": "openai/gpt-5.5", "user": { "tokens": 5 } })).unwrap();
    assert_eq!(plain["turns"][0].get("calls"), None, "one call needs no list");
}

#[test]
fn a_bad_conduct_says_where_and_why() {
    let (code, sentence) =
        refusal::<Simulation>(json!({ "model": "x", "conduct": { "retries": { "perMile": 5 } } }));
    assert_eq!(code, "bad_argument");
    assert!(sentence.starts_with("conduct.retries.perMile: unknown field"), "{sentence}");
    let share = simulate(json!({
        "model": "openai/gpt-5.5",
        "conduct": { "caching": { "hitPerMille": 2_000 } },
    }));
    assert_eq!(share.unwrap_err().code(), "bad_share");
    let endless = simulate(json!({
        "model": "openai/gpt-5.5",
        "conduct": { "toolUse": { "rounds": 4_000_000_000_u32 } },
    }));
    assert_eq!(endless.unwrap_err().code(), "too_many_calls");
}

#[test]
fn a_deal_is_applied_marked_and_converted() {
    let deal = json!({
        "adjustments": [{ "label": "agreement", "factor": "0.9", "channel": "anthropic", "buckets": ["output"] }],
        "rates": [{ "model": "anthropic/claude-opus-5", "bucket": "input", "rate": "4" }],
        "commitment": { "amount": "100", "months": 12 },
        "currency": { "code": "EUR", "perDollar": "0.86", "dated": "2026-11-20" },
    });
    let ask = |deal: Value| {
        price(json!({
            "model": "anthropic/claude-opus-5", "deal": deal,
            "usage": { "input": 50_000, "output": 10_000 },
        }))
    };
    let cost = ask(deal.clone()).unwrap();
    // 50,000 × 4 + 10,000 × 25 × 0.9 per million = 0.2 + 0.225; in euro × 0.86.
    assert_eq!(cost["total"], "0.425");
    assert_eq!(cost["lines"][1]["factors"][0]["kind"], "negotiated");
    assert_eq!(cost["lines"][0]["negotiated"], true);
    let euro =
        json!({ "code": "EUR", "perDollar": "0.86", "dated": "2026-11-20", "total": "0.3655" });
    assert_eq!(cost["converted"], euro);
    // 100 / 0.425 = 235.3.
    assert_eq!(cost["commitment"], json!({ "amount": "100", "months": 12, "paysFor": 235 }));
    let talk = json!({
        "model": "anthropic/claude-opus-5", "deal": deal, "user": { "tokens": 50_000 },
        "output": { "tokens": 10_000 },
    });
    assert_eq!(simulate(talk).unwrap()["cost"]["converted"], euro);

    let list = ask(json!({})).unwrap();
    assert_eq!((list.get("converted"), list["lines"][0].get("negotiated")), (None, None));

    for (deal, code) in [
        (json!({ "adjustments": [{ "label": "x", "factor": 0.9 }] }), "bad_deal"),
        (json!({ "adjustments": [{ "label": "x", "factor": "-1" }] }), "bad_deal"),
        (
            json!({ "adjustments": [{ "label": "x", "factor": "1", "channel": "antropic" }] }),
            "bad_deal",
        ),
        (
            json!({ "adjustments": [{ "label": "x", "factor": "1", "provider": "nobody" }] }),
            "bad_deal",
        ),
        (
            json!({ "adjustments": [{ "label": "x", "factor": "1", "model": "claude" }] }),
            "unknown_model",
        ),
        (
            json!({ "rates": [{ "model": "claude", "bucket": "input", "rate": "1" }] }),
            "unknown_model",
        ),
        (json!({ "discount": "10" }), "bad_deal"),
    ] {
        assert_eq!(ask(deal.clone()).unwrap_err().code(), code, "{deal}");
    }
}

#[test]
fn an_hour_of_the_day_is_asked_for() {
    let at = |time: Value| {
        price(json!({
            "model": "deepseek/deepseek-v4-pro", "time": time, "date": "2026-11-23",
            "usage": { "input": 1_000_000 },
        }))
    };
    let cheap = at(Value::String("12:00".to_owned())).unwrap();
    let dear = at(Value::String("02:30".to_owned())).unwrap();
    assert_eq!(dear["lines"][0]["factors"][0]["kind"], "schedule");
    assert_eq!(cheap["lines"][0].get("factors"), None);
    assert_ne!(cheap["total"], dear["total"]);
    for time in ["25:00", "2", "2:30", "+2:30", "02:60", "2026-11-22T02:30", "02:30:00Z", ""] {
        assert_eq!(at(json!(time)).unwrap_err().code(), "bad_time", "{time}");
    }
}

#[test]
fn a_waterfall_adds_up() {
    let ask = |usage: Value| {
        let request = json!({
            "model": "anthropic/claude-opus-5", "tier": "batch", "usage": usage,
            "modifiers": { "inferenceGeo": "us" },
        });
        let request: PriceRequest = parse("request", request).unwrap();
        serde_json::to_value(engine().waterfall(&request, TODAY).unwrap()).unwrap()
    };
    // 50,000 × 5 + 10,000 × 25 = 0.5; batch halves; 40,000 read at a tenth of 2.5 saves 0.09; × 1.1.
    let call = json!({ "input": 10_000, "cacheRead": 40_000, "output": 10_000 });
    let one = ask(call.clone());
    let steps: Vec<(&str, &str)> = one["steps"]
        .as_array()
        .unwrap()
        .iter()
        .map(|step| (step["kind"].as_str().unwrap(), step["delta"].as_str().unwrap()))
        .collect();
    let expected = [("list", "0.5"), ("tier", "-0.25"), ("cache", "-0.09"), ("geography", "0.016")];
    assert_eq!(steps, expected);
    assert_eq!(one["total"], "0.176");
    assert_eq!(ask(json!([call, call]))["total"], "0.352");
    assert_eq!(ask(json!({ "training": 1 })), Value::Null);
    let list = json!({ "model": "anthropic/claude-opus-5", "usage": [{ "input": 1 }] });
    assert_eq!(price(list).unwrap_err().code(), "bad_usage");
}

#[test]
fn capacity_is_listed_and_compared() {
    let listed = serde_json::to_value(engine().capacities().unwrap()).unwrap();
    let ids: Vec<_> = listed.as_array().unwrap().iter().map(|it| it["id"].clone()).collect();
    assert_eq!(ids, ["ptu-global", "model-unit", "gsu-global"]);
    assert_eq!(listed[0]["terms"][1]["price"], "260");
    assert_eq!(listed[0]["sources"][0], "Azure Retail Prices API, provisioned throughput meters");

    let ask = |more: Value| {
        let mut options = json!({
            "id": "ptu-global", "term": "1m", "units": 100, "perDay": 20_000,
        });
        for (name, value) in more.as_object().unwrap() {
            options[name] = value.clone();
        }
        let request = json!({
            "model": if options["id"] == "none" { "openai/gpt-5.5" } else { "azure/global.gpt-5.4" },
            "usage": { "input": 2_000, "cacheRead": 6_000, "output": 500 },
        });
        let request: PriceRequest = parse("request", request)?;
        let options: ProvisionOptions = parse("capacity", options)?;
        let answer = engine().provision(&request, &options, TODAY)?;
        Ok::<_, Refusal>(serde_json::to_value(answer).unwrap())
    };
    // The sums are written out in src/pricing/provision.rs.
    let blind = ask(json!({})).unwrap();
    assert_eq!((&blind["cost"], &blind["onDemand"]), (&json!("26000"), &json!("8400")));
    assert_eq!((&blind["breakEvenPerDay"], &blind["idle"]), (&json!(61_905), &Value::Null));
    let seen = ask(json!({ "tokensPerMinute": 3_000 })).unwrap();
    assert_eq!((&seen["mostPerDay"], &seen["used"]), (&json!(86_400), &json!(2_314)));
    // An output token that counts for 16 makes the work twice as heavy: 2,000 + 8,000.
    let heavy = ask(json!({ "tokensPerMinute": 3_000, "outputWeight": 16 })).unwrap();
    assert_eq!(heavy["mostPerDay"], 43_200);
    for (more, code) in [
        (json!({ "id": "gsu" }), "unknown_capacity"),
        (json!({ "term": "2y" }), "unknown_term"),
        (json!({ "id": "none" }), "unknown_capacity"),
        (json!({ "outputWeight": 5_000_000_000_u64 }), "bad_argument"),
        (json!({ "units": 9_000_000_000_000_000_u64 }), "amount_too_large"),
    ] {
        assert_eq!(ask(more.clone()).unwrap_err().code(), code, "{more}");
    }
}

#[test]
fn a_frame_is_its_parts_with_their_sources() {
    let mut engine = engine();
    let ask = |request: Value| -> super::frame::FrameRequest { parse("request", request).unwrap() };
    let request = ask(json!({
        "model": "openai/gpt-4o",
        "messages": 6,
        "images": [{ "width": 1024, "height": 1024, "count": 2 }],
        "pdfPages": 3,
    }));
    assert!(engine.packs_for_frame(&request).unwrap().is_empty());
    let frame = serde_json::to_value(engine.frame(&request).unwrap()).unwrap();
    // 6 times 4, then 3, then 2 times 765.
    let tokens = |what: &str| {
        let parts = frame["parts"].as_array().unwrap();
        parts.iter().find(|part| part["what"] == what).unwrap()["count"]["tokens"].clone()
    };
    assert_eq!(
        (tokens("messages"), tokens("request"), tokens("images")),
        (24.into(), 3.into(), 1530.into())
    );
    assert_eq!(frame["count"]["method"], "estimated");
    assert!(frame["parts"].as_array().unwrap().iter().all(|part| part["source"].is_string()));

    let hidden =
        ask(json!({ "model": "anthropic/claude-opus-4-7", "tools": "[]", "toolChoice": "any" }));
    assert_eq!(engine.packs_for_frame(&hidden).unwrap().len(), 1);
    let broken = ask(json!({ "model": "openai/gpt-4o", "tools": "[{" }));
    assert_eq!(engine.frame(&broken).unwrap_err().code(), "bad_argument");
    let typo = parse::<super::frame::FrameRequest>("request", json!({ "model": "x", "pages": 1 }));
    assert!(typo.is_err());
}
