//! A scenario as a short text: what a share link has behind its `#`, and what a saved estimate and an
//! embedded calculator keep.
//!
//! `f1.` and letters: `f`, the version of this form, then the scenario's serde form in
//! few bytes (`dense`) with three bytes of a check, as base64url. Fields at their usual value
//! are left out. Nothing is compressed, so nothing can unpack to more than a multiple of its size.
//!
//! **Old links open for ever.** A link leans on the usual values of the day it was made. Those are in
//! `usual`, not in [`Scenario::default`]: a default may change, these may not. A field that came later
//! has its default; that must mean what was meant before there was the field. `links.txt` holds links of every kind and what they say.
//!
//! **A link has no texts unless one asks.** [`Scenario::sized`] puts sizes in their place, and
//! [`write_sized`] also leaves out whatever else is as long as a text.

use std::collections::BTreeMap;

use thiserror::Error;

use super::{Part, Scenario, ScenarioError, VERSION, letters};
use crate::dense::{self, Fault};
use crate::order::sorted;
use crate::pricing::Deal;

/// The largest link that is read or written, in characters. Browsers take about as much.
pub const MOST_CHARACTERS: usize = 2_000_000;
/// The version of the form: the digits between `f` and the point.
const FORM: u32 = 1;
/// A longer text is no name or label; without texts, it stays out of a link.
const LONGEST_LABEL: usize = 120;

/// A link that was written without texts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    /// The link: `f1.…`, without `#`.
    pub link: String,
    /// Fields that were left out because they hold texts, such as `notes`.
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

impl From<Fault> for LinkError {
    fn from(fault: Fault) -> Self {
        match fault {
            Fault::Garbage => Self::Damaged,
            Fault::TooMuch => Self::TooMuch,
            Fault::Newer => Self::Newer,
            Fault::Wrong(reason) => Self::Unreadable(reason),
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
    let bytes = dense::write(scenario)?;
    let usual = dense::write(&usual())?;
    write_fields(&unusual(&bytes, &usual)?)
}

/// Writes a scenario whose texts have become sizes ([`Scenario::sized`]); a field that has as long a text
/// as prompts are is left out and named.
///
/// # Errors
/// As [`write`](fn@write).
pub fn write_sized(scenario: &Scenario) -> Result<Written, LinkError> {
    let bytes = dense::write(scenario)?;
    let usual = dense::write(&usual())?;
    let (kept, left_out): (Vec<_>, Vec<_>) = unusual(&bytes, &usual)?
        .into_iter()
        .partition(|(_, value)| !dense::has_text_over(value, LONGEST_LABEL));
    let left_out = left_out.into_iter().map(|(name, _)| name).collect();
    Ok(Written { link: write_fields(&kept)?, left_out })
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
    dense::check(bytes)?;
    let said = dense::entries(bytes)?;
    let usual = dense::write(&usual())?;
    let mut fields = dense::entries(&usual)?;
    fields.retain(|(name, _)| !said.iter().any(|(other, _)| other == name));
    fields.extend(said);
    taken(bytes, dense::read(&dense::write_entries(&fields))?)
}

/// Reads a scenario's serde form. Fields that are not named have the default. (A value, and not JSON's text:
/// whoever has a link's code needs no second one for that.)
///
/// # Errors
/// [`LinkError::Unreadable`], [`LinkError::TooMuch`], [`LinkError::Newer`] and [`LinkError::Scenario`].
pub fn from_form(form: &serde_json::Value) -> Result<Opened, LinkError> {
    let said = dense::write(form)?;
    taken(&said, dense::read(&said)?)
}

/// Reads a scenario's serde form as JSON.
///
/// # Errors
/// As [`from_form`].
pub fn read_json(text: &str) -> Result<Opened, LinkError> {
    let form = serde_json::from_str(text);
    from_form(&form.map_err(|error| LinkError::Unreadable(error.to_string()))?)
}

/// A scenario's serde form, every field of it.
///
/// # Errors
/// For a scenario that cannot be serialized, [`LinkError::Unreadable`].
pub fn form(scenario: &Scenario) -> Result<serde_json::Value, LinkError> {
    Ok(dense::read(&dense::write(scenario)?)?)
}

/// A scenario as it may be taken, with what was said and is not in it.
fn taken(said: &[u8], scenario: Scenario) -> Result<Opened, LinkError> {
    if scenario.version > VERSION {
        return Err(LinkError::Newer);
    }
    scenario.check()?;
    let mut unknown = Vec::new();
    name_unknown(said, &dense::write(&scenario)?, "", &mut unknown)?;
    Ok(Opened { scenario, unknown })
}

/// The names of the fields that a link to this scenario would have.
///
/// # Errors
/// For a scenario that cannot be serialized, [`LinkError::Unreadable`].
pub fn named(scenario: &Scenario) -> Result<Vec<String>, LinkError> {
    let (bytes, usual) = (dense::write(scenario)?, dense::write(&usual())?);
    Ok(unusual(&bytes, &usual)?.into_iter().map(|(name, _)| name).collect())
}

/// What the fields that version 1 had first are where a link does not name them. Never changed; of
/// fields that came later, the default holds.
#[allow(clippy::needless_update, reason = "it has an effect once a field has come later")]
fn usual() -> Scenario {
    Scenario {
        version: 1,
        model: "anthropic/claude-opus-5".to_owned(),
        tier: "standard".to_owned(),
        modifiers: BTreeMap::new(),
        date: None,
        time: None,
        deal: Deal::default(),
        system: Part::empty(),
        tools: Part::empty(),
        first: Part::empty(),
        later: 1_000,
        output: 500,
        turns: 15,
        cache: true,
        ..Scenario::default()
    }
}

/// The version and the letters of a text that has the form of a link.
fn version_of(text: &str) -> Option<(u32, &str)> {
    let (head, letters) = text.strip_prefix('#').unwrap_or(text).split_once('.')?;
    let digits = head.strip_prefix('f')?;
    let known = (1..=6).contains(&digits.len()) && digits.bytes().all(|it| it.is_ascii_digit());
    known.then(|| digits.parse().ok()).flatten().map(|version| (version, letters))
}

/// The fields that are not as usual.
fn unusual<'a>(scenario: &'a [u8], usual: &[u8]) -> Result<Vec<(String, &'a [u8])>, LinkError> {
    let usual = dense::entries(usual)?;
    let mut fields = dense::entries(scenario)?;
    fields.retain(|field| !usual.contains(field));
    Ok(fields)
}

fn write_fields(fields: &[(String, &[u8])]) -> Result<String, LinkError> {
    let mut bytes = dense::write_entries(fields);
    bytes.extend(check_of(&bytes));
    let link = format!("f{FORM}.{}", letters::write(&bytes));
    if link.len() > MOST_CHARACTERS {
        return Err(LinkError::TooLong { characters: link.len() });
    }
    Ok(link)
}

/// Names what a link said and a scenario that was made of it does not say.
fn name_unknown(
    said: &[u8],
    taken: &[u8],
    path: &str,
    unknown: &mut Vec<String>,
) -> Result<(), LinkError> {
    // A list may be as long as a link: each of its values is found, and not looked for.
    let taken = sorted(dense::entries(taken)?, |(one, _), (other, _)| one.cmp(other));
    for (name, value) in dense::entries(said)? {
        let point = if path.is_empty() || name.starts_with('[') { "" } else { "." };
        let path = format!("{path}{point}{name}");
        let place = taken.binary_search_by(|(known, _)| known.cmp(&name)).ok();
        match place.and_then(|place| taken.get(place)) {
            Some((_, taken)) => name_unknown(value, taken, &path, unknown)?,
            None => unknown.push(path),
        }
    }
    Ok(())
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
mod tests;
