//! Conversations to begin with, as data: each opens with one click, and each is a golden test
//! (`tests/examples.rs`) with its sum by hand.

use std::borrow::Cow;

use serde::de::Error;
use serde_json::Value;

use super::{Scenario, link};

/// A scenario to begin with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Example {
    /// What a link names it by; it never changes.
    pub id: Cow<'static, str>,
    /// What it is, in a few words.
    pub title: String,
    /// What it shows, and where its sizes come from.
    pub about: String,
    /// What opens. Its prices are those of the day on which its sum was written out.
    pub scenario: Scenario,
}

/// Every example, in the order in which a reader meets them.
///
/// # Errors
/// Where the file that is built in is damaged; a test makes sure that it is not.
pub fn examples() -> Result<Vec<Example>, serde_json::Error> {
    let all: Vec<Value> = serde_json::from_str(include_str!("examples.json"))?;
    all.iter().map(read).collect()
}

/// Reads one by the link's own code, for the page has no other for a scenario.
fn read(said: &Value) -> Result<Example, serde_json::Error> {
    let text = |name: &'static str| {
        let text = said.get(name).and_then(Value::as_str).map(str::to_owned);
        text.ok_or_else(|| Error::missing_field(name))
    };
    let form = said.get("scenario").ok_or_else(|| Error::missing_field("scenario"))?;
    let opened = link::from_form(form).map_err(Error::custom)?;
    if let Some(unknown) = opened.unknown.first() {
        return Err(Error::custom(format!("unknown field `{unknown}`")));
    }
    Ok(Example {
        id: text("id")?.into(),
        title: text("title")?,
        about: text("about")?,
        scenario: opened.scenario,
    })
}
