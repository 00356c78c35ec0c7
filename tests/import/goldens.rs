//! One file per format, with the sums by hand. How a provider counts is the name of a test.

use farebox::import::{Aside, Format, Requests, Role};
use farebox::usage::Usage;

use crate::support::{records, sum, text};

/// Lines 3 and 4 are one answer, written twice while it streamed; line 9 is the same in a resumed
/// session's file. Lines 6 and 7 are another, by a gateway that leaves the request's id out, and line 12
/// repeats it in a side chain.
#[test]
fn claude_code_rows_of_one_message_are_one_call() {
    let records = records("claude_code.jsonl");
    let report = &records.report;
    assert_eq!(report.formats[&Format::ClaudeCode], 13);
    assert_eq!((report.records, report.calls, report.merged, report.refused), (14, 4, 4, 2));
    assert_eq!((report.asides[&Aside::Line], report.asides[&Aside::Failed]), (3, 1));
    // By hand, over A, B, C and D: input 4 + 3 + 500 + 7, read 1,000 + 1,200, written 1,000 (A) and for an
    // hour 200 (B), output 120 + 50 + 80 + 30, searches 2 (D).
    assert_eq!(
        sum(&records.calls),
        Usage {
            input: 514,
            cache_read: 2_200,
            cache_write: 1_000,
            cache_write_1h: 200,
            output: 280,
            web_searches: 2,
            ..Usage::default()
        }
    );
    let of: Vec<&str> = records.calls.iter().map(|call| text(call.conversation.as_ref())).collect();
    assert_eq!(of, ["s1", "s1", "s1 / a1", "s2"]);
    assert_eq!(records.calls[0].when.unwrap().to_string(), "2026-11-20T10:00:04Z");
    assert_eq!(&*records.calls[2].model, "claude-haiku-4-5-20251001");
    assert_eq!(
        report.unknown_fields.iter().collect::<Vec<_>>(),
        [(&"message.usage.vibes".to_owned(), &1)]
    );
    let reasons: Vec<(u64, &str)> =
        report.refusals.iter().map(|refusal| (refusal.line, refusal.code.as_str())).collect();
    assert_eq!(reasons, [(13, "record_not_json"), (14, "tokens_out_of_range")]);
    assert!(
        report.refusals[1].reason.contains("input_tokens is -4"),
        "{}",
        report.refusals[1].reason
    );
}

#[test]
fn openai_input_includes_what_was_cached_and_output_includes_reasoning() {
    let records = records("openai_chat.jsonl");
    let usage = |index: usize| records.calls[index].usage;
    // 2,600 = 2,000 read + 400 written + 200; 300 = 100 reasoning + 200.
    assert_eq!(
        usage(0),
        Usage {
            input: 200,
            cache_read: 2_000,
            cache_write: 400,
            output: 200,
            reasoning: 100,
            ..Usage::default()
        }
    );
    // The last of a stream's chunks has the figures: 2,006 = 1,920 + 86.
    assert_eq!(usage(1), Usage { input: 86, cache_read: 1_920, output: 300, ..Usage::default() });
    assert_eq!(usage(2), Usage { input: 1_000, output: 10, ..Usage::default() });
    assert_eq!(text(records.calls[2].tier.as_ref()), "batch");
    assert_eq!(records.calls[3].billed.unwrap().exact(), "0.017558");
    assert_eq!(usage(4), Usage { input: 8, ..Usage::default() });
    assert_eq!(records.calls[0].when.unwrap().to_string(), "2026-11-20T10:30:00Z");
    let report = &records.report;
    assert_eq!((report.records, report.calls, report.merged, report.refused), (8, 5, 0, 1));
    assert_eq!((report.asides[&Aside::StreamPart], report.asides[&Aside::Failed]), (1, 1));
    assert_eq!(
        report.refusals[0].reason,
        "cached input (20) is more than the input (10), which includes it"
    );
    assert!(report.unknown_fields.is_empty(), "{:?}", report.unknown_fields);
}

#[test]
fn responses_that_go_on_from_each_other_are_one_conversation() {
    let records = records("openai_responses.json");
    let of: Vec<&str> = records.calls.iter().map(|call| text(call.conversation.as_ref())).collect();
    assert_eq!(of, ["resp_1", "resp_1", "conv_9"]);
    assert_eq!(
        records.calls[0].usage,
        Usage { input: 1_000, output: 50, reasoning: 150, ..Usage::default() }
    );
    assert_eq!(text(records.calls[0].tier.as_ref()), "fast");
    assert_eq!(
        records.calls[1].usage,
        Usage { input: 276, cache_read: 1_024, output: 50, ..Usage::default() }
    );
    // The event that ends the stream repeats the response, with the final output.
    assert_eq!(records.calls[2].usage, Usage { input: 10, output: 7, ..Usage::default() });
    assert_eq!((records.report.merged, records.report.asides[&Aside::StreamPart]), (1, 1));
    assert!(records.report.unknown_fields.is_empty(), "{:?}", records.report.unknown_fields);
}

#[test]
fn anthropic_input_excludes_what_was_cached() {
    let records = records("anthropic_messages.txt");
    // The stream starts with the prompt and an output of 1, and ends with an output of 90.
    assert_eq!(
        records.calls[0].usage,
        Usage { input: 25, cache_read: 5_000, cache_write: 300, output: 90, ..Usage::default() }
    );
    assert_eq!(records.calls[0].usage.prompt_total(), 5_325);
    let second = &records.calls[1];
    assert_eq!(second.usage, Usage { input: 10, output: 20, ..Usage::default() });
    assert_eq!(text(second.tier.as_ref()), "fast");
    assert_eq!(
        second.modifier.as_ref().map(|(key, value)| (*key, &**value)),
        Some(("inferenceGeo", "us"))
    );
    let third = &records.calls[2];
    assert_eq!(
        third.usage,
        Usage { input: 100, cache_write: 7, cache_write_1h: 9, output: 30, ..Usage::default() }
    );
    assert_eq!(text(third.tier.as_ref()), "batch");
    let report = &records.report;
    assert_eq!((report.calls, report.merged, report.refused), (3, 2, 0));
    assert_eq!((report.asides[&Aside::StreamPart], report.asides[&Aside::Failed]), (2, 1));
}

/// Spans 01 (an agent's sum), 02 (a framework around 03) and 06 (a tool) are no calls; 04 comes twice,
/// once under its old names and once under its new ones.
#[test]
fn spans_are_read_under_old_and_new_names_and_sums_of_spans_are_not_counted() {
    let records = records("otlp.json");
    assert_eq!(records.calls.len(), 3);
    // 195 = 100 + 75 read + 20 written: the input includes cached tokens, for Anthropic too.
    assert_eq!(
        records.calls[0].usage,
        Usage { input: 100, cache_read: 75, cache_write: 20, output: 10, ..Usage::default() }
    );
    assert_eq!(text(records.calls[0].conversation.as_ref()), "c-1");
    assert_eq!(records.calls[0].tags[0], ("service", "helpdesk".into()));
    // 300 = 256 cached + 44; 60 = 45 reasoning + 15.
    assert_eq!(
        records.calls[1].usage,
        Usage { input: 44, cache_read: 256, output: 15, reasoning: 45, ..Usage::default() }
    );
    assert_eq!(records.calls[1].billed.unwrap().exact(), "0.00125");
    // More cached than input: these are Anthropic's own figures, which exclude it.
    assert_eq!(
        records.calls[2].usage,
        Usage { input: 4, cache_read: 7_000, cache_write: 50, output: 10, ..Usage::default() }
    );
    let asides = &records.report.asides;
    assert_eq!(
        (asides[&Aside::AgentSpan], asides[&Aside::Span], asides[&Aside::Wrapper]),
        (1, 1, 1)
    );
    assert_eq!((records.report.records, records.report.merged), (7, 1));
    assert_eq!(records.report.unknown_fields["attributes.acme.custom"], 1);
}

#[test]
fn openai_usage_lines_are_sums_and_a_page_read_twice_counts_once() {
    let records = records("openai_usage.json");
    let report = &records.report;
    assert_eq!((report.records, report.calls, report.merged, report.refused), (5, 2, 1, 1));
    // 1,000,000 includes 400,000 cached.
    assert_eq!(
        records.calls[0].usage,
        Usage { input: 600_000, cache_read: 400_000, output: 50_000, ..Usage::default() }
    );
    assert_eq!(records.calls[0].requests, Requests::Sum(100));
    assert_eq!(text(records.calls[1].tier.as_ref()), "batch");
    assert!(report.refusals[0].reason.contains("group the report by model"));
    assert_eq!(report.other_charges.exact(), "0.06");
    assert!(report.unknown_fields.is_empty(), "{:?}", report.unknown_fields);
}

#[test]
fn anthropic_usage_lines_are_uncached_and_written_by_life() {
    let records = records("anthropic_usage.json");
    assert_eq!(
        records.calls[0].usage,
        Usage {
            input: 1_500,
            cache_read: 200_000,
            cache_write: 500,
            cache_write_1h: 1_000,
            output: 500,
            web_searches: 10,
            ..Usage::default()
        }
    );
    assert_eq!((records.calls[0].requests, &records.calls[0].modifier), (Requests::Unknown, &None));
    let second = &records.calls[1];
    assert_eq!(text(second.tier.as_ref()), "batch");
    assert_eq!(
        second.modifier.as_ref().map(|(key, value)| (*key, &**value)),
        Some(("inferenceGeo", "us"))
    );
    assert!(records.report.unknown_fields.is_empty(), "{:?}", records.report.unknown_fields);
}

#[test]
fn litellm_prompts_include_what_was_cached_and_money_keeps_its_digits() {
    let records = records("litellm.json");
    let report = &records.report;
    assert_eq!((report.records, report.calls, report.merged), (5, 2, 1));
    assert_eq!((report.asides[&Aside::GatewayCache], report.asides[&Aside::Failed]), (1, 1));
    // 2,006 = 1,920 cached + 86; 300 = 200 reasoning + 100.
    assert_eq!(
        records.calls[0].usage,
        Usage { input: 86, cache_read: 1_920, output: 100, reasoning: 200, ..Usage::default() }
    );
    assert_eq!(records.calls[0].billed.unwrap().exact(), "0.000012345");
    // 1,000 = 700 read + 100 written + 200, from metadata that was exported as text.
    assert_eq!(
        records.calls[1].usage,
        Usage { input: 200, cache_read: 700, cache_write: 100, output: 60, ..Usage::default() }
    );
    assert_eq!(records.calls[1].when.unwrap().to_string(), "2026-11-20T10:31:00Z");
    let tags = &records.calls[0].tags;
    assert!(
        tags.contains(&("tag", "team:search".into())) && tags.contains(&("user", "ada".into())),
        "{tags:?}"
    );
    assert!(report.unknown_fields.is_empty(), "{:?}", report.unknown_fields);
}

#[test]
fn texts_without_figures_are_conversations() {
    let records = records("sharegpt.json");
    assert!(records.calls.is_empty());
    let roles: Vec<Role> =
        records.dialogues[0].messages.iter().map(|message| message.role).collect();
    assert_eq!(roles, [Role::System, Role::User, Role::Assistant, Role::User, Role::Assistant]);
    assert_eq!(&*records.dialogues[1].messages[0].text, "One\nTwo");
    assert_eq!(text(records.dialogues[1].model.as_ref()), "gpt-5.4");
    assert_eq!(records.report.refusals[0].line, 3);
    assert!(records.report.refusals[0].reason.contains("narrator"));
}

#[test]
fn a_focus_bill_is_one_call_per_model_and_day_with_its_meters_added_up() {
    let records = records("focus.csv");
    // 300,000; 100 thousands; a tenth of a million; 100,000 written.
    assert_eq!(
        records.calls[0].usage,
        Usage {
            input: 300_000,
            cache_read: 100_000,
            cache_write: 100_000,
            output: 100_000,
            ..Usage::default()
        }
    );
    // 1.50 + 0.05 + 2.5 + 0.6250.
    assert_eq!(records.calls[0].billed.unwrap().exact(), "4.675");
    assert_eq!(records.calls[0].requests, Requests::Unknown);
    assert_eq!(records.calls[1].usage, Usage { cache_read: 10_000_000, ..Usage::default() });
    // A bill in another currency is no dollars; a name that a spreadsheet would run is a name.
    assert_eq!((records.calls[2].billed, &*records.calls[2].model), (None, "=HYPERLINK(1)"));
    let report = &records.report;
    assert_eq!((report.records, report.calls, report.merged, report.refused), (11, 3, 3, 3));
    // 7.00 for hours, less a credit of 1.00.
    assert_eq!(
        (report.asides[&Aside::OtherCharge], report.other_charges.exact().as_str()),
        (2, "6")
    );
    let reasons: Vec<(u64, &str)> =
        report.refusals.iter().map(|refusal| (refusal.line, refusal.code.as_str())).collect();
    assert_eq!(reasons, [(9, "record_unclear"), (10, "field_wrong_kind"), (12, "cells_mismatch")]);
    assert_eq!(report.unknown_fields["x_Team"], 1);
    assert_eq!(report.billed_unreadable, 1);
}
