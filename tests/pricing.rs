//! The reviewed book as it ships: the sums that the providers print, its dates, tiers and modifiers.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test that cannot read its fixture has failed"
)]

use farebox::money::{Money, Rate};
use farebox::pricing::{
    CacheMode, CacheStorage, CacheWrites, Catalogue, Confidence, Cost, PricingError, Status, Terms,
    Threshold,
};
use farebox::usage::{Bucket, Usage};
use jiff::civil::{Date, time};

const TODAY: &str = "2026-11-22";

fn book() -> Catalogue {
    Catalogue::built_in().unwrap()
}

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

fn terms(model: &str) -> Terms {
    Terms::new(model, day(TODAY))
}

fn price(terms: &Terms, usage: &Usage) -> Cost {
    book().card(terms).unwrap().price(usage).unwrap()
}

fn total(terms: &Terms, usage: &Usage) -> String {
    let cost = price(terms, usage);
    let quick = book().card(terms).unwrap().total(usage).unwrap();
    assert_eq!(cost.total, quick, "the two ways to a total differ");
    cost.total.expect("everything in use is priced").decimal()
}

fn refusal(terms: &Terms) -> PricingError {
    book().card(terms).unwrap_err()
}

fn codes(cost: &Cost) -> Vec<&'static str> {
    cost.warnings.iter().map(|warning| warning.code).collect()
}

#[test]
fn every_model_is_there() {
    let book = book();
    let of = |channel: &str| book.models().filter(|model| model.channel == channel).count();
    let channels = [
        ("anthropic", 13),
        ("openai", 28),
        ("google", 14),
        ("xai", 6),
        ("mistral", 6),
        ("deepseek", 2),
        ("meta", 2),
        ("alibaba", 6),
        ("cohere", 4),
        ("voyage", 2),
        ("bedrock", 18),
        ("vertex", 3),
        ("azure", 5),
        ("groq", 4),
        ("together", 2),
    ];
    for (channel, count) in channels {
        assert_eq!(of(channel), count, "{channel}");
    }
    assert_eq!(book.models().count(), 115);
    for id in
        ["azure/global.gpt-5.4", "bedrock/us-geo.nova-2-lite", "vertex/global.claude-opus-5-5"]
    {
        assert!(book.model(id).is_ok(), "{id}");
    }
}

#[test]
fn opus_5_with_50_000_in_and_15_000_out_is_0_625() {
    // 50,000 × 5 + 15,000 × 25 = 250,000 + 375,000 per million (Anthropic's own example).
    let usage = Usage { input: 50_000, output: 15_000, ..Usage::default() };
    assert_eq!(total(&terms("anthropic/claude-opus-5"), &usage), "0.625");
}

#[test]
fn opus_5_with_40_000_of_the_input_from_the_cache_is_0_445() {
    // 10,000 × 5 + 40,000 × 0.5 + 15,000 × 25 = 50,000 + 20,000 + 375,000.
    let usage = Usage { input: 10_000, cache_read: 40_000, output: 15_000, ..Usage::default() };
    assert_eq!(total(&terms("anthropic/claude-opus-5"), &usage), "0.445");
}

#[test]
fn gpt_5_4_doubles_for_the_272_001st_token() {
    let model = terms("openai/gpt-5.4");
    // 272,000 × 2.50 = 680,000; 272,001 × 5 = 1,360,005 per million.
    assert_eq!(total(&model, &Usage { input: 272_000, ..Usage::default() }), "0.68");
    assert_eq!(total(&model, &Usage { input: 272_001, ..Usage::default() }), "1.360005");
}

#[test]
fn gpt_5_5_with_a_prompt_of_a_million_is_10() {
    let usage = Usage { input: 1_000_000, ..Usage::default() };
    assert_eq!(total(&terms("openai/gpt-5.5"), &usage), "10");
}

#[test]
fn a_line_names_its_rate_and_its_row() {
    let usage = Usage { input: 272_001, output: 10, ..Usage::default() };
    let cost = price(&terms("openai/gpt-5.4"), &usage);
    let line = &cost.lines[0];
    assert_eq!((line.bucket, line.tokens, line.per), (Bucket::Input, 272_001, 1_000_000));
    assert_eq!(line.rate, Some(Money::parse("5").unwrap()));
    assert_eq!(line.row.band, Some(Threshold::Over(272_000)));
    assert_eq!((line.row.from, line.row.to), (day("2026-03-05"), None));
    assert_eq!((line.row.status, line.row.confidence), (Status::List, Confidence::A));
    assert!(line.row.sources.iter().any(|source| source.starts_with("PyPI genai-prices 0.2.3")));
    assert_eq!(line.row.retrieved_at, day(TODAY));
    assert!(codes(&cost).contains(&"long_context"));
}

#[test]
fn the_json_form_is_what_a_page_reads() {
    let usage = Usage { input: 1_000, ..Usage::default() };
    let json = serde_json::to_value(price(&terms("anthropic/claude-haiku-4-5"), &usage)).unwrap();
    assert_eq!(json["total"], "0.001");
    assert_eq!(json["currency"], "USD");
    assert_eq!(json["lines"][0]["bucket"], "input");
    assert_eq!(json["lines"][0]["rate"], "1");
    assert_eq!(json["lines"][0]["row"]["retrievedAt"], "2026-11-22");
}

#[test]
fn a_past_day_has_the_price_of_that_day() {
    let usage = Usage { input: 1_000_000, output: 1_000_000, ..Usage::default() };
    let usage = &Usage { input: usage.input / 10, output: usage.output / 10, ..usage };
    let on = |date: &str| total(&Terms::new("openai/gpt-5.6-luna", day(date)), usage);
    // 100,000 × 1 + 100,000 × 6 until 2026-07-29; then a fifth of that.
    assert_eq!(on("2026-07-29"), "0.7");
    assert_eq!(on("2026-07-30"), "0.14");
}

#[test]
fn sonnet_5_5_reads_its_cache_at_half_the_price_since_2026_10_07() {
    let usage = &Usage { cache_read: 1_000_000, ..Usage::default() };
    let on = |date: &str| total(&Terms::new("anthropic/claude-sonnet-5-5", day(date)), usage);
    assert_eq!(on("2026-10-06"), "0.2");
    assert_eq!(on("2026-10-07"), "0.1");
}

#[test]
fn opus_4_6_and_sonnet_4_5_had_a_long_context_band_once() {
    let usage = &Usage { input: 200_001, ..Usage::default() };
    let on = |model: &str, date: &str| total(&Terms::new(model, day(date)), usage);
    // 200,001 × 10 and × 5; 200,001 × 6 and × 3.
    assert_eq!(on("anthropic/claude-opus-4-6", "2026-03-12"), "2.00001");
    assert_eq!(on("anthropic/claude-opus-4-6", "2026-03-13"), "1.000005");
    assert_eq!(on("anthropic/claude-sonnet-4-5", "2026-04-29"), "1.200006");
    assert_eq!(on("anthropic/claude-sonnet-4-5", "2026-04-30"), "0.600003");
    let cost = price(&Terms::new("anthropic/claude-sonnet-4-5", day(TODAY)), usage);
    assert!(codes(&cost).contains(&"prompt_too_long"), "its window is 200,000 now");
}

#[test]
fn before_the_first_row_there_is_no_price() {
    let error = refusal(&Terms::new("openai/gpt-6-sol", day("2026-09-21")));
    assert_eq!(error.code(), "no_price_on_date");
    assert!(error.to_string().contains("2026-09-22"), "{error}");
}

#[test]
fn gpt_5_6_sol_is_promotional_until_2026_11_21_and_unknown_after() {
    let usage = &Usage { input: 1_000, ..Usage::default() };
    let on = |date: &str| price(&Terms::new("openai/gpt-5.6-sol", day(date)), usage);
    assert!(codes(&on("2026-11-21")).contains(&"promotion_ends"));
    assert!(!on("2026-11-21").lines[0].row.last_known);
    let after = on("2026-11-22");
    assert!(codes(&after).contains(&"price_expired"));
    assert!(after.lines[0].row.last_known);
    assert_eq!(after.total, on("2026-11-21").total, "the last known price is shown");
}

#[test]
fn gemini_4_argon_doubles_on_2026_12_01() {
    let usage = &Usage { input: 100_000, output: 10_000, ..Usage::default() };
    let on = |date: &str| price(&Terms::new("google/gemini-4-argon", day(date)), usage);
    // 100,000 × 2 + 10,000 × 10; then twice that.
    assert_eq!(on("2026-11-30").total.unwrap().decimal(), "0.3");
    assert!(codes(&on("2026-11-30")).contains(&"change_announced"));
    assert_eq!(on("2026-12-01").total.unwrap().decimal(), "0.6");
    assert!(codes(&on("2026-12-01")).contains(&"price_announced"));
}

#[test]
fn gemini_3_8_flash_doubles_on_2027_01_01_storage_too() {
    let usage = &Usage { input: 1_000_000, cache_storage: 1_000_000, ..Usage::default() };
    let on = |date: &str| total(&Terms::new("google/gemini-3.8-flash", day(date)), usage);
    // 0.75 + 0.50; then 1.50 + 1.00.
    assert_eq!(on("2026-12-31"), "1.25");
    assert_eq!(on("2027-01-01"), "2.5");
}

#[test]
fn a_disputed_price_is_unpriced_and_the_dispute_is_told() {
    let usage = &Usage { input: 1_000, output: 10, ..Usage::default() };
    let cost = price(&terms("google/gemini-3.5-flash"), usage);
    assert_eq!(cost.total, None);
    assert_eq!(cost.priced, Money::ZERO);
    assert!(cost.lines[0].row.note.as_deref().unwrap().contains("metergraph"));
    assert!(codes(&cost).contains(&"unpriced"));
    // Before the dispute all sources agree: 1,000 × 1.50 + 10 × 9.
    let before = Terms::new("google/gemini-3.5-flash", day("2026-10-07"));
    assert_eq!(total(&before, usage), "0.00159");
}

#[test]
fn opus_4_8_loses_fast_mode_on_2026_11_30() {
    let on = |date: &str| Terms::new("anthropic/claude-opus-4-8", day(date)).tier("fast");
    let usage = &Usage { input: 1_000_000, ..Usage::default() };
    assert_eq!(total(&on("2026-11-29"), usage), "10");
    assert!(codes(&price(&on("2026-11-29"), usage)).contains(&"tier_ends"));
    let error = refusal(&on("2026-11-30"));
    assert_eq!(error.code(), "tier_not_offered");
    assert!(error.to_string().contains("ended on 2026-11-30"), "{error}");
}

#[test]
fn tiers_are_published_rates_and_no_multipliers() {
    let usage = &Usage { cache_read: 1_000_000, ..Usage::default() };
    let short = &Usage { cache_read: 100_000, ..Usage::default() };
    // GPT-5.4 in batch: the page prints 0.13, not 0.125; above 272,000 it prints 0.25.
    assert_eq!(total(&terms("openai/gpt-5.4").tier("batch"), short), "0.013");
    assert_eq!(total(&terms("openai/gpt-5.4").tier("batch"), usage), "0.25");
    // Gemini 3.5 Flash-Lite in batch: 0.02, not 0.015; 3.1 Pro keeps the standard cache price.
    assert_eq!(total(&terms("google/gemini-3.5-flash-lite").tier("batch"), usage), "0.02");
    assert_eq!(total(&terms("google/gemini-3.1-pro-preview").tier("batch"), short), "0.02");
}

#[test]
fn tiers_that_do_not_exist_are_refused() {
    let unknown = refusal(&terms("anthropic/claude-opus-5").tier("turbo"));
    assert_eq!(unknown.code(), "unknown_tier");
    assert!(unknown.to_string().contains("batch"), "{unknown}");
    let lacking = refusal(&terms("anthropic/claude-sonnet-5").tier("fast"));
    assert_eq!(lacking.code(), "tier_not_offered");
    assert!(lacking.to_string().contains("standard, batch"), "{lacking}");
    let nano = refusal(&terms("openai/gpt-5-nano").tier("fast"));
    assert_eq!(nano.code(), "tier_not_offered");
}

#[test]
fn us_inference_is_1_1_on_every_token_but_not_on_fees() {
    let model = terms("anthropic/claude-opus-5").modifier("inferenceGeo", "us");
    let usage = &Usage {
        input: 10_000,
        cache_read: 40_000,
        cache_write: 8_000,
        cache_write_1h: 2_000,
        output: 15_000,
        web_searches: 3,
        ..Usage::default()
    };
    // (10,000 × 5 + 40,000 × 0.5 + 8,000 × 6.25 + 2,000 × 10 + 15,000 × 25) × 1.1
    // = (50,000 + 20,000 + 50,000 + 20,000 + 375,000) × 1.1 = 566,500 per million, and 3 × 0.01.
    assert_eq!(total(&model, usage), "0.5965");
    let cost = price(&model, usage);
    let searches = cost.lines.iter().find(|line| line.bucket == Bucket::WebSearches).unwrap();
    assert!(searches.factors.is_empty());
    assert_eq!(searches.amount, Some(Money::parse("0.03").unwrap()));
    assert_eq!(cost.lines[0].factors[0].id, "us_inference");
}

#[test]
fn us_inference_stacks_with_batch() {
    let model = terms("anthropic/claude-opus-5").tier("batch").modifier("inferenceGeo", "us");
    // 100,000 × 2.5 × 1.1.
    assert_eq!(total(&model, &Usage { input: 100_000, ..Usage::default() }), "0.275");
}

#[test]
fn an_older_claude_refuses_us_inference() {
    for model in ["anthropic/claude-sonnet-4-5", "anthropic/claude-haiku-4-5"] {
        let error = refusal(&terms(model).modifier("inferenceGeo", "us"));
        assert_eq!(error.code(), "modifier_refused");
    }
}

#[test]
fn openai_residency_is_for_models_since_2026_03_05() {
    let usage = &Usage { input: 100_000, ..Usage::default() };
    let residency = |model: &str| terms(model).modifier("dataResidency", "us");
    // 100,000 × 2.50 × 1.1; GPT-5.2 is older: 100,000 × 1.75.
    assert_eq!(total(&residency("openai/gpt-5.4"), usage), "0.275");
    assert_eq!(total(&residency("openai/gpt-5.2"), usage), "0.175");
    let batch = terms("openai/gpt-6-sol").modifier("dataResidency", "eu").tier("batch");
    assert_eq!(refusal(&batch).code(), "modifier_needs_standard");
}

#[test]
fn unknown_modifiers_are_errors_that_say_what_exists() {
    let key = refusal(&terms("anthropic/claude-opus-5").modifier("region", "us"));
    assert_eq!(key.code(), "unknown_modifier");
    assert!(key.to_string().contains("inferenceGeo"), "{key}");
    let value = refusal(&terms("anthropic/claude-opus-5").modifier("inferenceGeo", "eu"));
    assert_eq!(value.code(), "unknown_modifier_value");
    assert!(value.to_string().ends_with("known are us"), "{value}");
}

#[test]
fn an_unknown_model_is_an_error_and_never_a_prefix() {
    for id in
        ["anthropic/claude-opus", "claude-opus-5", "anthropic/claude-opus-5-20260724", "", "x"]
    {
        let error = refusal(&terms(id));
        assert_eq!(error.code(), "unknown_model", "{id}");
    }
    let error = refusal(&terms("openai/gpt-5.44"));
    assert!(error.to_string().contains("openai/gpt-5.4"), "{error}");
}

#[test]
fn an_absurd_usage_is_an_error_and_no_overflow() {
    let card = book().card(&terms("openai/gpt-6-astra").tier("ultrafast")).unwrap();
    let most = Usage { input: 10_000_000_000, output: 10_000_000_000, ..Usage::default() };
    assert!(card.total(&most).is_ok());
    let beyond = Usage { input: 10_000_000_001, ..Usage::default() };
    assert_eq!(card.price(&beyond).unwrap_err().code(), "usage_too_large");
    assert_eq!(card.total(&beyond).unwrap_err().code(), "usage_too_large");
    let everything = Usage { input: u64::MAX, cache_read: u64::MAX, ..Usage::default() };
    assert!(card.price(&everything).is_err());
}

#[test]
fn limits_and_the_cache_minimum_are_watched() {
    let model = terms("openai/gpt-5.6-terra");
    let long = price(&model, &Usage { input: 922_001, output: 128_001, ..Usage::default() });
    for code in ["prompt_too_long", "output_too_long", "window_exceeded"] {
        assert!(codes(&long).contains(&code), "{code} is missing");
    }
    let short = Usage { input: 100, cache_read: 4_000 - 1 - 100, ..Usage::default() };
    let cost = price(&terms("anthropic/claude-opus-4-6"), &short);
    assert!(codes(&cost).contains(&"below_cache_minimum"), "the minimum is 4,096 here");
}

#[test]
fn retirement_and_inferred_tokenizers_are_told() {
    let usage = &Usage { input: 1, ..Usage::default() };
    assert!(codes(&price(&terms("openai/gpt-4.1-nano"), usage)).contains(&"model_retired"));
    assert!(codes(&price(&terms("openai/gpt-4o"), usage)).contains(&"model_retires"));
    assert!(codes(&price(&terms("openai/gpt-6-sol"), usage)).contains(&"tokenizer_inferred"));
    assert!(!codes(&price(&terms("openai/gpt-5.4"), usage)).contains(&"tokenizer_inferred"));
}

#[test]
fn single_figures_can_rest_on_less_than_their_row() {
    let usage = &Usage { cache_write: 1_000, cache_write_12h: 1_000, ..Usage::default() };
    let cost = price(&terms("openai/gpt-6-sol"), usage);
    assert_eq!(cost.lines[0].row.confidence, Confidence::A);
    assert_eq!(cost.lines[1].row.confidence, Confidence::C);
    assert!(codes(&cost).contains(&"confidence_low"));
    // 1,000 × 2.50 + 1,000 × 5.
    assert_eq!(cost.total.unwrap().decimal(), "0.0075");
}

#[test]
fn cache_policies_follow_the_model() {
    let book = book();
    let of = |id: &str| book.cache_policy(id).unwrap();
    let opus = of("anthropic/claude-opus-4-6");
    assert_eq!(
        (opus.mode, opus.writes, opus.min_tokens),
        (CacheMode::Explicit, CacheWrites::OwnRate, Some(4_096))
    );
    assert_eq!(
        opus.default_ttl().map(|ttl| (ttl.seconds, ttl.write.as_str())),
        Some((300, "cache_write"))
    );
    assert_eq!(opus.ttls[1].write, "cache_write_1h");
    let sol = of("openai/gpt-6-sol");
    assert_eq!(
        (sol.mode, sol.writes, sol.read_increment),
        (CacheMode::Automatic, CacheWrites::OwnRate, None)
    );
    assert_eq!(sol.default_ttl().map(|ttl| ttl.seconds), Some(1_800));
    let older = of("openai/gpt-5.5");
    assert_eq!((older.writes, older.read_increment), (CacheWrites::Input, Some(128)));
    assert_eq!(of("openai/gpt-5.5-pro").mode, CacheMode::None);
    let gemini = of("google/gemini-2.5-pro");
    // An hour is the life of a cache that the caller creates; that of an automatic entry is not published.
    assert_eq!((gemini.default_ttl(), gemini.ttls[0].seconds), (None, 3_600));
    assert_eq!((gemini.writes, gemini.storage), (CacheWrites::Input, CacheStorage::Explicit));
}

#[test]
fn the_card_tells_its_rates_without_a_usage() {
    let card = book().card(&terms("openai/gpt-5.4")).unwrap();
    assert_eq!(card.rate(Bucket::Input, 272_000), Some(Rate::parse("2.5").unwrap()));
    assert_eq!(card.rate(Bucket::Input, 272_001), Some(Rate::parse("5").unwrap()));
    assert_eq!(card.band_starts().collect::<Vec<_>>(), [272_001]);
    assert_eq!(card.unit_price(Bucket::Output, 1), Some(Money::from_pico(15_000_000)));
    assert_eq!(
        book().tiers("openai/gpt-5.4", day(TODAY)).unwrap(),
        ["standard", "batch", "flex", "fast"]
    );
}

#[test]
fn deepseek_costs_double_in_peak_hours_on_chinese_working_days() {
    let usage = &Usage { input: 100_000, cache_read: 100_000, output: 10_000, ..Usage::default() };
    let at = |date: &str, hour| {
        total(&Terms::new("deepseek/deepseek-v4-pro", day(date)).at(time(hour, 0, 0, 0)), usage)
    };
    // 100,000 × 0.66 + 100,000 × 0.022 + 10,000 × 1.98 = 66,000 + 2,200 + 19,800 per million.
    let (off, peak) = ("0.088", "0.176");
    // Friday, 20 November 2026.
    for (hour, price) in [(0, off), (1, peak), (3, peak), (4, off), (6, peak), (9, peak), (10, off)]
    {
        assert_eq!(at("2026-11-20", hour), price, "{hour} o'clock");
    }
    // Saturday and Sunday; the National Day holiday, a Thursday; the working day after it.
    assert_eq!(at("2026-11-21", 2), off);
    assert_eq!(at("2026-11-22", 2), off);
    assert_eq!(at("2026-10-01", 2), off);
    assert_eq!(at("2026-10-08", 2), peak);
}

#[test]
fn without_a_time_of_day_the_peak_hours_are_told() {
    let usage = &Usage { input: 1_000, ..Usage::default() };
    let on = |date: &str| price(&Terms::new("deepseek/deepseek-flash", day(date)), usage);
    let friday = on("2026-11-20");
    let peak = friday.warnings.iter().find(|warning| warning.code == "peak_hours").unwrap();
    assert!(
        peak.message.contains("01:00\u{2013}04:00 and 06:00\u{2013}10:00 UTC"),
        "{}",
        peak.message
    );
    assert!(!codes(&on("2026-11-21")).contains(&"peak_hours"), "a Saturday has none");
    assert!(codes(&on("2027-02-10")).contains(&"calendar_unknown"), "the calendar ends with 2026");
}

#[test]
fn before_peak_hours_deepseek_had_one_price() {
    let usage = &Usage { input: 100_000, ..Usage::default() };
    let terms = Terms::new("deepseek/deepseek-v4-pro", day("2026-08-14")).at(time(2, 0, 0, 0));
    assert_eq!(total(&terms, usage), "0.0435");
}

#[test]
fn bedrock_regions_are_models_of_their_own() {
    let usage = &Usage { input: 100_000, output: 10_000, ..Usage::default() };
    // 100,000 × 4 + 10,000 × 20; then × 4.4 and × 22.
    assert_eq!(total(&terms("bedrock/global.claude-opus-5-5"), usage), "0.6");
    assert_eq!(total(&terms("bedrock/regional.claude-opus-5-5"), usage), "0.66");
}

#[test]
fn an_uplift_of_unknown_size_is_an_error() {
    let preview = terms("vertex/gemini-3.1-pro-preview").modifier("endpoint", "regional");
    assert_eq!(refusal(&preview).code(), "modifier_price_unknown");
    let claude = terms("vertex/global.claude-opus-5-5").modifier("endpoint", "regional");
    assert_eq!(total(&claude, &Usage { input: 100_000, ..Usage::default() }), "0.44");
}

#[test]
fn qwen_thinks_at_a_price_of_its_own() {
    let usage = &Usage { output: 1_000, reasoning: 9_000, ..Usage::default() };
    // 10,000 × 1.2; in thinking mode 10,000 × 4.
    assert_eq!(total(&terms("alibaba/qwen-plus"), usage), "0.012");
    assert_eq!(total(&terms("alibaba/qwen-plus").tier("thinking"), usage), "0.04");
}

#[test]
fn mistral_large_4_had_four_prices_in_a_month() {
    let usage = &Usage { input: 100_000, ..Usage::default() };
    let on = |date: &str| total(&Terms::new("mistral/mistral-large-4", day(date)), usage);
    let prices = ["2026-10-19", "2026-10-20", "2026-10-28", "2026-10-29"].map(on);
    assert_eq!(prices, ["0.068", "0.136", "0.136", "0.07"]);
}

#[test]
fn storage_is_paid_by_the_hour_on_every_tier_and_band() {
    // A million tokens kept for three hours on Gemini 2.5 Pro: 3 × 4.50; batch and region do not touch it.
    let kept = &Usage { cache_storage: 3_000_000, ..Usage::default() };
    assert_eq!(total(&terms("google/gemini-2.5-pro"), kept), "13.5");
    assert_eq!(total(&terms("google/gemini-2.5-pro").tier("batch"), kept), "13.5");
    // Where nothing is stored by the hour there is nothing to pay.
    assert_eq!(total(&terms("anthropic/claude-opus-5"), kept), "0");
}

#[test]
fn free_allowances_are_for_a_period_and_told_with_a_single_call() {
    let card = book().card(&terms("google/gemini-3.8-flash")).unwrap();
    let fee = card.fee(Bucket::WebSearches).unwrap();
    // 5,000 a month are free, then 14 per thousand.
    assert_eq!(fee.for_period(5_000).unwrap(), Money::ZERO);
    assert_eq!(fee.for_period(7_500).unwrap(), Money::parse("35").unwrap());
    let cost = card.price(&Usage { web_searches: 1, ..Usage::default() }).unwrap();
    assert!(codes(&cost).contains(&"free_allowance"));
    assert!(card.fee(Bucket::Input).is_none());
}

#[test]
fn capacity_is_sold_by_term() {
    let book = book();
    let channel = |id: &str| book.channels().iter().find(|channel| channel.channel == id).unwrap();
    let ptu = &channel("azure").capacities[0];
    let term = |id: &str| ptu.terms.iter().find(|term| term.id == id).unwrap();
    // 50 units: 730 hours at 1.00, a month at 260, a year at 2,652.
    assert_eq!(term("hourly").cost(50, 730).unwrap(), Money::parse("36500").unwrap());
    assert_eq!(term("1m").cost(50, 1).unwrap(), Money::parse("13000").unwrap());
    assert_eq!(term("1y").cost(50, 1).unwrap(), Money::parse("132600").unwrap());
    assert_eq!(channel("vertex").capacities[0].terms.len(), 4);
    assert!(channel("bedrock").capacities[0].terms.is_empty(), "no price of a model unit is known");
}

#[test]
fn the_book_knows_its_age_and_what_moved_since() {
    let book = book();
    let fresh = book.freshness(day("2026-11-22")).unwrap();
    assert_eq!((fresh.days, fresh.stale), (0, false));
    assert!(!book.freshness(day("2027-01-21")).unwrap().stale, "sixty days are fine");
    let later = book.freshness(day("2027-01-22")).unwrap();
    assert_eq!((later.days, later.stale), (61, true));
    let moved: Vec<_> =
        later.moved.iter().map(|moved| (moved.model.as_str(), moved.known)).collect();
    assert!(moved.contains(&("google/gemini-4-argon", true)));
    assert!(moved.contains(&("openai/gpt-5.6-sol", false)));
}
