//! `LiteLLM`'s spend logs: one row per request of the proxy.
//!
//! `prompt_tokens` includes cached tokens, for Anthropic too; how many were cached stands in
//! `metadata`. Prompts are not stored unless the proxy is told to. Source: `LiteLLM`'s table
//! `LiteLLM_SpendLogs` and its documentation, 2026-10.

use super::anthropic::written_by_life;
use super::collect::{Collector, Draft, Identity};
use super::content::Content;
use super::error::RowError;
use super::json::Object;
use super::openai::ESTIMATOR;
use super::report::Aside;
use super::reported::{Input, Reported};
use super::tier;
use super::when;

/// Columns that say nothing about a call's cost.
const IGNORED: &[&str] = &[
    "call_type",
    "total_tokens",
    "endTime",
    "completionStartTime",
    "model_id",
    "api_base",
    "cache_key",
    "requester_ip_address",
    "messages",
    "response",
    "proxy_server_request",
    "request_duration_ms",
    "mcp_namespaced_tool_name",
    "model_group",
    "error_str",
];

/// Reads a row.
pub(super) fn row(record: &Object<'_>, to: &mut Collector) -> Result<(), RowError> {
    record.know(IGNORED);
    if record.text("status").is_some_and(|status| status == "failure") {
        to.aside(Aside::Failed);
        return Ok(());
    }
    let hit = record
        .text("cache_hit")
        .map_or_else(|| record.flag("cache_hit"), |hit| hit.eq_ignore_ascii_case("true"));
    if hit {
        to.aside(Aside::GatewayCache);
        return Ok(());
    }
    let mut reported = Reported {
        counts: Input::Whole,
        input: record.tokens("prompt_tokens")?.ok_or(RowError::Missing("prompt_tokens"))?,
        output: record.tokens("completion_tokens")?.unwrap_or_default(),
        ..Reported::default()
    };
    let metadata = record.raw("metadata");
    // Some exports hold the column as text.
    let unpacked = metadata.and_then(super::json::text);
    let metadata = unpacked.as_deref().or(metadata).map(Object::parse).and_then(Result::ok);
    let mut service_tier = None;
    let mut tags = Vec::new();
    if let Some(metadata) = &metadata {
        cached(metadata, &mut reported)?;
        service_tier = metadata
            .object("usage_object")?
            .and_then(|usage| usage.text("service_tier").map(std::borrow::Cow::into_owned));
        to.tag(&mut tags, "keyAlias", metadata.text("user_api_key_alias").as_deref());
        to.tag(&mut tags, "teamAlias", metadata.text("user_api_key_team_alias").as_deref());
    }
    for (tag, field) in [
        ("team", "team_id"),
        ("user", "user"),
        ("endUser", "end_user"),
        ("key", "api_key"),
        ("organization", "organization_id"),
        ("agent", "agent_id"),
    ] {
        let value = record.text(field);
        to.tag(&mut tags, tag, value.as_deref());
    }
    for raw in record.list("request_tags").unwrap_or_default() {
        to.tag(&mut tags, "tag", super::json::text(raw).as_deref());
    }
    let draft = Draft {
        identity: record
            .text("request_id")
            .map_or(Identity::None, |id| Identity::Call(id.into_owned())),
        model: record.text("model").filter(|model| !model.is_empty()).map(|model| to.name(&model)),
        channel: record.text("custom_llm_provider").map(|provider| to.name(&provider)),
        when: to.moment(record.text("startTime").as_deref(), when::written),
        reported,
        tier: service_tier.as_deref().and_then(tier::openai).map(|tier| to.name(tier)),
        billed: to.billed(record, "spend"),
        conversation: record.text("session_id").map(|id| to.name(&id)),
        tags,
        content: content(record).map(Box::new),
        ..Draft::default()
    };
    to.unknown("", record);
    to.take(draft)
}

/// What the prompt holds, where the proxy was told to store it: the request as it came, else its messages.
fn content(record: &Object<'_>) -> Option<Content> {
    let request = record.raw("proxy_server_request");
    let unpacked = request.and_then(super::json::text);
    let request = unpacked.as_deref().or(request).map(Object::parse).and_then(Result::ok);
    let request = request.filter(|request| request.has("messages") || request.has("input"));
    Content::of_request(request.as_ref().unwrap_or(record), ESTIMATOR)
}

/// What of the prompt was cached, wherever this version of the proxy writes it.
fn cached(metadata: &Object<'_>, reported: &mut Reported) -> Result<(), RowError> {
    for place in ["usage_object", "additional_usage_values"] {
        let Ok(Some(usage)) = metadata.object(place) else { continue };
        let amount = |key: &str| usage.tokens(key).map(Option::unwrap_or_default);
        reported.cache_read = reported.cache_read.max(amount("cache_read_input_tokens")?);
        reported.cache_write = reported.cache_write.max(amount("cache_creation_input_tokens")?);
        if let Ok(Some(details)) = usage.object("prompt_tokens_details") {
            let amount = |key: &str| details.tokens(key).map(Option::unwrap_or_default);
            reported.cache_read = reported.cache_read.max(amount("cached_tokens")?);
            reported.cache_write = reported.cache_write.max(amount("cache_creation_tokens")?);
            if let Ok(Some(written)) = details.object("cache_creation_token_details") {
                reported.written_for(written_by_life(&written)?);
            }
        }
        if let Ok(Some(details)) = usage.object("completion_tokens_details") {
            let reasoning = details.tokens("reasoning_tokens")?.unwrap_or_default();
            reported.reasoning = reported.reasoning.max(reasoning);
        }
    }
    Ok(())
}
