//! Scenarios as links, for an embedded calculator's state.

use serde::Serialize;
use serde_json::Value;

use super::error::Refusal;
use crate::scenario::link::{self, Opened};

/// What a link says.
#[derive(Clone, Debug, Serialize)]
pub(super) struct LinkInfo {
    /// All fields, also those that the link leaves at their usual value.
    scenario: Value,
    /// Fields that are not at their usual value.
    named: Vec<String>,
    /// Fields of the link that this build does not know.
    unknown: Vec<String>,
}

impl LinkInfo {
    /// Reads a link.
    pub(super) fn read(text: &str) -> Result<Self, Refusal> {
        let Opened { scenario, unknown } = link::read(text)?;
        Ok(Self { named: link::named(&scenario)?, scenario: link::form(&scenario)?, unknown })
    }
}

/// Writes a link to a scenario, given as JSON; a field that there is not is refused, for it would be lost.
pub(super) fn write(json: &str) -> Result<String, Refusal> {
    let Opened { scenario, unknown } = link::read_json(json)?;
    match unknown.first() {
        Some(field) => Err(Refusal::UnknownField(field.clone())),
        None => Ok(link::write(&scenario)?),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scenario_goes_into_a_link_and_comes_back() {
        let link = write(r#"{"model":"openai/gpt-5.5","turns":3,"first":{"tokens":70}}"#).unwrap();
        let info = serde_json::to_value(LinkInfo::read(&link).unwrap()).unwrap();
        assert_eq!(info["named"], serde_json::json!(["model", "first", "turns"]));
        assert_eq!(info["scenario"]["first"]["tokens"], 70);
        assert_eq!(info["scenario"]["output"], 500);
    }

    #[test]
    fn what_is_wrong_is_refused_with_its_code() {
        let code = |json| write(json).unwrap_err().code();
        assert_eq!(code(r#"{"turn":3}"#), "unknown_field");
        assert_eq!(code(r#"{"turns":0}"#), "scenario_out_of_range");
        assert_eq!(code(r#"{"turns":"ten"}"#), "link_unreadable");
        assert_eq!(code("{"), "link_unreadable");
        assert_eq!(code(r#"{"version":9}"#), "link_newer");
        assert_eq!(LinkInfo::read("f1.").unwrap_err().code(), "link_damaged");
    }
}
