//! Messages and tools that stand in a span's attributes field by field: `gen_ai.prompt.0.role`,
//! `gen_ai.prompt.0.content`, `gen_ai.prompt.1.tool_calls.0.name`, `llm.request.functions.0.parameters`.
//!
//! So `OpenLLMetry` writes them (`PyPI` opentelemetry-instrumentation-openai and -anthropic, by their tests).

use std::borrow::Cow;

use super::json::{self, Object};
use super::otlp_attributes::Attributes;
use crate::order::sorted;

/// The messages as one list of them in JSON.
pub(super) fn messages<'a>(attributes: &Attributes<'a>) -> Option<Cow<'a, str>> {
    list(attributes, "gen_ai.prompt.", &["role", "content", "tool_call_id", "finish_reason"])
}

/// The tools' schemas as one list of them in JSON.
pub(super) fn tools<'a>(attributes: &Attributes<'a>) -> Option<Cow<'a, str>> {
    let known = ["name", "description", "parameters", "input_schema"];
    list(attributes, "llm.request.functions.", &known)
}

/// The objects whose fields begin so, in the order of their numbers. A tool's calls come after them, each value
/// as something that the model said.
#[inline(never)]
fn list<'a>(attributes: &Attributes<'a>, prefix: &str, known: &[&str]) -> Option<Cow<'a, str>> {
    let (mut fields, mut said) = (Vec::new(), String::new());
    attributes.group(prefix, |rest, value| {
        let Some((at, field)) = rest.split_once('.') else { return false };
        let Ok(at) = at.parse::<u32>() else { return false };
        if field.starts_with("tool_calls.") {
            append(&mut said, &[",{\"role\":\"assistant\",\"content\":", &value, "}"]);
        } else if known.contains(&field) {
            fields.push((at, field.to_owned(), value));
        } else {
            return false;
        }
        true
    });
    let fields = sorted(fields, |one, other| one.0.cmp(&other.0));
    let (mut list, mut before) = (String::new(), None);
    for (at, field, value) in &fields {
        let same = before.replace(*at) == Some(*at);
        if same {
            list.truncate(list.len() - 1);
        }
        // A schema is sent as the object that it is, not as a text of one.
        let schema =
            json::text(value).filter(|text| *field != "content" && Object::parse(text).is_ok());
        let sent = schema.as_deref().unwrap_or(value);
        append(&mut list, &[if same { ",\"" } else { ",{\"" }, field, "\":", sent, "}"]);
    }
    list.push_str(&said);
    let list = list.strip_prefix(',')?;
    Some(Cow::Owned(["[", list, "]"].concat()))
}

fn append(to: &mut String, pieces: &[&str]) {
    for piece in pieces {
        to.push_str(piece);
    }
}
