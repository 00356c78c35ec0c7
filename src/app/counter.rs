//! The counts of the three parts of a conversation, kept up with what is typed.
//!
//! An approximate count is there at once; the worker's takes its place when it arrives.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use leptos::prelude::*;

use super::worker_link::{EngineState, Question, WorkerLink};
use crate::conversation::{Plan, TurnSizes};
use crate::count::Count;
use crate::pricing::{Model, TokenizerBasis, TokenizerRef};
use crate::scenario::{Part, Scenario};
use crate::tokenizer::estimate::Tally;
use crate::tokenizer::estimate::calibrate::Calibration;
use crate::tokenizer::registry::UNKNOWN;
use crate::worker::protocol::Reply;

/// A part that can be a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Slot {
    /// The system prompt.
    System,
    /// The tool schemas.
    Tools,
    /// The user's first message.
    First,
}

impl Slot {
    /// All parts, in the order in which they are sent.
    pub(super) const ALL: [Self; 3] = [Self::System, Self::Tools, Self::First];

    /// This part of a scenario.
    pub(super) const fn of(self, scenario: &Scenario) -> &Part {
        match self {
            Self::System => &scenario.system,
            Self::Tools => &scenario.tools,
            Self::First => &scenario.first,
        }
    }

    /// What of a scenario this part's tokens hang on: its text, empty where there is none, and whether
    /// special tokens that are spelt in it count as one each.
    pub(super) fn asked(self, scenario: &Scenario) -> (Arc<str>, bool) {
        (self.of(scenario).text().cloned().unwrap_or_default(), scenario.special)
    }

    /// This part of a scenario, to change it.
    pub(super) const fn of_mut(self, scenario: &mut Scenario) -> &mut Part {
        match self {
            Self::System => &mut scenario.system,
            Self::Tools => &mut scenario.tools,
            Self::First => &mut scenario.first,
        }
    }
}

/// The counts of one text under every tokenizer of the book.
#[derive(Clone, Debug, Default, PartialEq)]
struct TextCounts {
    text: Arc<str>,
    /// Whether special tokens that are spelt in it count as one each.
    special: bool,
    /// Counts of `text` by the worker.
    settled: HashMap<String, Count>,
    /// Counts from characters alone, for `text` as it is now.
    approximate: HashMap<String, Count>,
    /// What `text` is made of.
    characters: Tally,
    /// The count of `text` by the user's own tokenizer.
    own: Option<Count>,
}

/// The model that is counted by the user's own tokenizer, and the tokenizer's name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct OwnUse {
    /// The model's id.
    pub(super) model: String,
    /// What the user calls the tokenizer.
    pub(super) name: String,
}

/// What stands for the user's own tokenizer among the others.
const OWN: &str = "own";

/// The counts of all parts.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct PartCounts {
    by_slot: [TextCounts; 3],
    /// Real counts that the user has given, by model.
    pub(super) calibrations: Calibrations,
    /// Which model is counted by the user's own tokenizer.
    pub(super) own: Option<OwnUse>,
}

/// One real count for each model.
pub(super) type Calibrations = BTreeMap<String, Calibration>;

/// The page's one link to the counting worker, for whoever has more to ask of it.
#[derive(Clone, Copy)]
pub(super) struct SharedLink(pub(super) StoredValue<WorkerLink, LocalStorage>);

impl PartCounts {
    /// A plan with its estimates calibrated, where the model has been: only estimates change.
    pub(super) fn calibrate(&self, model: &str, plan: Plan) -> Plan {
        let Some(calibration) = self.calibrations.get(model) else { return plan };
        let characters = self.characters();
        let whole = estimated(&plan);
        let apply = |count: &Count| calibration.apply(count, whole, &characters);
        Plan {
            system: apply(&plan.system),
            tools: apply(&plan.tools),
            turns: plan
                .turns
                .iter()
                .map(|turn| TurnSizes { user: apply(&turn.user), ..turn.clone() })
                .collect(),
            rules: plan.rules,
        }
    }

    /// What all texts together are made of.
    pub(super) fn characters(&self) -> Tally {
        self.by_slot.iter().fold(Tally::default(), |sum, text| sum.plus(&text.characters))
    }

    /// What counts for a model: the user's own tokenizer, where it is for this one.
    pub(super) fn tokenizer_of(&self, model: &Model) -> TokenizerRef {
        if self.own.as_ref().is_some_and(|own| own.model == model.id) {
            let (id, basis) = (OWN.to_owned(), TokenizerBasis::Published);
            return TokenizerRef { id, basis, relative: None, relative_basis: None };
        }
        model.tokenizer.clone()
    }

    /// Takes the number of tokens that the user's own tokenizer gives for a part, if that is still asked.
    pub(super) fn take_own(&mut self, slot: Slot, (text, special): (&Arc<str>, bool), tokens: u64) {
        let counts = &mut self.by_slot[slot as usize];
        if counts.text == *text && counts.special == special {
            counts.own = Some(Count::exact(tokens, OWN));
        }
    }

    /// A part's count by a model's tokenizer, as far as it can be believed for that model, and whether it
    /// is final; `None` for a text where nothing counts for that tokenizer.
    pub(super) fn of(
        &self,
        slot: Slot,
        part: &Part,
        tokenizer: &TokenizerRef,
    ) -> Option<(Count, bool)> {
        match part {
            Part::Tokens { tokens } => Some((Count::typed(*tokens), true)),
            Part::Text(text) if text.is_empty() => Some((Count::none(), true)),
            Part::Text(_) => {
                let counts = &self.by_slot[slot as usize];
                let is_own = tokenizer.id == OWN;
                let id = if is_own { UNKNOWN } else { &tokenizer.id };
                let settled = if is_own { counts.own.as_ref() } else { counts.settled.get(id) };
                let settled = settled.map(|count| (count, true));
                let (count, settled) =
                    settled.or_else(|| Some((counts.approximate.get(id)?, false)))?;
                Some((tokenizer.believe(count.clone()), settled))
            }
        }
    }
}

/// The estimated tokens of a plan's first call, without what is exact.
pub(super) fn estimated(plan: &Plan) -> u64 {
    let first = plan.turns.first().map(|turn| &turn.user);
    let parts = [Some(&plan.system), Some(&plan.tools), first];
    parts.into_iter().flatten().filter(|count| !count.is_exact()).map(|count| count.tokens).sum()
}

/// Keeps [`PartCounts`] in step with the scenario, and says what the worker is doing.
pub(super) fn follow(
    scenario: RwSignal<Scenario>,
    tokenizers: Memo<Vec<String>>,
) -> (RwSignal<PartCounts>, RwSignal<EngineState>) {
    let counts = RwSignal::new(PartCounts::default());
    let state = RwSignal::new(EngineState::Starting);
    let link = WorkerLink::start(move |now| state.set(now));
    provide_context(SharedLink(StoredValue::new_local(link.clone())));
    // A vocabulary came that was not there when the texts were counted.
    let arrived = RwSignal::new(0_u32);
    let _ = window_event_listener_untyped("farebox-packs", move |_| {
        arrived.update(|times| *times = times.wrapping_add(1));
    });
    for slot in Slot::ALL {
        let asked = Memo::new(move |_| scenario.with(|scenario| slot.asked(scenario)));
        let link = link.clone();
        Effect::new(move || {
            arrived.track();
            let tokenizers = tokenizers.get();
            let (text, special) = asked.get();
            let characters = Tally::characters(&text);
            let approximate = tokenizers
                .iter()
                .filter_map(|id| Some((id.clone(), characters.approximate(id).ok()?)))
                .collect();
            counts.update(|counts| {
                counts.by_slot[slot as usize] = TextCounts {
                    text: text.clone(),
                    special,
                    settled: HashMap::new(),
                    approximate,
                    characters,
                    own: None,
                };
            });
            if text.is_empty() {
                link.forget(slot as u32);
            } else {
                let (text, tokenizers) = (text.clone(), tokenizers.clone());
                let question =
                    Question::Count { text: text.clone(), tokenizers: tokenizers.clone(), special };
                link.ask(slot as u32, question, move |reply| {
                    let Reply::Counted { counts: answer, .. } = reply else { return };
                    counts.update(|counts| {
                        let kept = &mut counts.by_slot[slot as usize];
                        if kept.text == text {
                            kept.settled = tokenizers.iter().cloned().zip(answer).collect();
                        }
                    });
                });
            }
        });
    }
    (counts, state)
}
