//! Everything that a user can set, in one versioned value.
//!
//! Events change only the [`Scenario`]; counts, usage and costs are computed from it.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

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
    /// The system prompt, sent on every turn.
    pub system: Part,
    /// The tool schemas, sent on every turn.
    pub tools: Part,
    /// The user's first message.
    pub first: Part,
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
            system: Part::empty(),
            tools: Part::empty(),
            first: Part::empty(),
            later: 1_000,
            output: 500,
            turns: 15,
            cache: true,
        }
    }
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
        let json = serde_json::to_string(&scenario).unwrap();
        assert_eq!(serde_json::from_str::<Scenario>(&json).unwrap(), scenario);
    }
}
