//! Negotiated prices, and the way from the list price to the final figure.

#![allow(clippy::unwrap_used, reason = "a test that cannot read its fixture has failed")]

use farebox::money::{Factor, Money, Rate};
use farebox::pricing::{
    Adjustment, Catalogue, Commitment, Currency, Deal, OwnRate, StepKind, Terms, Waterfall,
};
use farebox::usage::{Bucket, Usage};
use jiff::civil::{date, time};

fn book() -> Catalogue {
    Catalogue::built_in().unwrap()
}

fn terms(model: &str) -> Terms {
    Terms::new(model, date(2026, 11, 20))
}

fn factor(text: &str) -> Factor {
    Factor::parse(text).unwrap()
}

fn discount(text: &str) -> Adjustment {
    Adjustment {
        label: "agreement".to_owned(),
        factor: factor(text),
        provider: None,
        channel: None,
        model: None,
        buckets: Vec::new(),
    }
}

fn total(terms: &Terms, deal: &Deal, usage: &Usage) -> String {
    let card = book().card_with(terms, deal).unwrap();
    let cost = card.price(usage).unwrap();
    assert_eq!(cost.total, card.total(usage).unwrap());
    cost.total.unwrap().decimal()
}

const USAGE: Usage = Usage {
    input: 10_000,
    cache_read: 40_000,
    cache_write: 0,
    cache_write_1h: 0,
    cache_write_12h: 0,
    input_audio: 0,
    cache_read_audio: 0,
    input_image: 0,
    output: 15_000,
    reasoning: 0,
    output_audio: 0,
    training: 0,
    cache_storage: 0,
    web_searches: 2,
    file_searches: 0,
    code_execution_hours: 0,
};

#[test]
fn a_discount_is_on_tokens_and_leaves_fees_alone() {
    let deal = Deal { adjustments: vec![discount("0.85")], ..Deal::default() };
    // 0.445 × 0.85 + 2 × 0.01 = 0.37825 + 0.02.
    assert_eq!(total(&terms("anthropic/claude-opus-5"), &deal, &USAGE), "0.39825");
    let cost =
        book().card_with(&terms("anthropic/claude-opus-5"), &deal).unwrap().price(&USAGE).unwrap();
    let marked: Vec<_> =
        cost.lines.iter().filter(|line| line.negotiated).map(|line| line.bucket).collect();
    assert_eq!(marked, [Bucket::Input, Bucket::CacheRead, Bucket::Output]);
}

#[test]
fn a_discount_can_be_for_one_maker_channel_model_or_bucket() {
    let plain = Deal::default();
    let with = |adjustment| Deal { adjustments: vec![adjustment], ..Deal::default() };
    let openai = with(Adjustment { provider: Some("openai".to_owned()), ..discount("0.5") });
    let azure = with(Adjustment { channel: Some("azure".to_owned()), ..discount("0.5") });
    let output = with(Adjustment { buckets: vec![Bucket::Output], ..discount("0.5") });
    let usage = &Usage { input: 100_000, output: 10_000, ..Usage::default() };
    let list = "0.4"; // 100,000 × 2.5 + 10,000 × 15.
    assert_eq!(total(&terms("openai/gpt-5.4"), &plain, usage), list);
    assert_eq!(total(&terms("openai/gpt-5.4"), &openai, usage), "0.2");
    assert_eq!(total(&terms("azure/global.gpt-5.4"), &openai, usage), "0.2");
    assert_eq!(total(&terms("openai/gpt-5.4"), &azure, usage), list);
    assert_eq!(total(&terms("azure/global.gpt-5.4"), &azure, usage), "0.2");
    assert_eq!(total(&terms("openai/gpt-5.4"), &output, usage), "0.325");
}

#[test]
fn a_margin_comes_on_top_of_a_discount() {
    let deal = Deal { adjustments: vec![discount("0.9"), discount("1.08")], ..Deal::default() };
    // 100,000 × 2.5 × 0.9 × 1.08.
    let usage = &Usage { input: 100_000, ..Usage::default() };
    assert_eq!(total(&terms("openai/gpt-5.4"), &deal, usage), "0.243");
}

#[test]
fn an_own_rate_stands_in_even_for_an_unknown_one() {
    let own = |model: &str, rate: &str| Deal {
        rates: vec![OwnRate {
            model: model.to_owned(),
            bucket: Bucket::Input,
            rate: Rate::parse(rate).unwrap(),
        }],
        ..Deal::default()
    };
    let usage = &Usage { input: 100_000, ..Usage::default() };
    assert_eq!(total(&terms("openai/gpt-5.4"), &own("openai/gpt-5.4", "2"), usage), "0.2");
    let disputed = "google/gemini-3.5-flash";
    assert_eq!(total(&terms(disputed), &own(disputed, "1.5"), usage), "0.15");
}

#[test]
fn a_factor_that_cannot_be_exact_is_an_error() {
    let fine = vec![discount("0.333333"), discount("0.333333"), discount("0.333333")];
    let deal = Deal { adjustments: fine, ..Deal::default() };
    let error = book().card_with(&terms("openai/gpt-5.4"), &deal).unwrap_err();
    assert_eq!(error.code(), "amount_inexact");
}

#[test]
fn commitments_and_currencies_by_hand() {
    let year = Commitment { amount: Money::parse("100000").unwrap(), months: 12 };
    let spent = Money::parse("80000").unwrap();
    assert_eq!(year.owed(spent).decimal(), "100000");
    assert_eq!(year.unused(spent).decimal(), "20000");
    assert_eq!(year.owed(Money::parse("120000").unwrap()).decimal(), "120000");
    let euro =
        Currency { code: "EUR".to_owned(), per_dollar: factor("0.92"), dated: date(2026, 11, 20) };
    assert_eq!(euro.of(Money::parse("0.625").unwrap()).unwrap().decimal(), "0.575");
}

#[test]
fn a_deal_survives_its_json_form() {
    let deal = Deal {
        adjustments: vec![Adjustment { buckets: vec![Bucket::CacheRead], ..discount("0.85") }],
        commitment: Some(Commitment { amount: Money::parse("10.5").unwrap(), months: 1 }),
        ..Deal::default()
    };
    let json = serde_json::to_string(&deal).unwrap();
    assert_eq!(serde_json::from_str::<Deal>(&json).unwrap(), deal);
    assert!(serde_json::from_str::<Deal>(r#"{"adjustmnets":[]}"#).is_err());
}

fn waterfall(terms: &Terms, deal: &Deal, usage: &Usage, before: Option<&Usage>) -> Waterfall {
    book().waterfall(terms, deal, usage, before).unwrap().unwrap()
}

fn written(waterfall: &Waterfall) -> Vec<(StepKind, String)> {
    waterfall.steps.iter().map(|step| (step.kind, step.delta.decimal())).collect()
}

#[test]
fn a_waterfall_by_hand() {
    // Opus 4.6 to 4.7: 80,000 old tokens are 100,000 new ones, of which 60,000 are read from the cache and
    // 20,000 written; US only, in batch, at 10 % off; two searches.
    let terms = terms("anthropic/claude-opus-4-7").tier("batch").modifier("inferenceGeo", "us");
    let deal = Deal { adjustments: vec![discount("0.9")], ..Deal::default() };
    let usage = Usage {
        input: 20_000,
        cache_read: 60_000,
        cache_write: 20_000,
        output: 4_000,
        web_searches: 2,
        ..Usage::default()
    };
    let before = Usage { input: 80_000, output: 4_000, ..Usage::default() };
    let way = waterfall(&terms, &deal, &usage, Some(&before));
    let expected = [
        (StepKind::List, "0.5"),             // 80,000 × 5 + 4,000 × 25
        (StepKind::Drift, "0.1"),            // 20,000 × 5
        (StepKind::Tier, "-0.3"),            // half of 0.6
        (StepKind::Cache, "-0.1225"),        // 60,000 × (0.25 − 2.5) + 20,000 × (3.125 − 2.5)
        (StepKind::Geography, "0.01775"),    // 0.1775 × 0.1
        (StepKind::Negotiated, "-0.019525"), // 0.19525 × −0.1
        (StepKind::Fees, "0.02"),            // 2 × 0.01
    ];
    assert_eq!(written(&way), expected.map(|(kind, delta)| (kind, delta.to_owned())));
    assert_eq!(way.total.decimal(), "0.195725");
}

#[test]
fn long_prompts_and_peak_hours_are_steps_of_their_own() {
    // 300,000 × 2.5 = 0.75, then × 5.
    let long = waterfall(
        &terms("openai/gpt-5.4"),
        &Deal::default(),
        &Usage { input: 300_000, ..Usage::default() },
        None,
    );
    let expected = [(StepKind::List, "0.75"), (StepKind::LongContext, "0.75")];
    assert_eq!(written(&long), expected.map(|(kind, delta)| (kind, delta.to_owned())));
    let peak = waterfall(
        &terms("deepseek/deepseek-flash").at(time(2, 0, 0, 0)),
        &Deal::default(),
        &Usage { input: 100_000, ..Usage::default() },
        None,
    );
    let expected = [(StepKind::List, "0.015"), (StepKind::Schedule, "0.015")];
    assert_eq!(written(&peak), expected.map(|(kind, delta)| (kind, delta.to_owned())));
}

#[test]
fn every_waterfall_sums_to_its_total() {
    let book = book();
    let deal = Deal { adjustments: vec![discount("0.93")], ..Deal::default() };
    let mut checked = 0;
    for model in book.models() {
        for tier in book.tiers(&model.id, date(2026, 11, 20)).unwrap() {
            for input in [1_000, 100_001, 272_001] {
                let usage = Usage {
                    input,
                    cache_read: 5_000,
                    output: 700,
                    web_searches: 1,
                    ..Usage::default()
                };
                let terms = terms(&model.id).tier(tier);
                let Some(way) = book.waterfall(&terms, &deal, &usage, None).unwrap() else {
                    continue;
                };
                let sum: Money = way.steps.iter().map(|step| step.delta).sum();
                assert_eq!(sum, way.total, "{} {tier}", model.id);
                let card = book.card_with(&terms, &deal).unwrap();
                assert_eq!(Some(way.total), card.total(&usage).unwrap());
                checked += 1;
            }
        }
    }
    assert!(checked > 150, "{checked} were checked");
}

#[test]
fn the_way_of_a_conversation_is_the_sum_of_its_calls() {
    // Two calls on GPT-5.4 at 10 % off: 100,000 in full, then 300,000 (over 272,000, so at twice the rate), of
    // which 100,000 are read from the cache. List 0.25 + 0.75; long 0.75; cache 100,000 × (0.5 − 5) = −0.45.
    let calls = [
        Usage { input: 100_000, ..Usage::default() },
        Usage { input: 200_000, cache_read: 100_000, ..Usage::default() },
    ];
    let deal = Deal { adjustments: vec![discount("0.9")], ..Deal::default() };
    let terms = terms("openai/gpt-5.4");
    let way = book()
        .waterfall_of(&terms, &deal, calls.iter().map(|usage| (usage, None)))
        .unwrap()
        .unwrap();
    let expected = [
        (StepKind::List, "1"),
        (StepKind::LongContext, "0.75"),
        (StepKind::Cache, "-0.45"),
        (StepKind::Negotiated, "-0.13"),
    ];
    assert_eq!(written(&way), expected.map(|(kind, delta)| (kind, delta.to_owned())));
    let card = book().card_with(&terms, &deal).unwrap();
    let sum: Money = calls.iter().filter_map(|usage| card.total(usage).unwrap()).sum();
    assert_eq!(way.total, sum);
}

#[test]
fn a_deal_knows_the_models_that_it_touches() {
    let book = book();
    let model = |id| book.model(id).unwrap();
    let deal = Deal {
        adjustments: vec![Adjustment { provider: Some("openai".to_owned()), ..discount("0.9") }],
        rates: vec![OwnRate {
            model: "anthropic/claude-opus-5".to_owned(),
            bucket: Bucket::Input,
            rate: Rate::parse("4").unwrap(),
        }],
        ..Deal::default()
    };
    assert!(deal.is_for(model("openai/gpt-5.4")) && deal.is_for(model("azure/global.gpt-5.4")));
    assert!(deal.is_for(model("anthropic/claude-opus-5")));
    assert!(!deal.is_for(model("anthropic/claude-opus-5-5")));
    assert!(!Deal::default().is_for(model("openai/gpt-5.4")));
}

#[test]
fn a_commitment_pays_for_so_many_conversations() {
    let year = Commitment { amount: Money::parse("100000").unwrap(), months: 12 };
    assert_eq!(year.pays_for(Money::parse("0.625").unwrap()), Some(160_000));
    assert_eq!(year.pays_for(Money::parse("0.7").unwrap()), Some(142_857));
    assert_eq!(year.pays_for(Money::ZERO), None);
}
