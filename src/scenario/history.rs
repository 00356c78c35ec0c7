//! What a scenario was before, to go back to and forth again.
//!
//! Typing is one step, not one for every letter: a change of the same fields soon after the last one
//! belongs to the same step. So does whatever changes in the same moment, for a page may set one field
//! right because another one has changed.

use std::sync::Arc;

use super::{Part, Scenario, Slot};

/// Changes of the same fields within this many milliseconds are one step.
const TYPING: u64 = 1_000;
/// A step of typing is at most this long, in milliseconds: who never pauses can go back all the same.
const LONGEST: u64 = 10_000;
/// Changes of any fields within this many milliseconds are one step.
const MOMENT: u64 = 60;
/// How many steps there are at most.
const MOST_STEPS: usize = 250;
/// How many bytes of text all steps may hold together; beyond, the oldest are dropped.
const MOST_TEXT: usize = 64_000_000;
/// How many bytes of text the steps that are handed on may hold in each direction; beyond, the farthest are
/// left out.
const MOST_HANDED: usize = 8_000_000;

/// The steps behind and ahead of a scenario.
#[derive(Clone, Debug)]
pub struct History {
    past: Vec<Scenario>,
    now: Scenario,
    future: Vec<Scenario>,
    last: Option<Change>,
}

/// The last change.
#[derive(Clone, Copy, Debug)]
struct Change {
    at: u64,
    /// When the step that it belongs to began.
    since: u64,
    fields: Fields,
}

/// The fields in which two scenarios differ, as bits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Fields(u16);

impl History {
    /// Nothing behind and nothing ahead.
    pub const fn new(now: Scenario) -> Self {
        Self { past: Vec::new(), now, future: Vec::new(), last: None }
    }

    /// Notes what the scenario is at a moment, in milliseconds of any clock that does not go back.
    pub fn note(&mut self, scenario: &Scenario, at: u64) {
        if *scenario == self.now {
            return;
        }
        let fields = Fields::between(&self.now, scenario);
        let same_step = self.last.is_some_and(|last| {
            let typing = at.saturating_sub(last.at) <= TYPING
                && at.saturating_sub(last.since) <= LONGEST
                && last.fields == fields
                && fields.are_typed();
            typing || at.saturating_sub(last.at) <= MOMENT
        });
        let since = self.last.filter(|_| same_step).map_or(at, |last| last.since);
        let before = std::mem::replace(&mut self.now, scenario.clone());
        // A step that was gone back to, and is set right in the same moment, keeps what is ahead of it.
        if !same_step {
            self.past.push(before);
            self.future.clear();
        }
        self.last = Some(Change { at, since, fields });
        self.forget_the_oldest();
    }

    /// Goes one step back.
    pub fn undo(&mut self, at: u64) -> Option<&Scenario> {
        let before = self.past.pop()?;
        self.future.push(std::mem::replace(&mut self.now, before));
        self.last = Some(Change { at, since: at, fields: Fields::NONE });
        Some(&self.now)
    }

    /// Goes one step forth.
    pub fn redo(&mut self, at: u64) -> Option<&Scenario> {
        let after = self.future.pop()?;
        self.past.push(std::mem::replace(&mut self.now, after));
        self.last = Some(Change { at, since: at, fields: Fields::NONE });
        Some(&self.now)
    }

    /// How many steps there are back.
    pub const fn behind(&self) -> usize {
        self.past.len()
    }

    /// How many steps there are forth.
    pub const fn ahead(&self) -> usize {
        self.future.len()
    }

    /// The steps back and the steps forth, each the nearest first, to be written down one by one. A text that
    /// is the same one step nearer is `=` there, any other begins with `+`: the same text in many steps is
    /// written once.
    pub fn handed(&self) -> [Vec<Scenario>; 2] {
        [&self.past, &self.future].map(|steps| {
            let (mut text, mut nearer) = (0_usize, &self.now);
            let mut handed = Vec::new();
            for step in steps.iter().rev() {
                text = text.saturating_add(own_text(step, nearer));
                if text > MOST_HANDED {
                    break;
                }
                handed.push(thinned(step, nearer));
                nearer = step;
            }
            handed
        })
    }

    /// The steps around a scenario, from what [`History::handed`] gave.
    pub fn resumed(now: Scenario, handed: [Vec<Scenario>; 2]) -> Self {
        let [past, future] = handed.map(|steps| {
            let mut whole: Vec<Scenario> = Vec::new();
            for mut step in steps.into_iter().take(MOST_STEPS) {
                fill(&mut step, whole.last().unwrap_or(&now));
                whole.push(step);
            }
            whole.reverse();
            whole
        });
        Self { past, now, future, last: None }
    }

    fn forget_the_oldest(&mut self) {
        let mut text = 0_usize;
        let mut newer = &self.now;
        let kept = self.past.iter().rev().take(MOST_STEPS).take_while(|older| {
            text = text.saturating_add(own_text(older, newer));
            newer = older;
            text <= MOST_TEXT
        });
        let kept = kept.count();
        self.past.drain(..self.past.len().saturating_sub(kept));
    }
}

/// Bytes of text that one scenario holds and another one does not share.
fn own_text(scenario: &Scenario, other: &Scenario) -> usize {
    let own =
        |(slot, text): (Slot, &Arc<str>)| if shares(other, slot, text) { 0 } else { text.len() };
    scenario.texts().map(own).sum()
}

/// A step whose texts are `=` where the next nearer one shares them.
fn thinned(step: &Scenario, nearer: &Scenario) -> Scenario {
    let mut thin = step.clone();
    for (slot, text) in step.texts() {
        let text = if shares(nearer, slot, text) { "=".to_owned() } else { format!("+{text}") };
        thin.set_part(slot, Some(Part::Text(text.into())));
    }
    thin
}

/// Puts the texts back that [`thinned`] has left out.
fn fill(thin: &mut Scenario, nearer: &Scenario) {
    let thinned = thin.clone();
    for (slot, text) in thinned.texts() {
        let text = match text.strip_prefix('+') {
            Some(text) => Some(Arc::from(text)),
            None => nearer.text(slot).cloned(),
        };
        thin.set_part(slot, text.map(Part::Text));
    }
}

/// Whether a scenario holds this very text at a place.
fn shares(scenario: &Scenario, slot: Slot, text: &Arc<str>) -> bool {
    scenario.text(slot).is_some_and(|other| Arc::ptr_eq(text, other))
}

impl Fields {
    const NONE: Self = Self(0);
    /// What is not typed: chosen from a list, or switched.
    const CHOSEN: u16 = 1 << 15;

    fn between(one: &Scenario, other: &Scenario) -> Self {
        let typed = [
            one.system != other.system,
            one.tools != other.tools,
            one.first != other.first,
            one.later != other.later,
            one.output != other.output,
            one.turns != other.turns,
            one.deal != other.deal,
            one.written != other.written,
            one.stages != other.stages,
            one.conduct != other.conduct,
            one.budget != other.budget,
            one.capacity != other.capacity,
            one.futures != other.futures,
        ];
        let bits = typed.iter().rev().fold(0, |bits, differs| bits << 1 | u16::from(*differs));
        Self(if bits == 0 { Self::CHOSEN } else { bits })
    }

    const fn are_typed(self) -> bool {
        self.0 != Self::CHOSEN
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(text: &str) -> Scenario {
        Scenario { first: Part::Text(text.into()), ..Scenario::default() }
    }

    fn first(scenario: &Scenario) -> &str {
        scenario.first.text().map_or("a size", |text| text)
    }

    #[test]
    fn typing_is_one_step_until_it_pauses() {
        let mut history = History::new(Scenario::default());
        for (at, text) in [(1_000, "a"), (1_200, "ab"), (2_100, "abc"), (4_000, "abcd")] {
            history.note(&typed(text), at);
        }
        assert_eq!(history.behind(), 2);
        assert_eq!(history.undo(5_000).map(first), Some("abc"));
        assert_eq!(history.undo(5_001).map(first), Some(""));
        assert_eq!(history.undo(5_002), None);
        assert_eq!(history.redo(5_003).map(first), Some("abc"));
        assert_eq!(history.redo(5_004).map(first), Some("abcd"));
        assert_eq!(history.redo(5_005), None);
    }

    #[test]
    fn a_figure_in_a_fold_is_typed_as_well() {
        let mut history = History::new(Scenario::default());
        for (at, runs) in [(1_000, 5), (1_200, 50), (1_400, 500)] {
            let mut next = Scenario::default();
            next.futures.runs = runs;
            history.note(&next, at);
        }
        assert_eq!(history.behind(), 1);
    }

    #[test]
    fn typing_without_a_pause_is_cut_into_steps() {
        let mut history = History::new(Scenario::default());
        for letters in 1..=60_u64 {
            history.note(&typed(&"a".repeat(letters as usize)), letters * 500);
        }
        assert_eq!(history.behind(), 3, "thirty seconds are three steps");
    }

    #[test]
    fn another_field_is_another_step() {
        let mut history = History::new(Scenario::default());
        history.note(&typed("a"), 1_000);
        history.note(&Scenario { turns: 3, ..typed("a") }, 1_200);
        assert_eq!(history.behind(), 2);
        assert_eq!(history.undo(1_300).map(|it| (first(it), it.turns)), Some(("a", 15)));
    }

    #[test]
    fn a_choice_is_a_step_and_what_follows_from_it_belongs_to_it() {
        let mut history = History::new(Scenario::default());
        let other = Scenario { model: "x/y".to_owned(), ..Scenario::default() };
        history.note(&other, 1_000);
        history.note(&Scenario { tier: "batch".to_owned(), ..other.clone() }, 1_010);
        assert_eq!(history.behind(), 1);
        history.note(&Scenario { model: "x/z".to_owned(), ..other }, 1_500);
        assert_eq!(history.behind(), 2, "choosing twice is two steps, however fast");
    }

    #[test]
    fn what_is_set_right_after_a_step_back_keeps_the_way_forth() {
        let mut history = History::new(typed("a"));
        history.note(&typed("b"), 1_000);
        history.undo(3_000);
        history.note(&Scenario { model: "x/y".to_owned(), ..typed("a") }, 3_005);
        assert_eq!((history.behind(), history.ahead()), (0, 1));
        history.note(&typed("c"), 9_000);
        assert_eq!((history.behind(), history.ahead()), (1, 0));
    }

    #[test]
    fn hundred_steps_and_more_come_back_one_by_one() {
        let mut history = History::new(Scenario::default());
        for turns in 1..=400_u32 {
            history.note(&Scenario { turns, ..Scenario::default() }, u64::from(turns) * 5_000);
        }
        assert_eq!(history.behind(), MOST_STEPS);
        for turns in (400 - MOST_STEPS as u32..400).rev() {
            assert_eq!(history.undo(9_000_000).map(|it| it.turns), Some(turns));
        }
    }

    #[test]
    fn large_texts_push_out_the_oldest_steps_only() {
        let mut history = History::new(Scenario::default());
        let large = |letter: &str| typed(&letter.repeat(30_000_000));
        for (at, letter) in [(0, "a"), (9_000, "b"), (18_000, "c"), (27_000, "d")] {
            history.note(&large(letter), at);
        }
        assert_eq!(history.behind(), 2);
        // The same text in many steps is held once.
        for turns in 1..=120 {
            let next = Scenario { turns, ..history.now.clone() };
            history.note(&next, 40_000 + u64::from(turns) * 5_000);
        }
        assert_eq!(history.behind(), 122);
    }

    #[test]
    fn steps_that_were_handed_on_are_the_same_steps() {
        // Texts that look like what stands for them are texts too.
        let mut history = History::new(typed("="));
        let shared = Part::Text("You are terse.".into());
        let mut at = 0;
        for text in ["+", "", "=+", "last"] {
            for turns in [1, 2, 3] {
                at += 5_000;
                let step = Scenario { system: shared.clone(), turns, ..typed(text) };
                history.note(&step, at);
            }
        }
        for _ in 0..4 {
            at += 5_000;
            history.undo(at);
        }
        let handed = history.handed().map(|steps| {
            let json = serde_json::to_string(&steps).unwrap();
            assert_eq!(json.matches("You are terse.").count(), 0, "the one that is here has it");
            serde_json::from_str(&json).unwrap()
        });
        let resumed = History::resumed(history.now.clone(), handed);
        assert_eq!((resumed.behind(), resumed.ahead()), (8, 4));
        assert_eq!((resumed.past, resumed.future), (history.past, history.future));
    }

    #[test]
    fn of_large_texts_the_nearest_steps_are_handed_on() {
        let mut history = History::new(Scenario::default());
        for (at, letter) in [(0, "a"), (9_000, "b"), (18_000, "c"), (27_000, "d")] {
            history.note(&typed(&letter.repeat(3_000_000)), at);
        }
        let [past, future] = history.handed();
        assert_eq!((past.len(), future.len()), (2, 0));
        let resumed = History::resumed(history.now.clone(), [past, future]);
        assert_eq!(resumed.past, history.past[2..]);
    }
}
