//! What the prompt of a span's call holds: in the span's attributes, or in its events.
//!
//! Of the forms that instrumentations have written over time, these carry what was sent:
//!
//! - Attributes `gen_ai.system_instructions`, `gen_ai.tool.definitions` and `gen_ai.input.messages`, on the
//!   span or on its event `gen_ai.client.inference.operation.details` (semantic-conventions v1.37 and on;
//!   semantic-conventions-genai, `docs/gen-ai/gen-ai-events.md`).
//! - Attributes for each field of each message: [`span_flattened`].
//! - One event for each message: `gen_ai.system.message`, `gen_ai.user.message`, `gen_ai.assistant.message`
//!   and `gen_ai.tool.message`, with `content` and `tool_calls` (v1.36 and before; fields in
//!   `model/gen-ai/deprecated/events-deprecated.yaml`). Spans have no bodies of events, so their fields
//!   stand as attributes (`PyPI` livekit-agents and strands-agents), or all together as JSON in
//!   `gen_ai.event.content` (`PyPI` azure-ai-inference).
//! - The event `gen_ai.content.prompt`, with the messages in `gen_ai.prompt` (the first convention, in its
//!   `docs/gen-ai/llm-spans.md`); the same attribute on the span itself.
//!
//! Some write two of these, a whole and a preview of it: the first in this order is read, the span's own
//! attributes before its events' and the prompt event before those of messages. The answer's events,
//! `gen_ai.choice` and `gen_ai.content.completion`, say nothing that the figures do not. Where events were
//! dropped (a span keeps 128 unless told otherwise) or cannot be read, they tell no prompt.

use std::borrow::Cow;

use super::collect::Collector;
use super::content::{Content, Kind};
use super::error::RowError;
use super::json::{self, Object};
use super::openai::ESTIMATOR;
use super::otlp_attributes::Attributes;
use super::span_flattened;

const SYSTEM: &[&str] = &["gen_ai.system_instructions"];
const TOOLS: &[&str] = &["gen_ai.tool.definitions"];
const MESSAGES: &[&str] = &["gen_ai.input.messages", "gen_ai.prompt"];
/// The whole message as JSON, in the place of its fields.
const MESSAGE: &[&str] = &["gen_ai.event.content"];
/// What came back: its tokens are billed, and how they divide is not asked.
const ANSWER: &[&str] = &["gen_ai.output.messages", "gen_ai.completion"];

const DETAILS: &str = "gen_ai.client.inference.operation.details";
const PROMPT: &str = "gen_ai.content.prompt";
/// Events that each are a message of the prompt, and whose it is. An attribute `role` only says how the
/// provider calls that.
const ROLES: [(&str, &str); 4] = [
    ("gen_ai.system.message", "system"),
    ("gen_ai.user.message", "user"),
    ("gen_ai.assistant.message", "assistant"),
    ("gen_ai.tool.message", "tool"),
];
/// Events that say nothing of the prompt.
const ASIDE: [&str; 5] = [
    "gen_ai.choice",
    "gen_ai.content.completion",
    "gen_ai.evaluation.result",
    "gen_ai.client.operation.exception",
    "exception",
];
/// Attributes of events that say nothing of the prompt.
const KNOWN: &[&str] = &[
    "role",
    "id",
    "name",
    "index",
    "finish_reason",
    "message",
    "gen_ai.system",
    "gen_ai.provider.name",
    "gen_ai.operation.name",
    "gen_ai.conversation.id",
];
const KNOWN_GROUPS: &[&str] = &[
    "message.",
    "error.",
    "exception.",
    "server.",
    "gen_ai.usage.",
    "gen_ai.request.",
    "gen_ai.response.",
    "gen_ai.output.",
    "gen_ai.evaluation.",
];

/// What the prompt holds; `None` where nothing tells it. What nobody knows of the events is counted.
#[inline(never)]
pub(super) fn read(
    span: &Object<'_>,
    attributes: &Attributes<'_>,
    to: &mut Collector,
) -> Option<Content> {
    let mut told = Told::default();
    told.whole(attributes);
    let (tools, messages) =
        (span_flattened::tools(attributes), span_flattened::messages(attributes));
    told.tools = told.tools.or(tools);
    told.messages = told.messages.or(messages);
    match span.list("events") {
        Ok(events) => events.into_iter().for_each(|raw| told.event(raw, to)),
        Err(_) => told.unreadable(to),
    }
    told.lost |= dropped(span, "droppedEventsCount");
    told.content()
}

/// What a span and its events have told so far, as JSON.
#[derive(Default)]
struct Told<'a> {
    system: Option<Cow<'a, str>>,
    tools: Option<Cow<'a, str>>,
    /// All messages, by attributes.
    messages: Option<Cow<'a, str>>,
    /// All messages, by events of prompts.
    prompts: Vec<Cow<'a, str>>,
    /// By events of one message each, a comma before each: the system's, and the others.
    systems: String,
    others: String,
    /// Whether any event is not told.
    lost: bool,
}

impl<'a> Told<'a> {
    /// Takes what attributes hold that tell the whole prompt, unless it is told already.
    #[inline(never)]
    fn whole(&mut self, attributes: &Attributes<'a>) {
        let told = |names| attributes.json(names);
        let (system, tools, messages) = (told(SYSTEM), told(TOOLS), told(MESSAGES));
        self.system = self.system.take().or(system);
        self.tools = self.tools.take().or(tools);
        self.messages = self.messages.take().or(messages.map(as_list));
        attributes.know(ANSWER, &[]);
    }

    fn event(&mut self, raw: &'a str, to: &mut Collector) {
        if self.take(raw, to).is_err() {
            self.unreadable(to);
        }
    }

    #[inline(never)]
    fn take(&mut self, raw: &'a str, to: &mut Collector) -> Result<(), RowError> {
        let event = Object::parse(raw)?;
        let name = event.text("name").ok_or(RowError::Missing("name"))?;
        let attributes = Attributes::of(&event)?;
        if name == DETAILS {
            self.whole(&attributes);
        } else if name == PROMPT {
            self.prompts.extend(attributes.json(MESSAGES).map(as_list));
        } else if let Some((_, role)) = ROLES.iter().find(|(event, _)| *event == name) {
            let list = if *role == "system" { &mut self.systems } else { &mut self.others };
            message(role, &attributes, list);
        } else if ASIDE.contains(&&*name) {
            attributes.know(&["content", "tool_calls"], &[]);
            attributes.know(MESSAGE, &[]);
            attributes.know(ANSWER, &[]);
        } else {
            to.report.unknown("events", &name);
            return Ok(());
        }
        attributes.know(KNOWN, KNOWN_GROUPS);
        attributes.unknown(&format!("events.{name}"), to);
        self.lost |= dropped(&event, "droppedAttributesCount");
        event.know(&["timeUnixNano"]);
        to.unknown("events", &event);
        Ok(())
    }

    #[inline(never)]
    fn unreadable(&mut self, to: &mut Collector) {
        self.lost = true;
        to.report.unknown("span", "events (unreadable)");
    }

    #[inline(never)]
    fn content(&self) -> Option<Content> {
        let fixed = [(self.system.as_deref(), Kind::System), (self.tools.as_deref(), Kind::Tools)];
        let read = |said: &[Option<&str>]| Content::read(&fixed, said, ESTIMATOR);
        if self.messages.is_some() || self.lost {
            return read(&[self.messages.as_deref()]);
        }
        if !self.prompts.is_empty() {
            let prompts: Vec<Option<&str>> = self.prompts.iter().map(|it| Some(&**it)).collect();
            return read(&prompts);
        }
        // A system prompt that is told already is not told twice.
        let systems = if self.system.is_none() { &*self.systems } else { "" };
        let list = ["[", systems, &self.others].concat().replacen("[,", "[", 1);
        read(&[Some(&(list + "]"))])
    }
}

/// Appends a message of this role, by the attributes of its event, with a comma before it.
#[inline(never)]
fn message(role: &str, attributes: &Attributes<'_>, to: &mut String) {
    let whole = attributes.json(MESSAGE);
    let inner = whole.as_deref().map(|whole| json::text(whole).unwrap_or(whole.into()));
    let parsed = inner.as_deref().and_then(|inner| Object::parse(inner).ok());
    to.push_str(",{\"role\":\"");
    to.push_str(role);
    to.push('"');
    for field in ["content", "tool_calls"] {
        let beside = attributes.json(&[field]);
        let held = parsed.as_ref().and_then(|message| message.raw(field));
        // What is no object is the content itself.
        let bare = whole.as_deref().filter(|_| parsed.is_none() && field == "content");
        if let Some(value) = held.or(bare).or(beside.as_deref()) {
            for piece in [",\"", field, "\":", value] {
                to.push_str(piece);
            }
        }
    }
    to.push('}');
}

/// A list of messages, also where only one stands there; a text is the user's as it is.
#[inline(never)]
fn as_list(json: Cow<'_, str>) -> Cow<'_, str> {
    let text = json::text(&json);
    let inner = text.as_deref().unwrap_or(&json);
    if inner.starts_with('{') && Object::parse(inner).is_ok() {
        return Cow::Owned(format!("[{inner}]"));
    }
    drop(text);
    json
}

/// Whether an exporter says that it left something out.
#[inline(never)]
fn dropped(of: &Object<'_>, field: &str) -> bool {
    of.raw(field).is_some_and(|count| count.trim_matches('"') != "0")
}
