//! A conversation that the desk is asked about, made ready to be computed.

use thiserror::Error;

use super::records::Desk;
use crate::conversation::{FareError, Plan, Stage};
use crate::forecast::{ForecastError, Leg, legs};
use crate::money::MoneyError;
use crate::pricing::{CachePolicy, Model, PricingError, RateCard};
use crate::scenario::Scenario;
use crate::scenario::link::{self, LinkError};

/// Why the desk cannot answer a question about a conversation.
#[derive(Clone, Debug, Error, PartialEq)]
pub enum AskError {
    /// The conversation cannot be read.
    #[error(transparent)]
    Link(#[from] LinkError),
    /// It holds a text, which the desk cannot count.
    #[error("the estimate came with its texts, which are not counted here; send their sizes")]
    Text,
    /// It is an agent's, which has a conversation for each stage.
    #[error(
        "this is for one conversation, and an agent has one for each stage; leave the stages out, or ask for each by itself"
    )]
    Stages,
    /// The records do not tell of a size.
    #[error(
        "the records tell nothing of this for single calls; open others under Records, or type what varies"
    )]
    NotSeen,
    /// It cannot be followed or priced.
    #[error(transparent)]
    Fare(#[from] FareError),
    /// Its futures cannot be drawn.
    #[error(transparent)]
    Forecast(#[from] ForecastError),
}

impl AskError {
    /// A stable code for programs.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Link(error) => error.code(),
            Self::Text => "texts_not_counted",
            Self::Stages => "one_conversation_only",
            Self::NotSeen => "not_in_the_records",
            Self::Fare(error) => error.code(),
            Self::Forecast(error) => error.code(),
        }
    }
}

impl From<PricingError> for AskError {
    fn from(error: PricingError) -> Self {
        Self::Fare(error.into())
    }
}

impl From<MoneyError> for AskError {
    fn from(error: MoneyError) -> Self {
        Self::Fare(error.into())
    }
}

/// A conversation and all that prices it.
pub(super) struct Asked<'a> {
    pub(super) scenario: Scenario,
    pub(super) model: &'a Model,
    pub(super) plan: Plan,
    pub(super) card: RateCard,
    /// The model's caching, or `None` where it is off.
    pub(super) cache: Option<CachePolicy>,
}

/// A task whose futures are asked for.
pub(super) struct AskedTask {
    pub(super) scenario: Scenario,
    /// One for each stage, or one where it has none.
    pub(super) legs: Vec<Leg>,
}

impl Desk {
    /// What a link asks about, priced by this desk's book; one without a date as of its today.
    pub(super) fn asked(&self, link: &str) -> Result<Asked<'_>, AskError> {
        let scenario = sized(link)?;
        if scenario.stages.is_empty() { self.talk(scenario) } else { Err(AskError::Stages) }
    }

    /// The same for a conversation or for an agent's task.
    pub(super) fn asked_task(&self, link: &str) -> Result<AskedTask, AskError> {
        let scenario = sized(link)?;
        if scenario.stages.is_empty() {
            let Asked { scenario, plan, card, cache, .. } = self.talk(scenario)?;
            return Ok(AskedTask { scenario, legs: vec![Leg::alone(plan, card, cache)] });
        }
        let legs = self.legs(&scenario)?;
        Ok(AskedTask { scenario, legs })
    }

    /// The stages of a scenario with their prices.
    pub(super) fn legs(&self, scenario: &Scenario) -> Result<Vec<Leg>, AskError> {
        let usual = self.book.model(&scenario.model)?;
        let till =
            |stage: &Stage| scenario.till(&self.book, stage, usual, self.today, scenario.cache);
        Ok(legs(&scenario.stages, till)?)
    }

    /// A conversation that is the whole task.
    pub(super) fn talk(&self, scenario: Scenario) -> Result<Asked<'_>, AskError> {
        let model = self.book.model(&scenario.model)?;
        let card = self.book.card_with(&scenario.terms(self.today), &scenario.deal)?;
        let policy = self.book.cache_policy(&model.id)?;
        let cache = scenario.cache.then_some(policy);
        let plan = scenario.plan(model, |part| part.typed().unwrap_or_default());
        let plan = plan.framed(&scenario.framed(model));
        Ok(Asked { scenario, model, plan, card, cache })
    }
}

/// The scenario behind a link, where it holds no text.
pub(super) fn sized(link: &str) -> Result<Scenario, AskError> {
    let scenario = link::read(link)?.scenario;
    if scenario.text_bytes() > 0 { Err(AskError::Text) } else { Ok(scenario) }
}
