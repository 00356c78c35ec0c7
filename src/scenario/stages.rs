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

    /// Puts a stage one place to the front.
    pub fn bring_stage_forward(&mut self, place: usize) {
        if place > 0 && place < self.stages.len() {
            self.stages.swap(place - 1, place);
        }
    }

    /// Takes a stage out.
    pub fn remove_stage(&mut self, place: usize) {
        if place < self.stages.len() {
            self.stages.remove(place);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::conversation::{Till, agent_fare, fare};
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
    fn stages_are_added_moved_and_taken_out() {
        let mut scenario = Scenario::default();
        for _ in 0..3 {
            scenario.add_stage(|_| 0);
        }
        scenario.stages[2].model = Some("openai/gpt-5.5".to_owned());
        let names = |scenario: &Scenario| -> Vec<String> {
            scenario.stages.iter().map(|stage| stage.name.clone()).collect()
        };
        scenario.bring_stage_forward(2);
        scenario.bring_stage_forward(0);
        scenario.bring_stage_forward(9);
        assert_eq!(names(&scenario), ["Stage 1", "Stage 3", "Stage 2"]);
        assert_eq!(scenario.model_of(Some(1)), "openai/gpt-5.5");
        assert_eq!(scenario.model_of(Some(2)), scenario.model);
        scenario.remove_stage(0);
        scenario.remove_stage(7);
        assert_eq!(names(&scenario), ["Stage 3", "Stage 2"]);
        scenario.stages = vec![Stage::default(); MOST_LISTED];
        assert_eq!(scenario.check(), Ok(()));
        scenario.add_stage(|_| 0);
        assert_eq!(
            scenario.check().unwrap_err().to_string(),
            "stages is 51, and it can be 0 to 50"
        );
    }
}
