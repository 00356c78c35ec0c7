//! A fare as FOCUS 1.2 (`FinOps` Open Cost and Usage Specification, dataset `CostAndUsage`): CSV, one row for
//! each call and kind of token.
//!
//! FOCUS is made for bills, so every row says that this is an estimate. Input and output are never merged:
//! they are SKUs of their own, told apart by `SkuMeter`, and quantities are tokens (`ConsumedUnit` "Tokens",
//! `PricingUnit` "1000000 Tokens"), not requests. `ListCost` is what the price book says, the other costs
//! what the reader's own terms make of it. Costs are unit price times quantity to the last digit.
//!
//! Sources: FOCUS specification 1.2 and its rules as `PyPI` focus-validator 2.2.1 checks them (model
//! 1.2.0.1); `TokenDirection` and `TokenCacheAction` of the 1.5 draft (FOCUS PR #2606), as columns of
//! our own. The columns left out are of things that an estimate has not: commitments, resources, regions.

mod columns;
mod meter;

use thiserror::Error;

use super::csv::{Cell, Csv};
use crate::conversation::{Call, Fare};
use crate::money::{Money, MoneyError};
use crate::pricing::{Catalogue, Channel, Line, Model, PricingError, Terms};
use columns::COLUMNS;
use meter::Meter;

/// What a fare is of.
#[derive(Clone, Copy, Debug)]
pub struct Statement<'a> {
    /// The price book with the list prices.
    pub book: &'a Catalogue,
    /// What was asked of it.
    pub terms: &'a Terms,
    /// How the tokens were counted.
    pub counted: &'a Counted,
}

/// How tokens were counted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counted {
    /// Whether every count is exact.
    pub exact: bool,
    /// By what, for a reader: `o200k_base`.
    pub by: String,
}

/// Why a fare cannot be written as FOCUS.
#[derive(Clone, Debug, Error, PartialEq)]
pub enum FocusError {
    /// A cost that is not known. A bill knows no such thing, and unknown is not zero.
    #[error(
        "no source gives a rate for {meter} of {model}, and FOCUS has no way to say that a cost is unknown; type a rate of your own, or choose another model or tier"
    )]
    Unpriced {
        /// The model's name.
        model: String,
        /// What has no price.
        meter: &'static str,
    },
    /// A cost that only the reader's own rate gives.
    #[error(
        "no source gives a list price for {meter} of {model}, and FOCUS asks for it beside your own rate"
    )]
    Unlisted {
        /// The model's name.
        model: String,
        /// What has no list price.
        meter: &'static str,
    },
    /// The calls cannot be priced.
    #[error(transparent)]
    Pricing(#[from] PricingError),
    /// A figure that cannot be held exactly.
    #[error(transparent)]
    Money(#[from] MoneyError),
}

impl FocusError {
    /// A stable code for programs.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Unpriced { .. } => "unpriced",
            Self::Unlisted { .. } => "unlisted",
            Self::Pricing(error) => error.code(),
            Self::Money(_) => "amount_inexact",
        }
    }
}

/// Writes a fare, which was priced by the reader's own terms, as the text of a CSV file in UTF-8.
///
/// # Errors
/// See [`FocusError`].
pub fn focus(fare: &Fare, of: &Statement<'_>) -> Result<String, FocusError> {
    let model = of.book.model(&of.terms.model)?;
    let channel = of.book.channel_of(&of.terms.model)?;
    let list = of.book.card(of.terms)?;
    let mut csv = Csv::default();
    csv.row(COLUMNS.iter().map(|(name, _)| Cell::Text((*name).to_owned())));
    for fare_call in &fare.calls {
        let listed = list.price(&fare_call.call.usage)?.lines;
        for (place, line) in fare_call.cost.lines.iter().enumerate() {
            let meter = Meter::of(line.bucket);
            let unpriced = || FocusError::Unpriced { model: model.name.clone(), meter: meter.name };
            let unlisted = || FocusError::Unlisted { model: model.name.clone(), meter: meter.name };
            let own = Priced::of(line)?.ok_or_else(unpriced)?;
            // The same usage on the same bands has the same lines.
            let listed = listed.get(place).map(Priced::of).transpose()?.flatten();
            let listed = listed.filter(|listed| listed.per == own.per).ok_or_else(unlisted)?;
            let call = &fare_call.call;
            let currency = fare_call.cost.currency;
            let row = Row { model, channel, of, call, currency, line, meter, own, listed };
            csv.row(COLUMNS.iter().map(|(_, cell)| cell(&row)));
        }
    }
    Ok(csv.finish())
}

/// One call's tokens of one kind.
struct Row<'a> {
    model: &'a Model,
    channel: &'a Channel,
    of: &'a Statement<'a>,
    call: &'a Call,
    currency: &'static str,
    line: &'a Line,
    meter: Meter,
    own: Priced,
    listed: Priced,
}

/// Quantity, unit price and cost; the cost is the product of the two.
#[derive(Clone, Copy)]
struct Priced {
    /// What the unit price is for: 1,000,000 tokens, 1,000 calls.
    per: u64,
    /// In so many units of `per`; not money, but as exact.
    quantity: Money,
    /// Dollars for one such unit, factors included.
    price: Money,
    /// Dollars.
    cost: Money,
}

impl Priced {
    /// `None` where the rate is unknown.
    fn of(line: &Line) -> Result<Option<Self>, MoneyError> {
        let (Some(rate), Some(cost)) = (line.rate, line.amount) else { return Ok(None) };
        let price = line.factors.iter().try_fold(rate, |price, it| price.times(it.factor))?;
        let amount = Money::parse(&line.tokens.to_string())?;
        let quantity = amount.divided_exactly(line.per);
        let quantity = quantity.ok_or_else(|| MoneyError::Inexact(format!("1/{}", line.per)))?;
        Ok(Some(Self { per: line.per, quantity, price, cost }))
    }
}
