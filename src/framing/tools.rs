//! Tool schemas, as a provider renders them.
//!
//! `OpenAI`'s rendering is in its cookbook, Google's own counter adds up the texts; elsewhere nothing is
//! published, and the schemas count as the JSON that is sent, with a band from their texts alone to
//! the same JSON with spaces and line breaks.

use serde_json::{Map, Value};

use super::maker::{Maker, of};
use super::{FRAME, Rule};
use crate::count::Count;

const COOKBOOK: &str = "OpenAI Cookbook, \u{201c}How to count tokens with tiktoken\u{201d}, tools";
const COOKBOOK_LATER: &str =
    "OpenAI Cookbook, tools, for GPT-4o; nothing is published for this model";
const TEXTS: &str = "PyPI google-genai 3.4.0, its own counter: the texts of the schemas";
const JSON: &str = "how this model's provider renders tools is not published: the JSON, from its texts alone to its indented form";

/// What `OpenAI`'s rendering adds, by the cookbook: to each function, to each list of properties, to each
/// property, to each value that a property may have, to all functions together.
struct Rendering {
    function: u64,
    properties: u64,
    property: u64,
    value: u64,
    all: u64,
}

const RENDERING: Rendering =
    Rendering { function: 7, properties: 3, property: 3, value: 3, all: 12 };
/// GPT-4 and 3.5 take three more for each function.
const FUNCTION_CL100K: u64 = 10;

/// What tool schemas take for a model: a list of them, or an object that holds one under `tools` or
/// `functionDeclarations`. `measure` counts a text by the model's own tokenizer.
///
/// # Errors
/// What `measure` fails with.
pub fn tools<E>(
    model: &str,
    schemas: &Value,
    measure: &mut dyn FnMut(&str) -> Result<Count, E>,
) -> Result<Rule, E> {
    let (maker, name) = of(model);
    let tools = listed(schemas);
    match maker {
        Maker::OpenAi => rendered(name, &tools, measure),
        Maker::Google => {
            let count = texts(&tools, measure)?;
            Ok(Rule { count: framed(count), known: true, source: TEXTS })
        }
        Maker::Anthropic | Maker::Other => {
            let indented = serde_json::to_string_pretty(schemas).unwrap_or_default();
            let (least, mid) = (texts(&tools, measure)?, measure(&schemas.to_string())?);
            let most = measure(&indented)?;
            let low = least.low.min(mid.low);
            let count = Count::estimated(mid.tokens, low, mid.high.max(most.high), FRAME);
            Ok(Rule { count, known: false, source: JSON })
        }
    }
}

/// The schemas of a list, of a wrapper around a list, or a single one; each as the object that has the
/// name.
fn listed(schemas: &Value) -> Vec<&Map<String, Value>> {
    const WRAPPERS: [&str; 4] =
        ["tools", "functions", "functionDeclarations", "function_declarations"];
    match schemas {
        Value::Array(list) => list.iter().flat_map(listed).collect(),
        Value::Object(tool) => {
            if let Some(inner) = WRAPPERS.iter().find_map(|name| tool.get(*name)) {
                return listed(inner);
            }
            vec![tool.get("function").and_then(Value::as_object).unwrap_or(tool)]
        }
        _ => Vec::new(),
    }
}

/// As `OpenAI`'s cookbook counts. It knows names, types, descriptions and values of the outermost
/// properties; what lies deeper is counted as JSON at the upper end.
fn rendered<E>(
    model: &str,
    tools: &[&Map<String, Value>],
    measure: &mut dyn FnMut(&str) -> Result<Count, E>,
) -> Result<Rule, E> {
    let old =
        model == "gpt-4" || ["gpt-4-", "gpt-3.5"].iter().any(|start| model.starts_with(start));
    let known = old || model.starts_with("gpt-4o");
    let mut sum = Count::estimated(0, 0, 0, FRAME);
    let mut add = |text: &str, fixed: u64| -> Result<(), E> {
        let measured = if text.is_empty() { Count::none() } else { measure(text)? };
        sum = &sum + &(&framed(measured) + &Count::estimated(fixed, fixed, fixed, FRAME));
        Ok(())
    };
    let mut deeper = Vec::new();
    for tool in tools {
        let function = if old { FUNCTION_CL100K } else { RENDERING.function };
        add(&format!("{}:{}", text(tool, "name"), sentence(tool)), function)?;
        let properties = parameters(tool).and_then(|it| it.get("properties"));
        let Some(properties) = properties.and_then(Value::as_object).filter(|it| !it.is_empty())
        else {
            continue;
        };
        add("", RENDERING.properties)?;
        for (name, property) in properties {
            let Some(of) = property.as_object() else {
                add(name, RENDERING.property)?;
                continue;
            };
            add(&format!("{name}:{}:{}", text(of, "type"), sentence(of)), RENDERING.property)?;
            let values = of.get("enum").and_then(Value::as_array).into_iter().flatten();
            for (at, value) in values.enumerate() {
                // The cookbook takes three off for the list and adds three for each of its values.
                let fixed = if at == 0 { 0 } else { RENDERING.value };
                add(value.as_str().unwrap_or(&value.to_string()), fixed)?;
            }
            deeper.extend(DEEPER.iter().filter_map(|it| of.get(*it)));
        }
    }
    if !tools.is_empty() {
        add("", RENDERING.all)?;
    }
    for schema in deeper {
        sum.high = sum.high.saturating_add(measure(&schema.to_string())?.high);
    }
    let source = if known { COOKBOOK } else { COOKBOOK_LATER };
    if !known && !tools.is_empty() {
        // Between GPT-4o and GPT-4 lie three a function; as much again is allowed either way.
        let stray = 3 + 3 * tools.len() as u64;
        sum.low = sum.low.saturating_sub(stray);
        sum.high = sum.high.saturating_add(stray);
    }
    Ok(Rule { count: sum, known, source })
}

/// Where a property's schema goes on.
const DEEPER: [&str; 4] = ["properties", "items", "anyOf", "oneOf"];

/// All texts of the schemas: names, descriptions, keys, values, formats; no types, no punctuation.
fn texts<E>(
    tools: &[&Map<String, Value>],
    measure: &mut dyn FnMut(&str) -> Result<Count, E>,
) -> Result<Count, E> {
    let mut found = Vec::new();
    for tool in tools {
        found.extend([text(tool, "name"), text(tool, "description")]);
        if let Some(parameters) = parameters(tool) {
            gather(parameters, &mut found, 0);
        }
    }
    let mut sum = Count::none();
    for text in found.into_iter().filter(|text| !text.is_empty()) {
        sum = &sum + &measure(text)?;
    }
    Ok(sum)
}

/// JSON text is not deeper than its parser allows; a value that was built may be.
const DEEPEST: u32 = 128;

fn gather<'a>(schema: &'a Map<String, Value>, found: &mut Vec<&'a str>, depth: u32) {
    if depth > DEEPEST {
        return;
    }
    found.extend([text(schema, "description"), text(schema, "format")]);
    for list in ["enum", "required"] {
        let values = schema.get(list).and_then(Value::as_array);
        found.extend(values.into_iter().flatten().filter_map(Value::as_str));
    }
    if let Some(properties) = schema.get("properties").and_then(Value::as_object) {
        for (name, property) in properties {
            found.push(name);
            if let Some(property) = property.as_object() {
                gather(property, found, depth + 1);
            }
        }
    }
    if let Some(items) = schema.get("items").and_then(Value::as_object) {
        gather(items, found, depth + 1);
    }
}

/// A tool's parameters, whatever its provider calls them.
fn parameters(tool: &Map<String, Value>) -> Option<&Map<String, Value>> {
    ["parameters", "input_schema", "inputSchema"]
        .iter()
        .find_map(|name| tool.get(*name)?.as_object())
}

fn text<'a>(object: &'a Map<String, Value>, name: &str) -> &'a str {
    object.get(name).and_then(Value::as_str).unwrap_or_default()
}

/// A description without the full stop at its end.
fn sentence(object: &Map<String, Value>) -> &str {
    let description = text(object, "description");
    description.strip_suffix('.').unwrap_or(description)
}

/// A count as part of a frame: no rule makes it exact.
fn framed(count: Count) -> Count {
    Count { tokenizer: FRAME.into(), ..count.into_estimate() }
}
