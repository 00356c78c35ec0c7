//! OpenTelemetry spans with `GenAI` attributes, as OTLP JSON.
//!
//! `gen_ai.usage.input_tokens` includes cached tokens, for Anthropic too, and output includes reasoning
//! (semantic-conventions PR #3163, semantic-conventions-genai PR #440). Some instrumentations pass
//! Anthropic's own figure on, which excludes them: where the cached tokens are more than the input, it
//! can only be that. Names have changed over time and Sentry has its own: all are read.
//!
//! Spans of agents and workflows sum up the calls below them, and a framework's span may stand around the
//! provider's of the same call: neither is counted.

use std::collections::{HashMap, HashSet};

use super::collect::{Collector, Draft, Identity};
use super::content::{Content, Kind};
use super::error::RowError;
use super::json::{self, Object};
use super::openai::ESTIMATOR;
use super::otlp_value::plain_list;
use super::report::Aside;
use super::reported::{Input, Reported};
use super::tier;
use super::when;

const INPUT: &[&str] =
    &["gen_ai.usage.input_tokens", "gen_ai.usage.prompt_tokens", "ai.prompt_tokens.used"];
const CACHE_READ: &[&str] = &[
    "gen_ai.usage.cache_read.input_tokens",
    "gen_ai.usage.cache_read_input_tokens",
    "gen_ai.usage.input_tokens.cached",
];
const CACHE_WRITE: &[&str] = &[
    "gen_ai.usage.cache_write.input_tokens",
    "gen_ai.usage.cache_creation.input_tokens",
    "gen_ai.usage.cache_creation_input_tokens",
    "gen_ai.usage.input_tokens.cache_write",
];
const OUTPUT: &[&str] =
    &["gen_ai.usage.output_tokens", "gen_ai.usage.completion_tokens", "ai.completion_tokens.used"];
const REASONING: &[&str] = &[
    "gen_ai.usage.reasoning.output_tokens",
    "gen_ai.usage.output_tokens.reasoning",
    "gen_ai.usage.reasoning_tokens",
];
const MODEL: &[&str] = &["gen_ai.response.model", "gen_ai.request.model", "ai.model_id"];
const PROVIDER: &[&str] = &["gen_ai.provider.name", "gen_ai.system"];
const TIER: &[&str] = &[
    "openai.response.service_tier",
    "gen_ai.openai.response.service_tier",
    "gen_ai.openai.request.service_tier",
];
const CONVERSATION: &[&str] = &["gen_ai.conversation.id", "session.id"];
/// Known, and nothing to a call's cost; with all that begins with one of [`IGNORED_GROUPS`].
const IGNORED: &[&str] = &[
    "gen_ai.operation.name",
    "gen_ai.response.id",
    "gen_ai.response.finish_reasons",
    "gen_ai.output.messages",
    "gen_ai.output.type",
    "gen_ai.usage.total_tokens",
    "gen_ai.cost.input_tokens",
    "gen_ai.cost.output_tokens",
    "gen_ai.completion",
];
/// What was sent, where it is recorded.
const SYSTEM: &[&str] = &["gen_ai.system_instructions"];
const TOOLS: &[&str] = &["gen_ai.tool.definitions"];
const MESSAGES: &[&str] = &["gen_ai.input.messages", "gen_ai.prompt"];
const IGNORED_GROUPS: &[&str] = &[
    "gen_ai.request.",
    "gen_ai.tool.",
    "server.",
    "telemetry.",
    "http.",
    "url.",
    "network.",
    "otel.",
    "error.",
    "service.",
    "process.",
    "host.",
    "os.",
];

/// Operations that call a model once. Others, such as `invoke_agent`, sum up what is below them.
const CALLS: &[&str] = &["chat", "text_completion", "generate_content", "embeddings"];

/// Which span each call's span stands in.
#[derive(Default)]
pub(super) struct Spans {
    /// The key of each call's parent span.
    parents: HashSet<String>,
    /// The key of the parent of each span that is no call, so that a call is found through them.
    through: HashMap<String, String>,
}

impl Spans {
    /// The keys of spans that stand around a call's own span.
    pub(super) fn around(&self) -> HashSet<String> {
        let mut around = HashSet::new();
        for parent in &self.parents {
            let mut at = Some(parent);
            while let Some(key) = at {
                if !around.insert(key.clone()) {
                    break;
                }
                at = self.through.get(key);
            }
        }
        around
    }
}

/// Reads a batch of spans; each is a record of its own.
pub(super) fn spans(record: &Object<'_>, to: &mut Collector) -> Result<(), RowError> {
    // Some exporters write one resource a line.
    if record.has("scopeSpans") {
        return resource(record, to);
    }
    for raw in record.list("resourceSpans")? {
        resource(&Object::parse(raw)?, to)?;
    }
    to.unknown("", record);
    Ok(())
}

fn resource(spans: &Object<'_>, to: &mut Collector) -> Result<(), RowError> {
    let mut service = None;
    if let Some(resource) = spans.object("resource")? {
        service = attributes(&resource)?.text(&["service.name"]);
    }
    for raw in spans.list("scopeSpans")? {
        let scope = Object::parse(raw)?;
        for raw in scope.list("spans")? {
            to.report.records += 1;
            let taken = Object::parse(raw).and_then(|span| one(&span, service.as_deref(), to));
            if let Err(error) = taken {
                to.report.refuse(to.line, &error);
            }
        }
        scope.know(&["scope", "schemaUrl"]);
        to.unknown("resourceSpans.scopeSpans", &scope);
    }
    // The batch itself is no record beside its spans.
    spans.know(&["schemaUrl"]);
    to.unknown("resourceSpans", spans);
    Ok(())
}

fn one(span: &Object<'_>, service: Option<&str>, to: &mut Collector) -> Result<(), RowError> {
    let trace = span.text("traceId").unwrap_or_default();
    let key = |id: &str| format!("{trace}/{id}");
    let id = span.text("spanId").map(|id| key(&id));
    let parent = span.text("parentSpanId").filter(|id| !id.is_empty()).map(|id| key(&id));
    let attributes = attributes(span)?;
    let operation = attributes.text(&["gen_ai.operation.name"]);
    let figures = attributes.has(INPUT) || attributes.has(OUTPUT);
    // Spans of before there was a name for the operation have figures, and no agent's name.
    let calls = match &operation {
        Some(operation) => CALLS.contains(&operation.as_str()),
        None => figures && !attributes.has(&["gen_ai.agent.name"]),
    };
    if !calls {
        if let (Some(id), Some(parent)) = (id, parent) {
            to.spans.through.insert(id, parent);
        }
        to.aside(if figures { Aside::AgentSpan } else { Aside::Span });
        return Ok(());
    }
    if !figures {
        to.aside(Aside::Failed);
        return Ok(());
    }
    let draft = draft_of(&attributes, span, id, service, to)?;
    span.know(&[
        "kind",
        "name",
        "endTimeUnixNano",
        "status",
        "events",
        "links",
        "flags",
        "traceState",
        "droppedAttributesCount",
        "droppedEventsCount",
        "droppedLinksCount",
    ]);
    to.unknown("span", span);
    attributes.unknown(to);
    to.spans.parents.extend(parent);
    to.take(draft)
}

fn draft_of(
    attributes: &Attributes<'_>,
    span: &Object<'_>,
    id: Option<String>,
    service: Option<&str>,
    to: &mut Collector,
) -> Result<Draft, RowError> {
    let mut reported = Reported {
        counts: Input::Whole,
        input: attributes.tokens(INPUT)?,
        cache_read: attributes.tokens(CACHE_READ)?,
        cache_write: attributes.tokens(CACHE_WRITE)?,
        output: attributes.tokens(OUTPUT)?,
        reasoning: attributes.tokens(REASONING)?,
        ..Reported::default()
    };
    if reported.cache_read.saturating_add(reported.cache_write) > reported.input {
        reported.counts = Input::Uncached;
    }
    let billed = attributes.find(&["gen_ai.cost.total_tokens"]).and_then(|raw| {
        let billed = json::money(raw);
        to.report.billed_unreadable += u64::from(billed.is_none());
        billed
    });
    let provider = attributes.text(PROVIDER);
    let tier = attributes.text(TIER);
    let conversation = attributes.text(CONVERSATION);
    let mut tags = Vec::new();
    to.tag(&mut tags, "service", service);
    for (key, name) in [
        ("agent", "gen_ai.agent.name"),
        ("agentId", "gen_ai.agent.id"),
        ("user", "user.id"),
        ("user", "enduser.id"),
    ] {
        to.tag(&mut tags, key, attributes.text(&[name]).as_deref());
    }
    let content = attributes.content().map(Box::new);
    attributes.know(IGNORED, IGNORED_GROUPS);
    Ok(Draft {
        identity: id.map_or(Identity::None, Identity::Call),
        model: attributes.text(MODEL).map(|model| to.name(&model)),
        channel: provider.map(|provider| to.name(&provider)),
        when: span.raw("startTimeUnixNano").and_then(when::nanoseconds),
        reported,
        tier: tier.and_then(|tier| tier::openai(&tier).map(|tier| to.name(tier))),
        billed,
        conversation: conversation.map(|id| to.name(&id)),
        tags,
        content,
        ..Draft::default()
    })
}

/// The attributes of a span or resource, as they are written.
struct Attributes<'a> {
    list: Vec<(String, &'a str, std::cell::Cell<bool>)>,
}

#[inline(never)]
fn attributes<'a>(of: &Object<'a>) -> Result<Attributes<'a>, RowError> {
    let mut list = Vec::new();
    for raw in of.list("attributes")? {
        let attribute = Object::parse(raw)?;
        let Some(key) = attribute.text("key") else { continue };
        let Some(value) = attribute.object("value")? else { continue };
        let kinds = ["intValue", "stringValue", "doubleValue", "boolValue", "arrayValue"];
        if let Some(raw) = kinds.iter().find_map(|kind| value.raw(kind)) {
            list.push((key.into_owned(), raw, false.into()));
        }
    }
    Ok(Attributes { list })
}

impl<'a> Attributes<'a> {
    /// The first of several names that is there; all count as asked for.
    #[inline(never)]
    fn find(&self, names: &[&str]) -> Option<&'a str> {
        let mut found = None;
        for name in names {
            for (key, raw, asked) in &self.list {
                if key == name {
                    asked.set(true);
                    found = found.or(Some(*raw));
                }
            }
        }
        found
    }

    fn has(&self, names: &[&str]) -> bool {
        self.find(names).is_some()
    }

    #[inline(never)]
    fn text(&self, names: &[&str]) -> Option<String> {
        json::text(self.find(names)?).map(std::borrow::Cow::into_owned)
    }

    #[inline(never)]
    fn tokens(&self, names: &[&str]) -> Result<u64, RowError> {
        let name = names.first().copied().unwrap_or_default();
        self.find(names).map_or(Ok(0), |raw| json::tokens(name, raw))
    }

    /// What the prompt holds: each attribute a JSON text, or the same as OTLP's own values.
    fn content(&self) -> Option<Content> {
        let written = |names| self.find(names).and_then(plain_list);
        let (system, tools, said) = (written(SYSTEM), written(TOOLS), written(MESSAGES));
        let fixed = [(system.as_deref(), Kind::System), (tools.as_deref(), Kind::Tools)];
        Content::read(&fixed, &[said.as_deref()], ESTIMATOR)
    }

    fn know(&self, names: &[&str], groups: &[&str]) {
        for (key, _, asked) in &self.list {
            if names.contains(&key.as_str()) || groups.iter().any(|group| key.starts_with(group)) {
                asked.set(true);
            }
        }
    }

    fn unknown(&self, to: &mut Collector) {
        for (key, _, _) in self.list.iter().filter(|(_, _, asked)| !asked.get()) {
            to.report.unknown("attributes", key);
        }
    }
}
