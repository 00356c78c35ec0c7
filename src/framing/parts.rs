//! A whole request's frame, part by part.

use super::{Attachments, FRAME, Item, Rule, ToolChoice, rule};
use crate::count::Count;

/// What is to be framed.
#[derive(Clone, Debug)]
pub struct Framing<'a> {
    /// The model's id.
    pub model: &'a str,
    /// How many messages there are, the system prompt among them.
    pub messages: u32,
    /// How many of them name their author.
    pub names: u32,
    /// Whether there are tools, and how they may be used.
    pub tools: Option<ToolChoice>,
    /// What is published of the hidden prompt of this model's tools: with tool choice `auto` or
    /// `none`, and with `any` or one tool.
    pub tool_prompt: Option<[u64; 2]>,
    /// What there is beside text.
    pub attachments: &'a Attachments,
}

/// One part of a frame.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// A stable name: `messages`, `request`, `names`, `toolPrompt`, `tools`, `images`, `pdfPages`,
    /// `audioSeconds`, `videoSeconds`.
    pub what: &'static str,
    /// How many of it.
    pub times: u64,
    /// All of them together.
    pub count: Count,
    /// Whether something is published for this model.
    pub known: bool,
    /// Where the rule comes from.
    pub source: &'static str,
}

impl Part {
    /// So many items under one rule.
    fn of(what: &'static str, times: u64, rule: &Rule) -> Self {
        let count = rule.count.times(times);
        Self { what, times, count, known: rule.known, source: rule.source }
    }
}

/// A request's frame.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Frame {
    /// Its parts; what there is none of is not among them.
    pub parts: Vec<Part>,
}

impl Frame {
    /// What stands around texts alone, without what is beside them.
    #[must_use]
    pub fn around(mut self) -> Self {
        self.parts.retain(|part| {
            matches!(part.what, "messages" | "request" | "names" | "toolPrompt" | "tools")
        });
        self
    }

    /// All parts together: an estimate, even where there is nothing.
    pub fn count(&self) -> Count {
        let none = Count::estimated(0, 0, 0, FRAME);
        self.parts.iter().fold(none, |sum, part| &sum + &part.count)
    }
}

const TOOL_PROMPT: &str = "Anthropic's page on tool use";

/// What a request takes beyond its texts and its tool schemas.
pub fn frame(framing: &Framing<'_>) -> Frame {
    let Framing { model, messages, names, tools, tool_prompt, attachments } = framing;
    let mut parts = Vec::new();
    let mut add = |what, times: u32, rule: &dyn Fn() -> Rule| {
        if times > 0 {
            parts.push(Part::of(what, times.into(), &rule()));
        }
    };
    add("messages", *messages, &|| rule(model, Item::Message));
    add("request", u32::from(*messages > 0), &|| rule(model, Item::Request));
    add("names", *names, &|| rule(model, Item::Name));
    if let Some(choice) = tools {
        add("toolPrompt", 1, &|| match (tool_prompt, choice) {
            (Some([auto, _]), ToolChoice::Auto) => Rule::plain(*auto, TOOL_PROMPT),
            (Some([_, any]), ToolChoice::Any) => Rule::plain(*any, TOOL_PROMPT),
            (None, _) => rule(model, Item::ToolPrompt),
        });
    }
    for image in &attachments.images {
        add("images", image.count, &|| rule(model, Item::Image(*image)));
    }
    add("pdfPages", attachments.pdf_pages, &|| rule(model, Item::PdfPage));
    add("audioSeconds", attachments.audio_seconds, &|| rule(model, Item::AudioSecond));
    add("videoSeconds", attachments.video_seconds, &|| rule(model, Item::VideoSecond));
    Frame { parts }
}

#[cfg(test)]
mod tests {
    use super::super::{Detail, Image};
    use super::*;

    fn none() -> Framing<'static> {
        static NOTHING: Attachments =
            Attachments { images: Vec::new(), pdf_pages: 0, audio_seconds: 0, video_seconds: 0 };
        Framing {
            model: "openai/gpt-4o",
            messages: 0,
            names: 0,
            tools: None,
            tool_prompt: None,
            attachments: &NOTHING,
        }
    }

    #[test]
    fn nothing_is_no_tokens_and_still_an_estimate() {
        let count = frame(&none()).count();
        assert_eq!((count.tokens, count.high), (0, 0));
        assert!(!count.is_exact());
    }

    #[test]
    fn parts_add_up_by_hand() {
        let attachments = Attachments {
            images: vec![
                Image { width: 1024, height: 1024, count: 2, detail: Detail::High },
                Image { width: 10, height: 10, count: 1, detail: Detail::Low },
            ],
            ..Attachments::default()
        };
        let framing = Framing { messages: 6, names: 4, attachments: &attachments, ..none() };
        // 6 × 4 + 3 + 4 × 1, then 2 × 765 + 85.
        assert_eq!(frame(&framing).count().tokens, 31 + 1_615);
    }

    #[test]
    fn the_published_figure_is_the_hidden_prompt() {
        let tool_prompt = Some([675, 804]);
        let of = |choice, tool_prompt| {
            let model = "anthropic/claude-opus-4-7";
            let framing = Framing { model, tools: Some(choice), tool_prompt, ..none() };
            frame(&framing).parts.remove(0)
        };
        assert_eq!(of(ToolChoice::Auto, tool_prompt).count.tokens, 675);
        assert_eq!(of(ToolChoice::Any, tool_prompt).count.tokens, 804);
        let unknown = of(ToolChoice::Auto, None);
        assert!(!unknown.known && unknown.count.low > 0 && unknown.count.low < unknown.count.high);
    }

    #[test]
    fn what_is_not_published_is_not_nothing() {
        let attachments = Attachments {
            images: vec![Image { width: 800, height: 600, count: 1, detail: Detail::Auto }],
            pdf_pages: 1,
            audio_seconds: 60,
            video_seconds: 60,
        };
        for model in ["xai/grok-4.7", "bedrock/nova-pro", "groq/openai/gpt-oss-120b"] {
            let framing = Framing { model, messages: 1, attachments: &attachments, ..none() };
            for part in frame(&framing).parts {
                assert!(!part.known, "{model}: {}", part.what);
                assert!(part.count.low < part.count.high && part.count.tokens > 0, "{part:?}");
            }
        }
        let sound = Framing { attachments: &attachments, ..none() };
        let sound = frame(&sound).parts.into_iter().find(|part| part.what == "audioSeconds");
        assert!(sound.is_some_and(|part| !part.known), "OpenAI's seconds are not in the sources");
    }
}
