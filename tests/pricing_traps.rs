//! What other cost calculators get wrong, one test each, with the sum written out by hand.
//!
//! Every trap was found in a public issue or source of another tool, which the test names.

#![allow(clippy::unwrap_used, reason = "a test that cannot read its fixture has failed")]

#[path = "report/table.rs"]
mod table;

use farebox::conversation::{
    Call, CallKind, Compaction, Extent, Fare, FareCall, Level, Plan, Sent, fare, ledger,
};
use farebox::count::Count;
use farebox::framing::{Detail, Image, Item, rule};
use farebox::money::Money;
use farebox::pricing::{Catalogue, Cost, Terms};
use farebox::report::{Counted, Statement, focus};
use farebox::tokenizer::estimate::Tally;
use farebox::usage::{Bucket, Usage};

fn price(terms: &Terms, usage: &Usage) -> Cost {
    Catalogue::built_in().unwrap().card(terms).unwrap().price(usage).unwrap()
}

fn terms(model: &str) -> Terms {
    Terms::new(model, "2026-11-21".parse().unwrap())
}

fn total(terms: &Terms, usage: &Usage) -> String {
    price(terms, usage).total.map_or_else(|| "unpriced".to_owned(), Money::decimal)
}

#[test]
fn cached_tokens_are_billed_once() {
    // aider #5516 bills a fully cached prompt about 10.9 times over.
    // 100,000 cached × 0.5 + 1,000 written × 6.25 = 50,000 + 6,250 per million.
    let usage = &Usage { cache_read: 100_000, cache_write: 1_000, ..Usage::default() };
    assert_eq!(total(&terms("anthropic/claude-opus-5"), usage), "0.05625");
}

#[test]
fn cached_tokens_are_not_free_either() {
    // conductor PR #427: 50.32 against 7.95 dollars; zerostack PR #172: 15 to 20 times too low.
    // 1,000,000 × 0.10.
    let usage = &Usage { cache_read: 1_000_000, ..Usage::default() };
    assert_eq!(total(&terms("anthropic/claude-sonnet-5-5"), usage), "0.1");
}

#[test]
fn one_band_holds_for_the_whole_request() {
    // genai-prices #241, tokscale #862: 270,540 input + 7,936 cached + 630 output are 278,476 prompt
    // tokens, so all of it is at 10 / 1 / 45: 2,705,400 + 7,936 + 28,350 = 2,741,686 per million.
    let usage = &Usage { input: 270_540, cache_read: 7_936, output: 630, ..Usage::default() };
    assert_eq!(total(&terms("openai/gpt-5.5"), usage), "2.741686");
}

#[test]
fn cached_tokens_count_towards_the_threshold() {
    // litellm #30135: 1,000 + 271,001 cached = 272,001: long. 1,000 × 5 + 271,001 × 0.5 per million.
    let model = terms("openai/gpt-5.4");
    let long = &Usage { input: 1_000, cache_read: 271_001, ..Usage::default() };
    assert_eq!(total(&model, long), "0.1405005");
    // One token fewer: 1,000 × 2.5 + 271,000 × 0.25.
    let short = &Usage { input: 1_000, cache_read: 271_000, ..Usage::default() };
    assert_eq!(total(&model, short), "0.07025");
}

#[test]
fn written_tokens_count_towards_the_threshold_and_scale_with_it() {
    // Helicone #5730 prices reads and writes at the base tier.
    // 100,001 prompt tokens of Haiku 5.5: 1 × 0.5 + 60,000 × 0.625 + 40,000 × 0.05 per million.
    let usage = &Usage { input: 1, cache_write: 60_000, cache_read: 40_000, ..Usage::default() };
    assert_eq!(total(&terms("anthropic/claude-haiku-5-5"), usage), "0.0395005");
}

#[test]
fn the_output_does_not_count_towards_the_threshold() {
    // 272,000 × 2.5 + 100,000 × 15 = 680,000 + 1,500,000.
    let usage = &Usage { input: 272_000, output: 100_000, ..Usage::default() };
    assert_eq!(total(&terms("openai/gpt-5.4"), usage), "2.18");
}

#[test]
fn the_boundary_itself_is_still_short_at_openai_google_and_anthropic() {
    // npm genai-prices 0.1.8 charges GPT-5.5 the high tier at exactly 272,000:
    // 2.765 (272,000 × 10 + 1,000 × 45) against 1.39 (272,000 × 5 + 1,000 × 30).
    let at = |input| Usage { input, output: 1_000, ..Usage::default() };
    assert_eq!(total(&terms("openai/gpt-5.5"), &at(272_000)), "1.39");
    assert_eq!(total(&terms("openai/gpt-5.5"), &at(272_001)), "2.76501");
    // Gemini 2.5 Pro: 200,000 × 1.25 + 1,000 × 10; then × 2.5 and × 15.
    assert_eq!(total(&terms("google/gemini-2.5-pro"), &at(200_000)), "0.26");
    assert_eq!(total(&terms("google/gemini-2.5-pro"), &at(200_001)), "0.5150025");
    // Haiku 5.5: 100,000 × 0.1 + 1,000 × 0.5; then five times that.
    assert_eq!(total(&terms("anthropic/claude-haiku-5-5"), &at(100_000)), "0.0105");
    assert_eq!(total(&terms("anthropic/claude-haiku-5-5"), &at(100_001)), "0.0525005");
}

#[test]
fn the_boundary_itself_is_long_at_xai() {
    // tokscale PR #1223: "once its prompt reaches the threshold". 199,999 × 2 and 200,000 × 4.
    let at = |input| Usage { input, ..Usage::default() };
    assert_eq!(total(&terms("xai/grok-4.7"), &at(199_999)), "0.399998");
    assert_eq!(total(&terms("xai/grok-4.7"), &at(200_000)), "0.8");
}

#[test]
fn a_regional_profile_is_not_the_global_one() {
    // Boise State PR 914 prices a regional profile as global. 100,000 × 5.5 against × 5.
    let usage = &Usage { input: 100_000, ..Usage::default() };
    assert_eq!(total(&terms("bedrock/regional.claude-opus-4-7"), usage), "0.55");
    assert_eq!(total(&terms("bedrock/global.claude-opus-4-7"), usage), "0.5");
}

#[test]
fn only_the_stored_threshold_counts() {
    // opencode #44224 takes `context_over_200k` for 200,000 and charges GPT-5.4 double too early.
    // 200,001 × 2.5 per million.
    let usage = &Usage { input: 200_001, ..Usage::default() };
    assert_eq!(total(&terms("openai/gpt-5.4"), usage), "0.5000025");
}

#[test]
fn a_write_for_an_hour_costs_double() {
    // ccusage #899 bills it at the five-minute rate, 5/8 of it. 100,000 × 10 against × 6.25.
    let model = terms("anthropic/claude-opus-5");
    assert_eq!(total(&model, &Usage { cache_write_1h: 100_000, ..Usage::default() }), "1");
    assert_eq!(total(&model, &Usage { cache_write: 100_000, ..Usage::default() }), "0.625");
}

#[test]
fn a_write_for_an_hour_stacks_with_the_band() {
    // LiteLLM #15055. 100,001 × 1 per million on Haiku 5.5 over 100,000.
    let usage = &Usage { cache_write_1h: 100_001, ..Usage::default() };
    assert_eq!(total(&terms("anthropic/claude-haiku-5-5"), usage), "0.100001");
}

#[test]
fn the_first_write_and_every_expiry_cost_more_than_input() {
    // llm-cost-engine prices writes as plain input. 100,000 × 2.5 against × 2 on GPT-6 Sol.
    let model = terms("openai/gpt-6-sol");
    assert_eq!(total(&model, &Usage { cache_write: 100_000, ..Usage::default() }), "0.25");
    assert_eq!(total(&model, &Usage { input: 100_000, ..Usage::default() }), "0.2");
}

#[test]
fn a_write_without_a_premium_is_input_and_says_so() {
    // Before GPT-5.6 OpenAI charges nothing extra for writing: 100,000 × 5.
    let usage = &Usage { cache_write: 100_000, ..Usage::default() };
    let cost = price(&terms("openai/gpt-5.5"), usage);
    assert_eq!(cost.total.unwrap().decimal(), "0.5");
    assert_eq!(cost.lines[0].charged_as, Some(Bucket::Input));
    assert!(cost.warnings.iter().any(|warning| warning.code == "cache_write_as_input"));
}

#[test]
fn a_write_of_unknown_price_is_unpriced() {
    // No twelve-hour write is sold at Anthropic; it is neither input nor free.
    let usage = &Usage { cache_write_12h: 1_000, output: 1_000, ..Usage::default() };
    let cost = price(&terms("anthropic/claude-opus-5"), usage);
    assert_eq!(cost.total, None);
    assert_eq!(cost.priced.decimal(), "0.025");
}

#[test]
fn reasoning_is_output_and_never_twice() {
    // opencode #17566: 14,746 × 30 + 1,944 × 180, of which 1,360 reasoning
    // = 442,380 + (584 + 1,360) × 180 = 442,380 + 349,920 = 792,300 per million.
    let usage = &Usage { input: 14_746, output: 584, reasoning: 1_360, ..Usage::default() };
    assert_eq!(total(&terms("openai/gpt-5.5-pro"), usage), "0.7923");
}

#[test]
fn reasoning_without_a_rate_of_its_own_is_not_free() {
    // TokenTally bills reasoning at 0 where no rate is given, in 2,340 of 2,386 models.
    // 1,000,000 × 10 on Gemini 2.5 Pro.
    let usage = &Usage { reasoning: 1_000_000, ..Usage::default() };
    assert_eq!(total(&terms("google/gemini-2.5-pro"), usage), "10");
}

#[test]
fn geography_multiplies_the_cache_too() {
    // LiteLLM PR #34526 leaves it out, 47 % too low; claude-code #60641, 9 %.
    // (100,000 × 0.5 + 10,000 × 6.25) × 1.1 = 112,500 × 1.1 per million.
    let model = terms("anthropic/claude-opus-5").modifier("inferenceGeo", "us");
    let usage = &Usage { cache_read: 100_000, cache_write: 10_000, ..Usage::default() };
    assert_eq!(total(&model, usage), "0.12375");
}

#[test]
fn geography_stacks_with_the_new_tokenizer() {
    // The "45 to 50 % more for the same work": 1.35 times the tokens at 1.1 times the price is 1.485.
    let before =
        total(&terms("anthropic/claude-opus-4-6"), &Usage { input: 100_000, ..Usage::default() });
    let after = total(
        &terms("anthropic/claude-opus-4-7").modifier("inferenceGeo", "us"),
        &Usage { input: 135_000, ..Usage::default() },
    );
    assert_eq!((before.as_str(), after.as_str()), ("0.5", "0.7425"));
}

#[test]
fn fast_mode_multiplies_the_cache_too() {
    // 100,000 × 1 + 10,000 × 12.5 on Opus 5 fast.
    let model = terms("anthropic/claude-opus-5").tier("fast");
    let usage = &Usage { cache_read: 100_000, cache_write: 10_000, ..Usage::default() };
    assert_eq!(total(&model, usage), "0.225");
}

#[test]
fn fast_does_not_combine_with_batch() {
    let book = Catalogue::built_in().unwrap();
    for model in ["anthropic/claude-opus-5", "openai/gpt-6-sol", "google/gemini-2.5-pro"] {
        let error = book.card(&terms(model).tier("batch+fast")).unwrap_err();
        assert_eq!(error.code(), "exclusive_tiers", "{model}");
    }
}

#[test]
fn a_tier_and_a_band_multiply_together() {
    // litellm PR 30450: a service tier with a band was silently zero.
    // 300,000 × 8 per million on GPT-6 Sol fast; × 2 in batch.
    let usage = &Usage { input: 300_000, ..Usage::default() };
    assert_eq!(total(&terms("openai/gpt-6-sol").tier("fast"), usage), "2.4");
    assert_eq!(total(&terms("openai/gpt-6-sol").tier("batch"), usage), "0.6");
}

#[test]
fn a_tier_without_a_long_rate_is_unpriced_and_not_short() {
    // GPT-5.4 fast and GPT-5.5 Pro batch have no rate above 272,000.
    let long = &Usage { input: 272_001, ..Usage::default() };
    let short = &Usage { input: 272_000, ..Usage::default() };
    assert_eq!(total(&terms("openai/gpt-5.4").tier("fast"), long), "unpriced");
    assert_eq!(total(&terms("openai/gpt-5.4").tier("fast"), short), "1.36");
    assert_eq!(total(&terms("openai/gpt-5.5-pro").tier("batch"), long), "unpriced");
    assert_eq!(total(&terms("openai/gpt-5.5-pro").tier("batch"), short), "4.08");
}

#[test]
fn a_dash_on_the_price_page_is_unknown_and_not_zero() {
    // OpenAI's batch table prints "-" for the cached input of GPT-4.1, GPT-4o, o3 and o4-mini.
    let usage = &Usage { input: 1_000, cache_read: 1_000, ..Usage::default() };
    for model in ["openai/gpt-4.1", "openai/gpt-4o", "openai/o3", "openai/o4-mini"] {
        let cost = price(&terms(model).tier("batch"), usage);
        assert_eq!(cost.total, None, "{model}");
        assert!(cost.priced.pico() > 0, "{model}");
    }
}

#[test]
fn zero_is_a_price() {
    // llm-prices: `input_cached || input`. Nothing used costs nothing, and that is known.
    assert_eq!(total(&terms("openai/gpt-5.5"), &Usage::default()), "0");
}

#[test]
fn a_fee_is_by_the_call_and_unscaled() {
    // 3 × 10 / 1,000, in batch and US-only too.
    let model = terms("anthropic/claude-opus-5").tier("batch").modifier("inferenceGeo", "us");
    assert_eq!(total(&model, &Usage { web_searches: 3, ..Usage::default() }), "0.03");
    // Sources differ for GPT-4.1: unknown.
    let search = &Usage { web_searches: 1, ..Usage::default() };
    assert_eq!(total(&terms("openai/gpt-4.1"), search), "unpriced");
}

#[test]
fn money_is_never_a_float() {
    // LiteLLM #8867 printed 2.7650099999999997.
    // 272,001 × 10 + 1,000 × 45 = 2,720,010 + 45,000 per million.
    let usage = &Usage { input: 272_001, output: 1_000, ..Usage::default() };
    assert_eq!(total(&terms("openai/gpt-5.5"), usage), "2.76501");
    // One cached token of GPT-5 nano in batch, at 0.0025 per million.
    let one = &Usage { cache_read: 1, ..Usage::default() };
    assert_eq!(total(&terms("openai/gpt-5-nano").tier("batch"), one), "0.0000000025");
}

#[test]
fn a_price_of_the_past_is_not_overwritten() {
    // workglow PR 897 froze prices into records; here the day decides.
    // o3: 100,000 × 10 until 2025-06-09, × 2 after.
    let usage = &Usage { input: 100_000, ..Usage::default() };
    let on = |day: &str| total(&Terms::new("openai/o3", day.parse().unwrap()), usage);
    assert_eq!(on("2025-06-09"), "1");
    assert_eq!(on("2025-06-10"), "0.2");
}

#[test]
fn focus_rows_are_of_one_kind_of_token_and_in_tokens() {
    // LiteLLM emits ConsumedUnit "Requests", Rul1an merges input and output; FOCUS #1941, #2018 and #2487 ask
    // for tokens by type. The sum of tokscale #862, row by row: 270,540 × 10 = 2.7054, 7,936 × 1 = 0.007936 and
    // 630 × 45 = 0.02835 dollars.
    let book = Catalogue::built_in().unwrap();
    let terms = terms("openai/gpt-5.5");
    let usage = Usage { input: 270_540, cache_read: 7_936, output: 630, ..Usage::default() };
    let sent = Sent { user: usage.prompt_total(), ..Sent::default() };
    let call = Call { turn: 1, number: 1, kind: CallKind::Answer, sent, usage };
    let cost = price(&terms, &usage);
    let (total, calls) = (cost.total, vec![FareCall { call, cost }]);
    let fare = Fare { calls, usage, total, band: None, notes: Vec::new() };
    let counted = Counted { exact: true, by: "o200k_base".to_owned() };
    let text = focus(&fare, &Statement { book: &book, terms: &terms, counted: &counted }).unwrap();
    let columns = [
        "SkuMeter",
        "ConsumedQuantity",
        "ConsumedUnit",
        "PricingQuantity",
        "PricingUnit",
        "ListUnitPrice",
        "BilledCost",
    ];
    let rows: Vec<String> =
        table::rows(&text).iter().map(|row| columns.map(|name| &*row[name]).join(" | ")).collect();
    assert_eq!(
        rows,
        [
            "Input Tokens | 270540.0 | Tokens | 0.27054 | 1000000 Tokens | 10.0 | 2.7054",
            "Cache Read Tokens | 7936.0 | Tokens | 0.007936 | 1000000 Tokens | 1.0 | 0.007936",
            "Output Tokens | 630.0 | Tokens | 0.00063 | 1000000 Tokens | 45.0 | 0.02835",
        ]
    );
}

#[test]
fn every_generation_of_claude_has_an_estimator_of_its_own() {
    // LiteLLM's token_counter picks one legacy tokenizer for every Claude; ai-tokenizer scales one by 1.1.
    let book = Catalogue::built_in().unwrap();
    let prose = "The cost of a conversation grows with every turn, for the history is sent again. "
        .repeat(40);
    let of = |model: &str| {
        let model = book.model(model).unwrap();
        let count = Tally::characters(&prose).approximate(&model.tokenizer.id).unwrap();
        model.tokenizer.believe(count)
    };
    let (before, after) = (of("anthropic/claude-opus-4-6"), of("anthropic/claude-opus-4-7"));
    for count in [&before, &after] {
        assert!(!count.is_exact() && count.low < count.tokens && count.tokens < count.high);
    }
    // Anthropic's page says about 30 % more, sol.ava.dev measured 45 and 46 % for English.
    let per_mille = after.tokens * 1_000 / before.tokens;
    assert!((1_300..=1_460).contains(&per_mille), "{before:?} {after:?}");
}

#[test]
fn a_band_is_chosen_call_by_call_and_not_by_the_sessions_sum() {
    // tokscale #1279. Four prompts of 100,010, 100,030, 100,050 and 100,070 tokens are 400,160 together, and none of
    // them is over 272,000: 400,160 × 5 + 40 × 30 = 2,000,800 + 1,200 per million.
    let [none, system, ten] = [0, 100_000, 10].map(Count::typed);
    let plan = Plan::even(system, none, &ten, &ten, 4);
    let card = Catalogue::built_in().unwrap().card(&terms("openai/gpt-5.5")).unwrap();
    assert_eq!(fare(&plan, &card, None).unwrap().total.unwrap().decimal(), "2.002");
}

#[test]
fn a_history_grows_by_what_was_said_answered_and_given_back_by_tools() {
    // TokenTally adds 50, 150 or 300 tokens a turn whatever the messages are. Here a turn adds 1,000 of the user, 500
    // of the answer and, in its one round of tools, 50 of the call and 450 of the result.
    let [none, system, user, output] = [0, 4_000, 1_000, 500].map(Count::typed);
    let mut plan = Plan::even(system, none, &user, &output, 3);
    for turn in &mut plan.turns {
        (turn.rounds, turn.parallel) = (1, 1);
        (turn.arguments, turn.results) = (Count::typed(50), Count::typed(450));
    }
    let prompts: Vec<u64> = ledger(&plan, Level::Best, None)
        .unwrap()
        .iter()
        .map(|call| call.usage.prompt_total())
        .collect();
    assert_eq!(prompts, [5_000, 5_500, 7_000, 7_500, 9_000, 9_500]);
}

#[test]
fn tools_cost_their_schemas_and_the_providers_own_prompt_in_every_call() {
    // nagobot #84 takes 4,000 to 5,000 for any tools. The median MCP server has 1,905 (PolicyLayer, 3,213 servers), and
    // Claude Opus 5 adds 286 of its own: 1,905 + 286 + 1,000, then 500 + 1,000 more, are 3,191 and 4,691.
    // 7,882 × 5 + 2 × 500 × 25 = 39,410 + 25,000 per million.
    let book = Catalogue::built_in().unwrap();
    let own = book.model("anthropic/claude-opus-5").unwrap().tool_use_tokens.unwrap();
    assert_eq!((own.auto_none, own.any_tool), (286, 406));
    let [none, tools, user, output] = [0, 1_905, 1_000, 500].map(Count::typed);
    let mut plan = Plan::even(none, tools, &user, &output, 2);
    plan.rules.tool_prompt = own.auto_none;
    let card = book.card(&terms("anthropic/claude-opus-5")).unwrap();
    assert_eq!(fare(&plan, &card, None).unwrap().total.unwrap().decimal(), "0.06441");
}

#[test]
fn a_picture_costs_what_its_model_says() {
    // LiteLLM PR #33790 takes 85 for a picture of detail "auto", which is 85 + 4 × 170; ai-dial #165 takes GPT-4o's
    // figures for GPT-4o mini, which bills 2,833 at low detail.
    let tokens = |model, detail| {
        let image = Image { width: 1_024, height: 1_024, count: 1, detail };
        rule(model, Item::Image(image)).count.tokens
    };
    assert_eq!(tokens("openai/gpt-4o", Detail::Auto), 765);
    assert_eq!(tokens("openai/gpt-4o", Detail::Low), 85);
    assert_eq!(tokens("openai/gpt-4o-mini", Detail::Low), 2_833);
}

#[test]
fn compaction_is_a_call_and_pays_only_later() {
    // yoagent #99 and #101, DeepSeek-Reasonix PR #8210. 5,000 fixed and 20,000 of history become 1,000 of summary.
    // From a cache: 25,000 × 0.5 read, 1,000 × 25 answered, 1,000 × (6.25 − 0.5) written = 43,250 per million; each
    // later call reads 19,000 × 0.5 = 9,500 less: it takes five. Without a cache: 25,000 × 5 + 25,000 = 150,000
    // against 19,000 × 5 = 95,000: two.
    let card = Catalogue::built_in().unwrap().card(&terms("anthropic/claude-opus-5")).unwrap();
    let compaction = Compaction { fixed: 5_000, history: 20_000, instruction: 0, summary: 1_000 };
    let pays = |cached| {
        let even = compaction.break_even(&card, cached).unwrap().unwrap();
        (even.cost.decimal(), even.saves.decimal(), even.calls)
    };
    assert_eq!(pays(Some(Extent::Whole)), ("0.04325".to_owned(), "0.0095".to_owned(), Some(5)));
    assert_eq!(pays(None), ("0.15".to_owned(), "0.095".to_owned(), Some(2)));
}

#[test]
fn training_that_no_source_prices_is_unpriced() {
    // Blogs give 1, 3 and 25 dollars for training the same model, and no price page that was seen gives any.
    let book = Catalogue::built_in().unwrap();
    let usage = Usage { training: 1_000_000, ..Usage::default() };
    let day = "2026-11-21".parse().unwrap();
    for model in book.models() {
        let Ok(card) = book.card(&Terms::new(&model.id, day)) else { continue };
        let cost = card.price(&usage).unwrap();
        assert_eq!((cost.total, cost.priced), (None, Money::ZERO), "{}", model.id);
        assert!(cost.warnings.iter().any(|warning| warning.code == "unpriced"), "{}", model.id);
    }
}

#[test]
fn fedramp_is_not_priced_like_any_region() {
    // OpenAI's page says ten percent and not on which models.
    let terms = terms("openai/gpt-5.4").modifier("dataResidency", "fedramp");
    let error = Catalogue::built_in().unwrap().card(&terms).unwrap_err();
    assert_eq!(error.code(), "modifier_price_unknown");
    assert!(error.to_string().contains("FedRAMP"), "{error}");
}
