//! A part of a conversation.

use std::fmt;
use std::sync::Arc;

use serde::de::{MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};

use crate::count::Count;

/// A part of a conversation: a text to be counted, or a size to be taken as it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
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

    /// The size that was typed, in tokens; 0 for a text.
    pub const fn size(&self) -> u64 {
        match self {
            Self::Tokens { tokens } => *tokens,
            Self::Text(_) => 0,
        }
    }

    /// The size that was typed; `None` for a text that is not empty, which only a tokenizer can weigh.
    pub fn typed(&self) -> Option<Count> {
        match self {
            Self::Tokens { tokens } => Some(Count::typed(*tokens)),
            Self::Text(text) if text.is_empty() => Some(Count::none()),
            Self::Text(_) => None,
        }
    }
}

impl Default for Part {
    fn default() -> Self {
        Self::empty()
    }
}

/// By hand: serde's way with an untagged enum reads everything twice, and is five times the program.
impl<'de> Deserialize<'de> for Part {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct TextOrSize;

        impl<'de> Visitor<'de> for TextOrSize {
            type Value = Part;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a text, or a size such as {\"tokens\": 500}")
            }

            fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Part, E> {
                Ok(Part::Text(text.into()))
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Part, A::Error> {
                let mut size = None;
                while let Some(name) = map.next_key::<String>()? {
                    if name == "tokens" {
                        size = Some(map.next_value()?);
                    } else {
                        map.next_value::<serde::de::IgnoredAny>()?;
                    }
                }
                let tokens = size.ok_or_else(|| serde::de::Error::missing_field("tokens"))?;
                Ok(Part::Tokens { tokens })
            }
        }

        deserializer.deserialize_any(TextOrSize)
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
}
