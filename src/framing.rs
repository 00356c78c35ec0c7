//! What a provider adds around a text, and what it takes for things that are no text: messages and the
//! priming of the reply, the hidden prompt that comes with tools, images, pages, seconds.
//!
//! Pure rules: a model's id and an item give tokens, with a band and the source of the rule
//! ([`rule`]). Where nothing is published for a model the answer is not zero but the span of what is
//! published for others, and says so ([`Rule::known`]). [`tools`] counts tool schemas as a provider
//! renders them.
//!
//! No rule makes a count exact: providers change their frames without notice.

mod anthropic;
mod fit;
mod google;
mod maker;
mod openai;
mod other;
mod parts;
pub mod tools;

use serde::{Deserialize, Serialize};

use crate::count::Count;

pub use parts::{Frame, Framing, Part, frame};

/// The name of a count that is a provider's frame.
pub const FRAME: &str = "frame";

/// How finely a picture is looked at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Detail {
    /// As the provider does it unless told otherwise.
    #[default]
    Auto,
    /// `OpenAI`'s `detail: low`, Gemini's `media_resolution_low`.
    Low,
    /// Gemini's `media_resolution_medium`.
    Medium,
    /// `OpenAI`'s `detail: high`, Gemini's `media_resolution_high`.
    High,
    /// Gemini's `media_resolution_ultra_high`.
    Ultra,
}

/// Pictures of one size.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Image {
    /// In pixels.
    pub width: u32,
    /// In pixels.
    pub height: u32,
    /// How many of them.
    #[serde(default = "one", skip_serializing_if = "is_one")]
    pub count: u32,
    /// How finely they are looked at.
    #[serde(default, skip_serializing_if = "is_auto")]
    pub detail: Detail,
}

/// What a request holds beside text.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Attachments {
    /// Pictures, size by size.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub images: Vec<Image>,
    /// Pages of PDF files.
    #[serde(skip_serializing_if = "is_zero")]
    pub pdf_pages: u32,
    /// Seconds of sound.
    #[serde(skip_serializing_if = "is_zero")]
    pub audio_seconds: u32,
    /// Seconds of film, without its sound.
    #[serde(skip_serializing_if = "is_zero")]
    pub video_seconds: u32,
}

impl Attachments {
    /// Whether there is nothing.
    pub fn is_empty(&self) -> bool {
        let Self { images, pdf_pages, audio_seconds, video_seconds } = self;
        images.iter().all(|image| image.count == 0)
            && [pdf_pages, audio_seconds, video_seconds] == [&0; 3]
    }
}

/// Whether a model may or must use its tools.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ToolChoice {
    /// `auto` or `none`: as it likes.
    #[default]
    Auto,
    /// `any`, or one tool by name: it must.
    Any,
}

/// One thing that takes tokens and is no text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Item {
    /// What stands around one message, its role included.
    Message,
    /// What stands around the first message and the whole request, beyond [`Item::Message`].
    Request,
    /// What a name of a message's author takes, beyond the name's own tokens.
    Name,
    /// The prompt that a provider adds as soon as there are tools.
    ToolPrompt,
    /// One picture.
    Image(Image),
    /// One page of a PDF file, its text and its picture.
    PdfPage,
    /// One second of sound.
    AudioSecond,
    /// One second of film, without its sound.
    VideoSecond,
}

/// What one item takes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    /// Tokens, with their band. Always an estimate.
    pub count: Count,
    /// Whether something is published for this model; else the band is the span of what is for others.
    pub known: bool,
    /// Where it comes from.
    pub source: &'static str,
}

impl Rule {
    fn new(low: u64, mid: u64, high: u64, source: &'static str) -> Self {
        Self { count: Count::estimated(mid, low, high, FRAME), known: true, source }
    }

    /// A rule without a band.
    fn plain(tokens: u64, source: &'static str) -> Self {
        Self::new(tokens, tokens, tokens, source)
    }

    /// A rule for want of one.
    fn unknown(low: u64, mid: u64, high: u64, source: &'static str) -> Self {
        Self { known: false, ..Self::new(low, mid, high, source) }
    }
}

/// What one item takes for a model, by its id in the price book (`openai/gpt-5.4`).
///
/// ```
/// use farebox::framing::{Detail, Image, Item, rule};
///
/// let image = Image { width: 1024, height: 1024, count: 1, detail: Detail::High };
/// let rule = rule("openai/gpt-4o", Item::Image(image));
/// assert_eq!(rule.count.tokens, 765); // OpenAI's own example
/// ```
pub fn rule(model: &str, item: Item) -> Rule {
    let (maker, name) = maker::of(model);
    let published = match maker {
        maker::Maker::OpenAi => openai::rule(name, item),
        maker::Maker::Anthropic => anthropic::rule(name, item),
        maker::Maker::Google => Some(google::rule(name, item)),
        maker::Maker::Other => None,
    };
    published.unwrap_or_else(|| other::rule(item))
}

const fn one() -> u32 {
    1
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks so")]
const fn is_one(count: &u32) -> bool {
    *count == 1
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks so")]
const fn is_zero(count: &u32) -> bool {
    *count == 0
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks so")]
fn is_auto(detail: &Detail) -> bool {
    *detail == Detail::Auto
}
