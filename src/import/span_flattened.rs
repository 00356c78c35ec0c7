//! Messages and tools that stand in a span's attributes field by field: `gen_ai.prompt.0.role`,
//! `gen_ai.prompt.0.content`, `gen_ai.prompt.1.tool_calls.0.name`, `llm.request.functions.0.parameters`.
//!
//! So `OpenLLMetry` writes them (`PyPI` opentelemetry-instrumentation-openai and -anthropic, by their tests).

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::json::{self, Object};
use super::otlp_attributes::Attributes;

const MESSAGES: &str = "gen_ai.prompt.";
const TOOLS: &str = "llm.request.functions.";

/// The messages as one list of them in JSON.
#[inline(never)]
pub(super) fn messages(attributes: &Attributes<'_>) -> Option<String> {
    let mut messages: BTreeMap<u32, (String, String, Vec<String>)> = BTreeMap::new();
    attributes.group(MESSAGES, |rest, value| {
        let Some((at, field)) = numbered(rest) else { return false };
        let (role, content, calls) = messages.entry(at).or_default();
        match field {
            "role" => *role = value.into_owned(),
            "content" => *content = value.into_owned(),
            "tool_call_id" | "finish_reason" => {}
            _ if field.starts_with("tool_calls.") => calls.push(value.into_owned()),
            _ => return false,
        }
        true
    });
    let message = |(role, content, calls): &(String, String, Vec<String>)| {
        let calls =
            if calls.is_empty() { "null".to_owned() } else { format!("[{}]", calls.join(",")) };
        format!(
            r#"{{"role":{},"content":{},"tool_calls":{calls}}}"#,
            or_null(role),
            or_null(content)
        )
    };
    list_of(messages.values().map(message))
}

/// The tools' schemas as one list of them in JSON.
#[inline(never)]
pub(super) fn tools(attributes: &Attributes<'_>) -> Option<String> {
    let mut tools: BTreeMap<u32, Vec<String>> = BTreeMap::new();
    attributes.group(TOOLS, |rest, value| {
        let Some((at, field)) = numbered(rest) else { return false };
        // A schema is sent as the object that it is, not as a text of one.
        let schema = json::text(&value).filter(|text| Object::parse(text).is_ok());
        let sent = schema.as_deref().unwrap_or(&value);
        tools.entry(at).or_default().push(format!("\"{field}\":{sent}"));
        matches!(field, "name" | "description" | "parameters" | "input_schema")
    });
    list_of(tools.values().map(|fields| format!("{{{}}}", fields.join(","))))
}

/// `0.role` is 0 and `role`.
fn numbered(rest: &str) -> Option<(u32, &str)> {
    let (at, field) = rest.split_once('.')?;
    Some((at.parse().ok()?, field))
}

fn or_null(json: &str) -> Cow<'_, str> {
    if json.is_empty() { "null".into() } else { json.into() }
}

fn list_of(entries: impl Iterator<Item = String>) -> Option<String> {
    let entries: Vec<String> = entries.collect();
    (!entries.is_empty()).then(|| format!("[{}]", entries.join(",")))
}
