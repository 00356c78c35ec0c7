//! Prompts that a record holds: their parts told apart, and the sums as billed.

#![expect(clippy::unwrap_used, reason = "helpers outside of test functions")]

use farebox::import::{Call, Content, Recorded, Scope, scenario_of};
use farebox::pricing::Catalogue;
use farebox::scenario::Slot;
use serde_json::{Value, json};

use crate::estimate::{TODAY, call, had_again, size};
use crate::support::{file, read};

/// A text of some length, and the same text so many times over: whatever sizes it, so many times as large.
pub(crate) fn text(times: usize) -> String {
    "Every invoice that is due on Friday is paid before noon. ".repeat(40 * times)
}

pub(crate) fn estimate(records: &str) -> Recorded {
    let records = read(records.as_bytes()).unwrap();
    assert_eq!(records.report.refused, 0, "{:?}", records.report);
    let calls: Vec<&Call> = records.calls.iter().collect();
    scenario_of(&calls, &Catalogue::built_in().unwrap(), TODAY).unwrap()
}

/// System prompt, tools, and of each turn its message, its tool results and its images.
pub(crate) fn parts(recorded: &Recorded) -> (u64, u64, Vec<[u64; 3]>) {
    let scenario = &recorded.scenario;
    let turn = |turn| {
        let message = if turn == 1 { Slot::First } else { Slot::Message(turn) };
        let aside = scenario.written.aside(turn);
        [size(scenario, message), aside.results, aside.images]
    };
    let turns = (1..=scenario.turns).map(turn).collect();
    (size(scenario, Slot::System), size(scenario, Slot::Tools), turns)
}

/// Nearly so many: the sizes of texts are rounded up one by one.
pub(crate) fn about(found: u64, expected: u64) {
    assert!(found.abs_diff(expected) <= expected / 100 + 1, "{found}, and not some {expected}");
}

fn lines(values: &[Value]) -> String {
    values.iter().map(Value::to_string).collect::<Vec<_>>().join("\n")
}

/// An exchange of `OpenAI`'s chat: what was asked, and the answer with its figures.
fn chat(messages: &Value, prompt: u64, output: u64) -> Value {
    let tools = json!([{"type": "function", "function": {"name": "find", "description": text(1)}}]);
    json!({
        "request": {"model": "gpt-5.4", "messages": messages, "tools": tools},
        "response": {"object": "chat.completion", "model": "gpt-5.4", "choices": [],
            "usage": {"prompt_tokens": prompt, "completion_tokens": output}},
    })
}

#[test]
fn an_exchange_tells_system_tools_messages_and_results_apart() {
    let system = json!({"role": "system", "content": text(4)});
    let user = json!({"role": "user", "content": [{"type": "text", "text": text(3)}]});
    let calls = json!({"role": "assistant", "content": null, "tool_calls": [{"id": "c", "function": {"name": "find", "arguments": "{}"}}]});
    let result = json!({"role": "tool", "tool_call_id": "c", "content": text(2)});
    let more = json!({"role": "user", "content": text(1)});
    let recorded = estimate(&lines(&[
        chat(&json!([system, user]), 8_000, 50),
        chat(&json!([system, user, calls, result]), 10_050, 60),
        chat(
            &json!([system, user, calls, result, {"role": "assistant", "content": text(1)}, more, result]),
            13_110,
            70,
        ),
    ]));
    assert_eq!((recorded.divided, recorded.beyond, recorded.without_fixed), (3, 0, false));
    let (system, tools, turns) = parts(&recorded);
    // Eight pieces of text in 8,000 tokens: four, one with a little around it, and three.
    assert!((1_000..1_100).contains(&tools), "{tools}");
    about(system * 3, turns[0][0] * 4);
    assert_eq!(system + tools + turns[0][0], 8_000);
    // 10,050 - 8,050: all of it a result. Then 13,110 - 10,110, a third of it said.
    assert_eq!((turns[0][1], turns[1]), (0, [0, 2_000, 0]));
    about(turns[2][0], 1_000);
    assert_eq!(turns[2].iter().sum::<u64>(), 3_000);
    assert_eq!(had_again(&recorded.scenario).1, [8_000, 10_050, 13_110]);
    assert!(recorded.scenario.written.divided);
}

#[test]
fn a_picture_has_what_the_texts_leave() {
    let ask = |prompt: u64, messages: Value| {
        json!({
            "request": {"body": {"system": [{"type": "text", "text": text(1)}], "messages": messages}},
            "response": {"id": format!("msg_{prompt}"), "type": "message", "model": "claude-opus-5", "content": [],
                "usage": {"input_tokens": prompt, "output_tokens": 10}},
        })
    };
    let picture =
        json!({"type": "image", "source": {"type": "base64", "data": "iVBORw0KGgo".repeat(9_000)}});
    let first = json!({"role": "user", "content": text(1)});
    let shown = json!({"role": "user", "content": [{"type": "tool_result", "tool_use_id": "t", "content": [{"type": "text", "text": text(1)}, picture]}]});
    let recorded =
        estimate(&lines(&[ask(1_600, json!([first])), ask(4_000, json!([first, shown]))]));
    let (system, tools, turns) = parts(&recorded);
    assert_eq!((system, tools, turns[0]), (800, 0, [800, 0, 0]));
    // 40 sentences of 11 words and a point are 480 tokens and up; the picture has the rest of 2,390.
    let [message, results, images] = turns[1];
    assert_eq!((message, results + images), (0, 2_390));
    assert!((480..1_000).contains(&results), "{results}");
    assert_eq!(had_again(&recorded.scenario).1, [1_600, 4_000]);
}

#[test]
fn a_response_tells_its_instructions_and_leaves_the_rest_to_the_message() {
    let response = |id: &str, before: Value, prompt: u64| {
        json!({"object": "response", "id": id, "previous_response_id": before, "model": "gpt-5.5", "output": [],
            "instructions": text(1), "tools": [],
            "usage": {"input_tokens": prompt, "output_tokens": 10}})
    };
    let records = [response("r1", Value::Null, 5_000), response("r2", json!("r1"), 5_500)];
    let (system, tools, turns) = parts(&estimate(&lines(&records)));
    assert!((480..1_000).contains(&system), "{system}");
    assert_eq!((tools, system + turns[0][0]), (0, 5_000));
    // 5,500 - 5,010.
    assert_eq!(turns[1], [490, 0, 0]);
    // One whose logger keeps what was asked as well.
    let mut whole = records[0].clone();
    whole["input"] = json!([
        {"role": "user", "content": [{"type": "input_text", "text": text(1)}]},
        {"type": "function_call", "name": "find", "arguments": "{}"},
        {"type": "function_call_output", "call_id": "c", "output": text(2)},
    ]);
    let (system, _, turns) = parts(&estimate(&lines(&[whole])));
    about(turns[0][1], 2 * system);
    assert_eq!(system + turns[0][0] + turns[0][1], 5_000);
}

/// OTLP has lists of messages as a text, or as values of its own.
#[test]
fn spans_tell_their_parts_in_either_form() {
    let said = json!([
        {"role": "user", "parts": [{"type": "text", "content": text(1)}]},
        {"role": "tool", "parts": [{"type": "tool_call_response", "id": "c", "response": text(2)}]},
    ]);
    let system = json!([{"type": "text", "content": text(3)}]);
    let tools = json!([{"type": "function", "name": "find", "description": text(1)}]);
    let span = |form: fn(&Value) -> Value| {
        let attribute = |key: &str, value: Value| json!({"key": key, "value": value});
        json!({"resourceSpans": [{"scopeSpans": [{"spans": [{"traceId": "t", "spanId": "1", "attributes": [
            attribute("gen_ai.operation.name", json!({"stringValue": "chat"})),
            attribute("gen_ai.request.model", json!({"stringValue": "gpt-5.4"})),
            attribute("gen_ai.usage.input_tokens", json!({"intValue": "7000"})),
            attribute("gen_ai.usage.output_tokens", json!({"intValue": "9"})),
            attribute("gen_ai.system_instructions", form(&system)),
            attribute("gen_ai.tool.definitions", form(&tools)),
            attribute("gen_ai.input.messages", form(&said)),
        ]}]}]}]})
    };
    let as_text = estimate(&span(|value| json!({"stringValue": value.to_string()})).to_string());
    let as_values = estimate(&span(any_value).to_string());
    assert_eq!(as_text, as_values);
    let (system, tools, turns) = parts(&as_text);
    assert!((1_000..1_100).contains(&tools), "{tools}");
    about(system, turns[0][0] * 3);
    about(turns[0][1], turns[0][0] * 2);
    assert_eq!(system + tools + turns[0].iter().sum::<u64>(), 7_000);
}

/// As OTLP writes a value.
pub(crate) fn any_value(value: &Value) -> Value {
    match value {
        Value::Array(list) => {
            json!({"arrayValue": {"values": list.iter().map(any_value).collect::<Vec<_>>()}})
        }
        Value::Object(fields) => {
            let field = |(key, value)| json!({"key": key, "value": any_value(value)});
            json!({"kvlistValue": {"values": fields.iter().map(field).collect::<Vec<_>>()}})
        }
        other => json!({"stringValue": other}),
    }
}

#[test]
fn a_gateways_row_tells_them_where_it_stores_prompts() {
    let mut rows: Vec<Value> = serde_json::from_slice(&file("litellm.json")).unwrap();
    let mut row = rows.swap_remove(0);
    let asked = json!({"messages": [{"role": "system", "content": text(1)}, {"role": "user", "content": text(1)}]});
    let untold = estimate(&row.to_string());
    assert_eq!((untold.divided, parts(&untold).2), (0, vec![[2_006, 0, 0]]));
    row["messages"] = json!(asked["messages"].to_string());
    let told = estimate(&row.to_string());
    assert_eq!(parts(&told), (1_003, 0, vec![[1_003, 0, 0]]));
    row["messages"] = json!({});
    row["proxy_server_request"] = asked;
    assert_eq!(estimate(&row.to_string()), told);
}

#[test]
fn what_is_said_in_a_session_is_the_next_calls_and_nobody_elses() {
    let user = |session: &str, side: bool, content: Value| json!({"type": "user", "sessionId": session, "isSidechain": side, "uuid": "u", "message": {"role": "user", "content": content}});
    let answer = |session: &str, side: bool, id: &str, prompt: u64| {
        json!({"type": "assistant", "sessionId": session, "isSidechain": side, "uuid": id,
            "message": {"id": id, "model": "claude-opus-5", "usage": {"input_tokens": prompt, "output_tokens": 5}}})
    };
    let records = read(
        lines(&[
            user("a", false, json!(text(2))),
            user("b", false, json!([{"type": "image", "source": {}}])),
            user("a", true, json!(text(1))),
            answer("a", false, "1", 9_000),
            answer("a", false, "1", 9_000),
            user("a", false, json!([{"type": "tool_result", "content": text(1)}])),
            user("a", false, json!(text(1))),
            answer("a", true, "2", 500),
            answer("a", false, "3", 9_905),
            answer("a", false, "4", 9_915),
        ])
        .as_bytes(),
    )
    .unwrap();
    let content = |at: usize| records.calls[at].content.as_deref().copied();
    let one = content(1).unwrap().messages;
    assert!(one > 480);
    let only = |content: Content| {
        assert_eq!((content.scope, content.system, content.pictures), (Scope::Added, 0, 0));
        (content.messages, content.results)
    };
    about(only(content(0).unwrap()).0, 2 * one);
    assert_eq!(only(content(2).unwrap()), (one, one));
    assert_eq!(content(3), None);
    let calls: Vec<&Call> =
        records.calls.iter().filter(|call| call.conversation.as_deref() == Some("a")).collect();
    let recorded = scenario_of(&calls, &Catalogue::built_in().unwrap(), TODAY).unwrap();
    assert_eq!(parts(&recorded).2[1..], [[450, 450, 0], [5, 0, 0]]);
    assert_eq!((recorded.divided, recorded.scenario.turns), (2, 3));
}

/// However a record's prompts divide: they stay as long as they were billed, and cost as much.
#[test]
fn a_division_changes_neither_prompts_nor_cost() {
    let mut state = 3_u64;
    let mut random = |bound: u64| {
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % bound
    };
    let book = Catalogue::built_in().unwrap();
    let mut divided = 0;
    for _ in 0..300 {
        let mut prompt = 0;
        let mut calls: Vec<Call> = Vec::new();
        for _ in 0..=random(8) {
            prompt += 1 + random(5_000);
            let mut call = call(prompt, random(300), random(2) * 100);
            let scope = [Scope::Whole, Scope::Fixed, Scope::Added][random(3) as usize];
            let [system, tools, messages, results, answers, pictures] =
                [900, 900, 4_000, 4_000, 900, 2].map(&mut random);
            call.content = (random(4) > 0).then(|| {
                Box::new(Content { scope, system, tools, messages, results, answers, pictures })
            });
            calls.push(call);
        }
        let plain: Vec<Call> =
            calls.iter().map(|call| Call { content: None, ..call.clone() }).collect();
        let estimate =
            |calls: &[Call]| scenario_of(&calls.iter().collect::<Vec<_>>(), &book, TODAY).unwrap();
        let (told, untold) = (estimate(&calls), estimate(&plain));
        assert_eq!(had_again(&told.scenario), had_again(&untold.scenario));
        assert_eq!((told.beyond, untold.divided), (untold.beyond, 0));
        divided += told.divided;
    }
    assert!(divided > 500, "{divided}");
}

/// A content of another form than any that is known, or a broken one, costs no call.
#[test]
fn a_strange_content_is_not_told_apart() {
    for strange in
        ["7", "null", "{}", "[7,[[[[[[1]]]]]],{\"role\":4}]", "[]", "\"\"", "[{\"type\":{}}]"]
    {
        let record = format!(
            "{{\"object\":\"chat.completion\",\"model\":\"gpt-5.4\",\"choices\":[],\"messages\":{strange},\"tools\":{strange},\"usage\":{{\"prompt_tokens\":100,\"completion_tokens\":1}}}}"
        );
        let recorded = estimate(&record);
        assert_eq!(had_again(&recorded.scenario).1, [100], "{strange}");
    }
}
