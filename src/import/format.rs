//! Which kinds of records are read, and how each is told by its content.

use serde::{Deserialize, Serialize};

use super::json::Object;

/// A kind of record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Format {
    /// `OpenAI` chat completions (and text completions, embeddings, batch output), also as streamed chunks.
    OpenaiChat,
    /// `OpenAI` responses, also as streamed events.
    OpenaiResponses,
    /// Anthropic messages, also as streamed events and batch results.
    AnthropicMessages,
    /// Claude Code's session files.
    ClaudeCode,
    /// OpenTelemetry spans with `GenAI` attributes, as OTLP JSON.
    Otel,
    /// `OpenAI`'s organization usage report.
    OpenaiUsage,
    /// Anthropic's organization usage report.
    AnthropicUsage,
    /// `LiteLLM`'s spend logs.
    Litellm,
    /// Conversations as texts: `ShareGPT`, or lists of messages.
    Sharegpt,
    /// A FOCUS bill as CSV.
    Focus,
}

impl Format {
    /// Every kind.
    pub const ALL: [Self; 10] = [
        Self::OpenaiChat,
        Self::OpenaiResponses,
        Self::AnthropicMessages,
        Self::ClaudeCode,
        Self::Otel,
        Self::OpenaiUsage,
        Self::AnthropicUsage,
        Self::Litellm,
        Self::Sharegpt,
        Self::Focus,
    ];

    /// Its name for a reader.
    pub const fn name(self) -> &'static str {
        match self {
            Self::OpenaiChat => "OpenAI chat completions",
            Self::OpenaiResponses => "OpenAI responses",
            Self::AnthropicMessages => "Anthropic messages",
            Self::ClaudeCode => "Claude Code sessions",
            Self::Otel => "OpenTelemetry GenAI spans",
            Self::OpenaiUsage => "OpenAI usage report",
            Self::AnthropicUsage => "Anthropic usage report",
            Self::Litellm => "LiteLLM spend logs",
            Self::Sharegpt => "ShareGPT conversations",
            Self::Focus => "FOCUS CSV",
        }
    }

    /// All names, for a sentence.
    pub(super) fn list() -> String {
        Self::ALL.map(Self::name).join(", ")
    }

    /// The kind of a JSON record, by what it holds.
    pub(super) fn of(record: &Object<'_>) -> Option<Self> {
        let kind = record.peek("type").unwrap_or_default();
        let object = record.peek("object").unwrap_or_default();
        let has = |key| record.has(key);
        if has("resourceSpans") || has("scopeSpans") {
            Some(Self::Otel)
        } else if has("custom_id") && (has("result") || has("response")) {
            Some(if has("result") { Self::AnthropicMessages } else { Self::OpenaiChat })
        } else if object == "response" || kind.starts_with("response.") {
            Some(Self::OpenaiResponses)
        } else if is_anthropic_event(&kind) || (kind == "message" && has("usage")) {
            Some(Self::AnthropicMessages)
        } else if !kind.is_empty() && is_claude_code(record) {
            Some(Self::ClaudeCode)
        } else if has("request_id") && has("spend") {
            Some(Self::Litellm)
        } else if object.starts_with("chat.completion")
            || object == "text_completion"
            || (has("choices") && has("model"))
            || (has("usage") && has("model") && has("data"))
        {
            Some(Self::OpenaiChat)
        } else if has("results") && has("starting_at") {
            Some(Self::AnthropicUsage)
        } else if has("results") && has("start_time") {
            Some(Self::OpenaiUsage)
        } else if has("conversations") || has("messages") {
            Some(Self::Sharegpt)
        } else {
            None
        }
    }
}

/// The events of a streamed Anthropic message.
fn is_anthropic_event(kind: &str) -> bool {
    matches!(kind, "message_start" | "message_delta" | "message_stop" | "ping")
        || kind.starts_with("content_block_")
}

/// Lines of a session file: they belong to a session, or to a chain of lines by their uuid.
fn is_claude_code(record: &Object<'_>) -> bool {
    let has = |key| record.has(key);
    has("sessionId")
        || has("leafUuid")
        || (has("snapshot") && has("messageId"))
        || (has("message") && (has("uuid") || has("requestId")))
}
