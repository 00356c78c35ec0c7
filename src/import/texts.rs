//! Conversations that are texts only: what they would cost on a model.
//!
//! Without figures, sizes are estimated by the model's tokenizer or its estimator and carry their band;
//! every turn sends the whole history again.

use thiserror::Error;

use super::call::{Dialogue, Role};
use super::price::CacheUse;
use crate::conversation::{Fare, FareError, Plan, TurnSizes, fare};
use crate::count::Count;
use crate::pricing::{CacheMode, Catalogue, Deal, PricingError, Terms};
use crate::tokenizer::{TokenizerError, estimate};

/// Why a conversation of texts has no fare.
#[derive(Clone, Debug, Error, PartialEq)]
pub enum TextsError {
    /// The model is not in the book, or not to be had so.
    #[error(transparent)]
    Pricing(#[from] PricingError),
    /// Nothing counts for the model.
    #[error(transparent)]
    Tokenizer(#[from] TokenizerError),
    /// The sizes make no conversation.
    #[error(transparent)]
    Fare(#[from] FareError),
}

impl TextsError {
    /// A stable code for programs.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Pricing(error) => error.code(),
            Self::Tokenizer(error) => error.code(),
            Self::Fare(error) => error.code(),
        }
    }
}

/// The sizes of a conversation's texts under a model: one turn for each answer, with what was said to the
/// model before it.
pub fn plan(dialogue: &Dialogue, book: &Catalogue, model: &str) -> Result<Plan, TextsError> {
    let tokenizer = &book.model(model)?.tokenizer;
    let mut plan = Plan::default();
    let mut user = Count::none();
    for message in &dialogue.messages {
        let count = tokenizer.believe(estimate::approximate(&message.text, &tokenizer.id)?);
        match message.role {
            Role::System if plan.turns.is_empty() => plan.system = &plan.system + &count,
            Role::System | Role::User => user = &user + &count,
            Role::Assistant => {
                plan.turns.push(TurnSizes {
                    user: std::mem::take(&mut user),
                    output: count,
                    ..TurnSizes::default()
                });
            }
        }
    }
    Ok(plan)
}

/// What a conversation of texts costs on these terms and by this deal, turn by turn.
pub fn fare_of(
    dialogue: &Dialogue,
    book: &Catalogue,
    terms: &Terms,
    deal: &Deal,
    cache: CacheUse,
) -> Result<Fare, TextsError> {
    let plan = plan(dialogue, book, &terms.model)?;
    let card = book.card_with(terms, deal)?;
    let policy = book.cache_policy(&terms.model)?;
    let cached = cache != CacheUse::Off && policy.mode != CacheMode::None;
    Ok(fare(&plan, &card, cached.then_some(&policy))?)
}
