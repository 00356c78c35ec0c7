//! `OpenAI` chat completions and responses: whole, streamed, stored lists and batch output.
//!
//! `prompt_tokens` and `input_tokens` include what was read from and written to a cache; output includes
//! reasoning. Source: `OpenAI`'s prompt caching guide and the types of `PyPI` openai, 2026-11.

use std::sync::Arc;

use super::anthropic::written_by_life;
use super::collect::{Collector, Draft, Identity};
use super::content::Content;
use super::error::RowError;
use super::json::Object;
use super::report::Aside;
use super::reported::{Input, Reported};
use super::tier;
use super::when;

/// By what texts of a prompt are sized: most models of others cut much as this does.
pub(super) const ESTIMATOR: &str = "o200k_base";

/// Fields of a completion or response that say nothing about its cost.
const IGNORED: &[&str] = &[
    "choices",
    "system_fingerprint",
    "output",
    "object",
    "type",
    "status",
    "error",
    "incomplete_details",
    "instructions",
    "max_output_tokens",
    "parallel_tool_calls",
    "reasoning",
    "store",
    "temperature",
    "text",
    "tool_choice",
    "tools",
    "top_p",
    "truncation",
    "user",
    "background",
    "completed_at",
    "frequency_penalty",
    "presence_penalty",
    "max_tool_calls",
    "prompt_cache_key",
    "prompt_cache_retention",
    "safety_identifier",
    "top_logprobs",
    "data",
    "request_id",
    "output_text",
    "provider_name",
    "obfuscation",
    "prompt",
    "sequence_number",
    "billing",
    "moderation",
];

/// Reads a chat completion, one of its streamed chunks, a text completion, embeddings, or a line of
/// a batch's output.
pub(super) fn chat(record: &Object<'_>, to: &mut Collector) -> Result<(), RowError> {
    if record.has("custom_id") {
        return batch(record, to);
    }
    match chat_draft(record, to)? {
        Some(draft) => to.take(draft),
        None => Ok(()),
    }
}

/// Reads a response, or an event of its stream.
pub(super) fn response(record: &Object<'_>, to: &mut Collector) -> Result<(), RowError> {
    let event = record.peek("type").is_some_and(|kind| kind.starts_with("response."));
    let draft = match record.object("response")? {
        Some(inner) => {
            record.know(&["type", "sequence_number"]);
            to.unknown("", record);
            response_draft(&inner, "response", to)?
        }
        None if event => None,
        None => response_draft(record, "", to)?,
    };
    if let Some(draft) = draft {
        to.take(draft)
    } else {
        to.aside(Aside::StreamPart);
        Ok(())
    }
}

/// A line of a batch's output: the answer is in `response.body`, and the tier is the batch's.
fn batch(record: &Object<'_>, to: &mut Collector) -> Result<(), RowError> {
    record.know(&["id", "custom_id", "error"]);
    let mut body = None;
    if let Some(response) = record.object("response")? {
        body = response.object("body")?;
        response.know(&["status_code", "request_id"]);
        to.unknown("response", &response);
    }
    to.unknown("", record);
    let draft = match &body {
        // A request that failed was not answered, and is not billed.
        None => None,
        Some(body) if body.has("error") && !body.has("usage") => None,
        Some(body) if body.peek("object").as_deref() == Some("response") => {
            response_draft(body, "response.body", to)?
        }
        Some(body) => chat_draft(body, to)?,
    };
    let Some(mut draft) = draft else {
        to.aside(Aside::Failed);
        return Ok(());
    };
    draft.tier = Some(to.name(tier::BATCH));
    to.take(draft)
}

fn chat_draft(record: &Object<'_>, to: &mut Collector) -> Result<Option<Draft>, RowError> {
    let chunk = record.peek("object").is_some_and(|object| object.ends_with(".chunk"));
    record.know(IGNORED);
    let mut draft = common(record, to);
    draft.when = to.moment(record.raw("created"), when::seconds);
    draft.content = Content::of_request(record, ESTIMATOR).map(Box::new);
    // Gateways that speak this form name the provider that they called.
    let provider = record.text("provider").map(|provider| provider.to_ascii_lowercase());
    draft.channel = provider.map(|provider| to.name(&provider));
    let usage = record.object("usage")?;
    to.unknown("", record);
    let Some(usage) = usage else {
        if chunk {
            to.aside(Aside::StreamPart);
            return Ok(None);
        }
        if record.has("error") {
            to.aside(Aside::Failed);
            return Ok(None);
        }
        return Err(RowError::Missing("usage"));
    };
    let figures = figures(
        &usage,
        ["prompt_tokens", "completion_tokens"],
        ["prompt_tokens_details", "completion_tokens_details"],
        to,
    )?;
    draft.reported = figures;
    // OpenRouter and its like tell what they charged.
    draft.billed = to.billed(&usage, "cost");
    usage.know(&["total_tokens", "cost_details", "is_byok"]);
    to.unknown("usage", &usage);
    Ok(Some(draft))
}

fn response_draft(
    record: &Object<'_>,
    path: &str,
    to: &mut Collector,
) -> Result<Option<Draft>, RowError> {
    record.know(IGNORED);
    let mut draft = common(record, to);
    draft.when = to.moment(record.raw("created_at"), when::seconds);
    // A response repeats its instructions and tools, and not what it answers; who logs both says more.
    let asked = to.request.take().or_else(|| Content::of_request(record, ESTIMATOR));
    draft.content = asked.map(Box::new);
    // A conversation by its own id, or by the response that it goes on from.
    let conversation = match record.raw("conversation").map(|raw| (raw, Object::parse(raw))) {
        Some((_, Ok(inner))) => inner.text("id").map(|id| to.name(&id)),
        Some((raw, Err(_))) => super::json::text(raw).map(|id| to.name(&id)),
        None => None,
    };
    let id = record.peek("id").map(std::borrow::Cow::into_owned);
    let before = record.text("previous_response_id").map(std::borrow::Cow::into_owned);
    draft.conversation = conversation.or_else(|| to.chain(id.as_deref(), before.as_deref()));
    let usage = record.object("usage")?;
    to.unknown(path, record);
    let Some(usage) = usage else { return Ok(None) };
    draft.reported = figures(
        &usage,
        ["input_tokens", "output_tokens"],
        ["input_tokens_details", "output_tokens_details"],
        to,
    )?;
    draft.billed = to.billed(&usage, "cost");
    usage.know(&["total_tokens", "cost_details", "is_byok"]);
    to.unknown("usage", &usage);
    Ok(Some(draft))
}

/// What completions and responses have in common.
fn common(record: &Object<'_>, to: &mut Collector) -> Draft {
    let mut tags = Vec::new();
    if let Ok(Some(metadata)) = record.object("metadata") {
        for key in ["user", "team", "project", "session_id"] {
            let value = metadata.text(key);
            to.tag(&mut tags, key, value.as_deref());
        }
    }
    Draft {
        identity: record.text("id").map_or(Identity::None, |id| Identity::Call(id.into_owned())),
        model: record.text("model").map(|model| to.name(&model)),
        tier: record
            .text("service_tier")
            .and_then(|tier| tier::openai(&tier).map(|tier| to.name(tier))),
        tags,
        ..Draft::default()
    }
}

fn figures(
    usage: &Object<'_>,
    totals: [&str; 2],
    details: [&str; 2],
    to: &mut Collector,
) -> Result<Reported, RowError> {
    let [input, output] = totals;
    let mut reported = Reported {
        counts: Input::Whole,
        input: usage.tokens(input)?.ok_or(RowError::Missing("number of input tokens"))?,
        // Embeddings have no output.
        output: usage.tokens(output)?.unwrap_or_default(),
        ..Reported::default()
    };
    let [of_input, of_output] = details;
    if let Some(part) = usage.object(of_input)? {
        let amount = |keys: &[&str]| part.tokens_of(keys).map(Option::unwrap_or_default);
        reported.cache_read = amount(&["cached_tokens"])?;
        reported.cache_write = amount(&["cache_write_tokens", "cache_creation_tokens"])?;
        // LiteLLM answers in this form for Anthropic too.
        if let Some(written) = part.object("cache_creation_token_details")? {
            reported.written_for(written_by_life(&written)?);
        }
        reported.input_audio = amount(&["audio_tokens"])?;
        part.know(&["text_tokens", "image_tokens", "video_tokens"]);
        to.unknown(&format!("usage.{of_input}"), &part);
    }
    if let Some(part) = usage.object(of_output)? {
        let amount = |key| part.tokens(key).map(Option::unwrap_or_default);
        reported.reasoning = amount("reasoning_tokens")?;
        reported.output_audio = amount("audio_tokens")?;
        part.know(&[
            "accepted_prediction_tokens",
            "rejected_prediction_tokens",
            "text_tokens",
            "image_tokens",
        ]);
        to.unknown(&format!("usage.{of_output}"), &part);
    }
    Ok(reported)
}

impl Collector {
    /// The conversation of a response that goes on from another: that one's, by the first response's id.
    fn chain(&mut self, id: Option<&str>, before: Option<&str>) -> Option<Arc<str>> {
        let id = id?;
        let root = match before {
            Some(before) => self.chains.get(before).cloned().unwrap_or_else(|| before.into()),
            None => id.into(),
        };
        self.chains.insert(id.into(), Arc::clone(&root));
        Some(root)
    }
}
