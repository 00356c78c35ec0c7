//! Prompts that a span's events hold, in every form that instrumentations have written.

use std::collections::BTreeMap;

use farebox::import::{Records, Scope};
use serde_json::{Value, json};

use crate::content::{about, any_value, estimate, parts, text};
use crate::estimate::had_again;
use crate::support::read;

fn attributes(values: &[(&str, Value)]) -> Value {
    values.iter().map(|(key, value)| json!({"key": key, "value": value})).collect()
}

fn event(name: &str, values: &[(&str, Value)]) -> Value {
    json!({"timeUnixNano": "1795170600000000000", "name": name, "attributes": attributes(values)})
}

fn written(text: &(impl ToString + ?Sized)) -> Value {
    json!({"stringValue": text.to_string()})
}

/// A span of a call with these events, 6,000 tokens of prompt, and these attributes beside its figures.
fn span(id: u32, events: &Value, beside: &[(&str, Value)]) -> Value {
    let figures = [
        ("gen_ai.operation.name", written("chat")),
        ("gen_ai.request.model", written("gpt-5.4")),
        ("gen_ai.usage.input_tokens", json!({"intValue": (6_000 * id).to_string()})),
        ("gen_ai.usage.output_tokens", json!({"intValue": "9"})),
        ("gen_ai.conversation.id", written("c")),
    ];
    let all: Vec<(&str, Value)> = figures.into_iter().chain(beside.to_vec()).collect();
    json!({"traceId": "t", "spanId": id.to_string(), "attributes": attributes(&all), "events": events})
}

fn batch(spans: &[Value]) -> String {
    json!({"resourceSpans": [{"scopeSpans": [{"spans": spans}]}]}).to_string()
}

fn unknown(records: &Records) -> Vec<(&str, u64)> {
    records.report.unknown_fields.iter().map(|(name, times)| (&**name, *times)).collect()
}

/// The system prompt three times as long as what the user says, a tool's result twice: 6,000 tokens.
fn in_every_form() -> BTreeMap<&'static str, Value> {
    let [system, user, tool] = [3, 1, 2].map(text);
    let each = |body: fn(&str, &str) -> Vec<(&'static str, Value)>| {
        let of = |role: &str, said| event(&format!("gen_ai.{role}.message"), &body(role, said));
        json!([of("system", &system), of("user", &user), of("tool", &tool)])
    };
    let messages = json!([
        {"role": "system", "content": system},
        {"role": "user", "content": user},
        {"role": "tool", "content": tool, "tool_call_id": "c"},
    ]);
    let answer = event(
        "gen_ai.content.completion",
        &[("gen_ai.completion", written(r#"[{"role":"assistant","content":"Done."}]"#))],
    );
    let instructions = json!([{"type": "text", "content": system}]);
    let history = json!([
        {"role": "user", "parts": [{"type": "text", "content": user}]},
        {"role": "tool", "parts": [{"type": "tool_call_response", "id": "c", "response": tool}]},
    ]);
    let details = |form: fn(&Value) -> Value| {
        json!([event(
            "gen_ai.client.inference.operation.details",
            &[
                ("gen_ai.operation.name", written("chat")),
                ("gen_ai.usage.input_tokens", json!({"intValue": 6_000})),
                ("gen_ai.system_instructions", form(&instructions)),
                ("gen_ai.input.messages", form(&history)),
                ("gen_ai.output.messages", form(&json!([]))),
            ],
        )])
    };
    BTreeMap::from([
        (
            "a prompt",
            json!([
                event("gen_ai.content.prompt", &[("gen_ai.prompt", written(&messages))]),
                answer
            ]),
        ),
        (
            "fields",
            each(|_, said| vec![("gen_ai.system", written("openai")), ("content", written(said))]),
        ),
        (
            "a role of its own",
            each(|_, said| vec![("role", written("bot")), ("content", written(said))]),
        ),
        ("blocks as a text", each(|_, said| vec![("content", written(&json!([{"text": said}])))])),
        (
            "fields as values",
            each(|_, said| vec![("content", any_value(&json!([{"text": said}])))]),
        ),
        (
            "a message as JSON",
            each(|role, said| {
                vec![("gen_ai.event.content", written(&json!({"role": role, "content": said})))]
            }),
        ),
        (
            "a message as values",
            each(|role, said| {
                vec![("gen_ai.event.content", any_value(&json!({"role": role, "content": said})))]
            }),
        ),
        ("a message as text", each(|_, said| vec![("gen_ai.event.content", written(said))])),
        ("details as values", details(any_value)),
        ("details as a text", details(written)),
    ])
}

#[test]
fn events_tell_the_parts_in_every_form_alike() {
    let forms = in_every_form();
    assert_eq!(forms.len(), 10);
    for (form, events) in &forms {
        let spans = batch(&[span(1, events, &[])]);
        let records = read(spans.as_bytes()).unwrap();
        assert_eq!(unknown(&records), [], "{form}");
        let recorded = estimate(&spans);
        assert_eq!(recorded.divided, 1, "{form}");
        let (system, tools, turns) = parts(&recorded);
        let [message, results, images] = turns[0];
        about(system, 3_000);
        about(message, 1_000);
        about(results, 2_000);
        assert_eq!((tools, images, system + message + results), (0, 0, 6_000), "{form}");
        assert_eq!(had_again(&recorded.scenario).1, [6_000], "{form}");
    }
}

#[test]
fn a_next_call_has_what_its_events_add() {
    let said = |role: &str, times| {
        event(&format!("gen_ai.{role}.message"), &[("content", written(&text(times)))])
    };
    let calls = event(
        "gen_ai.assistant.message",
        &[("tool_calls", any_value(&json!([r#"{"id":"c","function":{"name":"find"}}"#])))],
    );
    let choice = event(
        "gen_ai.choice",
        &[
            ("index", json!({"intValue": "0"})),
            ("finish_reason", written("stop")),
            ("message", written(&text(9))),
        ],
    );
    let first = json!([said("user", 1), choice]);
    let next = json!([said("user", 1), calls, said("tool", 2), said("user", 1), choice]);
    let records = batch(&[span(1, &first, &[]), span(2, &next, &[])]);
    assert_eq!(unknown(&read(records.as_bytes()).unwrap()), []);
    let (_, _, turns) = parts(&estimate(&records));
    // 12,000 - 6,009: a third said, two thirds a result. What the model said itself is no part of either.
    assert_eq!(turns[0], [6_000, 0, 0]);
    assert_eq!(turns[1].iter().sum::<u64>(), 5_991);
    about(turns[1][1], 3_994);
}

#[test]
fn what_is_told_twice_is_counted_once() {
    let forms = in_every_form();
    let whole = estimate(&batch(&[span(1, &forms["details as a text"], &[])]));
    let [details, prompt, each] = ["details as a text", "a prompt", "fields"]
        .map(|form| forms[form].as_array().unwrap().clone());
    for both in [
        [each.clone(), prompt.clone(), details.clone()].concat(),
        [details.clone(), details.clone()].concat(),
        [prompt, each.clone()].concat(),
    ] {
        assert_eq!(parts(&estimate(&batch(&[span(1, &json!(both), &[])]))), parts(&whole));
    }
    // Messages by events, and a system prompt by an attribute as well.
    let system = ("gen_ai.system_instructions", written(&json!([{"content": text(3)}])));
    let beside = [system.clone()];
    assert_eq!(parts(&estimate(&batch(&[span(1, &json!(each), &beside)]))), parts(&whole));
    // The span's own attributes go before its events'.
    let own = [
        system,
        (
            "gen_ai.input.messages",
            written(&json!([{"role": "user", "parts": [{"content": text(3)}]}])),
        ),
    ];
    assert_eq!(parts(&estimate(&batch(&[span(1, &json!(each), &own)]))).2, [[3_000, 0, 0]]);
}

#[test]
fn a_prompt_that_is_a_plain_text_is_the_users() {
    let (bracket, brace) = ("[Note] pay on Friday".repeat(90), "{ no JSON".repeat(90));
    for prompt in [
        "Pay on Friday".repeat(90),
        bracket,
        brace,
        json!({"role": "user", "content": text(1)}).to_string(),
    ] {
        let events =
            json!([event("gen_ai.content.prompt", &[("gen_ai.prompt", written(&prompt))])]);
        let told = read(batch(&[span(1, &events, &[])]).as_bytes()).unwrap();
        let content = told.calls[0].content.as_deref().copied().unwrap();
        assert_eq!((content.scope, content.system, content.results), (Scope::Whole, 0, 0));
        assert!((100..1_000).contains(&content.messages), "{content:?}");
        let on_span = [("gen_ai.prompt", written(&prompt))];
        let same = read(batch(&[span(1, &json!([]), &on_span)]).as_bytes()).unwrap();
        assert_eq!(same.calls[0].content, told.calls[0].content);
    }
}

#[test]
fn what_events_hold_beyond_that_is_named() {
    let events = json!([
        {"name": "gen_ai.user.message", "timeUnixNano": "1", "colour": 1, "attributes": attributes(&[("content", written(&text(1))), ("acme.mood", written("good"))])},
        event("exception", &[("exception.type", written("Timeout"))]),
        event("acme.checkpoint", &[("acme.step", written("2"))]),
        event("acme.checkpoint", &[]),
    ]);
    let records = read(batch(&[span(1, &events, &[])]).as_bytes()).unwrap();
    let expected = [
        ("events.acme.checkpoint", 2),
        ("events.colour", 1),
        ("events.gen_ai.user.message.acme.mood", 1),
    ];
    assert_eq!(unknown(&records), expected);
    assert!(records.calls[0].content.is_some());
}

/// A call costs what was billed, whatever its events are; what cannot be read is named, and tells no parts.
#[test]
fn broken_events_cost_no_call_and_tell_nothing() {
    let good = event("gen_ai.user.message", &[("content", written(&text(1)))]);
    let deep = format!("{}1{}", r#"{"arrayValue":{"values":["#.repeat(3_000), "]}}".repeat(3_000));
    let mut cut = good.clone();
    cut["droppedAttributesCount"] = json!(2);
    for (events, named) in [
        (json!(7), 1),
        (json!({"name": "gen_ai.user.message"}), 1),
        (json!([good, 7]), 1),
        (json!([null, good, []]), 2),
        (json!([good, {"attributes": []}]), 1),
        (json!([good, {"name": "gen_ai.user.message", "attributes": {}}]), 1),
        (
            json!([good, {"name": "gen_ai.user.message", "attributes": [{"key": "content", "value": 7}]}]),
            1,
        ),
        (json!([cut]), 0),
    ] {
        let records = read(batch(&[span(1, &events, &[])]).as_bytes()).unwrap();
        let call = &records.calls[0];
        assert_eq!((call.usage.input, call.usage.output, records.report.refused), (6_000, 9, 0));
        assert_eq!(call.content, None, "{events}");
        let unreadable = records.report.unknown_fields.get("span.events (unreadable)");
        assert_eq!(unreadable.copied().unwrap_or_default(), named, "{events}");
    }
    // Of 130 events a span keeps 128 and says so.
    let mut dropped = span(1, &json!([good]), &[]);
    dropped["droppedEventsCount"] = json!(2);
    assert_eq!(read(batch(&[dropped]).as_bytes()).unwrap().calls[0].content, None);
    // Fields of another kind than they should be.
    for strange in
        ["{}", "{\"arrayValue\":7}", "{\"kvlistValue\":{\"values\":7}}", "{\"intValue\":7}", &deep]
    {
        let span = r#"{"resourceSpans":[{"scopeSpans":[{"spans":[{"attributes":[{"key":"gen_ai.request.model","value":{"stringValue":"gpt-5.4"}},{"key":"gen_ai.usage.input_tokens","value":{"intValue":50}}],"events":[{"name":"gen_ai.content.prompt","attributes":[{"key":"gen_ai.prompt","value":@}]},{"name":"gen_ai.user.message","attributes":[{"key":"gen_ai.event.content","value":@},{"key":"tool_calls","value":@}]}]}]}]}]}"#;
        let records = read(span.replace('@', strange).as_bytes()).unwrap();
        assert_eq!(records.calls[0].usage.input, 50, "{strange}");
    }
}

/// As `OpenLLMetry` writes them: each field of each message an attribute of its own.
#[test]
fn fields_of_messages_tell_the_parts_too() {
    let schema = json!({"type": "object", "description": text(1)}).to_string();
    let fields = [
        ("gen_ai.prompt.0.role", written("system")),
        ("gen_ai.prompt.0.content", written(&text(3))),
        ("gen_ai.prompt.1.role", written("user")),
        ("gen_ai.prompt.1.content", written(&json!([{"type": "text", "text": text(1)}]))),
        ("gen_ai.prompt.2.tool_call_id", written("c")),
        ("gen_ai.prompt.2.role", written("tool")),
        ("gen_ai.prompt.2.content", written(&text(2))),
        ("llm.request.functions.0.name", written("find")),
        ("llm.request.functions.0.parameters", written(&schema)),
        ("llm.request.type", written("chat")),
        ("llm.usage.total_tokens", json!({"intValue": 6_009})),
        ("gen_ai.completion.0.content", written("Done.")),
    ];
    let records = batch(&[span(1, &json!([]), &fields)]);
    assert_eq!(unknown(&read(records.as_bytes()).unwrap()), []);
    let (system, tools, turns) = parts(&estimate(&records));
    // Seven pieces of text and a little around the schema in 6,000 tokens.
    assert!((857..943).contains(&tools), "{tools}");
    about(system, 3 * turns[0][0]);
    about(turns[0][1], 2 * turns[0][0]);
    assert_eq!(system + tools + turns[0].iter().sum::<u64>(), 6_000);

    // What the model said itself is no part of what the next call adds: 12,000 - 6,009, all of it a result.
    let next = [
        ("gen_ai.prompt.0.role", written("user")),
        ("gen_ai.prompt.0.content", written(&text(1))),
        ("gen_ai.prompt.1.role", written("assistant")),
        ("gen_ai.prompt.1.tool_calls.0.name", written("find")),
        ("gen_ai.prompt.1.tool_calls.0.arguments", written(r#"{"a":1}"#)),
        ("gen_ai.prompt.2.role", written("tool")),
        ("gen_ai.prompt.2.content", written(&text(1))),
        ("gen_ai.prompt.2.mood", written("good")),
        ("gen_ai.prompt.last.role", written("user")),
        ("llm.request.functions.first", written("find")),
    ];
    let records = batch(&[span(1, &json!([]), &next[..2]), span(2, &json!([]), &next)]);
    assert_eq!(parts(&estimate(&records)).2, [[6_000, 0, 0], [0, 5_991, 0]]);
    let names = ["gen_ai.prompt.2.mood", "gen_ai.prompt.last.role", "llm.request.functions.first"];
    let expected = names.map(|name| (format!("attributes.{name}"), 1));
    let report = read(records.as_bytes()).unwrap().report;
    assert_eq!(report.unknown_fields.into_iter().collect::<Vec<_>>(), expected);
}
