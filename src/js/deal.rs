//! Negotiated prices as a caller gives them, and what currency and commitment say of a total.

use jiff::civil::Date;
use serde::Serialize;

use super::error::{ArgumentError, Refusal};
use crate::money::Money;
use crate::pricing::{Catalogue, Deal};

/// What a deal's currency and commitment say of a total; nothing where the deal has neither.
#[derive(Clone, Debug, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Agreed {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) converted: Option<Converted>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) commitment: Option<Committed>,
}

/// A total in the caller's own currency.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Converted {
    pub(super) code: String,
    pub(super) per_dollar: String,
    #[serde(with = "crate::iso")]
    pub(super) dated: Date,
    /// `None` where the dollars are.
    pub(super) total: Option<String>,
}

/// How far a commitment reaches.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Committed {
    pub(super) amount: String,
    pub(super) months: u32,
    /// How many whole times the total is paid for; `None` where it is unknown or nothing.
    pub(super) pays_for: Option<u64>,
}

impl Agreed {
    /// What a deal says of a total.
    pub(super) fn new(deal: &Deal, total: Option<Money>) -> Result<Self, Refusal> {
        let converted = deal.currency.as_ref().map(|currency| {
            let total = total.map(|total| currency.of(total)).transpose()?;
            Ok::<_, Refusal>(Converted {
                code: currency.code.clone(),
                per_dollar: currency.per_dollar.decimal(),
                dated: currency.dated,
                total: total.map(Money::decimal),
            })
        });
        let commitment = deal.commitment.map(|commitment| Committed {
            amount: commitment.amount.decimal(),
            months: commitment.months,
            pays_for: total.and_then(|total| commitment.pays_for(total)),
        });
        Ok(Self { converted: converted.transpose()?, commitment })
    }
}

/// Makes sure that what a deal names is there: a mistyped name would be no discount, silently.
pub(super) fn check(book: &Catalogue, deal: &Deal) -> Result<(), Refusal> {
    let wrong = |path: String, name: &str, what: &str| {
        ArgumentError::new(path, format!("the price book has no {what} \u{201c}{name}\u{201d}"))
    };
    for (number, adjustment) in deal.adjustments.iter().enumerate() {
        let path = |field: &str| format!("deal.adjustments[{number}].{field}");
        if let Some(id) = &adjustment.model {
            book.model(id)?;
        }
        if let Some(name) = &adjustment.channel
            && !book.channels().iter().any(|channel| channel.channel == *name)
        {
            return Err(wrong(path("channel"), name, "channel").into());
        }
        if let Some(name) = &adjustment.provider
            && !book.models().any(|model| model.provider == *name)
        {
            return Err(wrong(path("provider"), name, "provider").into());
        }
    }
    for own in &deal.rates {
        book.model(&own.model)?;
    }
    Ok(())
}
