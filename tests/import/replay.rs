//! Recorded calls against the price book: as they were made, and otherwise. Sums by hand, in millionths
//! of a dollar, from the rates of `pricing/` on 2026-11-22.

#![expect(clippy::unwrap_used, reason = "helpers outside of test functions")]

use farebox::import::{CacheUse, Call, Priced, Pricer, Replay, fare_of, summary};
use farebox::money::Money;
use farebox::pricing::{Catalogue, Deal, Terms};
use farebox::usage::Usage;
use jiff::civil::{Date, date};

use crate::support::{records, text};

const TODAY: Date = date(2026, 11, 22);

fn costs(priced: &[Priced]) -> Vec<String> {
    priced.iter().map(|priced| priced.cost.map_or("unpriced".to_owned(), Money::exact)).collect()
}

fn as_recorded(calls: &[Call]) -> Vec<Priced> {
    let book = Catalogue::built_in().unwrap();
    let mut pricer = Pricer::new(&book, TODAY);
    calls.iter().map(|call| pricer.as_recorded(call)).collect()
}

/// The session `s1`, messages A and B, on other terms; the sum.
fn s1(replay: &Replay) -> String {
    let records = records("claude_code.jsonl");
    let calls = records.calls.iter().filter(|call| text(call.conversation.as_ref()) == "s1");
    let book = Catalogue::built_in().unwrap();
    let priced = Pricer::new(&book, TODAY).replay(calls, replay);
    assert_eq!(priced.len(), 2);
    priced.iter().map(|priced| priced.cost.unwrap()).sum::<Money>().exact()
}

#[test]
fn a_session_costs_what_its_calls_cost() {
    let records = records("claude_code.jsonl");
    let priced = as_recorded(&records.calls);
    // Opus 5 at 5 / 0.5 / 6.25 / 10 / 25, Haiku 4.5 at 1 / 5, a search at 10,000.
    // A: 4 × 5 + 1,000 × 6.25 + 120 × 25 = 9,270. B: 3 × 5 + 1,000 × 0.5 + 200 × 10 + 50 × 25 = 3,765.
    // C: 500 × 1 + 80 × 5 = 900. D: 7 × 5 + 1,200 × 0.5 + 30 × 25 + 2 × 10,000 = 21,385.
    assert_eq!(costs(&priced), ["0.00927", "0.003765", "0.0009", "0.021385"]);
    let sums = summary(&records.calls, &priced);
    assert_eq!(sums.total.computed.exact(), "0.03532");
    let of: Vec<(&str, usize, String)> = sums
        .conversations
        .iter()
        .map(|one| (text(one.id.as_ref()), one.calls.len(), one.tally.computed.exact()))
        .collect();
    assert_eq!(
        of,
        [
            ("s1", 2, "0.013035".to_owned()),
            ("s1 / a1", 1, "0.0009".to_owned()),
            ("s2", 1, "0.021385".to_owned())
        ]
    );
    assert_eq!(text(sums.models[0].priced_as.as_ref()), "anthropic/claude-opus-5");
    assert_eq!(text(sums.models[1].priced_as.as_ref()), "anthropic/claude-haiku-4-5");
    assert_eq!((sums.total.billed_calls, sums.total.compared), (0, 0));
    assert_eq!(sums.total.variance_per_ten_thousand(), None);
}

#[test]
fn a_session_is_replayed_on_another_model_tier_cache_and_day() {
    assert_eq!(s1(&Replay::default()), "0.013035");
    // GPT-5.4 at 2.5 / 0.25 / 15 charges nothing extra for writing: A 1,004 × 2.5 + 120 × 15 = 4,310,
    // B 203 × 2.5 + 1,000 × 0.25 + 50 × 15 = 1,507.5.
    let gpt = Some("openai/gpt-5.4".to_owned());
    assert_eq!(s1(&Replay { model: gpt.clone(), ..Replay::default() }), "0.0058175");
    // In batch: A 4 × 2.5 + 1,000 × 3.125 + 120 × 12.5 = 4,635, B 7.5 + 250 + 1,000 + 625 = 1,882.5.
    assert_eq!(s1(&Replay { tier: Some("batch".to_owned()), ..Replay::default() }), "0.0065175");
    // Without a cache: A 1,004 × 5 + 3,000 = 8,020, B 1,203 × 5 + 1,250 = 7,265.
    assert_eq!(s1(&Replay { cache: CacheUse::Off, ..Replay::default() }), "0.015285");
    // At its best: A writes 1,004 × 6.25 + 3,000 = 9,275; B reads 1,004 × 0.5, writes 199 × 6.25, + 1,250 = 2,995.75.
    assert_eq!(s1(&Replay { cache: CacheUse::Best, ..Replay::default() }), "0.01227075");
    // GPT-5.4 caches nothing below 1,024: A in full, and B finds nothing. 2,207 × 2.5 + 170 × 15.
    assert_eq!(s1(&Replay { model: gpt, cache: CacheUse::Best, ..Replay::default() }), "0.0080675");
}

#[test]
fn what_has_no_price_says_why_and_is_no_zero() {
    let records = records("claude_code.jsonl");
    let book = Catalogue::built_in().unwrap();
    let mut pricer = Pricer::new(&book, TODAY);
    let mut why = |replay: &Replay| {
        let one = pricer.replay(&records.calls[..1], replay).remove(0);
        assert_eq!(one.cost, None);
        one.trouble.unwrap().code.clone()
    };
    assert_eq!(
        why(&Replay { date: Some(date(2020, 1, 1)), ..Replay::default() }),
        "no_price_on_date"
    );
    assert_eq!(why(&Replay { tier: Some("flex".to_owned()), ..Replay::default() }), "unknown_tier");
    assert_eq!(
        why(&Replay { model: Some("x/y".to_owned()), ..Replay::default() }),
        "unknown_model"
    );
    let mut stranger = records.calls[0].clone();
    stranger.model = "claude-opus-99".into();
    let alone = as_recorded(std::slice::from_ref(&stranger));
    assert_eq!(alone[0].trouble.as_ref().unwrap().code, "model_not_found");
    let sums = summary(&[stranger], &alone);
    assert_eq!((sums.total.priced_calls, sums.troubles.len()), (0, 1));
}

#[test]
fn a_gateways_spend_is_compared_exactly() {
    let records = records("litellm.json");
    let priced = as_recorded(&records.calls);
    // GPT-5.4: 86 × 2.5 + 1,920 × 0.25 + 300 × 15 = 5,195. Opus 4.7 on Bedrock, regional, at 5.5 / 0.55 /
    // 6.875 / 27.5: 200 × 5.5 + 700 × 0.55 + 100 × 6.875 + 60 × 27.5 = 3,822.5.
    assert_eq!(costs(&priced), ["0.005195", "0.0038225"]);
    assert_eq!(text(priced[1].model.as_ref()), "bedrock/regional.claude-opus-4-7");
    let sums = summary(&records.calls, &priced);
    // Less 0.000012345 and 0.000215.
    assert_eq!((sums.total.compared, sums.total.variance.exact().as_str()), (2, "0.008790155"));
    assert_eq!(sums.conversations.len(), 1);
}

#[test]
fn a_sum_of_requests_is_not_charged_as_one_long_prompt() {
    let records = records("openai_usage.json");
    // A hundred prompts of 10,000: 600,000 × 2.5 + 400,000 × 0.25 + 50,000 × 15 = 2,350,000, and not the
    // double rate of prompts beyond 272,000. Batch: 200,000 × 1.25 + 10,000 × 7.5.
    assert_eq!(costs(&as_recorded(&records.calls)), ["2.35", "0.325"]);
    // One call of that length would be.
    let mut one = records.calls[0].clone();
    one.requests = farebox::import::Requests::One;
    // 600,000 × 5 + 400,000 × 0.5 + 50,000 × 22.5.
    assert_eq!(costs(&as_recorded(&[one])), ["4.325"]);
}

#[test]
fn anthropics_report_is_priced_with_its_tier_place_and_lives() {
    let records = records("anthropic_usage.json");
    // 1,500 × 5 + 200,000 × 0.5 + 500 × 6.25 + 1,000 × 10 + 500 × 25 + 10 × 10,000 = 233,125.
    // Batch in the US: (40 × 2.5 + 60 × 12.5) × 1.1 = 935.
    assert_eq!(costs(&as_recorded(&records.calls)), ["0.233125", "0.000935"]);
}

#[test]
fn a_focus_bill_at_list_prices_has_no_variance() {
    let records = records("focus.csv");
    let priced = as_recorded(&records.calls);
    assert_eq!(priced[0].cost, records.calls[0].billed);
    assert_eq!(summary(&records.calls[..1], &priced[..1]).total.variance, Money::ZERO);
}

fn half_off() -> Deal {
    serde_json::from_str(r#"{"adjustments":[{"label":"ours","factor":"0.5"}]}"#).unwrap()
}

/// A deal changes what is replayed, and never what was recorded, whichever comes first.
#[test]
fn a_session_is_replayed_by_a_deal() {
    // Half of 13,035 millionths.
    assert_eq!(s1(&Replay { deal: half_off(), ..Replay::default() }), "0.0065175");
    let own = r#"{"rates":[{"model":"anthropic/claude-opus-5","bucket":"output","rate":"20"}]}"#;
    let deal = serde_json::from_str(own).unwrap();
    // Five dollars a million less for 120 + 50 tokens of output: 13,035 - 850.
    assert_eq!(s1(&Replay { deal, ..Replay::default() }), "0.012185");

    let records = records("claude_code.jsonl");
    let book = Catalogue::built_in().unwrap();
    let mut pricer = Pricer::new(&book, TODAY);
    let by_deal = Replay { deal: half_off(), ..Replay::default() };
    for _ in 0..2 {
        let recorded: Vec<_> = records.calls.iter().map(|it| pricer.as_recorded(it)).collect();
        assert_eq!(costs(&recorded)[0], "0.00927");
        assert_eq!(costs(&pricer.replay(&records.calls, &by_deal))[0], "0.004635");
    }
}

/// Whatever is replayed, the prompt stays as long as it was: no token is lost or made.
#[test]
fn a_replay_conserves_tokens() {
    let book = Catalogue::built_in().unwrap();
    let models: Vec<String> = book.models().map(|model| model.id.clone()).collect();
    for name in [
        "claude_code.jsonl",
        "openai_chat.jsonl",
        "openai_responses.json",
        "otlp.json",
        "litellm.json",
    ] {
        let records = records(name);
        let mut pricer = Pricer::new(&book, TODAY);
        for model in &models {
            for cache in [CacheUse::AsRecorded, CacheUse::Off, CacheUse::Best] {
                let replay = Replay {
                    model: Some(model.clone()),
                    cache,
                    date: Some(TODAY),
                    ..Replay::default()
                };
                for (call, priced) in
                    records.calls.iter().zip(pricer.replay(&records.calls, &replay))
                {
                    assert_eq!(
                        priced.usage.prompt_total(),
                        call.usage.prompt_total(),
                        "{model} {cache:?}"
                    );
                    assert_eq!(priced.usage.completion_total(), call.usage.completion_total());
                    assert!(priced.cost.is_some() != priced.trouble.is_some(), "{model}");
                }
            }
        }
    }
}

#[test]
fn texts_are_sized_and_sent_again_with_every_turn() {
    let records = records("sharegpt.json");
    let book = Catalogue::built_in().unwrap();
    let dialogue = &records.dialogues[0];
    let fare_on = |model: &str, deal: &Deal| {
        fare_of(dialogue, &book, &Terms::new(model, TODAY), deal, CacheUse::Off)
    };
    let fare = fare_on("openai/gpt-5.4", &Deal::default()).unwrap();
    assert_eq!(fare.calls.len(), 2);
    let [first, second] = [&fare.calls[0].call, &fare.calls[1].call];
    assert!(first.sent.system > 0 && first.sent.user > 0);
    assert_eq!(
        second.usage.prompt_total(),
        first.usage.prompt_total() + first.usage.output + second.sent.user
    );
    // An estimate has a band around it.
    let (low, high) = fare.band.unwrap();
    assert!(low < fare.total.unwrap() && fare.total.unwrap() < high);
    assert_eq!(fare.usage.cache_read, 0);
    assert_ne!(fare.usage, Usage::default());
    let half = fare_on("openai/gpt-5.4", &half_off()).unwrap();
    assert_eq!(half.total.unwrap() + half.total.unwrap(), fare.total.unwrap());
    let unknown = fare_on("x/y", &Deal::default()).unwrap_err();
    assert_eq!(unknown.code(), "unknown_model");
}
