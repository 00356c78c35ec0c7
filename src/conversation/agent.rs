//! Agents: stages after each other, each with its own model, prompt and tools, and who pays for which.

use serde::{Deserialize, Serialize};

use super::conduct::Conduct;
use super::fare::{Fare, FareError, add_to, fare, sum_of};
use super::fit::{Fit, fit};
use super::plan::Plan;
use crate::count::Count;
use crate::money::{Money, MoneyError};
use crate::pricing::{CachePolicy, Line, Model, RateCard, Warning};
use crate::usage::Usage;

/// One stage of an agent, such as plan, act, review or reflect: a conversation of its own. Sizes are
/// tokens.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct Stage {
    /// Its name for a reader.
    pub name: String,
    /// Its model, by catalogue id; the scenario's where `None`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub model: Option<String>,
    /// Its system prompt.
    pub system: u64,
    /// Its tool schemas.
    pub tools: u64,
    /// Its first message, beside what is handed over to it.
    pub first: u64,
    /// The message of each later turn.
    pub later: u64,
    /// The answer of each turn.
    pub output: u64,
    /// How many turns it takes.
    pub turns: u32,
    /// How many of it run side by side, each with a prompt and a cache of its own.
    pub copies: u32,
    /// What each of them hands over to the next stage.
    pub hand_over: u64,
    /// Whether its calls are made in the name of the person who asked, and not of the agent itself.
    pub in_persons_name: bool,
    /// How its conversation is led.
    pub conduct: Conduct,
}

impl Default for Stage {
    fn default() -> Self {
        Self {
            name: String::new(),
            model: None,
            system: 0,
            tools: 0,
            first: 0,
            later: 0,
            output: 0,
            turns: 1,
            copies: 1,
            hand_over: 0,
            in_persons_name: true,
            conduct: Conduct::default(),
        }
    }
}

/// Whose identity is behind a stage's calls.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Identity {
    /// The person's who asked: the cost can be attributed.
    Person,
    /// The agent's own, for the first time: here the person is lost.
    LostHere,
    /// Lost in an earlier stage, which no later one can find again.
    LostBefore,
}

/// What a stage is priced with.
#[derive(Clone, Debug)]
pub struct Till<'a> {
    /// Its model.
    pub model: &'a Model,
    /// The model's prices.
    pub card: RateCard,
    /// The model's caching, or `None` where caching is off.
    pub cache: Option<CachePolicy>,
}

/// One stage and what it costs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StageFare {
    /// Its name.
    pub name: String,
    /// Its model's id.
    pub model: String,
    /// How many of it run.
    pub copies: u32,
    /// What the stage before handed over to each of them.
    pub handed: u64,
    /// The conversation of one of them.
    pub fare: Fare,
    /// The usage of all of them.
    pub usage: Usage,
    /// What all of them cost; `None` where some rate is unknown.
    pub total: Option<Money>,
    /// Whose identity is behind their calls.
    pub identity: Identity,
    /// How the fullest call fits the model.
    pub fit: Fit,
}

/// What a task costs that an agent works on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AgentFare {
    /// Stage by stage.
    pub stages: Vec<StageFare>,
    /// The usage of all stages.
    pub usage: Usage,
    /// What the task costs; `None` where some rate is unknown.
    pub total: Option<Money>,
    /// How much of it is behind no person's identity.
    pub unattributed: Option<Money>,
}

/// Tokens of a usage by kind.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Split {
    /// Everything sent.
    pub input: u64,
    /// Everything visible that came back.
    pub output: u64,
    /// Reasoning.
    pub reasoning: u64,
}

impl Split {
    /// The split of a usage.
    pub fn of(usage: &Usage) -> Self {
        let reasoning = usage.reasoning;
        Self {
            input: usage.prompt_total(),
            output: usage.completion_total().saturating_sub(reasoning),
            reasoning,
        }
    }

    /// All tokens.
    pub const fn total(&self) -> u64 {
        self.input.saturating_add(self.output).saturating_add(self.reasoning)
    }

    /// The share of this in a whole, in thousandths, rounded half up.
    pub fn per_mille_of(&self, whole: &Self) -> Option<u64> {
        per_mille(self.total(), whole.total())
    }

    /// The share of the input in all tokens, in thousandths, rounded half up.
    pub fn input_per_mille(&self) -> Option<u64> {
        per_mille(self.input, self.total())
    }
}

impl Stage {
    /// The stage's conversation, with what is handed over to it in front of its first message.
    pub fn plan(&self, handed: u64, model: &Model) -> Plan {
        let output = Count::typed(self.output);
        let [system, tools] = [self.system, self.tools].map(Count::typed);
        let mut plan = Plan::even(system, tools, &Count::typed(self.later), &output, self.turns);
        if let Some(first) = plan.turns.first_mut() {
            first.user = Count::typed(self.first);
        }
        self.conduct.apply(plan, model).with_handed(handed)
    }

    /// What all of its copies hand over to each copy of the next stage, in tokens.
    pub const fn hands_over(&self) -> u64 {
        self.hand_over.saturating_mul(self.copies as u64)
    }
}

impl Plan {
    /// With what a stage before hands over, in tokens: it comes along with the first message.
    #[must_use]
    pub fn with_handed(mut self, handed: u64) -> Self {
        if let Some(first) = self.turns.first_mut() {
            first.documents = &first.documents + &Count::typed(handed);
        }
        self
    }
}

impl AgentFare {
    /// The bill of the whole task, all copies in it: the stages' lines, those with the same bucket, rate
    /// and price row added up.
    pub fn bill(&self) -> Result<Vec<Line>, FareError> {
        let mut bill: Vec<Line> = Vec::new();
        for stage in &self.stages {
            for mut line in stage.fare.bill()? {
                line.tokens = line.tokens.saturating_mul(u64::from(stage.copies));
                line.amount = times(line.amount, stage.copies)?;
                add_to(&mut bill, &line)?;
            }
        }
        Ok(bill)
    }

    /// What the price book says about any of the stages, once of each model: of another one it may say the
    /// same with another date.
    pub fn warnings(&self) -> Vec<Warning> {
        let mut said: Vec<(&str, Warning)> = Vec::new();
        for stage in &self.stages {
            let before = said.len();
            for warning in stage.fare.warnings() {
                let is_new = said.iter().take(before).all(|(model, known)| {
                    *known != warning && (*model != stage.model || known.code != warning.code)
                });
                if is_new {
                    said.push((&stage.model, warning));
                }
            }
        }
        said.into_iter().map(|(_, warning)| warning).collect()
    }

    /// How the stage fits that has the least room: the first that does not fit, else the fullest.
    pub fn tightest(&self) -> Option<Fit> {
        let fits = || self.stages.iter().map(|stage| stage.fit);
        fits().find(|fit| fit.overflow.is_some()).or_else(|| fits().max_by_key(Fit::per_mille))
    }
}

/// Prices a task stage by stage; `till` says with what.
pub fn agent_fare<'a>(
    stages: &[Stage],
    mut till: impl FnMut(&Stage) -> Result<Till<'a>, FareError>,
) -> Result<AgentFare, FareError> {
    let mut agent = AgentFare {
        stages: Vec::with_capacity(stages.len()),
        usage: Usage::default(),
        total: Some(Money::ZERO),
        unattributed: Some(Money::ZERO),
    };
    let mut handed = 0;
    let mut lost = false;
    for stage in stages {
        let Till { model, card, cache } = till(stage)?;
        let fare = fare(&stage.plan(handed, model), &card, cache.as_ref())?;
        let total = times(fare.total, stage.copies)?;
        let fit = fit(fare.calls.iter().map(|call| &call.call), model);
        let identity = match (lost, stage.in_persons_name) {
            (true, _) => Identity::LostBefore,
            (false, true) => Identity::Person,
            (false, false) => Identity::LostHere,
        };
        lost = identity != Identity::Person;
        if lost {
            agent.unattributed = sum_of(agent.unattributed, total)?;
        }
        let usage = fare.usage.times(u64::from(stage.copies));
        agent.usage = agent.usage.plus(&usage);
        agent.total = sum_of(agent.total, total)?;
        agent.stages.push(StageFare {
            name: stage.name.clone(),
            model: model.id.clone(),
            copies: stage.copies,
            handed,
            fare,
            usage,
            total,
            identity,
            fit,
        });
        handed = stage.hands_over();
    }
    Ok(agent)
}

fn times(total: Option<Money>, copies: u32) -> Result<Option<Money>, MoneyError> {
    total.map(|total| total.times_count(u64::from(copies))).transpose()
}

fn per_mille(part: u64, whole: u64) -> Option<u64> {
    let rounded = |whole: u64| part.saturating_mul(1_000).saturating_add(whole / 2) / whole;
    (whole > 0).then(|| rounded(whole))
}
