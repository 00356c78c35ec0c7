//! Turns that are written out: exact texts where they are given, sizes elsewhere.

use serde::{Deserialize, Serialize};

use super::{MOST_TOKENS, MOST_TURNS, MOST_WAIT, Part, Scenario, ScenarioError, Slot, is_default};

/// What single turns say, where that is not as the scenario's figures have it for all of them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Written {
    /// What the user says in the second turn, the third, and so on; `None` for the scenario's `later`. (What
    /// they say in the first turn is its `first`.)
    pub messages: Vec<Option<Part>>,
    /// What the model answers in the first turn, the second, and so on; `None` for the scenario's `output`.
    pub answers: Vec<Option<Part>>,
    /// Reasoning tokens of each call in the first turn, the second, and so on; 0 for what the conduct says.
    #[serde(skip_serializing_if = "is_default")]
    pub reasoning: Vec<u64>,
    /// Tokens of the tool results with which the first turn begins, the second, and so on.
    #[serde(skip_serializing_if = "is_default")]
    pub results: Vec<u64>,
    /// Tokens of the images in the first turn, the second, and so on; 0 for what the conduct says.
    #[serde(skip_serializing_if = "is_default")]
    pub images: Vec<u64>,
    /// Seconds from the last call of the turn before to the first turn, the second, and so on; 0 for what the
    /// conduct says.
    #[serde(skip_serializing_if = "is_default")]
    pub waits: Vec<u64>,
    /// Whether the sizes are those of a record: prompts as long as they were billed, whose division into
    /// parts is an estimate by their texts.
    #[serde(skip_serializing_if = "is_default")]
    pub divided: bool,
}

/// What a turn has of its own beside what is said in it, in tokens and seconds; 0 where it has nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[expect(missing_docs, reason = "each field is the list of Written")]
pub struct Aside {
    pub reasoning: u64,
    pub results: u64,
    pub images: u64,
    pub wait: u64,
}

impl Written {
    /// The turns up to the last one that has anything of its own.
    pub fn turns(&self) -> u32 {
        let later = if self.messages.is_empty() { 0 } else { self.messages.len() + 1 };
        let figures = self.figures().map(|(_, figures, _)| figures.len());
        let turns = figures.into_iter().fold(later.max(self.answers.len()), usize::max);
        u32::try_from(turns).unwrap_or(u32::MAX)
    }

    /// What a turn has of its own beside what is said in it.
    pub fn aside(&self, turn: u32) -> Aside {
        let of = |figures: &[u64]| {
            at(turn, 1).and_then(|place| figures.get(place)).copied().unwrap_or_default()
        };
        Aside {
            reasoning: of(&self.reasoning),
            results: of(&self.results),
            images: of(&self.images),
            wait: of(&self.waits),
        }
    }

    /// The lists of figures, each with its name and the most that a figure can be.
    fn figures(&self) -> [(&'static str, &Vec<u64>, u64); 4] {
        [
            ("written.reasoning", &self.reasoning, MOST_TOKENS),
            ("written.results", &self.results, MOST_TOKENS),
            ("written.images", &self.images, MOST_TOKENS),
            ("written.waits", &self.waits, MOST_WAIT),
        ]
    }

    /// What is written at a place; `None` for one of the conversation's fixed parts.
    pub(super) fn part(&self, slot: Slot) -> Option<&Part> {
        match slot {
            Slot::Message(turn) => self.messages.get(at(turn, 2)?)?.as_ref(),
            Slot::Answer(turn) => self.answers.get(at(turn, 1)?)?.as_ref(),
            Slot::System | Slot::Tools | Slot::First => None,
        }
    }

    /// Writes at a place, or leaves it to the scenario's figures.
    pub(super) fn set(&mut self, slot: Slot, part: Option<Part>) {
        let (parts, place) = match slot {
            Slot::Message(turn) => (&mut self.messages, at(turn, 2)),
            Slot::Answer(turn) => (&mut self.answers, at(turn, 1)),
            Slot::System | Slot::Tools | Slot::First => return,
        };
        let Some(place) = place else { return };
        if parts.len() <= place {
            parts.resize(place + 1, None);
        }
        parts[place] = part;
    }

    /// Every place that may hold a part, in the order in which they are said.
    pub(super) fn slots(&self) -> impl Iterator<Item = Slot> + use<> {
        (1..=self.turns()).flat_map(|turn| {
            let message = (turn > 1).then_some(Slot::Message(turn));
            message.into_iter().chain([Slot::Answer(turn)])
        })
    }

    /// Makes sure that no more is written than can be computed.
    pub(super) fn check(&self) -> Result<(), ScenarioError> {
        let within = |field, value, most| {
            let error = ScenarioError { field, value, least: 0, most };
            if value > most { Err(error) } else { Ok(()) }
        };
        within("written", self.turns().into(), MOST_TURNS.into())?;
        let largest = |parts: &[Option<Part>]| parts.iter().flatten().map(Part::size).max();
        let messages = largest(&self.messages).unwrap_or_default();
        within("written.messages", messages, MOST_TOKENS)?;
        let answers = largest(&self.answers).unwrap_or_default();
        within("written.answers", answers, MOST_TOKENS)?;
        self.figures().into_iter().try_for_each(|(field, figures, most)| {
            within(field, figures.iter().copied().max().unwrap_or_default(), most)
        })
    }
}

impl Scenario {
    /// Writes one more turn out, with an empty message; the conversation has it too. [`Scenario::check`] tells
    /// whether that is one too many.
    pub fn write_turn(&mut self) {
        let turn = self.written.turns().max(1).saturating_add(1);
        self.written.set(Slot::Message(turn), Some(Part::empty()));
        self.turns = self.turns.max(turn);
    }

    /// Takes a turn out of the conversation, with what is written of it. The first one stays.
    pub fn remove_turn(&mut self, turn: u32) {
        fn take<T>(list: &mut Vec<T>, place: Option<usize>) {
            if let Some(place) = place.filter(|place| *place < list.len()) {
                list.remove(place);
            }
        }
        if turn < 2 || self.turns < 2 {
            return;
        }
        take(&mut self.written.messages, at(turn, 2));
        take(&mut self.written.answers, at(turn, 1));
        let Written { reasoning, results, images, waits, .. } = &mut self.written;
        for figures in [reasoning, results, images, waits] {
            take(figures, at(turn, 1));
        }
        self.turns -= 1;
    }
}

/// A turn's place in a list that begins with the turn `first`.
fn at(turn: u32, first: u32) -> Option<usize> {
    turn.checked_sub(first).map(|place| place as usize)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[allow(clippy::unnecessary_wraps, reason = "as a turn holds it")]
    fn text(text: &str) -> Option<Part> {
        Some(Part::Text(text.into()))
    }

    #[test]
    fn a_turn_is_written_where_it_is_asked_for_and_the_rest_stays_with_the_figures() {
        let mut written = Written::default();
        assert_eq!(written.turns(), 0);
        written.set(Slot::Answer(3), text("yes"));
        written.set(Slot::Message(5), text("and then?"));
        assert_eq!(written.turns(), 5);
        assert_eq!(written.answers, [None, None, text("yes")]);
        assert_eq!(written.messages, [None, None, None, text("and then?")]);
        assert_eq!(written.part(Slot::Message(5)), text("and then?").as_ref());
        // There is no message of a first turn beside the scenario's own.
        written.set(Slot::Message(1), text("hello"));
        assert_eq!(written.part(Slot::Message(1)), None);
        let said: Vec<Slot> = written.slots().take(3).collect();
        assert_eq!(said, [Slot::Answer(1), Slot::Message(2), Slot::Answer(2)]);
    }

    #[test]
    fn a_turn_more_makes_the_conversation_long_enough_and_one_less_shorter() {
        let mut scenario = Scenario { turns: 1, ..Scenario::default() };
        scenario.write_turn();
        scenario.write_turn();
        assert_eq!((scenario.turns, scenario.written.turns()), (3, 3));
        scenario.written.set(Slot::Answer(3), text("third"));
        scenario.written.reasoning = vec![0, 7, 9];
        scenario.written.waits = vec![0, 60, 90];
        scenario.remove_turn(2);
        assert_eq!((scenario.turns, scenario.written.turns()), (2, 2));
        assert_eq!(scenario.part(Slot::Answer(2)), text("third").as_ref());
        assert_eq!(scenario.written.reasoning, [0, 9]);
        let third = Aside { reasoning: 9, wait: 90, ..Aside::default() };
        assert_eq!(scenario.written.aside(2), third);
        assert_eq!(scenario.written.aside(3), Aside::default());
        scenario.remove_turn(1);
        assert_eq!(scenario.turns, 2, "the first turn stays");
        let mut longest = Scenario { turns: MOST_TURNS, ..Scenario::default() };
        longest.written.set(Slot::Answer(MOST_TURNS), text("last"));
        longest.write_turn();
        assert_eq!(
            longest.check().map_err(|error| (error.field, error.value)),
            Err(("turns", 1_001))
        );
        // Where the figures make more turns than are written, a turn is one of these.
        scenario.turns = 15;
        scenario.write_turn();
        assert_eq!((scenario.turns, scenario.written.turns()), (15, 3));
    }

    #[test]
    fn what_is_too_much_is_named() {
        let field = |written: Written| {
            let scenario = Scenario { written, ..Scenario::default() };
            scenario.check().map_err(|error| (error.field, error.value))
        };
        let written = Written { answers: vec![None; 1_001], ..Written::default() };
        assert_eq!(field(written), Err(("written", 1_001)));
        let large = Some(Part::Tokens { tokens: MOST_TOKENS + 1 });
        let written = Written { messages: vec![large], ..Written::default() };
        assert_eq!(field(written), Err(("written.messages", MOST_TOKENS + 1)));
        let written = Written { reasoning: vec![1, MOST_TOKENS + 1], ..Written::default() };
        assert_eq!(field(written), Err(("written.reasoning", MOST_TOKENS + 1)));
        let written = Written { waits: vec![0, MOST_WAIT + 1], ..Written::default() };
        assert_eq!(field(written), Err(("written.waits", MOST_WAIT + 1)));
        let written = Written { results: vec![0; 1_001], ..Written::default() };
        assert_eq!(field(written), Err(("written", 1_001)));
        assert_eq!(field(Written { messages: vec![None; 999], ..Written::default() }), Ok(()));
    }
}
