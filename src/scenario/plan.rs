//! What a scenario asks of the rooms before it.

use std::collections::BTreeMap;
use std::convert::Infallible;

use jiff::civil::Date;

use super::written::Aside;
use super::{Part, Scenario, Slot};
use crate::conversation::{FareError, Plan, Stage, Till, TurnSizes};
use crate::count::Count;
use crate::framing::{Frame, Item, rule};
use crate::pricing::{Catalogue, Model, Otherwise, Terms};

impl Scenario {
    /// What kind of request is priced.
    pub fn terms(&self, today: Date) -> Terms {
        Terms {
            time: self.time,
            tier: self.tier.clone(),
            modifiers: self.modifiers.clone(),
            ..Terms::new(self.model.clone(), self.date.unwrap_or(today))
        }
    }

    /// The terms on one model. A region is a thing of one channel; the others are taken as they are usually
    /// called.
    pub fn terms_on(&self, book: &Catalogue, model: &Model, today: Date) -> Terms {
        let mut terms = Terms { model: model.id.clone(), ..self.terms(today) };
        let chosen = book.channel_of(&self.model).map(|channel| channel.channel.as_str()).ok();
        if chosen != Some(&model.channel) || !applicable(book, model, &terms.modifiers) {
            terms.modifiers.clear();
        }
        terms
    }

    /// What a stage is priced with; `usual` is the model of those that name none.
    ///
    /// # Errors
    /// Where the book does not have its model, or no price for it.
    pub fn till<'a>(
        &self,
        book: &'a Catalogue,
        stage: &Stage,
        usual: &'a Model,
        today: Date,
        cached: bool,
    ) -> Result<Till<'a>, FareError> {
        let model = match &stage.model {
            Some(id) => book.model(id)?,
            None => usual,
        };
        let card = book.card_with(&self.terms_on(book, model, today), &self.deal)?;
        let cache = if cached { Some(book.cache_policy(&model.id)?) } else { None };
        Ok(Till { model, card, cache })
    }

    /// The sizes of the conversation: `weigh` counts the parts, and may fail.
    ///
    /// # Errors
    /// Those of `weigh`.
    pub fn sizes<E>(
        &self,
        mut weigh: impl FnMut(Slot, &Part) -> Result<Count, E>,
    ) -> Result<Plan, E> {
        let system = weigh(Slot::System, &self.system)?;
        let tools = weigh(Slot::Tools, &self.tools)?;
        let (later, output) = (Count::typed(self.later), Count::typed(self.output));
        let turn = |turn: u32| {
            let mut or = |slot, usual: &Count| match self.part(slot) {
                Some(part) => weigh(slot, part),
                None => Ok(usual.clone()),
            };
            let message = if turn == 1 { Slot::First } else { Slot::Message(turn) };
            let (user, output) = (or(message, &later)?, or(Slot::Answer(turn), &output)?);
            let Aside { reasoning, results, images, wait } = self.written.aside(turn);
            let [reasoning, returned, images] = [reasoning, results, images].map(Count::typed);
            Ok(TurnSizes {
                user,
                output,
                images,
                returned,
                reasoning,
                wait,
                ..TurnSizes::default()
            })
        };
        let turns = (1..=self.turns).map(turn).collect::<Result<_, E>>()?;
        Ok(Plan { system, tools, turns, ..Plan::default() })
    }

    /// The conversation as one model takes it; `weigh` counts its parts.
    pub fn plan(&self, model: &Model, mut weigh: impl FnMut(&Part) -> Count) -> Plan {
        let Ok(sizes) = self.sizes(|_, part| Ok::<_, Infallible>(weigh(part)));
        self.conduct.apply(sizes, model)
    }

    /// Adds what a model's provider puts around texts, where that counts, and what is beside them.
    #[must_use]
    pub fn with_frame(&self, plan: Plan, model: &Model, frame: &Frame) -> Plan {
        let mut plan = plan.framed(frame);
        if !self.frame {
            return plan;
        }
        let one = rule(&model.id, Item::Message).count;
        for (slot, _) in self.texts() {
            // An answer is not billed with a frame; the next prompt sends it in one.
            let (Slot::Message(turn) | Slot::Answer(turn)) = slot else { continue };
            let sent = if matches!(slot, Slot::Answer(_)) { turn } else { turn - 1 };
            if let Some(turn) = plan.turns.get_mut(sent as usize) {
                turn.user = &turn.user + &one;
            }
        }
        plan
    }
}

/// Whether a model can be called with these modifiers.
fn applicable(book: &Catalogue, model: &Model, modifiers: &BTreeMap<String, String>) -> bool {
    let Ok(channel) = book.channel_of(&model.id) else { return false };
    modifiers.iter().all(|(key, value)| {
        channel.modifiers.iter().filter(|it| it.key == *key && it.value == *value).all(|modifier| {
            let listed = modifier
                .models
                .as_ref()
                .is_none_or(|ids| ids.iter().any(|id| id == model.short_id()));
            listed || modifier.otherwise == Otherwise::None
        })
    })
}
