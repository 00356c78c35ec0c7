//! Conversations against ledgers written out by hand, on the book's own models.

#![expect(clippy::unwrap_used, reason = "helpers outside of test functions")]

use farebox::conversation::{
    Caching, Fare, Level, Overflow, Plan, PlanError, TurnSizes, TurnsBought, fare, fit, ledger,
    total, total_of_calls, turns_bought,
};
use farebox::count::Count;
use farebox::money::Money;
use farebox::pricing::{CacheMode, Catalogue, Terms};
use farebox::usage::{MOST_PER_BUCKET, Usage};

#[path = "support/dice.rs"]
mod dice;

use dice::Dice;

const TODAY: &str = "2026-11-22";

fn book() -> Catalogue {
    Catalogue::built_in().unwrap()
}

fn even(system: u64, user: u64, output: u64, turns: u32) -> Plan {
    Plan::even(
        Count::typed(system),
        Count::none(),
        &Count::typed(user),
        &Count::typed(output),
        turns,
    )
}

fn fare_of(model: &str, plan: &Plan, cached: bool) -> Fare {
    let book = book();
    let card = book.card(&Terms::new(model, TODAY.parse().unwrap())).unwrap();
    let policy = book.cache_policy(model).unwrap();
    fare(plan, &card, cached.then_some(&policy)).unwrap()
}

/// `(input, cache read, cache write, output)` of every turn.
fn buckets(fare: &Fare) -> Vec<(u64, u64, u64, u64)> {
    let of = |usage: &Usage| (usage.input, usage.cache_read, usage.cache_write, usage.output);
    fare.calls.iter().map(|call| of(&call.call.usage)).collect()
}

#[test]
fn fifteen_turns_send_26_000_at_the_last_and_232_500_over_all() {
    let fare = fare_of("openai/gpt-5.5", &even(4_000, 1_000, 500, 15), false);
    assert_eq!(fare.calls[14].call.usage.prompt_total(), 26_000);
    assert_eq!(fare.usage, Usage { input: 232_500, output: 7_500, ..Usage::default() });
    // 232,500 × $5 + 7,500 × $30 per million = $1.1625 + $0.2250.
    assert_eq!(fare.total, Some(Money::parse("1.3875").unwrap()));
    assert_eq!(fare.band, Some((fare.total.unwrap(), fare.total.unwrap())));
}

#[test]
fn twice_the_turns_send_3_45_times_as_much() {
    let thirty = fare_of("openai/gpt-5.5", &even(4_000, 1_000, 500, 30), false);
    assert_eq!(thirty.usage.input, 802_500);
    assert_eq!(802_500 * 100 / 232_500, 345);
}

#[test]
fn anthropic_reads_what_the_last_prompt_wrote_and_writes_what_is_new() {
    let fare = fare_of("anthropic/claude-opus-5", &even(4_000, 1_000, 500, 6), true);
    assert_eq!(
        buckets(&fare),
        [
            (0, 0, 5_000, 500),
            (0, 5_000, 1_500, 500),
            (0, 6_500, 1_500, 500),
            (0, 8_000, 1_500, 500),
            (0, 9_500, 1_500, 500),
            (0, 11_000, 1_500, 500),
        ]
    );
    // Written 12,500 × $6.25, read 40,000 × $0.50, output 3,000 × $25 per million.
    assert_eq!(fare.total, Some(Money::parse("0.173125").unwrap()));
}

#[test]
fn below_the_minimum_nothing_is_cached_and_the_first_long_prompt_is_written_whole() {
    // Opus 4.6 caches from 4,096 tokens.
    let fare = fare_of("anthropic/claude-opus-4-6", &even(1_000, 1_000, 500, 4), true);
    assert_eq!(
        buckets(&fare),
        [(2_000, 0, 0, 500), (3_500, 0, 0, 500), (0, 0, 5_000, 500), (0, 5_000, 1_500, 500)]
    );
}

#[test]
fn openai_before_5_6_reads_in_steps_of_128_and_charges_no_write() {
    // The last prompts of 1,100, 1,700 and 2,300 hold 8, 13 and 17 whole steps of 128.
    let fare = fare_of("openai/gpt-5.5", &even(1_000, 100, 500, 4), true);
    assert_eq!(
        buckets(&fare),
        [(1_100, 0, 0, 500), (676, 1_024, 0, 500), (636, 1_664, 0, 500), (724, 2_176, 0, 500)]
    );
}

#[test]
fn openai_from_5_6_on_charges_the_write() {
    let fare = fare_of("openai/gpt-6-sol", &even(1_000, 100, 500, 3), true);
    assert_eq!(buckets(&fare), [(0, 0, 1_100, 500), (0, 1_100, 600, 500), (0, 1_700, 600, 500)]);
    // Written 2,300 × $2.50, read 2,800 × $0.20, output 1,500 × $10 per million.
    assert_eq!(fare.total, Some(Money::parse("0.02131").unwrap()));
}

#[test]
fn gemini_reads_without_a_write_from_its_minimum_on() {
    // 2.5 Flash caches from 2,048 tokens: the second prompt is the first that is long enough.
    let fare = fare_of("google/gemini-2.5-flash", &even(1_500, 500, 500, 4), true);
    assert_eq!(
        buckets(&fare),
        [(2_000, 0, 0, 500), (3_000, 0, 0, 500), (1_000, 3_000, 0, 500), (1_000, 4_000, 0, 500)]
    );
}

#[test]
fn every_turn_is_in_the_band_of_its_own_prompt() {
    // GPT-5.4 doubles input and adds half to output beyond 272,000 tokens, for that call alone.
    let fare = fare_of("openai/gpt-5.4", &even(271_000, 1_000, 1_000, 2), false);
    // Turn 1: 272,000 × $2.50 + 1,000 × $15; turn 2: 274,000 × $5 + 1,000 × $22.50 per million.
    assert_eq!(fare.calls[0].cost.total, Some(Money::parse("0.695").unwrap()));
    assert_eq!(fare.calls[1].cost.total, Some(Money::parse("1.3925").unwrap()));
    assert_eq!(fare.bill().unwrap().len(), 4, "each bucket twice, once a band");
}

#[test]
fn a_band_of_counts_is_a_band_of_costs() {
    let plan = Plan {
        system: Count::estimated(4_000, 3_600, 4_800, "claude-2026"),
        turns: vec![
            TurnSizes {
                user: Count::typed(1_000),
                output: Count::typed(500),
                ..TurnSizes::default()
            };
            15
        ],
        ..Plan::default()
    };
    let fare = fare_of("anthropic/claude-opus-5", &plan, false);
    let (low, high) = fare.band.unwrap();
    // The system prompt goes out fifteen times at $5: 400 × 15 × $5 less, 800 × 15 × $5 more.
    assert_eq!(fare.total.unwrap() - low, Money::parse("0.03").unwrap());
    assert_eq!(high - fare.total.unwrap(), Money::parse("0.06").unwrap());
}

#[test]
fn an_unknown_rate_leaves_the_total_unknown() {
    let fare = fare_of("google/gemini-3.5-flash", &even(1_000, 100, 100, 2), false);
    assert_eq!((fare.total, fare.band), (None, None));
    assert!(fare.bill().unwrap().iter().all(|line| line.amount.is_none()));
}

#[test]
fn an_unpublished_cache_minimum_is_said() {
    let fare = fare_of("anthropic/claude-fable-5-2", &even(4_000, 1_000, 500, 2), true);
    assert!(fare.warnings().iter().any(|warning| warning.code == "cache_minimum_unknown"));
}

#[test]
fn the_first_turn_that_does_not_fit_is_named() {
    let book = book();
    let model = book.model("openai/gpt-4o").unwrap();
    let calls = ledger(&even(100_000, 10_000, 1_000, 5), Level::Best, None).unwrap();
    // Turn 2 sends 121,000 and answers 1,000; turn 3 would send 132,000 of 128,000.
    assert_eq!(fit(&calls, model).overflow, Some((3, Overflow::Window)));
    let long_answer = ledger(&even(0, 10, 20_000, 1), Level::Best, None).unwrap();
    assert_eq!(fit(&long_answer, model).overflow, Some((1, Overflow::Output)));
}

#[test]
fn plans_that_cannot_be_billed_are_refused() {
    assert_eq!(ledger(&even(1, 1, 1, 0), Level::Best, None), Err(PlanError::NoTurns));
    assert!(matches!(
        ledger(&even(1, 1, 1, 10_001), Level::Best, None),
        Err(PlanError::TooManyTurns(10_001))
    ));
    let huge = even(MOST_PER_BUCKET, 1, 0, 3);
    assert!(matches!(ledger(&huge, Level::Best, None), Err(PlanError::TooLarge { turn: 1, .. })));
}

#[test]
fn what_a_large_sum_buys_is_followed_as_far_as_calls_and_prices_go() {
    let book = book();
    let card = book.card(&Terms::new("openai/gpt-5.5", TODAY.parse().unwrap())).unwrap();
    let purse = Money::parse("1000000000").unwrap();
    let or_more = |plan: &Plan| match turns_bought(purse, plan, &card, None).unwrap() {
        Some(TurnsBought { turns, or_more: true }) => turns,
        other => panic!("{other:?}"),
    };
    assert_eq!(or_more(&even(10, 10, 10, 1)), 10_000);
    // 20,000 calls a turn, and 200,000 in all.
    let mut agent = even(10, 10, 10, 1);
    agent.turns[0].rounds = 19_999;
    assert_eq!(or_more(&agent), 10);
    // The third prompt would be half as long again as can be priced.
    assert_eq!(or_more(&even(0, MOST_PER_BUCKET / 2, 0, 1)), 2);
}

#[test]
fn on_any_conversation_every_token_is_billed_once_and_the_lines_add_up() {
    let book = book();
    let models: Vec<String> = book.models().map(|model| model.id.clone()).collect();
    let mut dice = Dice(7);
    for round in 0..400 {
        let model = &models[dice.roll(models.len() as u64 - 1) as usize];
        let turns = dice.roll(11) + 1;
        let plan = Plan {
            system: Count::typed(dice.roll(9_000)),
            tools: Count::typed(dice.roll(3_000)),
            turns: (0..turns)
                .map(|_| TurnSizes {
                    user: Count::typed(dice.roll(60_000)),
                    output: Count::typed(dice.roll(4_000)),
                    ..TurnSizes::default()
                })
                .collect(),
            ..Plan::default()
        };
        let card = book.card(&Terms::new(model.clone(), TODAY.parse().unwrap())).unwrap();
        let policy = book.cache_policy(model).unwrap();
        for cache in [None, Some(&policy)] {
            let fare = fare(&plan, &card, cache).unwrap();
            for call in &fare.calls {
                let (sent, usage) = (call.call.sent.total(), call.call.usage);
                assert_eq!(
                    usage.input + usage.cache_read + usage.cache_write,
                    sent,
                    "{model}, round {round}"
                );
                let lines = call.cost.lines.iter().filter_map(|line| line.amount).sum::<Money>();
                assert_eq!(lines, call.cost.priced, "{model}, round {round}");
            }
            let turns: Option<Money> = fare.turns().map(|turn| turn.cost).sum();
            let bill: Option<Money> = fare.bill().unwrap().iter().map(|line| line.amount).sum();
            assert_eq!(fare.total, turns, "{model}, round {round}");
            assert_eq!(fare.total, bill, "{model}, round {round}");
            assert_eq!(fare.total, total(&plan, Level::Best, &card, cache).unwrap());
            let followed = ledger(&plan, Level::Best, cache).unwrap();
            assert_eq!(fare.total, total_of_calls(&followed, &card).unwrap());
        }
    }
}

#[test]
fn a_life_that_another_cache_does_not_offer_is_its_usual_one() {
    let book = Catalogue::built_in().unwrap();
    let settled = |model: &str| {
        let mut caching = Caching { ttl: Some("1h".to_owned()), ..Caching::default() };
        let changed = caching.settle_for(&book.cache_policy(model).unwrap());
        (changed, caching.ttl)
    };
    let kept = (false, Some("1h".to_owned()));
    assert_eq!(settled("anthropic/claude-opus-5"), kept);
    assert_eq!(settled("openai/gpt-5.4"), (true, None));
    // To a model that caches nothing a life says nothing.
    let without =
        book.models().find(|it| book.cache_policy(&it.id).unwrap().mode == CacheMode::None);
    assert_eq!(settled(&without.unwrap().id), kept);
    let mut usual = Caching::default();
    assert!(!usual.settle_for(&book.cache_policy("openai/gpt-5.4").unwrap()));
}
