//! Everything that a user can set, in one versioned value.
//!
//! Events change only the [`Scenario`]; counts, usage and costs are computed from it.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::civil::{Date, Time};
use serde::{Deserialize, Serialize};

use crate::pricing::{Deal, Model};
use crate::tokenizer::framing::{Attachments, Frame, Framing, ToolChoice, frame};

/// The version of the scenario's form that this build writes.
pub const VERSION: u32 = 1;

/// A part of a conversation: a text to be counted, or a size to be taken as it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Part {
    /// A text; its tokens are counted by each model's own tokenizer.
    Text(Arc<str>),
    /// A number of tokens, framing included: the same for every model.
    Tokens {
        /// How many.
        tokens: u64,
    },
}

impl Part {
    /// An empty text.
    pub fn empty() -> Self {
        Self::Text("".into())
    }

    /// The text, where it is one.
    pub fn text(&self) -> Option<&Arc<str>> {
        match self {
            Self::Text(text) => Some(text),
            Self::Tokens { .. } => None,
        }
    }
}

impl Default for Part {
    fn default() -> Self {
        Self::empty()
    }
}

/// Everything that a user can set.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Scenario {
    /// The version of this form.
    pub version: u32,
    /// The model, by catalogue id.
    pub model: String,
    /// The service tier, `standard` unless chosen otherwise.
    pub tier: String,
    /// Price modifiers by name, such as `inferenceGeo` → `us`.
    pub modifiers: BTreeMap<String, String>,
    /// The date whose prices hold; `None` for today.
    pub date: Option<Date>,
    /// The time of day in UTC, where prices depend on it; `None` for the cheaper hours.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub time: Option<Time>,
    /// The user's own prices, discounts, commitment and currency.
    #[serde(skip_serializing_if = "is_list")]
    pub deal: Deal,
    /// The system prompt, sent on every turn.
    pub system: Part,
    /// The tool schemas, sent on every turn.
    pub tools: Part,
    /// The user's first message.
    pub first: Part,
    /// What the first message holds beside text.
    #[serde(skip_serializing_if = "Attachments::is_empty")]
    pub attachments: Attachments,
    /// Whether what the provider adds around texts counts.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub frame: bool,
    /// Tokens that the user adds in each later turn.
    pub later: u64,
    /// Tokens that the model answers in each turn.
    pub output: u64,
    /// How many turns the conversation has.
    pub turns: u32,
    /// Whether the prompt cache is used.
    pub cache: bool,
}

impl Default for Scenario {
    fn default() -> Self {
        Self {
            version: VERSION,
            model: "anthropic/claude-opus-5".to_owned(),
            tier: "standard".to_owned(),
            modifiers: BTreeMap::new(),
            date: None,
            time: None,
            deal: Deal::default(),
            system: Part::empty(),
            tools: Part::empty(),
            first: Part::empty(),
            attachments: Attachments::default(),
            frame: false,
            later: 1_000,
            output: 500,
            turns: 15,
            cache: true,
        }
    }
}

impl Scenario {
    /// What the scenario has beside texts: its attachments, and what a model's provider adds where that
    /// counts. A size that was typed holds its frame already, so only texts are framed.
    pub fn framed(&self, model: &Model) -> Frame {
        let has_text = |part: &Part| part.text().is_some_and(|text| !text.is_empty());
        let texts = [&self.system, &self.first].into_iter().filter(|part| has_text(part)).count();
        frame(&Framing {
            model: &model.id,
            messages: if self.frame { texts as u32 } else { 0 },
            names: 0,
            tools: (self.frame && has_text(&self.tools)).then_some(ToolChoice::Auto),
            tool_prompt: model.tool_use_tokens.map(|it| [it.auto_none, it.any_tool]),
            attachments: &self.attachments,
        })
    }
}

/// Whether nothing is negotiated, so that nothing need be kept.
fn is_list(deal: &Deal) -> bool {
    *deal == Deal::default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_is_a_text_or_a_size_in_json() {
        let text: Part = serde_json::from_str(r#""hello""#).unwrap();
        assert_eq!(text.text().map(|text| &**text), Some("hello"));
        let size: Part = serde_json::from_str(r#"{"tokens":4000}"#).unwrap();
        assert_eq!(size, Part::Tokens { tokens: 4_000 });
    }

    #[test]
    fn a_scenario_survives_its_json() {
        let mut scenario =
            Scenario { first: Part::Text("Grüße, 世界".into()), ..Scenario::default() };
        scenario.modifiers.insert("inferenceGeo".to_owned(), "us".to_owned());
        scenario.date = Some(jiff::civil::date(2026, 12, 1));
        scenario.time = Some(jiff::civil::time(1, 0, 0, 0));
        scenario.deal.rates.push(crate::pricing::OwnRate {
            model: scenario.model.clone(),
            bucket: crate::usage::Bucket::Output,
            rate: crate::money::Rate::parse("21.5").unwrap(),
        });
        let json = serde_json::to_string(&scenario).unwrap();
        assert_eq!(serde_json::from_str::<Scenario>(&json).unwrap(), scenario);
    }

    #[test]
    fn only_texts_are_framed() {
        let book = crate::pricing::Catalogue::built_in().unwrap();
        let model = book.model("anthropic/claude-opus-4-7").unwrap();
        let parts = |scenario: &Scenario| -> Vec<&str> {
            scenario.framed(model).parts.iter().map(|part| part.what).collect()
        };
        let mut scenario = Scenario {
            system: Part::Text("Be brief.".into()),
            tools: Part::Tokens { tokens: 900 },
            ..Scenario::default()
        };
        assert_eq!(parts(&scenario), [""; 0]);
        scenario.frame = true;
        assert_eq!(parts(&scenario), ["messages", "request"]);
        scenario.tools = Part::Text("[]".into());
        scenario.attachments.pdf_pages = 2;
        assert_eq!(parts(&scenario), ["messages", "request", "toolPrompt", "pdfPages"]);
        let json = serde_json::to_string(&scenario).unwrap();
        assert_eq!(serde_json::from_str::<Scenario>(&json).unwrap(), scenario);
    }

    #[test]
    fn a_scenario_of_before_own_prices_still_reads() {
        let old = r#"{"version":1,"model":"openai/gpt-5.4","turns":3}"#;
        let scenario: Scenario = serde_json::from_str(old).unwrap();
        assert_eq!((scenario.deal, scenario.time, scenario.turns), (Deal::default(), None, 3));
    }
}
