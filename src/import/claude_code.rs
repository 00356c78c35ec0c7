//! Claude Code's session files: one line for each block of an answer.
//!
//! Every line of an answer repeats the message's id, the request's id and the usage so far; only the last
//! has the final output. Summing lines over-counts twofold (23,516 rows were 9,632 calls in one report),
//! taking the first under-counts the output. So: the key is the message's id, with the request's where
//! both have one (gateways leave it out), and each figure is the largest. A resumed session copies the
//! earlier one's lines into its own file: the same key, once. Sources: ccusage #901, #888 and PR #985,
//! `ClaudeCodeUsage` #92, dms-claudecode #52.

use std::sync::Arc;

use super::anthropic;
use super::collect::{Collector, Identity};
use super::content::Content;
use super::error::RowError;
use super::json::Object;
use super::report::Aside;
use super::when;

/// Fields of a line that say nothing about its cost.
const IGNORED: &[&str] = &[
    "type",
    "parentUuid",
    "logicalParentUuid",
    "userType",
    "version",
    "uuid",
    "isMeta",
    "entrypoint",
    "slug",
    "isApiErrorMessage",
    "error",
    "toolUseResult",
    "thinkingMetadata",
    "todos",
    "permissionMode",
    "forkedFrom",
    "sourceToolAssistantUUID",
    "apiError",
    "promptId",
    "attributionSkill",
    "attributionPlugin",
    "attributionAgent",
];

/// Reads a line of a session.
pub(super) fn line(record: &Object<'_>, to: &mut Collector) -> Result<(), RowError> {
    match draft_of(record, to)? {
        Some(draft) => to.take(draft),
        None => Ok(()),
    }
}

fn draft_of(
    record: &Object<'_>,
    to: &mut Collector,
) -> Result<Option<super::collect::Draft>, RowError> {
    let kind = record.peek("type");
    if kind.as_deref() != Some("assistant") {
        if kind.as_deref() == Some("user") {
            said(record, to);
        }
        to.aside(Aside::Line);
        return Ok(None);
    }
    record.know(IGNORED);
    let message = record.object("message")?.ok_or(RowError::Missing("message"))?;
    // What the client itself says in the model's place: no request was made.
    if message.peek("model").as_deref() == Some("<synthetic>") {
        to.aside(Aside::Failed);
        return Ok(None);
    }
    let mut draft = anthropic::of_message(&message, "message", to)?;
    let request = record.text("requestId").map(|request| to.name(&request));
    draft.identity = match draft.identity {
        Identity::Call(id) => Identity::Message { id, request },
        // Without a message's id only the line's own tells it from others.
        other => record.peek("uuid").map_or(other, |id| Identity::Call(id.into_owned())),
    };
    draft.when = to.moment(record.text("timestamp").as_deref(), when::written);
    draft.billed = to.billed(record, "costUSD");
    draft.side = record.flag("isSidechain");
    draft.conversation = conversation(record, to);
    for (key, field) in [("project", "cwd"), ("branch", "gitBranch"), ("team", "teamName")] {
        let value = record.text(field);
        to.tag(&mut draft.tags, key, value.as_deref());
    }
    to.tag(&mut draft.tags, "agent", record.text("agentId").as_deref());
    to.unknown("", record);
    Ok(Some(draft))
}

/// The conversation of a line: a session, or a chain of an agent beside it.
fn conversation(record: &Object<'_>, to: &mut Collector) -> Option<Arc<str>> {
    let session = record.text("sessionId")?;
    Some(match (record.text("agentId"), record.flag("isSidechain")) {
        (Some(agent), _) => to.name(&format!("{session} / {agent}")),
        (None, true) => to.name(&format!("{session} / side")),
        (None, false) => to.name(&session),
    })
}

/// What a line says that is the user's or a tool's. System prompt and tools are in no line.
fn said(record: &Object<'_>, to: &mut Collector) {
    let content = record
        .object("message")
        .ok()
        .flatten()
        .and_then(|message| Content::of_message(message.raw("content")?, anthropic::ESTIMATOR));
    if let (Some(content), Some(conversation)) = (content, conversation(record, to)) {
        to.say(conversation, content);
    }
}
