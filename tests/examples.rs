//! The examples, each against its sum by hand.

#![expect(clippy::unwrap_used, reason = "helpers outside of test functions")]

use farebox::conversation::{
    AgentFare, Compaction, Evenly, Extent, Fare, Identity, Level, Limit, Plan, Split, Stage, Stop,
    Strategy, TurnsBought, agent_fare, compare, fare, fare_of, fit, long_context, tasks_bought,
    total, turns_bought, users_served,
};
use farebox::forecast::{Driver, Leg, Run, What, tornado};
use farebox::money::Money;
use farebox::pricing::{CachePolicy, Catalogue, RateCard};
use farebox::scenario::{Example, Scenario, examples};
use farebox::usage::Usage;

struct Desk {
    book: Catalogue,
    scenario: Scenario,
}

impl Desk {
    fn open(id: &str) -> Self {
        let example = examples().unwrap().into_iter().find(|example| example.id == id).unwrap();
        Self { book: Catalogue::built_in().unwrap(), scenario: example.scenario }
    }

    fn card(&self) -> RateCard {
        // Every example has its own date.
        let terms = self.scenario.terms(jiff::civil::Date::MIN);
        self.book.card_with(&terms, &self.scenario.deal).unwrap()
    }

    fn cache(&self) -> Option<CachePolicy> {
        self.scenario.cache.then(|| self.book.cache_policy(&self.scenario.model).unwrap())
    }

    fn plan(&self) -> Plan {
        let model = self.book.model(&self.scenario.model).unwrap();
        self.scenario.plan(model, |part| part.typed().unwrap())
    }

    fn fare(&self) -> Fare {
        fare(&self.plan(), &self.card(), self.cache().as_ref()).unwrap()
    }

    fn agent(&self) -> AgentFare {
        let (scenario, book) = (&self.scenario, &self.book);
        let usual = book.model(&scenario.model).unwrap();
        let today = jiff::civil::Date::MIN;
        let till = |stage: &Stage| scenario.till(book, stage, usual, today, scenario.cache);
        agent_fare(&scenario.stages, till).unwrap()
    }
}

/// `tests/data/thirty_fold.json`.
#[derive(serde::Deserialize)]
struct Golden {
    percentiles: std::collections::BTreeMap<u32, String>,
}

/// A known amount; what is not known is `None`.
fn dollars(text: &str) -> Option<Money> {
    Money::parse(text).ok()
}

#[test]
fn every_example_can_be_priced_and_keeps_its_form() {
    let all = examples().unwrap();
    let mut ids: Vec<&str> = all.iter().map(|example| example.id.as_ref()).collect();
    for Example { id, title, about, scenario } in &all {
        assert!(!title.is_empty() && about.ends_with('.'), "{id}");
        assert!(scenario.date.is_some(), "{id}: a sum is of a day");
        let json = serde_json::to_string(scenario).unwrap();
        assert_eq!(serde_json::from_str::<Scenario>(&json).unwrap(), *scenario, "{id}");
        let desk = Desk::open(id);
        let total = if scenario.stages.is_empty() { desk.fare().total } else { desk.agent().total };
        assert!(total.is_some(), "{id}");
    }
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), all.len(), "each id is one example's");
}

#[test]
fn fifteen_turns() {
    let desk = Desk::open("growing-chat");
    let fare = desk.fare();
    assert_eq!(fare.usage, Usage { input: 232_500, output: 7_500, ..Usage::default() });
    // 232,500 × $5 + 7,500 × $30 per million.
    assert_eq!(fare.total, dollars("1.3875"));
    let mut thirty = desk.scenario.clone();
    thirty.turns = 30;
    let thirty = Desk { scenario: thirty, ..Desk::open("growing-chat") }.fare();
    assert_eq!(thirty.usage.input, 802_500, "3.45 times as much");
}

#[test]
fn forty_tools() {
    // 15 × 3,125 = 46,875 tokens more, at $5 per million $0.234375.
    assert_eq!(Desk::open("forty-tools").fare().total, dollars("1.621875"));
}

#[test]
fn retries_that_double_the_calls_more_than_triple_the_cost() {
    let fare = Desk::open("retries").fare();
    assert_eq!((fare.calls.len(), fare.turns().count()), (30, 15));
    assert_eq!((fare.usage.input, fare.usage.output), (802_500, 15_000));
    // 802,500 × $5 + 15,000 × $30 per million = $4.0125 + $0.45: 3.2 times $1.3875.
    assert_eq!(fare.total, dollars("4.4625"));
}

#[test]
fn a_request_to_an_agent_is_many_calls() {
    let fare = Desk::open("agent-request").fare();
    // 12 × 5,200 + 1,500 × (0 + … + 11) = 62,400 + 99,000 sent; 11 × 100 + 300 answered.
    assert_eq!((fare.usage.input, fare.usage.output), (161_400, 1_400));
    // $0.807 + $0.042.
    assert_eq!(fare.total, dollars("0.849"));
    // One call: 5,200 × $5 + 300 × $30 per million = $0.035; 0.849 / 0.035 = 24.3.
    let single = Money::parse("0.035").unwrap();
    assert_eq!(fare.total.unwrap().per_ten_thousand_of(single), Some(242_571));
}

#[test]
fn half_the_hits() {
    let desk = Desk::open("cache-hits");
    // The prompts are 5,000 + 1,500 k, 232,500 together; all but the last, 206,500, can be read again.
    // Half: 103,250 × $0.20 + 129,250 × $2.50 + 7,500 × $10 per million.
    assert_eq!(desk.fare().total, dollars("0.418775"));
    let mut plan = desk.plan();
    let at = |plan: &Plan| {
        total(plan, Level::Best, &desk.card(), desk.cache().as_ref()).unwrap().unwrap()
    };
    // One point more: 1 % of 206,500 moves from $2.50 to $0.20.
    plan.rules.caching.hit_per_mille = 510;
    assert_eq!(Some(at(&plan)), dollars("0.4140255"));
    // All: 206,500 × $0.20 + 26,000 × $2.50 + $0.075.
    plan.rules.caching.hit_per_mille = 1_000;
    assert_eq!(Some(at(&plan)), dollars("0.1813"));
    // None, but paid for writing: 232,500 × $2.50 + $0.075. Without a cache: × $2.
    plan.rules.caching.hit_per_mille = 0;
    assert_eq!(Some(at(&plan)), dollars("0.65625"));
    assert_eq!(total(&plan, Level::Best, &desk.card(), None).unwrap(), dollars("0.54"));
}

#[test]
fn a_summary_that_does_not_pay() {
    let desk = Desk::open("compaction");
    let fare = desk.fare();
    // Two summaries. Written 5,000 + 2 × 1,500 + 600 + 3,100 + 1,500 + 600 + 3,100; read 5,000 + 6,500
    // + 8,000 + 4,000 + 7,100 + 8,600 + 4,000; answered 6 × 500 + 2 × 600.
    let Usage { cache_write, cache_read, output, .. } = fare.usage;
    assert_eq!((cache_write, cache_read, output), (16_900, 43_200, 4_200));
    // 16,900 × $6.25 + 43,200 × $0.50 + 4,200 × $25 per million.
    assert_eq!(fare.total, dollars("0.232225"));

    let model = desk.book.model(&desk.scenario.model).unwrap();
    let (plan, card, cache) = (desk.plan(), desk.card(), desk.cache());
    let strategies = [Strategy::KeepAll, plan.rules.strategy];
    let sides = compare(&plan, &strategies, &card, cache.as_ref(), model).unwrap();
    // Keeping all: 12,500 × $6.25 + 40,000 × $0.50 + 3,000 × $25 per million.
    assert_eq!(sides[0].total, dollars("0.173125"));
    assert_eq!(sides[1].total, fare.total);
    assert_eq!((sides[0].calls, sides[1].calls, sides[1].summaries), (6, 8, 2));
    assert_eq!(sides[1].pays_from(&sides[0]), None);
    assert_eq!(sides[0].pays_from(&sides[1]), Some(4), "from the first summary on");
    assert_eq!(sides[0].after_turn[2], sides[1].after_turn[2]);
}

#[test]
fn compaction_pays_late_with_a_cache_and_soon_without() {
    let desk = Desk::open("compaction");
    let card = desk.card();
    let large = Compaction { fixed: 10_000, history: 100_000, instruction: 200, summary: 2_000 };
    let cached = large.break_even(&card, Some(Extent::Whole)).unwrap().unwrap();
    // Opus 5: 110,000 read at $0.50, 200 written at $6.25, 2,000 answered at $25, and 2,000 that are
    // written at $6.25 where they would have been read at $0.50: $0.055 + 0.00125 + 0.05 + 0.0115.
    assert_eq!(Some(cached.cost), dollars("0.11775"));
    // Each later call reads 98,000 less: $0.049. Two save $0.098, three $0.147.
    assert_eq!(Some(cached.saves), dollars("0.049"));
    assert_eq!(cached.calls, Some(3));
    // Without a cache 110,200 at $5 and the answer, against 98,000 at $5: $0.601 and $0.49.
    let plain = large.break_even(&card, None).unwrap().unwrap();
    assert_eq!((Some(plain.cost), Some(plain.saves)), (dollars("0.601"), dollars("0.49")));
    assert_eq!(plain.calls, Some(2));
    // With tools and system prompt alone in it: 10,000 at $0.50, 100,200 at $5, the answer.
    let fixed = large.break_even(&card, Some(Extent::Fixed)).unwrap().unwrap();
    assert_eq!((Some(fixed.cost), Some(fixed.saves)), (dollars("0.556"), dollars("0.49")));
    let vain = Compaction { summary: 100_000, ..large };
    assert_eq!(vain.break_even(&card, Some(Extent::Whole)).unwrap().unwrap().calls, None);
}

#[test]
fn plan_act_review() {
    let agent = Desk::open("plan-act-review").agent();
    let splits: Vec<Split> = agent.stages.iter().map(|stage| Split::of(&stage.usage)).collect();
    let whole = Split::of(&agent.usage);
    // Plan sends 500 + 1,500. Act sends 3,000, 5,800 and 8,600; review 9,000 and 19,900.
    let inputs: Vec<u64> = splits.iter().map(|split| split.input).collect();
    assert_eq!(inputs, [2_000, 17_400, 28_900]);
    assert_eq!(whole, Split { input: 48_300, output: 21_800, reasoning: 19_400 });
    // 48,300 of 89,500, and 28,900 + 12,800 + 11,400 = 53,100 of them.
    assert_eq!(whole.input_per_mille(), Some(540));
    assert_eq!(splits[2].per_mille_of(&whole), Some(593));
    // $5 and $30 per million.
    let totals: Vec<_> = agent.stages.iter().map(|stage| stage.total).collect();
    assert_eq!(totals, [dollars("0.115"), dollars("0.492"), dollars("0.8705")]);
    assert_eq!(agent.total, dollars("1.4775"));
    let identities: Vec<_> = agent.stages.iter().map(|stage| stage.identity).collect();
    assert_eq!(identities, [Identity::Person, Identity::LostHere, Identity::LostBefore]);
    assert_eq!(agent.unattributed, dollars("1.3625"));
}

#[test]
fn copies_side_by_side_hand_over_together() {
    let mut desk = Desk::open("plan-act-review");
    desk.scenario.stages[1].copies = 3;
    let agent = desk.agent();
    assert_eq!(agent.stages[1].total, dollars("1.476"), "3 × $0.492");
    assert_eq!(agent.stages[2].handed, 22_500);
    // 15,000 more in both turns of the review: 30,000 × $5 per million.
    assert_eq!(agent.stages[2].total, dollars("1.0205"));
    assert_eq!(agent.usage.output, 1_500 + 3 * 7_500 + 12_800);
}

#[test]
fn a_loop_with_and_without_a_budget() {
    let desk = Desk::open("loop-trap");
    let (plan, card) = (desk.plan(), desk.card());
    let honest = desk.fare();
    // 18,000 + 28,500 + 39,000 + 49,500 + 60,000 sent, 5 × 700 answered: $0.975 + $0.105.
    assert_eq!((honest.usage.input, honest.usage.output), (195_000, 3_500));
    assert_eq!(honest.total, dollars("1.08"));
    let trapped = fare_of(&plan, &card, None, &Evenly::trapped()).unwrap();
    // 18,000 + 28,500 + 25,000, then 200 calls of 14,000 + 1,000 i: 22,700,000. Answered 1,600 + 20,000.
    assert_eq!((trapped.usage.input, trapped.usage.output), (22_771_500, 21_600));
    assert_eq!(trapped.total, dollars("114.5055"));

    // Before the loop $0.4055; k calls of it cost 0.0705 k + 0.0025 k² dollars: 21 make $2.583.
    let budget = desk.scenario.budget;
    let cut = budget.cut(&[&trapped.calls]).unwrap().unwrap();
    assert_eq!(Some(cut.spent), dollars("2.9885"));
    assert_eq!(Some(cut.saved()), dollars("111.517"));
    let at = Stop { limit: Limit::Task, conversation: 0, turn: 3, number: 24 };
    assert_eq!(cut.stop, Some(at));
    assert_eq!((cut.made, cut.cut, cut.honest_cut), (3 + 3 + 2 + 21, 179, 0));
    let uncut = budget.cut(&[&honest.calls]).unwrap().unwrap();
    assert_eq!((uncut.stop, uncut.saved()), (None, Money::ZERO));

    // A dollar would cut honest work: the last answer, $0.12, of $1.08.
    let tight = farebox::conversation::Budget { task: dollars("1"), ..budget };
    let cut = tight.cut(&[&honest.calls]).unwrap().unwrap();
    assert_eq!((Some(cut.spent), cut.honest_cut), (dollars("0.96"), 1));
    let warned =
        farebox::conversation::Budget { action: farebox::conversation::Action::Warn, ..tight };
    let cut = warned.cut(&[&honest.calls]).unwrap().unwrap();
    assert_eq!((cut.spent, cut.cut), (cut.whole, 0));
    assert!(cut.stop.is_some());
}

#[test]
fn what_a_sum_buys() {
    let desk = Desk::open("loop-trap");
    let task = desk.fare().total.unwrap();
    let purse = Money::parse("100").unwrap();
    assert_eq!(tasks_bought(purse, task), Some(92), "92 × 1.08 = 99.36");
    assert_eq!(users_served(purse, task, 20).unwrap(), Some(4), "4 × 21.6 = 86.4");
    // The turns cost $0.111, 0.1635, 0.216, 0.2685, 0.321 and then 0.3735: after six 1.4535.
    let plan = desk.plan();
    let buys = |sum: &str| turns_bought(Money::parse(sum).unwrap(), &plan, &desk.card(), None);
    let exactly = |turns| Some(TurnsBought { turns, or_more: false });
    assert_eq!(buys("1.08").unwrap(), exactly(5));
    assert_eq!(buys("1.4534").unwrap(), exactly(5));
    assert_eq!(buys("1.4535").unwrap(), exactly(6));
    assert_eq!(buys("0.1").unwrap(), exactly(0));
}

#[test]
fn a_day_of_coding() {
    let desk = Desk::open("coding-day");
    let fare = desk.fare();
    assert_eq!(fare.calls.len(), 208);
    // Prompts of 18,300 + 13,850 (turn − 1) + 1,850 (call − 1): 208 × 18,300 + 13,850 × 8 × 325 +
    // 1,850 × 26 × 28 = 41,163,200, the last 377,500. All of it is written once, for an hour, and read
    // in the next call.
    let usage = fare.usage;
    assert_eq!((usage.input, usage.cache_write_1h), (0, 377_500));
    assert_eq!(usage.cache_read, 41_163_200 - 377_500);
    assert_eq!((usage.output, usage.reasoning), (26 * 1_450, 26 * 8 * 200));
    // 377,500 × $8 + 40,785,700 × $0.20 + 79,300 × $20 per million = 3.02 + 8.15714 + 1.586.
    assert_eq!(fare.total, dollars("12.76314"));
    let model = desk.book.model(&desk.scenario.model).unwrap();
    let fit = fit(fare.calls.iter().map(|call| &call.call), model);
    assert_eq!((fit.fullest, fit.overflow), (377_500 + 600, None));
}

#[test]
fn two_support_bots() {
    // 45 × $0.10 + 15 × $0.50 and 225 × $2 + 75 × $10 per million.
    let (small, large) =
        (Desk::open("support-bot-60").fare(), Desk::open("support-bot-300").fare());
    assert_eq!(small.total, dollars("0.000012"));
    assert_eq!(large.total, dollars("0.0012"));
    assert_eq!((small.usage.input, small.usage.output), (45, 15), "too short to be cached");
    assert_eq!((large.usage.input, large.usage.output), (225, 75));
}

#[test]
fn the_turn_in_which_a_dear_band_begins() {
    let mut desk = Desk::open("growing-chat");
    desk.scenario.model = "openai/gpt-5.4".to_owned();
    desk.scenario.turns = 200;
    let fare = desk.fare();
    // 5,000 + 1,500 (n − 1) is more than 272,000 from n = 179 on: 272,000 itself is turn 179's.
    let calls = fare.calls.iter().map(|call| &call.call);
    assert_eq!(long_context(calls, &desk.card()), Some((180, 272_001)));
    assert_eq!(fare.calls[178].call.sent.total(), 272_000);
}

#[test]
fn the_same_task_varies_thirty_fold() {
    let desk = Desk::open("thirty-fold");
    let futures = &desk.scenario.futures;
    let budgets: Vec<Money> =
        ["0.5", "1", "2", "4", "8", "16"].map(|sum| Money::parse(sum).unwrap()).to_vec();
    let legs = || vec![Leg::alone(desk.plan(), desk.card(), desk.cache())];
    let run = || Run::new(legs(), futures, &budgets).unwrap();
    let mut pieces = run();
    while !pieces.step(777).unwrap().is_over() {}
    let outcomes = pieces.outcomes().unwrap();
    let mut whole = run();
    whole.step(u32::MAX).unwrap();
    assert_eq!(whole.outcomes().unwrap(), outcomes, "in one piece or in many");

    // The same on every machine: tests/browser/forecast.rs has them come out in WebAssembly, and
    // tests/e2e/futures.test.mjs on the page.
    let golden: Golden = serde_json::from_str(include_str!("data/thirty_fold.json")).unwrap();
    assert_eq!(golden.percentiles.len(), 7);
    for (share, cost) in golden.percentiles {
        assert_eq!(outcomes.percentile(share).decimal(), cost, "{share}");
    }
    let (p1, p99) = (outcomes.percentile(10), outcomes.percentile(990));
    assert!(p99 > p1.times_count(30).unwrap(), "P99 {p99} is not thirty times P1 {p1}");
    // 200 of 10,000 on average; five deviations are 70.
    assert!((130..=270).contains(&outcomes.trapped), "{} loops", outcomes.trapped);
    assert_eq!(outcomes.histogram(20).iter().map(|bin| bin.count).sum::<u32>(), 10_000);
    // A larger budget saves less and kills less, and loops are most of what a large one kills.
    for pair in outcomes.budgets.windows(2) {
        assert!(pair[0].spent <= pair[1].spent && pair[0].killed >= pair[1].killed);
    }
    let largest = outcomes.budgets.last().unwrap();
    assert!(largest.killed < 50 && outcomes.saved(largest) > Money::ZERO);
    assert_eq!(
        outcomes.runaways().unwrap(),
        outcomes.above(outcomes.percentile(500).times_count(10).unwrap())
    );

    // The middle: 3 turns of 6 rounds of 1,100. 7 × 5,200 + 1,100 × 21 = 59,500; the second begins with
    // 5,200 + 6,600 + 300 + 200 = 12,300: 86,100 + 23,100; the third with 19,400: 135,800 + 23,100. Sent
    // 327,600; answered 3 × 900. $1.638 + $0.081.
    let (middle, bars) = tornado(&legs(), &futures.dials).unwrap();
    assert_eq!(Some(middle), dollars("1.719"));
    let drivers: Vec<Driver> = bars.iter().map(|bar| bar.driver).collect();
    let dial = |what| Driver::Dial { what, stage: None };
    let trap = Driver::Trap { stage: 0 };
    assert_eq!(drivers, [trap, dial(What::Rounds), dial(What::Turns), dial(What::Results)]);
    // In the loop: turns 1 and 2, six rounds of the third, and forty calls from 26,000 on by 1,100.
    assert_eq!((Some(bars[0].low), Some(bars[0].high)), (Some(middle), dollars("11.19")));
}
