//! Laws that hold for every conversation, on conversations that nobody would write.

use farebox::conversation::{
    Caching, Change, Evenly, Extent, FixedPart, Level, Over, Plan, ReasoningKept, Retries, Rules,
    Strategy, Trap, TurnSizes, fare_of, ledger, total, total_of,
};
use farebox::count::Count;
use farebox::forecast::{Futures, Leg, Run};
use farebox::money::Money;
use farebox::pricing::{Catalogue, Kind, Terms};
use farebox::usage::{Bucket, Usage};

#[path = "support/dice.rs"]
mod dice;

use dice::Dice;

const TODAY: &str = "2026-11-22";

impl Dice {
    fn happens(&mut self) -> bool {
        self.roll(1) == 1
    }

    fn count(&mut self, most: u64) -> Count {
        Count::typed(self.roll(most))
    }

    fn plan(&mut self) -> Plan {
        let turns = (0..=self.roll(11)).map(|_| TurnSizes {
            user: self.count(9_000),
            output: self.count(3_000),
            documents: if self.roll(3) == 0 { self.count(20_000) } else { Count::none() },
            images: if self.roll(3) == 0 { self.count(2_000) } else { Count::none() },
            returned: if self.roll(3) == 0 { self.count(2_000) } else { Count::none() },
            reasoning: if self.roll(2) == 0 { self.count(3_000) } else { Count::none() },
            rounds: self.roll(4).saturating_sub(1) as u32,
            parallel: self.roll(3) as u32,
            arguments: self.count(300),
            results: self.count(5_000),
            wait: self.roll(4_000),
        });
        let turns = turns.collect();
        Plan { system: self.count(9_000), tools: self.count(5_000), turns, rules: self.rules() }
    }

    fn rules(&mut self) -> Rules {
        let over = Over::Tokens(self.roll(40_000));
        let keep = self.roll(3) as u32;
        Rules {
            tool_prompt: self.roll(500),
            reasoning: [ReasoningKept::Never, ReasoningKept::WithinTurn, ReasoningKept::Always]
                [self.roll(2) as usize],
            keep_documents: self.happens(),
            call_seconds: self.roll(400),
            caching: Caching {
                hit_per_mille: if self.happens() { 1_000 } else { self.roll(1_000) as u16 },
                ttl: None,
                extent: if self.happens() { Extent::Whole } else { Extent::Fixed },
            },
            changes: (0..self.roll(2))
                .map(|_| Change {
                    turn: self.roll(8) as u32,
                    part: if self.happens() { FixedPart::Tools } else { FixedPart::System },
                    tokens: self.happens().then(|| self.roll(9_000)),
                })
                .collect(),
            retries: Retries {
                per_mille: self.roll(1_000) as u16,
                most: self.roll(3) as u32,
                feedback: self.roll(500),
            },
            trap: self.happens().then(|| Trap {
                per_mille: 500,
                turn: self.roll(9) as u32,
                calls: self.roll(20) as u32,
                output: self.roll(300),
                results: self.roll(2_000),
            }),
            strategy: match self.roll(4) {
                0 => Strategy::KeepAll,
                1 => Strategy::Window { turns: keep },
                2 => Strategy::Summarise {
                    over,
                    keep,
                    summary: self.roll(2_000),
                    instruction: self.roll(200),
                },
                3 => Strategy::PruneTools { over, keep },
                _ => Strategy::Retrieve { turns: keep, tokens: self.roll(5_000) },
            },
        }
    }
}

#[test]
fn whatever_is_sent_is_paid_in_full_read_or_written_once_and_the_sums_agree() {
    let book = Catalogue::built_in().unwrap();
    let models: Vec<&str> = book
        .models()
        .filter(|model| model.kind == Kind::Chat)
        .map(|model| model.id.as_str())
        .collect();
    let mut dice = Dice(5);
    let mut seen = Usage::default();
    for round in 0..1_500 {
        let model = models[dice.roll(models.len() as u64 - 1) as usize];
        let plan = dice.plan();
        let card = book.card(&Terms::new(model, TODAY.parse().unwrap())).unwrap();
        let policy = book.cache_policy(model).unwrap();
        let chance = if dice.happens() { Evenly::trapped() } else { Evenly::new() };
        for cache in [None, Some(&policy)] {
            let fare = fare_of(&plan, &card, cache, &chance).unwrap();
            for (at, call) in fare.calls.iter().enumerate() {
                let (sent, usage) = (call.call.sent, call.call.usage);
                let case = format!("round {round}, {model}, call {at}: {:?}", call.call);
                assert_eq!(usage.prompt_total(), sent.total(), "{case}");
                assert!(sent.parts().iter().all(|(_, tokens)| *tokens <= 10_000_000), "{case}");
                assert!(cache.is_some() || usage.input == sent.total(), "{case}");
                // What is read was sent before: no call reads more than the longest prompt so far.
                let longest = fare.calls[..at].iter().map(|call| call.call.sent.total()).max();
                assert!(usage.cache_read <= longest.unwrap_or(0), "{case}");
            }
            seen = seen.plus(&fare.usage);
            let lines: Option<Money> = fare.bill().unwrap().iter().map(|line| line.amount).sum();
            assert_eq!(fare.total, lines, "round {round}, {model}");
            let turns: Option<Money> = fare.turns().map(|turn| turn.cost).sum();
            assert_eq!(fare.total, turns, "round {round}, {model}");
            let quick = total_of(&plan, Level::Best, &card, cache, &mut chance.clone()).unwrap();
            assert_eq!(fare.total, quick, "round {round}, {model}");
            let usage = fare.turns().fold(Usage::default(), |sum, turn| sum.plus(&turn.usage));
            assert_eq!(fare.usage, usage, "round {round}, {model}");
        }
    }
    for bucket in [Bucket::Input, Bucket::CacheRead, Bucket::CacheWrite, Bucket::Reasoning] {
        assert!(seen.get(bucket) > 0, "no round has used {bucket:?}");
    }
}

#[test]
fn a_cache_is_cheaper_exactly_where_its_reads_save_more_than_its_writes_cost() {
    let book = Catalogue::built_in().unwrap();
    let mut dice = Dice(11);
    let (mut cheaper, mut dearer) = (0, 0);
    for round in 0..600 {
        // Models without long-context bands, so that one price holds for every call.
        let model = ["anthropic/claude-opus-5", "anthropic/claude-sonnet-4-5", "openai/gpt-5.1"]
            [dice.roll(2) as usize];
        let mut plan = dice.plan();
        plan.rules.trap = None;
        if dice.happens() {
            plan.rules.caching.hit_per_mille = 100;
        }
        let card = book.card(&Terms::new(model, TODAY.parse().unwrap())).unwrap();
        let policy = book.cache_policy(model).unwrap();
        let with = total(&plan, Level::Best, &card, Some(&policy)).unwrap().unwrap();
        let without = total(&plan, Level::Best, &card, None).unwrap().unwrap();
        let calls = ledger(&plan, Level::Best, Some(&policy)).unwrap();
        let (read, written) = calls.iter().fold((0, 0), |(read, written), call| {
            (read + call.usage.cache_read, written + call.usage.cache_write)
        });
        let price = |bucket| card.unit_price(bucket, 0).unwrap();
        let input = price(Bucket::Input);
        let saved = (input - price(Bucket::CacheRead)).times_count(read).unwrap();
        let premium = (price(Bucket::CacheWrite) - input).times_count(written).unwrap();
        assert_eq!(without - with, saved - premium, "round {round}, {model}");
        assert_eq!(with < without, saved > premium, "round {round}, {model}");
        cheaper += i32::from(with < without);
        dearer += i32::from(with > without);
    }
    assert!(cheaper > 50 && dearer > 50, "{cheaper} cheaper, {dearer} dearer: not both are tried");
}

#[test]
fn drawn_hits_and_failures_come_to_the_ledgers_shares() {
    let book = Catalogue::built_in().unwrap();
    let model = "openai/gpt-6-sol";
    let card = book.card(&Terms::new(model, TODAY.parse().unwrap())).unwrap();
    let policy = book.cache_policy(model).unwrap();
    let [system, user, output] = [4_000, 1_000, 500].map(Count::typed);
    let mut plan = Plan::even(system, Count::none(), &user, &output, 10);
    plan.rules.caching.hit_per_mille = 500;
    let futures = Futures { runs: 4_000, ..Futures::default() };
    let mean = |plan: &Plan| {
        let mut run = Run::new(
            vec![Leg::alone(plan.clone(), card.clone(), Some(policy.clone()))],
            &futures,
            &[],
        )
        .unwrap();
        run.step(futures.runs).unwrap();
        run.outcomes().unwrap().mean()
    };
    let apart = |plan: &Plan| {
        let expected = total(plan, Level::Best, &card, Some(&policy)).unwrap().unwrap();
        let gap = mean(plan) - expected;
        let gap = if gap < Money::ZERO { -gap } else { gap };
        gap.per_ten_thousand_of(expected).unwrap()
    };
    // The mean of 4,000 draws: one part in a hundred is more than five of its deviations.
    assert!(apart(&plan) < 100, "{}", apart(&plan));
    plan.rules.caching.hit_per_mille = 1_000;
    assert_eq!(apart(&plan), 0, "with nothing left to chance all futures are the ledger's");
    // Twenty calls, a tenth of which fail: a retry's place decides how much it adds, so a wider bound.
    plan.rules.retries = Retries { per_mille: 100, most: 1, feedback: 100 };
    assert!(apart(&plan) < 300, "{}", apart(&plan));
}

#[test]
fn a_forecast_does_not_hang_on_its_pieces_and_does_on_its_seed() {
    let book = Catalogue::built_in().unwrap();
    let card = book.card(&Terms::new("openai/gpt-5.5", TODAY.parse().unwrap())).unwrap();
    let mut dice = Dice(3);
    for _ in 0..20 {
        let plan = dice.plan();
        let with_seed = |seed, pieces: u32| {
            let futures = Futures { runs: 200, seed, ..Futures::default() };
            let leg = Leg::alone(plan.clone(), card.clone(), None);
            let mut run = Run::new(vec![leg], &futures, &[]).unwrap();
            while !run.step(pieces).unwrap().is_over() {}
            run.outcomes().unwrap()
        };
        assert_eq!(with_seed(1, 200), with_seed(1, 7));
        let varies = with_seed(1, 200).percentile(0) != with_seed(1, 200).percentile(1_000);
        assert!(!varies || with_seed(1, 200) != with_seed(2, 200));
    }
}
