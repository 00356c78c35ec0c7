//! What a call costs, as a caller reads it: decimal strings, never floats.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::Serialize;

use super::deal::Agreed;
use super::request::{Clock, Day, Setting};
use crate::money::Money;
use crate::pricing::{Catalogue, Cost, FactorKind, Line, PricingError, RowRef, Terms, Warning};
use crate::usage::Bucket;

/// A cost.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct CostInfo {
    /// Dollars; `None` where something used has no known price.
    pub(super) total: Option<String>,
    /// The same in pico-dollars.
    pub(super) pico_usd: Option<String>,
    pub(super) currency: &'static str,
    pub(super) lines: Vec<LineInfo>,
    pub(super) warnings: Vec<Warning>,
    /// What the caller's own currency and commitment say of the total.
    #[serde(flatten)]
    pub(super) agreed: Agreed,
}

/// One line of a bill.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct LineInfo {
    pub(super) bucket: Bucket,
    pub(super) tokens: u64,
    pub(super) rate: Option<String>,
    pub(super) per: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) charged_as: Option<Bucket>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) factors: Vec<FactorInfo>,
    pub(super) amount: Option<String>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub(super) negotiated: bool,
    pub(super) row: RowRef,
}

/// A factor on a line's rate.
#[derive(Clone, Debug, Serialize)]
pub(super) struct FactorInfo {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) factor: String,
    pub(super) kind: FactorKind,
}

impl CostInfo {
    /// A cost of these parts.
    pub(super) fn new(total: Option<Money>, lines: Vec<Line>, warnings: Vec<Warning>) -> Self {
        Self {
            total: total.map(Money::decimal),
            pico_usd: total.map(|total| total.pico().to_string()),
            currency: "USD",
            lines: lines.into_iter().map(LineInfo::from).collect(),
            warnings,
            agreed: Agreed::default(),
        }
    }

    /// The same with what the caller's own currency and commitment say of the total.
    pub(super) fn with(mut self, agreed: Agreed) -> Self {
        self.agreed = agreed;
        self
    }
}

impl From<Cost> for CostInfo {
    fn from(cost: Cost) -> Self {
        Self::new(cost.total, cost.lines, cost.warnings)
    }
}

impl From<Line> for LineInfo {
    fn from(line: Line) -> Self {
        Self {
            bucket: line.bucket,
            tokens: line.tokens,
            rate: line.rate.map(Money::decimal),
            per: line.per,
            charged_as: line.charged_as,
            factors: line
                .factors
                .into_iter()
                .map(|applied| FactorInfo {
                    id: applied.id,
                    name: applied.name,
                    factor: applied.factor.decimal(),
                    kind: applied.kind,
                })
                .collect(),
            amount: line.amount.map(Money::decimal),
            negotiated: line.negotiated,
            row: line.row,
        }
    }
}

/// What every request asks of the price book.
#[derive(Clone, Copy, Debug)]
pub(super) struct Asked<'a> {
    pub(super) model: &'a str,
    pub(super) date: Option<Day>,
    pub(super) time: Option<Clock>,
    pub(super) tier: Option<&'a str>,
    pub(super) modifiers: &'a BTreeMap<String, Setting>,
}

/// What is asked of the price book, from the fields that requests share.
macro_rules! asked {
    ($request:expr) => {
        $crate::js::price::Asked {
            model: &$request.model,
            date: $request.date,
            time: $request.time,
            tier: $request.tier.as_deref(),
            modifiers: &$request.modifiers,
        }
    };
}
pub(super) use asked;

impl Asked<'_> {
    /// The terms, with today where no day is named.
    pub(super) fn terms(&self, book: &Catalogue, today: Date) -> Result<Terms, PricingError> {
        let mut terms = Terms::new(self.model, self.date.map_or(today, |day| day.0));
        terms.time = self.time.map(|clock| clock.0);
        if let Some(tier) = self.tier {
            terms = terms.tier(tier);
        }
        let channel = book.channel_of(self.model)?;
        for (key, setting) in self.modifiers {
            let mut values =
                channel.modifiers.iter().filter(|it| it.key == *key).map(|it| it.value.as_str());
            let value = match setting {
                Setting::Value(value) => value.as_str(),
                // Not asked for; but a key that there is not is a mistake all the same.
                Setting::Flag(false) if values.next().is_some() => continue,
                Setting::Flag(false) => "false",
                // Clear where there is one thing to ask for; else the price book names the choices.
                Setting::Flag(true) => match (values.next(), values.next()) {
                    (Some(only), None) => only,
                    _ => "true",
                },
            };
            terms = terms.modifier(key, value);
        }
        Ok(terms)
    }
}
