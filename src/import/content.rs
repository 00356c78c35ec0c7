//! What a prompt holds, where a record holds the prompt: how large its parts are beside each other.
//!
//! Providers bill a prompt as one number. Its system prompt, tools, messages and tool results are told apart
//! by their own texts, whose sizes are estimates; a picture or a file is only counted, as no text tells its
//! size. One reader serves the forms that providers, gateways and OpenTelemetry write, for they differ in
//! names only: entries of `role` with `content` or `parts`, and `OpenAI`'s items of `type`. Sources: the
//! types of `PyPI` openai and anthropic, 2026-11; OpenTelemetry's `gen-ai-input-messages.json`.

use std::borrow::Cow;

use super::error::RowError;
use super::json::{self, Object};
use crate::tokenizer::estimate::approximate;

/// How deep parts may lie in each other; what lies deeper is sized as it is written.
const MOST_DEPTH: u32 = 4;

/// The parts of a prompt, in tokens as an estimator has them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Content {
    /// What of the prompt is told.
    pub scope: Scope,
    /// The system prompt.
    pub system: u64,
    /// The tool schemas.
    pub tools: u64,
    /// What the user says.
    pub messages: u64,
    /// Tool results.
    pub results: u64,
    /// What the model said before, and its tool calls.
    pub answers: u64,
    /// Pictures, files and sounds: how many.
    pub pictures: u64,
}

/// What of a prompt a record tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// All of it.
    Whole,
    /// System prompt and tools: the messages are left with the provider.
    Fixed,
    /// What came after the call before; neither system prompt nor tools.
    Added,
}

/// Which part a text is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    System,
    Tools,
    Message,
    Result,
    Answer,
}

impl Content {
    const fn none(scope: Scope) -> Self {
        Self { scope, system: 0, tools: 0, messages: 0, results: 0, answers: 0, pictures: 0 }
    }

    // The desk is built for speed, and would have a copy of this for every format.
    /// The content of a request whose fields are in this object, which are known then; `None` where it has
    /// none of them, or they are of no known form. `estimator` is the id by which texts are sized.
    #[inline(never)]
    pub(super) fn of_request(request: &Object<'_>, estimator: &'static str) -> Option<Self> {
        let fixed = [
            ("system", Kind::System),
            ("instructions", Kind::System),
            ("tools", Kind::Tools),
            ("functions", Kind::Tools),
        ];
        let fixed = fixed.map(|(field, kind)| (request.raw(field), kind));
        let said = ["messages", "input"].map(|field| request.raw(field));
        Self::read(&fixed, &said, estimator)
    }

    /// The content of fixed parts and of lists of messages, each as it is written where it is there.
    #[inline(never)]
    pub(super) fn read(
        fixed: &[(Option<&str>, Kind)],
        said: &[Option<&str>],
        estimator: &'static str,
    ) -> Option<Self> {
        let mut scale = Scale { content: Self::none(Scope::Fixed), estimator };
        for (raw, kind) in fixed.iter().copied() {
            match raw {
                // Schemas are sent as they are.
                Some(raw) if kind == Kind::Tools && raw != "[]" => scale.weigh(&packed(raw), kind),
                Some(raw) if kind != Kind::Tools => scale.blocks(raw, kind, MOST_DEPTH).ok()?,
                _ => {}
            }
        }
        for raw in said.iter().copied().flatten().filter(|raw| raw.starts_with(['[', '"'])) {
            let before = scale.content;
            scale.messages(raw).ok()?;
            if scale.content != before {
                scale.content.scope = Scope::Whole;
            }
        }
        Some(scale.content).filter(|content| !content.is_empty())
    }

    /// What the user added, from the content of a single message.
    pub(super) fn of_message(raw: &str, estimator: &'static str) -> Option<Self> {
        let mut scale = Scale { content: Self::none(Scope::Added), estimator };
        scale.blocks(raw, Kind::Message, MOST_DEPTH).ok()?;
        Some(scale.content).filter(|content| !content.is_empty())
    }

    /// This and what was added after it.
    pub(super) const fn plus(mut self, other: Self) -> Self {
        self.system = self.system.saturating_add(other.system);
        self.tools = self.tools.saturating_add(other.tools);
        self.messages = self.messages.saturating_add(other.messages);
        self.results = self.results.saturating_add(other.results);
        self.answers = self.answers.saturating_add(other.answers);
        self.pictures = self.pictures.saturating_add(other.pictures);
        self
    }

    const fn is_empty(&self) -> bool {
        let Self { system, tools, messages, results, answers, pictures, .. } = *self;
        system == 0 && tools == 0 && messages == 0 && results == 0 && answers == 0 && pictures == 0
    }
}

/// Sizes texts, part by part.
struct Scale {
    content: Content,
    estimator: &'static str,
}

impl Scale {
    #[inline(never)]
    fn weigh(&mut self, text: &str, kind: Kind) {
        let tokens = approximate(text, self.estimator).map_or(0, |count| count.tokens);
        let Content { system, tools, messages, results, answers, .. } = &mut self.content;
        let part = match kind {
            Kind::System => system,
            Kind::Tools => tools,
            Kind::Message => messages,
            Kind::Result => results,
            Kind::Answer => answers,
        };
        *part = part.saturating_add(tokens);
    }

    /// A list of messages; or one text, which is the user's.
    fn messages(&mut self, raw: &str) -> Result<(), RowError> {
        // Some exports hold the list as a text; and a text may begin like a list.
        let text = json::text(raw);
        match json::list(text.as_deref().unwrap_or(raw)) {
            Ok(entries) => entries.into_iter().try_for_each(|entry| self.entry(entry)),
            Err(_) if text.is_some() => self.blocks(raw, Kind::Message, MOST_DEPTH),
            Err(error) => Err(error),
        }
    }

    #[inline(never)]
    fn entry(&mut self, raw: &str) -> Result<(), RowError> {
        if !raw.starts_with('{') {
            return self.blocks(raw, Kind::Message, MOST_DEPTH);
        }
        let entry = Object::parse(raw)?;
        let (role, item) = (entry.peek("role"), entry.peek("type").unwrap_or_default());
        let kind = match role.as_deref() {
            Some("system" | "developer") => Kind::System,
            Some("tool" | "function") => Kind::Result,
            Some("assistant" | "model") => Kind::Answer,
            Some(_) => Kind::Message,
            None if item.ends_with("_output") => Kind::Result,
            None if item == "message" => Kind::Message,
            // A tool's call, or reasoning that is sent again.
            None => return self.as_written(raw, Kind::Answer),
        };
        for field in ["content", "parts", "output"] {
            if let Some(raw) = entry.raw(field) {
                self.blocks(raw, kind, MOST_DEPTH)?;
            }
        }
        entry.raw("tool_calls").map_or(Ok(()), |raw| self.as_written(raw, Kind::Answer))
    }

    /// A text, a block, or a list of them.
    #[inline(never)]
    fn blocks(&mut self, raw: &str, kind: Kind, depth: u32) -> Result<(), RowError> {
        if let Some(text) = json::text(raw) {
            self.weigh(&text, kind);
            return Ok(());
        }
        match (raw.as_bytes().first(), depth.checked_sub(1)) {
            (Some(b'['), Some(depth)) => {
                json::list(raw)?.into_iter().try_for_each(|inner| self.blocks(inner, kind, depth))
            }
            (Some(b'{'), Some(depth)) => self.block(raw, kind, depth),
            _ => self.as_written(raw, kind),
        }
    }

    #[inline(never)]
    fn block(&mut self, raw: &str, kind: Kind, depth: u32) -> Result<(), RowError> {
        let block = Object::parse(raw)?;
        let first = |fields: [&str; 3]| fields.into_iter().find_map(|field| block.raw(field));
        match block.peek("type").unwrap_or_default().as_ref() {
            "image" | "image_url" | "input_image" | "document" | "file" | "file_data"
            | "input_file" | "input_audio" | "audio" | "video" | "blob" | "uri" => {
                self.content.pictures += 1;
                Ok(())
            }
            "tool_result" | "tool_call_response" => {
                let held = first(["content", "response", "result"]);
                held.map_or(Ok(()), |raw| self.blocks(raw, Kind::Result, depth))
            }
            "tool_use" | "tool_call" | "thinking" | "redacted_thinking" | "reasoning" => {
                self.as_written(raw, Kind::Answer)
            }
            _ => match first(["text", "content", "value"]) {
                Some(held) => self.blocks(held, kind, depth),
                None => self.as_written(raw, kind),
            },
        }
    }

    #[expect(clippy::unnecessary_wraps, reason = "an arm of those that can fail")]
    fn as_written(&mut self, raw: &str, kind: Kind) -> Result<(), RowError> {
        self.weigh(&packed(raw), kind);
        Ok(())
    }
}

/// JSON without the spaces between its words, which were not sent.
#[inline(never)]
fn packed(raw: &str) -> Cow<'_, str> {
    let (mut text, mut escaped) = (false, false);
    let keep = |c: &char| {
        let kept = text || !c.is_ascii_whitespace();
        (text, escaped) = match *c {
            '"' if !escaped => (!text, false),
            '\\' => (text, !escaped),
            _ => (text, false),
        };
        kept
    };
    if raw.contains('\n') { Cow::Owned(raw.chars().filter(keep).collect()) } else { raw.into() }
}
