//! What a scenario asks of the rooms before it.

use jiff::civil::Date;

use super::{Part, Scenario};
use crate::conversation::{Plan, TurnSizes};
use crate::count::Count;
use crate::pricing::{Model, Terms};

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

    /// The conversation as one model takes it; `weigh` counts its parts.
    pub fn plan(&self, model: &Model, mut weigh: impl FnMut(&Part) -> Count) -> Plan {
        let (later, output) = (Count::typed(self.later), Count::typed(self.output));
        let first = weigh(&self.first);
        let turns = (0..self.turns)
            .map(|turn| TurnSizes {
                user: if turn == 0 { first.clone() } else { later.clone() },
                output: output.clone(),
                ..TurnSizes::default()
            })
            .collect();
        let (system, tools) = (weigh(&self.system), weigh(&self.tools));
        self.conduct.apply(Plan { system, tools, turns, ..Plan::default() }, model)
    }
}

impl Part {
    /// The size that was typed; `None` for a text that is not empty, which only a tokenizer can weigh.
    pub fn typed(&self) -> Option<Count> {
        match self {
            Self::Tokens { tokens } => Some(Count::typed(*tokens)),
            Self::Text(text) if text.is_empty() => Some(Count::none()),
            Self::Text(_) => None,
        }
    }
}
