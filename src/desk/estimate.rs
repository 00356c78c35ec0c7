//! An estimate, which comes as a share link, in the forms of other people's tools.

use thiserror::Error;

use super::records::Desk;
use crate::conversation::{FareError, fare};
use crate::count::Count;
use crate::pricing::PricingError;
use crate::report::{Counted, FocusError, Statement, focus};
use crate::scenario::Part;
use crate::scenario::link::{self, LinkError};

/// Why an estimate cannot be written down.
#[derive(Clone, Debug, Error, PartialEq)]
pub enum EstimateError {
    /// The link cannot be read.
    #[error(transparent)]
    Link(#[from] LinkError),
    /// The link has texts, and nothing here counts them.
    #[error("the estimate came with its texts, which are not counted here; send their sizes")]
    Texts,
    /// An agent of stages has no single list of calls.
    #[error(
        "an agent of stages cannot be written as FOCUS yet; leave the stages out, or write each as an estimate of its own"
    )]
    Stages,
    /// There is no price.
    #[error(transparent)]
    Pricing(#[from] PricingError),
    /// The conversation cannot be priced.
    #[error(transparent)]
    Fare(#[from] FareError),
    /// It cannot be written in this form.
    #[error(transparent)]
    Focus(#[from] FocusError),
}

impl EstimateError {
    /// A stable code for programs.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Link(error) => error.code(),
            Self::Texts => "texts_not_counted",
            Self::Stages => "stages_not_written",
            Self::Pricing(error) => error.code(),
            Self::Fare(error) => error.code(),
            Self::Focus(error) => error.code(),
        }
    }
}

impl Desk {
    /// The calls of an estimate as FOCUS 1.2 CSV; see [`crate::report`].
    ///
    /// # Errors
    /// See [`EstimateError`].
    pub fn focus(&self, link: &str, counted: &Counted) -> Result<String, EstimateError> {
        let scenario = link::read(link)?.scenario;
        if !scenario.stages.is_empty() {
            return Err(EstimateError::Stages);
        }
        if scenario.text_bytes() > 0 {
            return Err(EstimateError::Texts);
        }
        let size = |part: &Part| part.typed().unwrap_or_else(Count::none);
        let model = self.book.model(&scenario.model)?;
        let terms = scenario.terms(self.today);
        let card = self.book.card_with(&terms, &scenario.deal)?;
        let policy = self.book.cache_policy(&scenario.model)?;
        let plan = scenario.plan(model, size).framed(&scenario.framed(model));
        let fare = fare(&plan, &card, scenario.cache.then_some(&policy))?;
        Ok(focus(&fare, &Statement { book: &self.book, terms: &terms, counted })?)
    }
}
