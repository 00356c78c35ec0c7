//! A recorded conversation as a scenario: an estimate that begins where the record ends.
//!
//! Every call becomes a turn, as long after the one before it as it was. What is new in a prompt is what the
//! turn adds: system prompt, tools, message, tool results and pictures where the record holds what was said,
//! else all of it a message. Answers are sent again with the next turn, as recorded calls show.

use std::sync::Arc;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use thiserror::Error;

use super::call::{Call, Dialogue, Requests, Role};
use super::content::Scope;
use super::divide::{Parts, Place, divide};
use super::lives::Lives;
use super::names::find;
use super::price::Pricer;
use super::seen::waited;
use crate::conversation::ReasoningKept;
use crate::pricing::Catalogue;
use crate::scenario::{MOST_TURNS, MOST_WAIT, Part, Scenario, ScenarioError, Slot, Written};
use crate::usage::{Unit, Usage};

/// A recorded conversation as a scenario.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recorded {
    /// The conversation, at the book's own prices.
    pub scenario: Scenario,
    /// Tokens that its turns send beyond what was recorded, all together: where a recorded history was cut
    /// short, the scenario's goes on.
    pub beyond: u64,
    /// Calls behind the last turn that a scenario can have.
    pub left_out: usize,
    /// Searches and what else was billed by the piece: a scenario has none of it.
    pub fees: u64,
    /// Prompts whose parts the record tells apart: together as long as billed, divided by an estimate.
    pub divided: u32,
    /// Whether the record has no system prompt and no tools, so that what its first messages leave of the
    /// first prompt stands as the system prompt.
    pub without_fixed: bool,
    /// For how long it was written to a cache. The scenario's entries live as most of them did, where its
    /// model's cache offers that.
    pub lives: Lives,
    /// The time between its turns, where the record says when calls were made.
    pub gaps: Option<Gaps>,
}

/// Seconds from turn to turn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Gaps {
    /// As many are shorter as are longer; of two in the middle the longer.
    pub median: u64,
    /// The longest.
    pub longest: u64,
}

/// Why a record makes no scenario.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
pub enum RecordedError {
    /// There is no call, or no answer.
    #[error("there is no call in it that could become a turn")]
    Empty,
    /// A line sums up several requests.
    #[error("a line that sums up several requests is no turn of a conversation")]
    Sums,
    /// The price book has none of the models.
    #[error("the price book has no model of this name")]
    NoModel,
    /// A call is larger than a scenario's turns can be.
    #[error(transparent)]
    Scenario(#[from] ScenarioError),
}

impl RecordedError {
    /// A stable code for programs.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Empty => "recorded_empty",
            Self::Sums => "recorded_sums",
            Self::NoModel => "recorded_no_model",
            Self::Scenario(error) => error.code(),
        }
    }
}

/// The scenario of a conversation's calls, in their order: on the first call's model and tier and at the
/// prices of its day, as far as the book has them; else at today's.
///
/// # Errors
/// [`RecordedError`].
pub fn scenario_of(
    calls: &[&Call],
    book: &Catalogue,
    today: Date,
) -> Result<Recorded, RecordedError> {
    let first = calls.first().ok_or(RecordedError::Empty)?;
    if calls.iter().any(|call| call.requests != Requests::One) {
        return Err(RecordedError::Sums);
    }
    let model = Pricer::new(book, today).as_recorded(first).model.ok_or(RecordedError::NoModel)?;
    let date = first.when.map(|when| TimeZone::UTC.to_datetime(when).date());
    let date = date.filter(|date| book.tiers(&model, *date).is_ok());
    let tiers = book.tiers(&model, date.unwrap_or(today)).unwrap_or_default();
    let tier = first.tier.as_deref().filter(|tier| tiers.contains(tier));
    let mut scenario = Scenario { model: model.to_string(), date, turns: 0, ..Scenario::default() };
    if let Some(tier) = tier {
        tier.clone_into(&mut scenario.tier);
    }
    if let Some((name, value)) = &first.modifier {
        scenario.modifiers.insert((*name).to_owned(), value.to_string());
    }
    let cached = |call: &&Call| {
        let Usage { input, input_audio, input_image, .. } = call.usage;
        call.usage.prompt_total() > input.saturating_add(input_audio).saturating_add(input_image)
    };
    scenario.cache = calls.iter().any(cached);
    let lives = Lives::of(calls.iter().copied());
    let policy = book.cache_policy(&scenario.model).ok();
    let ttl = policy.as_ref().and_then(|policy| lives.ttl(policy)).map(|ttl| ttl.id.clone());
    scenario.conduct.caching.ttl = ttl;
    // With reasoning apart from what is visible, the prompts show what was sent again of it: nothing.
    if calls.iter().any(|call| call.usage.reasoning > 0) {
        scenario.conduct.reasoning_kept = Some(ReasoningKept::Never);
    }
    let (mut history, mut beyond, mut divided) = (0_u64, 0_u64, 0);
    let mut place = Place::First;
    for call in calls.iter().take(MOST_TURNS as usize) {
        let prompt = call.usage.prompt_total();
        let (added, too_much) = (prompt.saturating_sub(history), history.saturating_sub(prompt));
        beyond = beyond.saturating_add(too_much);
        let answer = call.usage.completion_total() - call.usage.reasoning;
        history = history.saturating_add(added).saturating_add(answer);
        let content = call.content.as_deref().copied();
        let parts = divide(added, content, place);
        place = Place::Behind(content);
        divided += u32::from(parts.told);
        add_turn(&mut scenario, &parts, answer);
        scenario.written.reasoning.push(call.usage.reasoning);
    }
    scenario.written.divided = divided > 0;
    let waits = || calls.windows(2).take(MOST_TURNS as usize - 1).map(gap);
    scenario.written.waits =
        [0].into_iter().chain(waits().map(Option::unwrap_or_default)).collect();
    let Written { reasoning, results, images, waits: seconds, .. } = &mut scenario.written;
    for figures in [reasoning, results, images, seconds] {
        if figures.iter().all(|figure| *figure == 0) {
            figures.clear();
        }
    }
    scenario.check()?;
    let left_out = calls.len().saturating_sub(MOST_TURNS as usize);
    let fees = calls.iter().flat_map(|call| call.usage.used());
    let fees =
        fees.filter(|(bucket, _)| bucket.unit() == Unit::Fee).map(|(_, pieces)| pieces).sum();
    let without_fixed = first.content.as_ref().is_some_and(|it| it.scope == Scope::Added)
        && scenario.system.size() > 0;
    let gaps = Gaps::of(waits().flatten().collect());
    Ok(Recorded { scenario, beyond, left_out, fees, divided, without_fixed, lives, gaps })
}

/// Adds a turn of these sizes.
fn add_turn(scenario: &mut Scenario, parts: &Parts, answer: u64) {
    let size = |tokens| Some(Part::Tokens { tokens });
    scenario.turns += 1;
    let turn = scenario.turns;
    let message = if turn == 1 { Slot::First } else { Slot::Message(turn) };
    // What a record does not tell of stays empty, and is no size of zero.
    for (slot, tokens) in [(Slot::System, parts.system), (Slot::Tools, parts.tools)] {
        if tokens > 0 {
            scenario.set_part(slot, size(tokens));
        }
    }
    scenario.set_part(message, size(parts.message));
    scenario.set_part(Slot::Answer(turn), size(answer));
    scenario.written.results.push(parts.results);
    scenario.written.images.push(parts.images);
}

/// Seconds between two calls, where both say when they were made.
fn gap(pair: &[&Call]) -> Option<u64> {
    let [one, next] = pair else { return None };
    waited(one, next).map(|seconds| seconds.min(MOST_WAIT))
}

impl Gaps {
    fn of(mut seconds: Vec<u64>) -> Option<Self> {
        seconds.sort_unstable();
        let median = seconds.get(seconds.len() / 2).copied()?;
        Some(Self { median, longest: seconds.last().copied()? })
    }
}

/// The scenario of a conversation that is texts only: one turn for each answer, with what was said to the
/// model before it. Where it names no model of the book, it has the usual one.
///
/// # Errors
/// [`RecordedError::Empty`] for one without an answer.
pub fn scenario_of_texts(dialogue: &Dialogue, book: &Catalogue) -> Result<Recorded, RecordedError> {
    let mut scenario = Scenario { turns: 0, ..Scenario::default() };
    if let Some(model) = dialogue.model.as_ref().and_then(|name| find(book, name, None)) {
        model.clone_into(&mut scenario.model);
    }
    let text = |text: &[&str]| Some(Part::Text(Arc::from(text.join("\n\n"))));
    let (mut said, mut left_out) = (Vec::new(), 0);
    for message in &dialogue.messages {
        match message.role {
            Role::System if scenario.turns == 0 && said.is_empty() => {
                scenario.system = Part::Text(Arc::from(&*message.text));
            }
            Role::System | Role::User => said.push(&*message.text),
            Role::Assistant if scenario.turns == MOST_TURNS => left_out += 1,
            Role::Assistant => {
                scenario.turns += 1;
                let turn = scenario.turns;
                let place = if turn == 1 { Slot::First } else { Slot::Message(turn) };
                scenario.set_part(place, text(&std::mem::take(&mut said)));
                scenario.set_part(Slot::Answer(turn), text(&[&message.text]));
            }
        }
    }
    if scenario.turns == 0 {
        return Err(RecordedError::Empty);
    }
    Ok(Recorded {
        scenario,
        beyond: 0,
        left_out,
        fees: 0,
        divided: 0,
        without_fixed: false,
        lives: Lives::default(),
        gaps: None,
    })
}
