//! Conversations to begin with, as data: each opens with one click, and each is a golden test
//! (`tests/examples.rs`) with its sum by hand.

use std::borrow::Cow;

use serde::Deserialize;

use super::Scenario;

/// A scenario to begin with.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
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
    serde_json::from_str(include_str!("examples.json"))
}
