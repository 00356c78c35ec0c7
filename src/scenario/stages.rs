//! The stages of an agent, as they are put together.

use super::{Scenario, Slot};
use crate::conversation::Stage;

/// The longest name of a stage, in characters.
pub const LONGEST_NAME: usize = 80;

impl Scenario {
    /// The model of a stage, or of the conversation.
    pub fn model_of(&self, stage: Option<usize>) -> &str {
        let stage = stage.and_then(|place| self.stages.get(place));
        stage.and_then(|stage| stage.model.as_deref()).unwrap_or(&self.model)
    }

    /// What every stage is called, those without a name by their number.
    pub fn stage_names(&self) -> Vec<String> {
        let name = |(number, stage): (u32, &Stage)| {
            if stage.name.is_empty() { format!("Stage {number}") } else { stage.name.clone() }
        };
        (1..).zip(&self.stages).map(name).collect()
    }

    /// Adds a stage behind the others. The first one is the conversation as it is, with texts as the sizes
    /// that `size` gives; a later one answers as the scenario's figures have it, and has nothing else yet.
    /// [`Scenario::check`] tells whether that is one too many.
    pub fn add_stage(&mut self, size: impl Fn(Slot) -> u64) {
        let stage = Stage {
            name: format!("Stage {}", self.stages.len() + 1),
            later: self.later,
            output: self.output,
            ..Stage::default()
        };
        self.stages.push(if self.stages.is_empty() {
            let [system, tools, first] = Slot::FIXED.map(size);
            let (turns, conduct) = (self.turns, self.conduct.clone());
            Stage { system, tools, first, turns, conduct, ..stage }
        } else {
            stage
        });
    }

    /// Puts a stage one place to the front; what varies in it goes along.
    pub fn bring_stage_forward(&mut self, place: usize) {
        if place > 0 && place < self.stages.len() {
            self.stages.swap(place - 1, place);
            for stage in self.futures.dials.iter_mut().filter_map(|dial| dial.stage.as_mut()) {
                let at = *stage as usize;
                if at == place {
                    *stage -= 1;
                } else if at + 1 == place {
                    *stage += 1;
                }
            }
        }
    }

    /// Takes a stage out, with what varies in it.
    pub fn remove_stage(&mut self, place: usize) {
        if place < self.stages.len() {
            self.stages.remove(place);
            let dials = &mut self.futures.dials;
            dials.retain(|dial| dial.stage.is_none_or(|stage| stage as usize != place));
            for stage in dials.iter_mut().filter_map(|dial| dial.stage.as_mut()) {
                *stage -= u32::from(*stage as usize > place);
            }
        }
    }

    /// Takes all stages out: what is left is the conversation.
    pub fn clear_stages(&mut self) {
        self.stages.clear();
        self.futures.dials.retain(|dial| dial.stage.is_none());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::conversation::{Till, agent_fare, fare};
    use crate::forecast::{Dial, Each, Spread, What};
    use crate::pricing::{Catalogue, Terms};
    use crate::scenario::{MOST_LISTED, Part};

    #[test]
    fn the_first_stage_costs_what_the_conversation_cost() {
        let mut scenario = Scenario {
            system: Part::Tokens { tokens: 4_000 },
            first: Part::Tokens { tokens: 1_000 },
            turns: 4,
            ..Scenario::default()
        };
        scenario.conduct.tool_use.rounds = 2;
        scenario.conduct.tool_use.results = 700;
        let book = Catalogue::built_in().unwrap();
        let model = book.model(&scenario.model).unwrap();
        let date = jiff::civil::date(2026, 11, 22);
        let card = book.card(&Terms::new(scenario.model.clone(), date)).unwrap();
        let cache = book.cache_policy(&scenario.model).unwrap();
        let plan = scenario.plan(model, |part| part.typed().unwrap());
        let before = fare(&plan, &card, Some(&cache)).unwrap().total;
        scenario.add_stage(scenario_size);
        assert_eq!(scenario.stages[0].turns, 4);
        let till = |_: &Stage| Ok(Till { model, card: card.clone(), cache: Some(cache.clone()) });
        assert_eq!(agent_fare(&scenario.stages, till).unwrap().total, before);
    }

    const fn scenario_size(slot: Slot) -> u64 {
        match slot {
            Slot::System => 4_000,
            Slot::First => 1_000,
            _ => 0,
        }
    }

    #[test]
    fn what_varies_in_a_stage_goes_where_the_stage_goes() {
        let mut scenario = Scenario::default();
        for _ in 0..3 {
            scenario.add_stage(|_| 0);
        }
        let dial = |value, stage| Dial {
            what: What::Output,
            spread: Spread::Fixed { value },
            each: Each::Turn,
            stage,
        };
        scenario.futures.dials =
            vec![dial(9, None), dial(0, Some(0)), dial(1, Some(1)), dial(2, Some(2))];
        let places = |scenario: &Scenario| -> Vec<(Spread, Option<u32>)> {
            let dials = scenario.futures.dials.iter();
            dials.map(|dial| (dial.spread.clone(), dial.stage)).collect()
        };
        let fixed = |value| Spread::Fixed { value };
        scenario.bring_stage_forward(2);
        let expected =
            [(fixed(9), None), (fixed(0), Some(0)), (fixed(1), Some(2)), (fixed(2), Some(1))];
        assert_eq!(places(&scenario), expected);
        scenario.remove_stage(1);
        let expected = [(fixed(9), None), (fixed(0), Some(0)), (fixed(1), Some(1))];
        assert_eq!(places(&scenario), expected);
        scenario.clear_stages();
        assert_eq!((places(&scenario).len(), scenario.stages.len()), (1, 0));
    }

    #[test]
    fn stages_are_added_moved_and_taken_out() {
        let mut scenario = Scenario::default();
        for _ in 0..3 {
            scenario.add_stage(|_| 0);
        }
        scenario.stages[2].model = Some("openai/gpt-5.5".to_owned());
        let names = Scenario::stage_names;
        scenario.bring_stage_forward(2);
        scenario.bring_stage_forward(0);
        scenario.bring_stage_forward(9);
        assert_eq!(names(&scenario), ["Stage 1", "Stage 3", "Stage 2"]);
        assert_eq!(scenario.model_of(Some(1)), "openai/gpt-5.5");
        assert_eq!(scenario.model_of(Some(2)), scenario.model);
        scenario.remove_stage(0);
        scenario.remove_stage(7);
        assert_eq!(names(&scenario), ["Stage 3", "Stage 2"]);
        scenario.stages[0].name.clear();
        assert_eq!(names(&scenario), ["Stage 1", "Stage 2"], "by its number");
        scenario.stages = vec![Stage::default(); MOST_LISTED];
        assert_eq!(scenario.check(), Ok(()));
        scenario.add_stage(|_| 0);
        assert_eq!(
            scenario.check().unwrap_err().to_string(),
            "stages is 51, and it can be 0 to 50"
        );
    }
}
