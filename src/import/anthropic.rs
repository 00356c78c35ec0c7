//! Anthropic messages: whole, streamed, and as results of a batch.
//!
//! `input_tokens` excludes what was read from and written to a cache; `output_tokens` includes thinking.
//! A stream tells the prompt in `message_start` and the whole output so far in each `message_delta`.
//! Source: Anthropic's Messages API, 2026-11.

use std::sync::Arc;

use super::collect::{Collector, Draft, Identity};
use super::content::Content;
use super::error::RowError;
use super::json::Object;
use super::report::Aside;
use super::reported::{Input, Reported};
use super::tier;

/// The channel of messages that name no other.
pub(super) const CHANNEL: &str = "anthropic";

/// By what texts of a prompt are sized.
pub(super) const ESTIMATOR: &str = "claude-2026";

/// Fields of a message that say nothing about its cost.
const IGNORED: &[&str] = &[
    "type",
    "role",
    "content",
    "stop_reason",
    "stop_sequence",
    "stop_details",
    "container",
    "context_management",
    "diagnostics",
];

/// Reads a message, an event of its stream, or a result of a batch.
pub(super) fn message(record: &Object<'_>, to: &mut Collector) -> Result<(), RowError> {
    match draft_of(record, to)? {
        Some(draft) => to.take(draft),
        None => Ok(()),
    }
}

fn draft_of(record: &Object<'_>, to: &mut Collector) -> Result<Option<Draft>, RowError> {
    if record.has("custom_id") {
        record.know(&["custom_id"]);
        let result = record.object("result")?.ok_or(RowError::Missing("result"))?;
        let message = result.object("message")?;
        result.know(&["type", "error"]);
        to.unknown("", record);
        to.unknown("result", &result);
        let Some(message) = message else {
            to.aside(Aside::Failed);
            return Ok(None);
        };
        let mut draft = of_message(&message, "result.message", to)?;
        draft.tier = Some(to.name(tier::BATCH));
        return Ok(Some(draft));
    }
    match record.peek("type").unwrap_or_default().as_ref() {
        "message" => of_message(record, "", to).map(Some),
        "message_start" => {
            let message = record.object("message")?.ok_or(RowError::Missing("message"))?;
            let draft = of_message(&message, "message", to)?;
            // What follows goes on with this message, and says so by its place only.
            to.streaming = Some((draft.identity.clone(), draft.model.clone()));
            Ok(Some(draft))
        }
        "message_delta" => delta(record, to).map(Some),
        _ => {
            to.aside(Aside::StreamPart);
            Ok(None)
        }
    }
}

fn delta(record: &Object<'_>, to: &mut Collector) -> Result<Draft, RowError> {
    let Some((identity, model)) = to.streaming.clone() else {
        return Err(RowError::Missing("message_start before it"));
    };
    let usage = record.object("usage")?.ok_or(RowError::Missing("usage"))?;
    let reported = figures(&usage, "usage", to)?;
    Ok(Draft { identity, model, channel: Some(to.name(CHANNEL)), reported, ..Draft::default() })
}

/// A message by its fields.
pub(super) fn of_message(
    message: &Object<'_>,
    path: &str,
    to: &mut Collector,
) -> Result<Draft, RowError> {
    message.know(IGNORED);
    let usage = message.object("usage")?.ok_or(RowError::Missing("usage"))?;
    let mut draft = Draft {
        identity: message.text("id").map_or(Identity::None, |id| Identity::Call(id.into_owned())),
        model: message.text("model").map(|model| to.name(&model)),
        channel: Some(to.name(CHANNEL)),
        ..Draft::default()
    };
    let below = if path.is_empty() { "usage".to_owned() } else { format!("{path}.usage") };
    let (tier, modifier) = terms(&usage, to);
    (draft.tier, draft.modifier) = (tier, modifier);
    draft.reported = figures(&usage, &below, to)?;
    draft.content = Content::of_request(message, ESTIMATOR).map(Box::new);
    to.unknown(path, message);
    Ok(draft)
}

/// A tier, and a price modifier with its value.
type Terms = (Option<Arc<str>>, Option<(&'static str, Arc<str>)>);

/// Tier and place, which messages and usage reports name alike.
pub(super) fn terms(object: &Object<'_>, to: &mut Collector) -> Terms {
    let (tier, speed) = (object.text("service_tier"), object.text("speed"));
    let tier = tier::anthropic(tier.as_deref(), speed.as_deref()).map(|tier| to.name(tier));
    let place = object.text("inference_geo");
    let modifier = tier::geo(place.as_deref()).map(|place| ("inferenceGeo", to.name(place)));
    (tier, modifier)
}

fn figures(usage: &Object<'_>, path: &str, to: &mut Collector) -> Result<Reported, RowError> {
    let amount = |key: &str| usage.tokens(key).map(Option::unwrap_or_default);
    let mut reported = Reported {
        counts: Input::Uncached,
        input: amount("input_tokens")?,
        cache_read: amount("cache_read_input_tokens")?,
        cache_write: amount("cache_creation_input_tokens")?,
        output: amount("output_tokens")?,
        ..Reported::default()
    };
    if let Some(written) = usage.object("cache_creation")? {
        reported.written_for(written_by_life(&written)?);
        to.unknown(&format!("{path}.cache_creation"), &written);
    }
    if let Some(tools) = usage.object("server_tool_use")? {
        reported.web_searches = tools.tokens("web_search_requests")?.unwrap_or_default();
        // Fetching a page costs nothing beside its tokens.
        tools.know(&["web_fetch_requests"]);
        to.unknown(&format!("{path}.server_tool_use"), &tools);
    }
    usage.know(&["service_tier", "speed", "inference_geo", "iterations", "output_tokens_details"]);
    to.unknown(path, usage);
    Ok(reported)
}

/// What was written to the cache for five minutes, and for one hour.
#[inline(never)]
pub(super) fn written_by_life(written: &Object<'_>) -> Result<(u64, u64), RowError> {
    let amount = |key: &str| written.tokens(key).map(Option::unwrap_or_default);
    Ok((amount("ephemeral_5m_input_tokens")?, amount("ephemeral_1h_input_tokens")?))
}
