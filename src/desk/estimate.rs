//! An estimate, which comes as a share link, in the forms of other people's tools.

use thiserror::Error;

use super::ask::AskError;
use super::records::Desk;
use crate::conversation::{FareError, fare};
use crate::report::{Counted, FocusError, Statement, focus};

/// Why an estimate cannot be written down.
#[derive(Clone, Debug, Error, PartialEq)]
pub enum EstimateError {
    /// It cannot be computed here.
    #[error(transparent)]
    Ask(#[from] AskError),
    /// It cannot be written in this form.
    #[error(transparent)]
    Focus(#[from] FocusError),
}

impl EstimateError {
    /// A stable code for programs.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Ask(error) => error.code(),
            Self::Focus(error) => error.code(),
        }
    }
}

impl From<FareError> for EstimateError {
    fn from(error: FareError) -> Self {
        Self::Ask(error.into())
    }
}

impl Desk {
    /// The calls of an estimate as FOCUS 1.2 CSV; see [`crate::report`].
    ///
    /// # Errors
    /// See [`EstimateError`].
    pub fn focus(&self, link: &str, counted: &Counted) -> Result<String, EstimateError> {
        let asked = self.asked(link)?;
        let fare = fare(&asked.plan, &asked.card, asked.cache.as_ref())?;
        let terms = asked.scenario.terms(self.today);
        Ok(focus(&fare, &Statement { book: &self.book, terms: &terms, counted })?)
    }
}
