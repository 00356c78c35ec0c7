//! What of a conversation spreads, and how one future's sizes are made of it.

use serde::{Deserialize, Serialize};

use super::leg::Leg;
use super::spread::{Quantiles, Spread, SpreadError};
use crate::conversation::{Fixed, Level, MOST_TURNS, TurnTokens};

/// The most futures of one forecast.
pub const MOST_RUNS: u32 = 1_000_000;
/// The most things that spread in one forecast.
pub const MOST_DIALS: usize = 50;

/// The futures of a conversation, or of an agent's task.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct Futures {
    /// What spreads. What is not named stays as the plan has it; where two name the same, the last holds,
    /// and one for a single stage before one for all.
    pub dials: Vec<Dial>,
    /// How many futures.
    pub runs: u32,
    /// What the draws begin with.
    pub seed: u64,
}

impl Default for Futures {
    fn default() -> Self {
        Self { dials: Vec::new(), runs: 10_000, seed: 1 }
    }
}

/// One thing that spreads.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Dial {
    /// What spreads.
    pub what: What,
    /// How it does.
    pub spread: Spread,
    /// How often it is drawn.
    #[serde(default)]
    pub each: Each,
    /// The stage of an agent in which it does, from 0; in each of them, by a draw of its own, where `None`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stage: Option<u32>,
}

/// What can spread; see [`TurnSizes`](crate::conversation::TurnSizes) for those of a turn.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum What {
    /// How many turns there are, at least one.
    Turns,
    /// The system prompt.
    System,
    /// The tool schemas.
    Tools,
    /// The first message.
    First,
    /// The message of each later turn.
    Later,
    /// The answer of each turn.
    Output,
    /// The documents of each turn.
    Documents,
    /// The images of each turn.
    Images,
    /// The reasoning of each call.
    Reasoning,
    /// The tool rounds of each turn.
    Rounds,
    /// The tools called in each round, at least one.
    Parallel,
    /// The arguments of each tool call.
    Arguments,
    /// The result of each tool call.
    Results,
    /// The seconds before each turn.
    Wait,
}

impl What {
    /// Everything that can spread, in the order in which a conversation has it.
    pub const ALL: [Self; 14] = [
        Self::Turns,
        Self::System,
        Self::Tools,
        Self::First,
        Self::Later,
        Self::Output,
        Self::Documents,
        Self::Images,
        Self::Reasoning,
        Self::Rounds,
        Self::Parallel,
        Self::Arguments,
        Self::Results,
        Self::Wait,
    ];

    /// What a reader calls it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Turns => "Turns",
            Self::System => "System prompt",
            Self::Tools => "Tool schemas",
            Self::First => "First message",
            Self::Later => "Later messages",
            Self::Output => "Answers",
            Self::Documents => "Documents a turn",
            Self::Images => "Images a turn",
            Self::Reasoning => "Reasoning a call",
            Self::Rounds => "Tool rounds a turn",
            Self::Parallel => "Tools called at once",
            Self::Arguments => "Arguments of a tool",
            Self::Results => "Result of a tool",
            Self::Wait => "Seconds between turns",
        }
    }

    /// Whether a conversation has it once, so that it is drawn once however often is asked for.
    pub const fn is_once(self) -> bool {
        matches!(self, Self::Turns | Self::System | Self::Tools | Self::First)
    }
}

/// How often something is drawn.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Each {
    /// For each turn anew: long conversations even it out.
    #[default]
    Turn,
    /// Once for each conversation: some are all long answers.
    Conversation,
}

/// Gives the fraction (of 2⁶⁴) at which a dial stands, by its place and the turn from 1; 0 is the whole
/// conversation.
pub(super) trait Hand {
    fn fraction(&mut self, dial: usize, turn: u32) -> u64;
}

/// A leg and its dials made ready.
#[derive(Clone, Debug)]
pub(super) struct Deck {
    fixed: Fixed,
    turns: Vec<TurnTokens>,
    /// What was handed over, which comes along with the first message whatever is drawn.
    handed: u64,
    dials: Vec<Ready>,
}

/// A dial made ready.
#[derive(Clone, Debug)]
struct Ready {
    /// Its place among all dials.
    place: usize,
    what: What,
    each: Each,
    quantiles: Quantiles,
    /// What it stands at, where it is drawn for the whole conversation.
    held: u64,
}

impl Deck {
    /// The leg of the stage at a place, with those of all dials that are for it.
    pub(super) fn new(leg: &Leg, stage: usize, dials: &[Dial]) -> Result<Self, SpreadError> {
        let mut ready = Vec::new();
        for single in [false, true] {
            let these = dials.iter().enumerate().filter(|(_, dial)| match dial.stage {
                None => !single,
                Some(only) => single && only as usize == stage,
            });
            for (place, dial) in these {
                let (what, each, quantiles) = (dial.what, dial.often(), dial.spread.quantiles()?);
                ready.push(Ready { place, what, each, quantiles, held: 0 });
            }
        }
        Ok(Self {
            fixed: leg.plan.fixed(Level::Best),
            turns: leg.plan.turns.iter().map(|turn| turn.at(Level::Best)).collect(),
            handed: leg.handed,
            dials: ready,
        })
    }

    /// Begins a conversation: its fixed parts, and how many turns it has.
    pub(super) fn begin(&mut self, hand: &mut impl Hand) -> (Fixed, u32) {
        let (mut fixed, mut turns) = (self.fixed, self.turns.len() as u64);
        for dial in self.dials.iter_mut().filter(|dial| dial.each == Each::Conversation) {
            let drawn = dial.quantiles.at(hand.fraction(dial.place, 0));
            match dial.what {
                What::Turns => turns = drawn,
                What::System => fixed.system = drawn,
                What::Tools => fixed.tools = drawn,
                _ => dial.held = drawn,
            }
        }
        (fixed, turns.clamp(1, u64::from(MOST_TURNS)) as u32)
    }

    /// The sizes of a turn, from 1. Beyond the plan's turns the last one's go on.
    pub(super) fn turn(&self, number: u32, hand: &mut impl Hand) -> TurnTokens {
        let place = (number as usize - 1).min(self.turns.len().saturating_sub(1));
        let mut turn = self.turns.get(place).copied().unwrap_or_default();
        for dial in &self.dials {
            let slot = match dial.what {
                What::First if number == 1 => &mut turn.user,
                What::Later if number > 1 => &mut turn.user,
                What::Output => &mut turn.output,
                What::Documents => &mut turn.documents,
                What::Images => &mut turn.images,
                What::Reasoning => &mut turn.reasoning,
                What::Arguments => &mut turn.arguments,
                What::Results => &mut turn.results,
                What::Wait => &mut turn.wait,
                What::Rounds | What::Parallel => {
                    let count = u32::try_from(dial.draw(number, hand)).unwrap_or(u32::MAX);
                    let rounds = dial.what == What::Rounds;
                    *(if rounds { &mut turn.rounds } else { &mut turn.parallel }) = count;
                    continue;
                }
                What::Turns | What::System | What::Tools | What::First | What::Later => continue,
            };
            *slot = dial.draw(number, hand);
        }
        if number == 1 {
            turn.documents = turn.documents.saturating_add(self.handed);
        }
        turn
    }
}

impl Dial {
    /// Whether it is the one for this, in this stage or in all.
    pub fn is_of(&self, what: What, stage: Option<u32>) -> bool {
        self.what == what && self.stage == stage
    }

    /// What a conversation has once is drawn once.
    const fn often(&self) -> Each {
        if self.what.is_once() { Each::Conversation } else { self.each }
    }
}

impl Ready {
    /// What it stands at in a turn.
    fn draw(&self, turn: u32, hand: &mut impl Hand) -> u64 {
        match self.each {
            Each::Conversation => self.held,
            Each::Turn => self.quantiles.at(hand.fraction(self.place, turn)),
        }
    }
}
