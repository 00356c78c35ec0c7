//! Conversations as texts, without figures: `ShareGPT` (`conversations` of `from` and `value`) and lists
//! of `messages` with `role` and `content`. No authority defines these forms; what is read is what
//! their files have in common.

use super::call::{Dialogue, Message, Role};
use super::collect::Collector;
use super::error::RowError;
use super::json::{self, Object};

/// Reads one conversation.
pub(super) fn dialogue(record: &Object<'_>, to: &mut Collector) -> Result<(), RowError> {
    let (entries, who, what) = if record.has("conversations") {
        (record.list("conversations")?, "from", "value")
    } else {
        (record.list("messages")?, "role", "content")
    };
    let mut messages = Vec::with_capacity(entries.len() + 1);
    if let Some(system) = record.text("system") {
        messages.push(Message { role: Role::System, text: system.into() });
    }
    for raw in entries {
        let entry = Object::parse(raw)?;
        let Some(name) = entry.text(who) else {
            return Err(RowError::Missing("name of who speaks (from, or role) in every message"));
        };
        let role = role_of(&name).ok_or_else(|| {
            json::wrong_kind(who, "human, gpt, user, assistant, system or tool", &name)
        })?;
        if let Some(text) = content(entry.raw(what)) {
            messages.push(Message { role, text: text.into() });
        }
        entry.know(&["weight", "name", "tool_calls", "tool_call_id", "markdown", "text"]);
        to.unknown("messages", &entry);
    }
    if !messages.iter().any(|message| message.role == Role::Assistant) {
        return Err(RowError::Missing("answer of a model"));
    }
    let dialogue = Dialogue {
        id: record.text("id").or_else(|| record.text("conversation_id")).map(|id| to.name(&id)),
        model: record.text("model").map(|model| to.name(&model)),
        messages,
        line: to.line,
    };
    record.know(&["tools", "functions", "lang", "title", "items"]);
    to.unknown("", record);
    to.take_dialogue(dialogue);
    Ok(())
}

fn role_of(name: &str) -> Option<Role> {
    match name {
        "system" | "developer" => Some(Role::System),
        "human" | "user" | "tool" | "function" | "observation" | "function_response" => {
            Some(Role::User)
        }
        "gpt" | "chatgpt" | "assistant" | "model" | "bot" | "bing" | "bard" | "claude"
        | "function_call" => Some(Role::Assistant),
        _ => None,
    }
}

/// The text of a message: a string, or the texts of its parts.
fn content(raw: Option<&str>) -> Option<String> {
    let raw = raw?;
    if let Some(text) = json::text(raw) {
        return Some(text.into_owned());
    }
    let mut texts = Vec::new();
    for part in json::list(raw).ok()? {
        let part = Object::parse(part).ok()?;
        if let Some(text) = part.text("text") {
            texts.push(text.into_owned());
        }
    }
    (!texts.is_empty()).then(|| texts.join("\n"))
}
