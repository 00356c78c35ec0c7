//! Ledgers written out by hand, call by call, for each provider's caching, for tools and for strategies.

#![expect(clippy::unwrap_used, reason = "helpers outside of test functions")]

use farebox::conversation::{
    CallKind, Change, Evenly, Extent, FixedPart, Level, Over, Plan, PlanError, ReasoningKept,
    Retries, Rules, Strategy, Trap, fare, fare_of, ledger, ledger_of,
};
use farebox::count::Count;
use farebox::money::Money;
use farebox::pricing::{CachePolicy, Catalogue, Terms};
use farebox::usage::Usage;

fn policy(model: &str) -> CachePolicy {
    Catalogue::built_in().unwrap().cache_policy(model).unwrap()
}

/// `system` and `tools`, then turns that each add `user` and `output`.
fn chat(tools: u64, system: u64, user: u64, output: u64, turns: u32) -> Plan {
    let [tools, system, user, output] = [tools, system, user, output].map(Count::typed);
    Plan::even(system, tools, &user, &output, turns)
}

/// `(in full, read, written)` of every call.
fn prompts(plan: &Plan, model: &str) -> Vec<(u64, u64, u64)> {
    let calls = ledger(plan, Level::Best, Some(&policy(model))).unwrap();
    let of = |usage: &Usage| {
        (usage.input, usage.cache_read, usage.prompt_total() - usage.input - usage.cache_read)
    };
    calls.iter().map(|call| of(&call.usage)).collect()
}

/// Prompts without a cache.
fn sent(plan: &Plan) -> Vec<u64> {
    let calls = ledger(plan, Level::Best, None).unwrap();
    calls.iter().map(|call| call.usage.input).collect()
}

#[test]
fn anthropic_writes_anew_after_five_minutes_and_not_within_an_hour() {
    let mut plan = chat(1_000, 3_000, 1_000, 500, 6);
    plan.turns[3].wait = 400;
    let short = [
        (0, 0, 5_000),
        (0, 5_000, 1_500),
        (0, 6_500, 1_500),
        (0, 0, 9_500),
        (0, 9_500, 1_500),
        (0, 11_000, 1_500),
    ];
    assert_eq!(prompts(&plan, "anthropic/claude-opus-5"), short);

    plan.rules.caching.ttl = Some("1h".to_owned());
    let calls = ledger(&plan, Level::Best, Some(&policy("anthropic/claude-opus-5"))).unwrap();
    let of = |usage: &Usage| (usage.cache_read, usage.cache_write, usage.cache_write_1h);
    let long: Vec<_> = calls.iter().map(|call| of(&call.usage)).collect();
    assert_eq!(
        long,
        [
            (0, 0, 5_000),
            (5_000, 0, 1_500),
            (6_500, 0, 1_500),
            (8_000, 0, 1_500),
            (9_500, 0, 1_500),
            (11_000, 0, 1_500),
        ]
    );
}

#[test]
fn a_hit_renews_an_entry_and_its_last_second_is_too_late() {
    let mut plan = chat(0, 4_000, 1_000, 500, 6);
    for turn in &mut plan.turns {
        turn.wait = 299;
    }
    // 1,495 seconds in all, and never five minutes without a hit.
    let model = "anthropic/claude-opus-5";
    assert!(prompts(&plan, model).iter().skip(1).all(|(_, read, _)| *read >= 5_000));
    plan.turns[5].wait = 300;
    assert_eq!(prompts(&plan, model)[5], (0, 0, 12_500));
}

#[test]
fn a_changed_system_prompt_leaves_the_tools_cached_and_changed_tools_nothing() {
    let mut plan = chat(1_000, 3_000, 1_000, 500, 7);
    plan.rules.changes = vec![
        Change { turn: 4, part: FixedPart::System, tokens: Some(3_500) },
        Change { turn: 6, part: FixedPart::Tools, tokens: None },
    ];
    assert_eq!(
        prompts(&plan, "anthropic/claude-opus-5"),
        [
            (0, 0, 5_000),
            (0, 5_000, 1_500),
            (0, 6_500, 1_500),
            // 1,000 + 3,500 + 4,500 of history + 1,000.
            (0, 1_000, 9_000),
            (0, 10_000, 1_500),
            (0, 0, 13_000),
            (0, 13_000, 1_500),
        ]
    );
    // Opus 4.6 caches from 4,096 tokens: the tools alone are too short for an entry.
    assert_eq!(prompts(&plan, "anthropic/claude-opus-4-6")[3], (0, 0, 10_000));
    // Of an automatic cache nothing is taken to be left.
    assert_eq!(prompts(&plan, "openai/gpt-5.5")[3], (10_000, 0, 0));
}

/// Anthropic: "The system checks at most 20 positions per breakpoint, counting the breakpoint itself as the
/// first"; a run of `tool_use` blocks is one position, and so is a run of `tool_result` blocks.
#[test]
fn an_entry_twenty_positions_back_is_not_found() {
    // Sonnet 4.5 drops a turn's reasoning in the next one: what they have in common ends at the turn's
    // first prompt, whose entry is the one to be found.
    let talk = |rounds: u32, parallel: u32| {
        let mut plan = chat(0, 2_000, 100, 200, 6);
        for turn in &mut plan.turns {
            turn.reasoning = Count::typed(40);
            (turn.rounds, turn.parallel) = (rounds, parallel);
            (turn.arguments, turn.results) = (Count::typed(50), Count::typed(150));
        }
        let calls = prompts(&plan, "anthropic/claude-sonnet-4-5");
        let firsts: Vec<_> = calls.into_iter().step_by(rounds as usize + 1).collect();
        firsts
    };
    // Eight rounds: the next turn's end is 8 * 2 + answer + message = 18 positions on. A turn leaves
    // 100 + 8 * 200 + 200; its first prompt is read, and what came after it is written anew.
    let found =
        [(0, 0, 2_100), (0, 2_100, 1_900), (0, 4_000, 1_900), (0, 5_900, 1_900), (0, 7_800, 1_900)];
    assert_eq!(talk(8, 1)[..5], found);
    // Nine rounds: 20 positions on. Only the system prompt's own breakpoint is found.
    let missed =
        [(0, 0, 2_100), (0, 2_000, 2_200), (0, 2_000, 4_300), (0, 2_000, 6_400), (0, 2_000, 8_500)];
    assert_eq!(talk(9, 1)[..5], missed);
    // Tools called at once are one run: eight rounds of three each are found like eight of one.
    assert_eq!(talk(8, 3)[1], (0, 2_100, 100 + 8 * 600 + 200 - 100 + 100));
}

#[test]
fn within_a_turn_and_without_a_published_limit_every_entry_is_found() {
    let mut plan = chat(0, 2_000, 100, 200, 2);
    for turn in &mut plan.turns {
        turn.reasoning = Count::typed(40);
        (turn.rounds, turn.parallel) = (30, 1);
        (turn.arguments, turn.results) = (Count::typed(50), Count::typed(150));
    }
    // Each call reads the whole prompt before it: 240 more each time.
    let calls = prompts(&plan, "anthropic/claude-sonnet-4-5");
    for (call, (full, read, written)) in (1..31).zip(&calls[1..31]) {
        assert_eq!((*full, *read, *written), (0, 2_100 + (call - 1) * 240, 240));
    }
    // Sixty-two positions on, the second turn finds the system prompt; with no limit the first prompt.
    assert_eq!(calls[31], (0, 2_000, 6_400));
    let unlimited = CachePolicy { lookback: None, ..policy("anthropic/claude-sonnet-4-5") };
    let calls = ledger(&plan, Level::Best, Some(&unlimited)).unwrap();
    assert_eq!(calls[31].usage.cache_read, 2_100);
}

#[test]
fn with_breakpoints_on_the_fixed_parts_alone_the_history_is_paid_in_full() {
    let mut plan = chat(1_000, 3_000, 1_000, 500, 6);
    plan.rules.caching.extent = Extent::Fixed;
    assert_eq!(
        prompts(&plan, "anthropic/claude-opus-5"),
        [
            (1_000, 0, 4_000),
            (2_500, 4_000, 0),
            (4_000, 4_000, 0),
            (5_500, 4_000, 0),
            (7_000, 4_000, 0),
            (8_500, 4_000, 0),
        ]
    );
}

#[test]
fn openai_before_5_6_hits_half_the_time_in_steps_of_128() {
    let mut plan = chat(0, 1_000, 100, 500, 6);
    plan.rules.caching.hit_per_mille = 500;
    // Readable are 1,024, 1,664, 2,176, 2,816 and 3,456: half of each.
    assert_eq!(
        prompts(&plan, "openai/gpt-5.5"),
        [
            (1_100, 0, 0),
            (1_188, 512, 0),
            (1_468, 832, 0),
            (1_812, 1_088, 0),
            (2_092, 1_408, 0),
            (2_372, 1_728, 0),
        ]
    );
    // A third: 340.992, 554.112, 724.608, 937.728 and 1,150.848, what is beyond the point carried on.
    plan.rules.caching.hit_per_mille = 333;
    let reads: Vec<_> = prompts(&plan, "openai/gpt-5.5").iter().map(|(_, read, _)| *read).collect();
    assert_eq!(reads, [0, 340, 555, 724, 938, 1_151]);
}

#[test]
fn openai_before_5_6_keeps_an_entry_for_five_minutes() {
    let mut plan = chat(0, 1_000, 100, 500, 6);
    plan.turns[3].wait = 300;
    let reads: Vec<_> = prompts(&plan, "openai/gpt-5.5").iter().map(|(_, read, _)| *read).collect();
    assert_eq!(reads, [0, 1_024, 1_664, 0, 2_816, 3_456]);
}

#[test]
fn openai_from_5_6_on_pays_for_writing_and_keeps_half_an_hour() {
    let mut plan = chat(0, 1_000, 100, 500, 6);
    plan.turns[2].wait = 1_799;
    plan.turns[4].wait = 1_800;
    assert_eq!(
        prompts(&plan, "openai/gpt-6-sol"),
        [
            (0, 0, 1_100),
            (0, 1_100, 600),
            (0, 1_700, 600),
            (0, 2_300, 600),
            (0, 0, 3_500),
            (0, 3_500, 600),
        ]
    );
}

#[test]
fn gemini_reads_from_its_minimum_on_and_its_life_is_not_published() {
    let mut plan = chat(0, 1_000, 500, 500, 6);
    plan.turns[4].wait = 86_400;
    // 2.5 Flash caches from 2,048 tokens: 1,500 is too short, 2,500 is seen, 3,500 reads it.
    assert_eq!(
        prompts(&plan, "google/gemini-2.5-flash"),
        [
            (1_500, 0, 0),
            (2_500, 0, 0),
            (1_000, 2_500, 0),
            (1_000, 3_500, 0),
            (1_000, 4_500, 0),
            (1_000, 5_500, 0),
        ]
    );
    let book = Catalogue::built_in().unwrap();
    let model = "google/gemini-2.5-flash";
    let card = book.card(&Terms::new(model, "2026-11-22".parse().unwrap())).unwrap();
    let fare = fare(&plan, &card, Some(&policy(model))).unwrap();
    assert!(fare.warnings().iter().any(|warning| warning.code == "cache_life_unknown"));
}

#[test]
fn mistral_reads_blocks_of_64_and_deepseek_and_xai_to_the_token() {
    let plan = chat(0, 1_000, 100, 500, 6);
    // 17, 26, 35, 45 and 54 blocks of prompts of 1,100, 1,700, 2,300, 2,900 and 3,500.
    assert_eq!(
        prompts(&plan, "mistral/mistral-large-4"),
        [
            (1_100, 0, 0),
            (612, 1_088, 0),
            (636, 1_664, 0),
            (660, 2_240, 0),
            (620, 2_880, 0),
            (644, 3_456, 0),
        ]
    );
    for model in ["deepseek/deepseek-flash", "xai/grok-4.7", "meta/muse-spark-1.3"] {
        assert_eq!(
            prompts(&plan, model),
            [
                (1_100, 0, 0),
                (600, 1_100, 0),
                (600, 1_700, 0),
                (600, 2_300, 0),
                (600, 2_900, 0),
                (600, 3_500, 0),
            ],
            "{model}"
        );
    }
    assert_eq!(prompts(&plan, "cohere/command-a")[5], (4_100, 0, 0), "no cache there");
}

/// Two tool rounds a turn: 100 tokens call a tool, 900 come back, 300 are thought in every call.
fn agent(turns: u32) -> Plan {
    let mut plan = chat(0, 2_000, 500, 400, turns);
    for turn in &mut plan.turns {
        turn.rounds = 2;
        turn.arguments = Count::typed(100);
        turn.results = Count::typed(900);
        turn.reasoning = Count::typed(300);
    }
    plan
}

#[test]
fn a_turns_reasoning_is_sent_within_it_and_then_dropped_back_to_the_breakpoint_before_it() {
    // Sonnet 4.5 keeps the last turn's thinking only.
    assert_eq!(
        prompts(&agent(3), "anthropic/claude-sonnet-4-5"),
        [
            (0, 0, 2_500),
            (0, 2_500, 1_300),
            (0, 3_800, 1_300),
            // 2,000 + 500 + 2 × 1,000 + 400 + 500, of which 2,500 are as they were.
            (0, 2_500, 2_900),
            (0, 5_400, 1_300),
            (0, 6_700, 1_300),
            (0, 5_400, 2_900),
            (0, 8_300, 1_300),
            (0, 9_600, 1_300),
        ]
    );
    // An automatic cache has what is unchanged, in its steps: 19 × 128 of 2,500, 42 × 128 of 5,400.
    let reads: Vec<_> =
        prompts(&agent(3), "openai/gpt-5.5").iter().map(|(_, read, _)| *read).collect();
    assert_eq!(reads, [0, 2_432, 3_712, 2_432, 5_376, 6_656, 5_376, 8_192, 9_600]);
}

#[test]
fn reasoning_that_is_kept_is_sent_in_every_later_turn() {
    let mut plan = agent(2);
    plan.rules.reasoning = ReasoningKept::Always;
    assert_eq!(
        prompts(&plan, "anthropic/claude-opus-5"),
        [
            (0, 0, 2_500),
            (0, 2_500, 1_300),
            (0, 3_800, 1_300),
            // The last call's 300 and 400, and 500 of the user.
            (0, 5_100, 1_200),
            (0, 6_300, 1_300),
            (0, 7_600, 1_300),
        ]
    );
    plan.rules.reasoning = ReasoningKept::Never;
    assert_eq!(sent(&plan), [2_500, 3_500, 4_500, 5_400, 6_400, 7_400]);
}

#[test]
fn parallel_calls_bring_their_results_at_once() {
    let mut plan = agent(1);
    plan.turns[0].parallel = 3;
    plan.turns[0].reasoning = Count::none();
    let calls = ledger(&plan, Level::Best, None).unwrap();
    let of: Vec<_> =
        calls.iter().map(|call| (call.kind, call.sent.tool_results, call.usage.output)).collect();
    assert_eq!(
        of,
        [(CallKind::Tools, 0, 300), (CallKind::Tools, 3_000, 300), (CallKind::Answer, 6_000, 400),]
    );
}

#[test]
fn documents_that_do_not_stay_end_what_is_cached_where_they_stood() {
    let mut plan = chat(0, 2_000, 500, 400, 3);
    for turn in &mut plan.turns {
        turn.documents = Count::typed(3_000);
    }
    assert_eq!(sent(&plan), [5_500, 9_400, 13_300]);
    plan.rules.keep_documents = false;
    assert_eq!(
        prompts(&plan, "anthropic/claude-opus-5"),
        [(0, 0, 5_500), (0, 2_000, 4_400), (0, 2_000, 5_300)]
    );
    // 2,000 and then 2,900 of the prompt before are unchanged: 15 and 22 steps of 128.
    assert_eq!(
        prompts(&plan, "openai/gpt-5.5"),
        [(5_500, 0, 0), (4_480, 1_920, 0), (4_484, 2_816, 0)]
    );
}

#[test]
fn a_retry_is_a_round_trip_at_the_size_that_the_failure_left() {
    let mut plan = chat(0, 4_000, 1_000, 500, 15);
    plan.rules.retries = Retries { per_mille: 1_000, most: 1, feedback: 1_000 };
    // Every answer fails once: 500 and an error of 1,000 are added, as a turn would. Thirty calls.
    let sent = sent(&plan);
    assert_eq!(sent.len(), 30);
    assert_eq!((sent[0], sent[1], sent[2], sent[29]), (5_000, 6_500, 8_000, 48_500));
    assert_eq!(sent.iter().sum::<u64>(), 802_500);
    // One of three fails: five more calls than turns.
    plan.rules.retries = Retries { per_mille: 334, most: 3, feedback: 0 };
    let calls = ledger(&plan, Level::Best, None).unwrap();
    let retries = calls.iter().filter(|call| call.kind == CallKind::Retry).count();
    assert_eq!((calls.len(), retries), (22, 7), "22 × 0.334 is 7.3");
}

#[test]
fn a_loop_runs_until_it_is_stopped_and_ends_the_conversation() {
    let mut plan = chat(0, 4_000, 1_000, 500, 3);
    plan.rules.trap = Some(Trap { per_mille: 50, turn: 2, calls: 4, output: 100, results: 900 });
    assert_eq!(sent(&plan), [5_000, 6_500, 8_000], "the plain course");
    let calls = ledger_of(&plan, Level::Best, None, &mut Evenly::trapped()).unwrap();
    let of: Vec<_> = calls.iter().map(|call| (call.turn, call.kind, call.usage.input)).collect();
    assert_eq!(
        of,
        [
            (1, CallKind::Answer, 5_000),
            (2, CallKind::Loop, 6_500),
            (2, CallKind::Loop, 7_500),
            (2, CallKind::Loop, 8_500),
            (2, CallKind::Loop, 9_500),
        ]
    );
    // In a shorter conversation it is the last turn's.
    plan.turns.truncate(1);
    let calls = ledger_of(&plan, Level::Best, None, &mut Evenly::trapped()).unwrap();
    assert!(calls.iter().all(|call| call.kind == CallKind::Loop));
}

#[test]
fn a_window_sends_the_last_turns_and_loses_the_prefix() {
    let mut plan = chat(0, 4_000, 1_000, 500, 6);
    plan.rules.strategy = Strategy::Window { turns: 2 };
    assert_eq!(sent(&plan), [5_000, 6_500, 8_000, 8_000, 8_000, 8_000]);
    assert_eq!(
        prompts(&plan, "anthropic/claude-opus-5"),
        [
            (0, 0, 5_000),
            (0, 5_000, 1_500),
            (0, 6_500, 1_500),
            (0, 4_000, 4_000),
            (0, 4_000, 4_000),
            (0, 4_000, 4_000),
        ]
    );
}

#[test]
fn a_summary_is_a_call_and_a_new_prefix() {
    let mut plan = chat(0, 4_000, 1_000, 500, 6);
    plan.rules.strategy =
        Strategy::Summarise { over: Over::Tokens(9_000), keep: 1, summary: 600, instruction: 100 };
    let calls = ledger(&plan, Level::Best, Some(&policy("anthropic/claude-opus-5"))).unwrap();
    let of: Vec<_> = calls
        .iter()
        .map(|call| {
            let usage = call.usage;
            (call.turn, call.kind, usage.cache_read, usage.cache_write, usage.output)
        })
        .collect();
    assert_eq!(
        of,
        [
            (1, CallKind::Answer, 0, 5_000, 500),
            (2, CallKind::Answer, 5_000, 1_500, 500),
            (3, CallKind::Answer, 6_500, 1_500, 500),
            // Turn 4 would send 9,500: 8,500 of system and history are summarised with 100 of request.
            (4, CallKind::Summary, 8_000, 600, 600),
            // 4,000, the summary of 600, the last turn's 1,500, and 1,000.
            (4, CallKind::Answer, 4_000, 3_100, 500),
            (5, CallKind::Answer, 7_100, 1_500, 500),
            // 4,000 + 600 + 4,500 + 1,000 would be 10,100.
            (6, CallKind::Summary, 8_600, 600, 600),
            (6, CallKind::Answer, 4_000, 3_100, 500),
        ]
    );
}

#[test]
fn pruning_tool_results_keeps_the_prompt_before_the_first_of_them() {
    let mut plan = agent(4);
    for turn in &mut plan.turns {
        turn.reasoning = Count::none();
        turn.rounds = 1;
    }
    // Without reasoning: a turn leaves 500 + 1,000 + 400.
    assert_eq!(sent(&plan), [2_500, 3_500, 4_400, 5_400, 6_300, 7_300, 8_200, 9_200]);
    plan.rules.strategy = Strategy::PruneTools { over: Over::Tokens(6_000), keep: 1 };
    // Before turn 3 (6,300) turn 1's 1,000 go; before turn 4 (7,200) turn 2's.
    assert_eq!(sent(&plan), [2_500, 3_500, 4_400, 5_400, 5_300, 6_300, 6_200, 7_200]);
    let reads: Vec<_> =
        prompts(&plan, "anthropic/claude-opus-5").iter().map(|(_, read, _)| *read).collect();
    // Turn 3 has 2,500 in common, where turn 1's first call ended. Turn 4 has 2,900 + 500: the same.
    assert_eq!(reads, [0, 2_500, 3_500, 4_400, 2_500, 5_300, 2_500, 6_200]);
}

/// Where each call is a turn of its own, a result comes with the turn behind the one that asked for it.
#[test]
fn results_that_a_turn_begins_with_are_a_tools_and_can_be_left_out() {
    let mut plan = chat(0, 2_000, 0, 100, 4);
    plan.turns[0].user = Count::typed(500);
    for turn in 1..4 {
        plan.turns[turn].returned = Count::typed(3_000);
    }
    plan.turns[3].images = Count::typed(1_500);
    // 2,500; then each time an answer and a result more; a picture with the last.
    assert_eq!(sent(&plan), [2_500, 5_600, 8_700, 13_300]);
    let model = "anthropic/claude-opus-5";
    let cached = [(0, 0, 2_500), (0, 2_500, 3_100), (0, 5_600, 3_100), (0, 8_700, 4_600)];
    assert_eq!(prompts(&plan, model), cached);
    let calls = ledger(&plan, Level::Best, None).unwrap();
    let of = |at: usize| (calls[at].sent.tool_results, calls[at].sent.tool_history);
    assert_eq!([of(0), of(1), of(3)], [(0, 0), (3_000, 0), (3_000, 6_000)]);
    assert_eq!((calls[3].sent.images, calls[3].sent.user_history), (1_500, 500));

    // Over 8,000 the results of all but the last turn are left out: before the fourth that is the second's.
    plan.rules.strategy = Strategy::PruneTools { over: Over::Tokens(8_000), keep: 1 };
    assert_eq!(sent(&plan), [2_500, 5_600, 8_700, 10_300]);
    // Before it are 2,000 + 500 + 100; the last breakpoint in them is the end of the first prompt.
    assert_eq!(prompts(&plan, model)[3], (0, 2_500, 7_800));
}

#[test]
fn retrieval_sends_the_last_turn_and_what_is_found_in_the_others() {
    let mut plan = chat(0, 4_000, 1_000, 500, 5);
    plan.rules.strategy = Strategy::Retrieve { turns: 1, tokens: 2_000 };
    // Found are 1,500 of one older turn, then at most 2,000.
    assert_eq!(sent(&plan), [5_000, 6_500, 8_000, 8_500, 8_500]);
    let calls = ledger(&plan, Level::Best, None).unwrap();
    let found: Vec<_> = calls.iter().map(|call| call.sent.retrieved).collect();
    assert_eq!(found, [0, 0, 1_500, 2_000, 2_000]);
    assert_eq!(prompts(&plan, "anthropic/claude-opus-5")[4], (0, 4_000, 4_500));
}

#[test]
fn a_bad_rule_is_a_sentence() {
    let mut plan = chat(0, 1, 1, 1, 1);
    plan.rules.caching.hit_per_mille = 1_001;
    let error = ledger(&plan, Level::Best, None).unwrap_err();
    assert_eq!(error, PlanError::Share { part: "caching.hitPerMille", per_mille: 1_001 });
    assert_eq!(error.code(), "bad_share");
    plan.rules = Rules::default();
    plan.rules.caching.ttl = Some("2h".to_owned());
    let error = ledger(&plan, Level::Best, Some(&policy("anthropic/claude-opus-5"))).unwrap_err();
    assert_eq!(error.to_string(), "the cache has no life “2h”; it has 5m, 1h");
    plan.rules = Rules::default();
    plan.turns[0].rounds = u32::MAX;
    let error = ledger(&plan, Level::Best, None).unwrap_err();
    assert_eq!(error.code(), "too_many_calls");
    plan.turns[0].rounds = 10;
    plan.turns[0].results = Count::typed(u64::MAX);
    assert_eq!(ledger(&plan, Level::Best, None).unwrap_err().code(), "conversation_too_large");
}

/// What is refused before it is followed need not be told by a price that cannot be computed.
#[test]
fn a_plan_that_passes_its_check_can_be_billed_whatever_goes_wrong() {
    let refused = |change: &dyn Fn(&mut Plan)| {
        let mut plan = chat(0, 0, 1, 1, 3);
        plan.rules.retries.per_mille = 1_000;
        change(&mut plan);
        plan.check().unwrap_err().code()
    };
    // Each attempt leaves its answer and its reasoning: the fourth sends three of each, 10,800 million.
    let attempts = refused(&|plan| {
        plan.rules.retries.most = 3;
        plan.turns.truncate(1);
        plan.turns[0].output = Count::typed(1_800_000_000);
        plan.turns[0].reasoning = Count::typed(1_800_000_000);
    });
    // So does each round of a loop.
    let rounds = refused(&|plan| {
        plan.rules.trap = Some(Trap { per_mille: 1, turn: 1, calls: 1_000, output: 0, results: 0 });
        plan.turns[0].reasoning = Count::typed(11_000_000);
    });
    // And each attempt at a summary leaves one.
    let summaries = refused(&|plan| {
        plan.rules.retries.most = 9;
        let (over, summary) = (Over::Tokens(0), 2_000_000_000);
        plan.rules.strategy = Strategy::Summarise { over, keep: 0, summary, instruction: 0 };
    });
    assert_eq!([attempts, rounds, summaries], ["conversation_too_large"; 3]);
    // Three turns of 33,333 attempts are 99,999 calls, and as many make summaries.
    let mut plan = chat(0, 0, 1, 1, 3);
    plan.rules.retries = Retries { per_mille: 1_000, most: 33_332, feedback: 0 };
    assert_eq!(plan.check(), Ok(()));
    let over = Over::Tokens(0);
    plan.rules.strategy = Strategy::Summarise { over, keep: 0, summary: 1, instruction: 0 };
    assert_eq!(plan.check(), Ok(()));
    plan.rules.retries.most = 33_333;
    assert_eq!(plan.check(), Err(PlanError::TooManyCalls(6 * 33_334)));
}

#[test]
fn a_trapped_course_is_priced_like_any_other() {
    let mut plan = chat(0, 4_000, 1_000, 500, 3);
    plan.rules.trap = Some(Trap { per_mille: 50, turn: 1, calls: 2, output: 100, results: 900 });
    let book = Catalogue::built_in().unwrap();
    let terms = Terms::new("openai/gpt-5.5", "2026-11-22".parse().unwrap());
    let card = book.card(&terms).unwrap();
    let fare = fare_of(&plan, &card, None, &Evenly::trapped()).unwrap();
    // (5,000 + 6,000) × $5 + 200 × $30 per million.
    assert_eq!(fare.total, Some(Money::parse("0.061").unwrap()));
    assert_eq!(fare.turns().count(), 1);
}
