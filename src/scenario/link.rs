//! A scenario as a short text: what a share link has behind its `#`, and what a saved estimate and an
//! embedded calculator keep.
//!
//! `f1.` and letters: `f`, the version of this form, then the scenario's serde form in
//! [few bytes](super::dense) with three bytes of a check, as base64url. Fields at their usual value
//! are left out. Nothing is compressed, so nothing can unpack to more than a multiple of its size.
//!
//! **Old links open for ever.** A link leans on the usual values of the day it was made. Those are in
//! [`USUAL_1`], not in [`Scenario::default`]: a default may change, the list may only grow. A field that is
//! in neither the link nor the list has the default of `Scenario`; a new field's default must mean what
//! was meant before there was the field. `links.txt` holds links of every kind and what they say.
//!
//! **A link has no texts unless one asks.** [`Scenario::sized`] puts sizes in their place, and
//! [`write_sized`] also leaves out whatever else is as long as a text.

use serde_json::{Map, Value};
use thiserror::Error;

use super::dense::{self, Fault};
use super::{Scenario, ScenarioError, VERSION, letters};

/// The largest link that is read or written, in characters. Browsers take about as much.
pub const MOST_CHARACTERS: usize = 2_000_000;
/// The version of the form: the digits between `f` and the point.
const FORM: u32 = 1;
/// What the fields that version 1 had first were when a link did not name them.
const USUAL_1: &str = r#"{"version":1,"model":"anthropic/claude-opus-5","tier":"standard","modifiers":{},"date":null,
"system":"","tools":"","first":"","later":1000,"output":500,"turns":15,"cache":true}"#;
/// A longer text is no name or label; without texts, it stays out of a link.
const LONGEST_LABEL: usize = 120;

/// A link that was written without texts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    /// The link: `f1.…`, without `#`.
    pub link: String,
    /// Fields that were left out because they hold texts, such as `notes` or `stages[2].prompt`.
    pub left_out: Vec<String>,
}

/// A link that was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opened {
    /// What it says.
    pub scenario: Scenario,
    /// Fields that it has and this build does not know, such as `agents` or `deal.rebate`.
    pub unknown: Vec<String>,
}

/// Why a link cannot be opened or written.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum LinkError {
    /// It is no link of Farebox's.
    #[error("this is no Farebox link; one begins with f{FORM}. and goes on in letters and digits")]
    NotALink,
    /// It was made by a newer build.
    #[error(
        "this link was made by a newer Farebox, which says things that this one does not know; open it in the place that it came from"
    )]
    Newer,
    /// Characters are missing or wrong.
    #[error("this link is cut off or has a wrong character; copy the whole link again")]
    Damaged,
    /// It is larger than any link.
    #[error(
        "this link has {characters} characters, and {MOST_CHARACTERS} are the most; share the estimate without its texts"
    )]
    TooLong {
        /// How many it has.
        characters: usize,
    },
    /// It is nested deeper or holds more values than any scenario.
    #[error("this link holds more than any estimate does, so it is not opened")]
    TooMuch,
    /// A field holds what it cannot.
    #[error("this link cannot be read: {0}")]
    Unreadable(String),
    /// A field is out of range.
    #[error("this link asks for too much: {0}")]
    Scenario(#[from] ScenarioError),
}

impl LinkError {
    /// A stable code for programs.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NotALink => "not_a_link",
            Self::Newer => "link_newer",
            Self::Damaged => "link_damaged",
            Self::TooLong { .. } => "link_too_long",
            Self::TooMuch => "link_too_much",
            Self::Unreadable(_) => "link_unreadable",
            Self::Scenario(error) => error.code(),
        }
    }
}

/// Whether a text claims to be a link, whatever its version and state.
pub fn is_link(text: &str) -> bool {
    version_of(text).is_some()
}

/// Writes a scenario with all that is in it, texts included.
///
/// # Errors
/// [`LinkError::TooLong`] and, for a scenario that cannot be serialized, [`LinkError::Unreadable`].
pub fn write(scenario: &Scenario) -> Result<String, LinkError> {
    write_fields(&fields_of(scenario)?)
}

/// Writes a scenario whose texts have become sizes ([`Scenario::sized`]); what else is as long as a text
/// is left out and named.
///
/// # Errors
/// As [`write`].
pub fn write_sized(scenario: &Scenario) -> Result<Written, LinkError> {
    let mut fields = fields_of(scenario)?;
    let mut left_out = Vec::new();
    fields.retain(|name, value| keep(value, name, &mut left_out));
    Ok(Written { link: write_fields(&fields)?, left_out })
}

/// Reads a link, with or without its `#`.
///
/// # Errors
/// Every one of [`LinkError`]; nothing is taken from a link that is not wholly good.
pub fn read(text: &str) -> Result<Opened, LinkError> {
    let text = text.strip_prefix('#').unwrap_or(text);
    if text.len() > MOST_CHARACTERS {
        return Err(LinkError::TooLong { characters: text.len() });
    }
    let (version, letters) = version_of(text).ok_or(LinkError::NotALink)?;
    if version > FORM {
        return Err(LinkError::Newer);
    }
    let bytes = letters::read(letters).ok_or(LinkError::Damaged)?;
    let (bytes, check) = bytes.split_last_chunk().ok_or(LinkError::Damaged)?;
    if *check != check_of(bytes) {
        return Err(LinkError::Damaged);
    }
    let said = dense::read(bytes).map_err(|fault| match fault {
        Fault::Garbage => LinkError::Damaged,
        Fault::TooMuch => LinkError::TooMuch,
        Fault::Newer => LinkError::Newer,
    })?;
    if said.get("version").and_then(Value::as_u64).is_some_and(|it| it > u64::from(VERSION)) {
        return Err(LinkError::Newer);
    }
    let mut whole = usual()?;
    whole.extend(said.clone());
    let scenario: Scenario = serde_json::to_string(&whole)
        .and_then(|json| serde_json::from_str(&json))
        .map_err(|error| LinkError::Unreadable(reason(&error)))?;
    scenario.check()?;
    let mut unknown = Vec::new();
    name_unknown(&said, &form(&scenario)?, "", &mut unknown);
    Ok(Opened { scenario, unknown })
}

/// The version and the letters of a text that has the form of a link.
fn version_of(text: &str) -> Option<(u32, &str)> {
    let (head, letters) = text.strip_prefix('#').unwrap_or(text).split_once('.')?;
    let digits = head.strip_prefix('f')?;
    let known = (1..=6).contains(&digits.len()) && digits.bytes().all(|it| it.is_ascii_digit());
    known.then(|| digits.parse().ok()).flatten().map(|version| (version, letters))
}

fn write_fields(fields: &Map<String, Value>) -> Result<String, LinkError> {
    let mut bytes = dense::write(fields);
    bytes.extend(check_of(&bytes));
    let link = format!("f{FORM}.{}", letters::write(&bytes));
    if link.len() > MOST_CHARACTERS {
        return Err(LinkError::TooLong { characters: link.len() });
    }
    Ok(link)
}

/// What a scenario says that is not usual.
fn fields_of(scenario: &Scenario) -> Result<Map<String, Value>, LinkError> {
    let mut fields = form(scenario)?;
    let mut usual = form(&Scenario::default())?;
    usual.extend(self::usual()?);
    fields.retain(|name, value| usual.get(name) != Some(value));
    Ok(fields)
}

/// By way of the text of JSON, as the price book is read: a second way would be much more program.
fn form(scenario: &Scenario) -> Result<Map<String, Value>, LinkError> {
    serde_json::to_string(scenario)
        .and_then(|json| serde_json::from_str(&json))
        .map_err(|error| LinkError::Unreadable(reason(&error)))
}

fn usual() -> Result<Map<String, Value>, LinkError> {
    serde_json::from_str(USUAL_1).map_err(|error| LinkError::Unreadable(reason(&error)))
}

/// Takes out what is as long as a text, and notes where; whether the value itself stays.
fn keep(value: &mut Value, path: &str, left_out: &mut Vec<String>) -> bool {
    match value {
        Value::String(text) if text.len() > LONGEST_LABEL => {
            left_out.push(path.to_owned());
            false
        }
        Value::Array(values) => {
            // A list that has lost an entry would mean another thing, so that it goes as a whole.
            let before = left_out.len();
            for (index, value) in values.iter_mut().enumerate() {
                keep(value, &format!("{path}[{index}]"), left_out);
            }
            left_out.len() == before
        }
        Value::Object(fields) => {
            fields.retain(|name, value| keep(value, &format!("{path}.{name}"), left_out));
            true
        }
        _ => true,
    }
}

/// Names what a link said and a scenario that was made of it does not say.
fn name_unknown(
    said: &Map<String, Value>,
    taken: &Map<String, Value>,
    path: &str,
    unknown: &mut Vec<String>,
) {
    for (name, value) in said {
        let path = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
        match (value, taken.get(name)) {
            (Value::Null, None) => {}
            (_, None) => unknown.push(path),
            (value, Some(taken)) => name_unknown_in(value, taken, &path, unknown),
        }
    }
}

fn name_unknown_in(said: &Value, taken: &Value, path: &str, unknown: &mut Vec<String>) {
    match (said, taken) {
        (Value::Object(said), Value::Object(taken)) => name_unknown(said, taken, path, unknown),
        (Value::Array(said), Value::Array(taken)) => {
            for (index, (said, taken)) in said.iter().zip(taken).enumerate() {
                name_unknown_in(said, taken, &format!("{path}[{index}]"), unknown);
            }
        }
        _ => {}
    }
}

/// What serde says, without the place in a text that nobody has seen.
fn reason(error: &serde_json::Error) -> String {
    let said = error.to_string();
    said.split(" at line ").next().unwrap_or_default().to_owned()
}

/// Three bytes that tell a cut or mistyped link: of FNV-1a (32 bits), the lower three.
fn check_of(bytes: &[u8]) -> [u8; 3] {
    let hash = bytes
        .iter()
        .fold(0x811c_9dc5_u32, |hash, byte| (hash ^ u32::from(*byte)).wrapping_mul(0x0100_0193));
    let [first, second, third, _] = hash.to_le_bytes();
    [first, second, third]
}

#[cfg(test)]
#[path = "link_tests.rs"]
mod tests;
