//! What a provider adds around texts, as the package tells it.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::error::ArgumentError;
use super::request::Whole;
use crate::count::Count;
use crate::framing::{Attachments, Detail, Frame, Image, Part, Rule, ToolChoice};

/// What is to be framed.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct FrameRequest {
    pub(super) model: String,
    #[serde(default)]
    pub(super) messages: Option<Whole>,
    #[serde(default)]
    pub(super) names: Vec<String>,
    /// Schemas, as the JSON text that is sent.
    #[serde(default)]
    pub(super) tools: Option<String>,
    #[serde(default)]
    pub(super) tool_choice: ToolChoice,
    #[serde(default)]
    images: Vec<ImageRequest>,
    #[serde(default)]
    pdf_pages: Option<Whole>,
    #[serde(default)]
    audio_seconds: Option<Whole>,
    #[serde(default)]
    video_seconds: Option<Whole>,
}

#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
struct ImageRequest {
    width: Whole,
    height: Whole,
    #[serde(default)]
    count: Option<Whole>,
    #[serde(default)]
    detail: Detail,
}

impl FrameRequest {
    /// How many messages there are.
    pub(super) fn messages(&self) -> u32 {
        amount(self.messages)
    }

    /// What there is beside text.
    pub(super) fn attachments(&self) -> Attachments {
        let image = |image: &ImageRequest| Image {
            width: amount(Some(image.width)),
            height: amount(Some(image.height)),
            count: image.count.map_or(1, |count| amount(Some(count))),
            detail: image.detail,
        };
        Attachments {
            images: self.images.iter().map(image).collect(),
            pdf_pages: amount(self.pdf_pages),
            audio_seconds: amount(self.audio_seconds),
            video_seconds: amount(self.video_seconds),
        }
    }

    /// The tool schemas, where there are any.
    pub(super) fn schemas(&self) -> Result<Option<Value>, ArgumentError> {
        let Some(text) = self.tools.as_deref().filter(|text| !text.trim().is_empty()) else {
            return Ok(None);
        };
        let schemas = serde_json::from_str(text);
        schemas
            .map(Some)
            .map_err(|error| ArgumentError::new("tools", format!("is no JSON ({error})")))
    }

    /// Whether there is text to count: names, schemas.
    pub(super) fn has_texts(&self) -> bool {
        self.tools.is_some() || self.names.iter().any(|name| !name.is_empty())
    }
}

/// A number of things; more than four thousand million of them are as many.
fn amount(number: Option<Whole>) -> u32 {
    number.map_or(0, |number| u32::try_from(number.0).unwrap_or(u32::MAX))
}

/// A frame, and what it is made of.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct FrameInfo {
    count: Count,
    parts: Vec<PartInfo>,
}

/// One part of a frame.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct PartInfo {
    what: &'static str,
    times: u64,
    count: Count,
    known: bool,
    source: &'static str,
}

impl From<Frame> for FrameInfo {
    fn from(frame: Frame) -> Self {
        let count = frame.count();
        let parts = frame.parts.into_iter().map(|Part { what, times, count, known, source }| {
            PartInfo { what, times, count, known, source }
        });
        Self { count, parts: parts.collect() }
    }
}

/// The schemas of a frame as one of its parts.
pub(super) fn tools_part(rule: Rule) -> Part {
    Part { what: "tools", times: 1, count: rule.count, known: rule.known, source: rule.source }
}
