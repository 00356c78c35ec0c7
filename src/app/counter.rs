//! The counts of a conversation's texts, kept up with what is typed.
//!
//! An approximate count is there at once; the worker's takes its place when it arrives.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;
use std::time::Duration;

use leptos::prelude::*;

use super::worker_link::{EngineState, Question, WorkerLink};
use crate::conversation::{Plan, TurnSizes};
use crate::count::Count;
use crate::pricing::{Model, TokenizerBasis, TokenizerRef};
use crate::scenario::{Part, Scenario, Slot};
use crate::tokenizer::estimate::Tally;
use crate::tokenizer::estimate::calibrate::Calibration;
use crate::tokenizer::registry::UNKNOWN;
use crate::worker::protocol::Reply;

/// The counts of one text under every tokenizer of the book.
#[derive(Clone, Debug, Default, PartialEq)]
struct TextCounts {
    text: Arc<str>,
    /// Its counts by tokenizer, and whether the worker made them: until then they are from characters
    /// alone.
    counts: HashMap<String, (Count, bool)>,
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
/// How long answers are gathered while more are on their way.
const TOGETHER: Duration = Duration::from_millis(60);

/// The counts of all texts.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct PartCounts {
    /// By [`Slot::place`].
    texts: Vec<TextCounts>,
    /// Whether special tokens that are spelt in them count as one each.
    special: bool,
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
        // What later turns say is no part of the call that was counted.
        let alone = |count: &Count, slot| {
            let characters = self.of_slot(slot).map(|text| &text.characters);
            characters.map_or_else(
                || count.clone(),
                |characters| calibration.apply(count, count.tokens, characters),
            )
        };
        let turn = |(number, turn): (u32, &TurnSizes)| TurnSizes {
            user: match number {
                1 => apply(&turn.user),
                _ => alone(&turn.user, Slot::Message(number)),
            },
            output: alone(&turn.output, Slot::Answer(number)),
            ..turn.clone()
        };
        Plan {
            system: apply(&plan.system),
            tools: apply(&plan.tools),
            turns: (1..).zip(&plan.turns).map(turn).collect(),
            rules: plan.rules,
        }
    }

    /// What the texts of the first call are made of together.
    pub(super) fn characters(&self) -> Tally {
        let texts = Slot::FIXED.into_iter().filter_map(|slot| self.of_slot(slot));
        texts.fold(Tally::default(), |sum, text| sum.plus(&text.characters))
    }

    fn of_slot(&self, slot: Slot) -> Option<&TextCounts> {
        self.texts.get(slot.place() as usize)
    }

    /// What counts for a model: the user's own tokenizer, where it is for this one.
    pub(super) fn tokenizer_of(&self, model: &Model) -> TokenizerRef {
        if self.own.as_ref().is_some_and(|own| own.model == model.id) {
            let (id, basis) = (OWN.to_owned(), TokenizerBasis::Published);
            return TokenizerRef { id, basis, relative: None, relative_basis: None };
        }
        model.tokenizer.clone()
    }

    /// The first text that the user's own tokenizer has not counted, and whether special tokens that are
    /// spelt in it count as one each.
    pub(super) fn without_own(&self) -> Option<(Arc<str>, bool)> {
        let lacks = |counts: &&TextCounts| counts.own.is_none() && !counts.text.is_empty();
        self.texts.iter().find(lacks).map(|counts| (counts.text.clone(), self.special))
    }

    /// Takes the number of tokens that the user's own tokenizer gives for a text, if that is still asked.
    pub(super) fn take_own(&mut self, (text, special): &(Arc<str>, bool), tokens: u64) {
        if *special != self.special {
            return;
        }
        for counts in self.texts.iter_mut().filter(|counts| counts.text == *text) {
            counts.own = Some(Count::exact(tokens, OWN));
        }
    }

    /// Forgets what the user's own tokenizer has counted.
    pub(super) fn forget_own(&mut self) {
        for counts in &mut self.texts {
            counts.own = None;
        }
    }

    /// Takes the worker's counts of a text, if it is still there.
    fn settle(&mut self, slot: Slot, text: &Arc<str>, counts: HashMap<String, (Count, bool)>) {
        let kept = self.texts.get_mut(slot.place() as usize);
        if let Some(kept) = kept.filter(|kept| kept.text == *text) {
            kept.counts.extend(counts);
        }
    }

    /// Holds these texts and no others, and says which of them the worker is to count. What is known of
    /// a text stays, wherever it stood, unless all is to be counted `anew`. What is not settled is asked
    /// again where another tokenizer is `wanted` first.
    fn hold(
        &mut self,
        texts: &[(Slot, Arc<str>)],
        tokenizers: &[String],
        anew: bool,
        wanted: bool,
    ) -> Vec<(Slot, Arc<str>)> {
        let mut before = std::mem::take(&mut self.texts);
        let mut open = Vec::new();
        for (slot, text) in texts {
            let place = slot.place() as usize;
            let same = before.get(place).is_some_and(|known| known.text == *text);
            let at = if same {
                Some(place)
            } else {
                before.iter().position(|known| Arc::ptr_eq(&known.text, text))
            };
            let mut known = at.map(|at| std::mem::take(&mut before[at])).unwrap_or_default();
            let settled = known.counts.values().all(|(_, settled)| *settled);
            if anew || known.text != *text {
                known = TextCounts::approximate(text, tokenizers);
                open.push((*slot, text.clone()));
            } else if (!same || wanted) && !settled {
                open.push((*slot, text.clone()));
            }
            if self.texts.len() <= place {
                self.texts.resize_with(place + 1, TextCounts::default);
            }
            self.texts[place] = known;
        }
        open
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
                let counts = self.of_slot(slot)?;
                let is_own = tokenizer.id == OWN;
                let own = counts.own.clone().filter(|_| is_own).map(|count| (count, true));
                let id = if is_own { UNKNOWN } else { &tokenizer.id };
                let (count, settled) = own.or_else(|| {
                    let (count, settled) = counts.counts.get(id)?;
                    Some((count.clone(), *settled && !is_own))
                })?;
                Some((tokenizer.believe(count), settled))
            }
        }
    }
}

impl TextCounts {
    fn approximate(text: &Arc<str>, tokenizers: &[String]) -> Self {
        let characters = Tally::characters(text);
        let count = |id: &String| Some((id.clone(), (characters.approximate(id).ok()?, false)));
        let counts = tokenizers.iter().filter_map(count).collect();
        Self { text: text.clone(), counts, characters, own: None }
    }
}

/// The estimated tokens of a plan's first call, without what is exact.
pub(super) fn estimated(plan: &Plan) -> u64 {
    let first = plan.turns.first().map(|turn| &turn.user);
    let parts = [Some(&plan.system), Some(&plan.tools), first];
    parts.into_iter().flatten().filter(|count| !count.is_exact()).map(|count| count.tokens).sum()
}

/// How texts are counted.
struct Asking {
    tokenizers: Vec<String>,
    /// How often a vocabulary has come that was not there when the texts were counted.
    arrived: u32,
    special: bool,
    /// The tokenizer that is wanted first.
    wanted: Option<String>,
}

impl Asking {
    /// Whether counts that were asked for so hold for this, too.
    fn gives_the_same(&self, other: &Self) -> bool {
        self.tokenizers == other.tokenizers
            && (self.arrived, self.special) == (other.arrived, other.special)
    }

    fn in_order(&self) -> Vec<String> {
        let mut tokenizers = self.tokenizers.clone();
        if let Some(at) = tokenizers.iter().position(|id| self.wanted.as_ref() == Some(id)) {
            tokenizers[..=at].rotate_right(1);
        }
        tokenizers
    }
}

/// Keeps [`PartCounts`] in step with the scenario, and says what the worker is doing. Of the tokenizers the
/// one that is `wanted` comes first: on a slow line the others take a while.
pub(super) fn follow(
    scenario: RwSignal<Scenario>,
    tokenizers: Memo<Vec<String>>,
    wanted: Memo<Option<String>>,
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
    let texts = Memo::new(move |_| {
        let text = |(slot, text): (Slot, &Arc<str>)| (slot, text.clone());
        scenario.with(|scenario| scenario.texts().map(text).collect::<Vec<_>>())
    });
    // Answers that are taken together: each change of the counts prices every model.
    let answers = StoredValue::new(Vec::new());
    let waiting = StoredValue::new(false);
    let take = move || {
        waiting.set_value(false);
        let answers = answers.try_update_value(std::mem::take).unwrap_or_default();
        counts.update(|counts| {
            for (slot, text, found) in answers {
                counts.settle(slot, &text, found);
            }
        });
    };
    let special = Memo::new(move |_| scenario.with(|scenario| scenario.special));
    Effect::new(move |last: Option<Asking>| {
        let now = Asking {
            tokenizers: tokenizers.get(),
            arrived: arrived.get(),
            special: special.get(),
            wanted: wanted.get(),
        };
        let another = last.as_ref().is_some_and(|last| last.wanted != now.wanted);
        let anew = last.is_some_and(|last| !last.gives_the_same(&now));
        if anew {
            answers.update_value(Vec::clear);
        }
        let open = texts.with(|texts| {
            link.forget_parts(|place| !texts.iter().any(|(slot, _)| slot.place() == place));
            let hold = |counts: &mut PartCounts| {
                counts.special = now.special;
                counts.hold(texts, &now.tokenizers, anew, another)
            };
            counts.try_update(hold).unwrap_or_default()
        });
        let in_order = now.in_order();
        for (slot, text) in open {
            let tokenizers = in_order.clone();
            let question = Question::Count {
                text: text.clone(),
                tokenizers: tokenizers.clone(),
                special: now.special,
            };
            let others = link.clone();
            link.ask(slot.place(), question, move |reply| {
                let Reply::Counted { counts: found, troubles, more, .. } = reply else { return };
                let waits = |id: &str| more && troubles.iter().any(|it| it.tokenizer == id);
                let found = tokenizers.iter().zip(found).filter(|(id, _)| !waits(id));
                let found = found.map(|(id, count)| (id.clone(), (count, true))).collect();
                answers.update_value(|answers| answers.push((slot, text.clone(), found)));
                if !others.is_busy() {
                    take();
                } else if !waiting.get_value() {
                    waiting.set_value(true);
                    set_timeout(take, TOGETHER);
                }
            });
        }
        now
    });
    (counts, state)
}
