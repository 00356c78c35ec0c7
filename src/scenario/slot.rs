//! The places of a scenario that hold a part.

use std::sync::Arc;

use super::{MOST_TOKENS, Part, Scenario};

/// A place of a scenario that holds a part: a text, or a size.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Slot {
    /// The system prompt.
    System,
    /// The tool schemas.
    Tools,
    /// The user's first message.
    First,
    /// What the user says in a later turn, by its number: 2 or more.
    Message(u32),
    /// What the model answers in a turn, by its number: 1 or more.
    Answer(u32),
}

impl Slot {
    /// The parts that every conversation has, in the order in which they are sent.
    pub const FIXED: [Self; 3] = [Self::System, Self::Tools, Self::First];

    /// A number for each place, without gaps: 0, 1 and 2 for those that every conversation has.
    pub const fn place(self) -> u32 {
        match self {
            Self::System => 0,
            Self::Tools => 1,
            Self::First => 2,
            Self::Answer(turn) => turn.saturating_mul(2).saturating_add(1),
            Self::Message(turn) => turn.saturating_mul(2),
        }
    }
}

impl Scenario {
    /// What stands at a place; `None` for a turn that is not written out there.
    pub fn part(&self, slot: Slot) -> Option<&Part> {
        match slot {
            Slot::System => Some(&self.system),
            Slot::Tools => Some(&self.tools),
            Slot::First => Some(&self.first),
            Slot::Message(_) | Slot::Answer(_) => self.written.part(slot),
        }
    }

    /// The text at a place, where there is one.
    pub fn text(&self, slot: Slot) -> Option<&Arc<str>> {
        self.part(slot)?.text()
    }

    /// What a place's tokens hang on: its text, empty where there is none, and whether special tokens that
    /// are spelt in it count as one each.
    pub fn asked(&self, slot: Slot) -> (Arc<str>, bool) {
        (self.text(slot).cloned().unwrap_or_default(), self.special)
    }

    /// What counts at a place: what stands there, or the size that all turns have.
    pub fn part_or_usual(&self, slot: Slot) -> Part {
        let usual = if matches!(slot, Slot::Answer(_)) { self.output } else { self.later };
        self.part(slot).cloned().unwrap_or(Part::Tokens { tokens: usual })
    }

    /// Puts a part at a place; `None` leaves a turn to the figures of all turns, and a fixed part empty.
    pub fn set_part(&mut self, slot: Slot, part: Option<Part>) {
        match slot {
            Slot::System => self.system = part.unwrap_or_default(),
            Slot::Tools => self.tools = part.unwrap_or_default(),
            Slot::First => self.first = part.unwrap_or_default(),
            Slot::Message(_) | Slot::Answer(_) => self.written.set(slot, part),
        }
    }

    /// Every place that holds a text, with the text; empty texts are left out.
    pub fn texts(&self) -> impl Iterator<Item = (Slot, &Arc<str>)> {
        let slots = Slot::FIXED.into_iter().chain(self.written.slots());
        let text = |slot| Some((slot, self.text(slot)?));
        slots.filter_map(text).filter(|(_, text)| !text.is_empty())
    }

    /// The same without texts: in place of each stands its size in tokens, as `size` gives it.
    #[must_use]
    pub fn sized(&self, size: impl Fn(Slot) -> u64) -> Self {
        let mut scenario = self.clone();
        for (slot, _) in self.texts() {
            let tokens = size(slot).min(MOST_TOKENS);
            scenario.set_part(slot, Some(Part::Tokens { tokens }));
        }
        scenario
    }

    /// Bytes of text in it.
    pub fn text_bytes(&self) -> usize {
        self.texts().map(|(_, text)| text.len()).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_place_has_a_number_of_its_own_without_gaps() {
        let turns = (1..=4).flat_map(|turn| [Slot::Message(turn + 1), Slot::Answer(turn)]);
        let mut places: Vec<u32> = Slot::FIXED.into_iter().chain(turns).map(Slot::place).collect();
        places.sort_unstable();
        assert_eq!(places, (0..=10).collect::<Vec<u32>>());
    }

    #[test]
    fn texts_are_told_and_sizes_stand_in_their_place() {
        let mut scenario = Scenario { first: Part::Text("Hello".into()), ..Scenario::default() };
        scenario.set_part(Slot::Answer(1), Some(Part::Text("Hi. What is it?".into())));
        scenario.set_part(Slot::Message(2), Some(Part::Tokens { tokens: 9 }));
        scenario.set_part(Slot::Answer(2), Some(Part::empty()));
        let texts: Vec<_> = scenario.texts().map(|(slot, text)| (slot, text.len())).collect();
        assert_eq!(texts, [(Slot::First, 5), (Slot::Answer(1), 15)]);
        assert_eq!(scenario.text_bytes(), 20);
        let sized = scenario.sized(|slot| u64::from(slot.place()));
        assert_eq!(sized.first, Part::Tokens { tokens: 2 });
        assert_eq!(sized.part(Slot::Answer(1)), Some(&Part::Tokens { tokens: 3 }));
        assert_eq!(sized.part(Slot::Message(2)), Some(&Part::Tokens { tokens: 9 }));
        assert_eq!(sized.text_bytes(), 0);
        assert_eq!(scenario.part_or_usual(Slot::Message(3)), Part::Tokens { tokens: 1_000 });
        assert_eq!(scenario.part_or_usual(Slot::Answer(3)), Part::Tokens { tokens: 500 });
    }
}
