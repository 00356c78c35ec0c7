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
use super::error::RowError;
use super::json::{self, Object};
use super::otlp_attributes::Attributes;
use super::report::Aside;
use super::reported::{Input, Reported};
use super::span_content;
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
/// The conventions have no names for a write's life; these are WSO2's (`amp-instrumentation-go`) and Dash0's.
const CACHE_WRITE_5M: &[&str] = &[
    "gen_ai.usage.cache_creation.ephemeral_5m_input_tokens",
    "dash0.gen_ai.usage.cache_creation.ephemeral_5m.input_tokens",
];
const CACHE_WRITE_1H: &[&str] = &[
    "gen_ai.usage.cache_creation.ephemeral_1h_input_tokens",
    "dash0.gen_ai.usage.cache_creation.ephemeral_1h.input_tokens",
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
    "gen_ai.output.type",
    "gen_ai.usage.total_tokens",
    "gen_ai.cost.input_tokens",
    "gen_ai.cost.output_tokens",
    "llm.request.type",
    "llm.is_streaming",
    "llm.usage.total_tokens",
];
const IGNORED_GROUPS: &[&str] = &[
    "gen_ai.request.",
    "gen_ai.completion.",
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
        service = Attributes::of(&resource)?.text(&["service.name"]);
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
    let attributes = Attributes::of(span)?;
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
        "links",
        "flags",
        "traceState",
        "droppedAttributesCount",
        "droppedLinksCount",
    ]);
    to.unknown("span", span);
    attributes.unknown("attributes", to);
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
        cache_write_5m: attributes.tokens(CACHE_WRITE_5M)?,
        cache_write_1h: attributes.tokens(CACHE_WRITE_1H)?,
        output: attributes.tokens(OUTPUT)?,
        reasoning: attributes.tokens(REASONING)?,
        ..Reported::default()
    };
    if reported.cached() > reported.input {
        reported.counts = Input::Uncached;
    }
    let billed = attributes.raw(&["gen_ai.cost.total_tokens"]).and_then(|raw| {
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
    let content = span_content::read(span, attributes, to).map(Box::new);
    attributes.know(IGNORED, IGNORED_GROUPS);
    Ok(Draft {
        identity: id.map_or(Identity::None, Identity::Call),
        model: attributes.text(MODEL).map(|model| to.name(&model)),
        channel: provider.map(|provider| to.name(&provider)),
        when: to.moment(span.raw("startTimeUnixNano"), when::nanoseconds),
        reported,
        tier: tier.and_then(|tier| tier::openai(&tier).map(|tier| to.name(tier))),
        billed,
        conversation: conversation.map(|id| to.name(&id)),
        tags,
        content,
        ..Draft::default()
    })
}
