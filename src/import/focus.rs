//! A bill in the FOCUS form (1.0 to 1.4) as CSV: one row for each meter.
//!
//! FOCUS has no column for a kind of token: input and output are told apart by `SkuMeter`, and the 1.5
//! draft's `TokenDirection` and `TokenCacheAction` are read where a bill has them, with `x_` or without.
//! Which of the two a row is, is never guessed: a row of tokens that does not say so is refused.
//! Sources: FOCUS specification 1.2 and 1.4, FOCUS PRs #2442, #2606, #2682.

use std::sync::Arc;

use super::call::Requests;
use super::collect::{Collector, Draft, Identity};
use super::csv::Row;
use super::decimal;
use super::encoding::readable;
use super::error::RowError;
use super::json::{self, Object};
use super::report::Aside;
use super::reported::{Input, Reported};
use super::when;
use crate::money::Money;
use crate::pricing::STANDARD;

/// The columns of a bill, by the place of each that is read.
#[derive(Debug)]
pub(super) struct Focus {
    names: Vec<String>,
}

/// Columns that are read.
const READ: &[&str] = &[
    "BilledCost",
    "EffectiveCost",
    "BillingCurrency",
    "ChargeCategory",
    "ChargePeriodStart",
    "ConsumedQuantity",
    "ConsumedUnit",
    "PricingQuantity",
    "PricingUnit",
    "SkuId",
    "SkuMeter",
    "SkuPriceDetails",
    "ResourceId",
    "ResourceName",
    "SubAccountId",
    "SubAccountName",
    "ServiceName",
    "ProviderName",
    "ServiceProviderName",
    "Tags",
    "x_Model",
    "x_ModelId",
    "x_ServiceTier",
    "x_TokenType",
    "x_TokenDirection",
    "x_TokenCacheAction",
    "x_TurnIndex",
    "x_CallIndex",
    "x_ScenarioId",
    "x_ConversationId",
];

/// Which figure of a call a row of tokens is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Meter {
    Input,
    CacheRead,
    CacheWrite,
    CacheWrite1h,
    CacheWrite12h,
    Output,
    Reasoning,
}

impl Focus {
    /// The columns, where the header is one of a FOCUS bill.
    pub(super) fn of_header(header: &Row) -> Option<Self> {
        let names: Vec<String> = (0..header.len())
            .map(|index| readable(header.cell(index)).0.trim().to_owned())
            .collect();
        let has = |name: &str| names.iter().any(|known| known == name);
        let cost = has("BilledCost") || has("EffectiveCost") || has("ListCost");
        (cost && has("ChargePeriodStart")).then_some(Self { names })
    }

    /// Counts the bill's own columns that are not read, once for every row.
    fn unknown(&self, row: &Row, to: &mut Collector) {
        for (index, name) in self.names.iter().enumerate() {
            // Columns of the standard are known; own ones begin with x_.
            if name.starts_with("x_")
                && !READ.contains(&name.as_str())
                && !row.cell(index).is_empty()
            {
                to.report.unknown("", name);
            }
        }
    }

    /// Reads a row.
    pub(super) fn row(&self, row: &Row, to: &mut Collector) -> Result<(), RowError> {
        if row.len() != self.names.len() {
            return Err(RowError::Cells { cells: row.len(), columns: self.names.len() });
        }
        let cells: Vec<String> =
            READ.iter().map(|name| self.cell(row, name).unwrap_or_default()).collect();
        let cell = |name: &str| {
            let place = READ.iter().position(|read| *read == name)?;
            cells.get(place).map(String::as_str).filter(|cell| !cell.is_empty())
        };
        let billed =
            dollars(cell("BilledCost").or(cell("EffectiveCost")), cell("BillingCurrency"), to);
        let details = cell("SkuPriceDetails").map(Object::parse).transpose().unwrap_or_default();
        let detail = |names: [&str; 2]| {
            let details = details.as_ref()?;
            names.iter().find_map(|name| details.text(name)).map(std::borrow::Cow::into_owned)
        };
        let usage = cell("ChargeCategory").is_none_or(|category| category == "Usage");
        let (quantity, unit) = match (cell("ConsumedQuantity"), cell("ConsumedUnit")) {
            (Some(quantity), Some(unit)) => (Some(quantity), unit),
            _ => (cell("PricingQuantity"), cell("PricingUnit").unwrap_or_default()),
        };
        let per = tokens_per(unit);
        let (Some(per), Some(quantity), true) = (per, quantity, usage) else {
            if let Some(billed) = billed {
                to.report.other_charges = to.report.other_charges + billed;
            }
            to.aside(Aside::OtherCharge);
            return Ok(());
        };
        let amount = tokens(quantity, per)?;
        let direction = cell("x_TokenDirection")
            .map(str::to_owned)
            .or_else(|| detail(["TokenDirection", "x_TokenDirection"]));
        let action = cell("x_TokenCacheAction")
            .map(str::to_owned)
            .or_else(|| detail(["TokenCacheAction", "x_TokenCacheAction"]));
        let meter = cell("x_TokenType")
            .and_then(by_words)
            .or_else(|| by_draft(direction.as_deref()?, action.as_deref()))
            .or_else(|| cell("SkuMeter").and_then(by_words))
            .or_else(|| cell("SkuId").and_then(by_words))
            .ok_or_else(|| RowError::Unclear(format!(
                "the row has tokens and does not say whether they are input or output (SkuMeter is \u{201c}{}\u{201d})",
                json::quote(cell("SkuMeter").unwrap_or_default())
            )))?;
        let model = cell("x_ModelId")
            .or(cell("x_Model"))
            .map(str::to_owned)
            .or_else(|| detail(["ModelId", "x_ModelId"]))
            .or_else(|| detail(["ModelVersion", "x_ModelVersion"]))
            .or_else(|| cell("ResourceName").map(str::to_owned))
            .ok_or(RowError::Missing(
                "model (x_ModelId, x_Model, SkuPriceDetails.ModelId or ResourceName)",
            ))?;
        let start = cell("ChargePeriodStart").unwrap_or_default();
        let parts = [
            start,
            &model,
            cell("x_ScenarioId").unwrap_or_default(),
            cell("x_ConversationId").unwrap_or_default(),
            cell("x_TurnIndex").unwrap_or_default(),
            cell("x_CallIndex").unwrap_or_default(),
            cell("ResourceId").unwrap_or_default(),
            cell("SubAccountId").unwrap_or_default(),
            cell("Tags").unwrap_or_default(),
        ];
        let mut tags = Vec::new();
        to.tag(&mut tags, "account", cell("SubAccountName").or(cell("SubAccountId")));
        to.tag(&mut tags, "service", cell("ServiceName"));
        tags_of(cell("Tags"), &mut tags, to);
        self.unknown(row, to);
        let conversation = cell("x_ConversationId").or(cell("x_ScenarioId"));
        let draft = Draft {
            identity: Identity::Sum(parts.join("\0")),
            model: Some(to.name(&model)),
            channel: cell("ServiceProviderName")
                .or(cell("ProviderName"))
                .map(|name| to.name(&name.to_lowercase())),
            when: to.moment(Some(start), when::written),
            tier: cell("x_ServiceTier").filter(|tier| *tier != STANDARD).map(|tier| to.name(tier)),
            reported: meter.reported(amount),
            // A turn is one request; a day's meter sums up what nobody counts.
            requests: if cell("x_TurnIndex").is_some() { Requests::One } else { Requests::Unknown },
            billed,
            conversation: conversation.map(|id| to.name(id)),
            tags,
            ..Draft::default()
        };
        to.take(draft)
    }

    fn cell(&self, row: &Row, name: &str) -> Option<String> {
        let index = self.names.iter().position(|known| known == name)?;
        let text = readable(row.cell(index)).0;
        let text = text.trim();
        (!text.is_empty() && text != "NULL" && text != "null").then(|| text.to_owned())
    }
}

impl Meter {
    /// A row is one bucket already: nothing in it is included elsewhere.
    fn reported(self, tokens: u64) -> Reported {
        let mut reported = Reported { counts: Input::Uncached, ..Reported::default() };
        match self {
            Self::Input => reported.input = tokens,
            Self::CacheRead => reported.cache_read = tokens,
            Self::CacheWrite => reported.cache_write_5m = tokens,
            Self::CacheWrite1h => reported.cache_write_1h = tokens,
            Self::CacheWrite12h => reported.cache_write_12h = tokens,
            Self::Output => reported.output = tokens,
            Self::Reasoning => (reported.output, reported.reasoning) = (tokens, tokens),
        }
        reported
    }
}

/// Dollars of a cell. Other currencies are no dollars.
fn dollars(cell: Option<&str>, currency: Option<&str>, to: &mut Collector) -> Option<Money> {
    let cell = cell?;
    let billed = json::money(cell).filter(|_| currency.is_none_or(|currency| currency == "USD"));
    to.report.billed_unreadable += u64::from(billed.is_none());
    billed
}

/// How many tokens a unit is: `Tokens`, `1000 Tokens`, `1000000 Tokens`; `None` for other units.
fn tokens_per(unit: &str) -> Option<u64> {
    let (count, name) = unit.rsplit_once(' ').unwrap_or(("1", unit));
    if !matches!(name, "Tokens" | "Token" | "tokens" | "token") {
        return None;
    }
    match count {
        "1K" | "1k" => Some(1_000),
        "1M" => Some(1_000_000),
        _ => count.parse().ok().filter(|count| *count > 0),
    }
}

/// A quantity in units of `per` tokens: the product must be whole.
fn tokens(quantity: &str, per: u64) -> Result<u64, RowError> {
    let wrong = || json::out_of_range("ConsumedQuantity", quantity, json::MOST_TOKENS);
    if !decimal::looks_like_number(quantity) {
        return Err(json::wrong_kind("ConsumedQuantity", "a plain decimal number", quantity));
    }
    let plain = decimal::plain(quantity).ok_or_else(wrong)?;
    let product =
        Money::parse(&plain).and_then(|quantity| quantity.times_count(per)).map_err(|_| wrong())?;
    decimal::whole(&product.exact()).filter(|tokens| *tokens <= json::MOST_TOKENS).ok_or_else(wrong)
}

/// The meter by the words in a name.
fn by_words(name: &str) -> Option<Meter> {
    let name = name.to_lowercase();
    let has = |words: &[&str]| words.iter().any(|word| name.contains(word));
    if has(&["cache", "cached"]) {
        return if has(&["write", "creation"]) {
            Some(if has(&["12h", "12 hours"]) {
                Meter::CacheWrite12h
            } else if has(&["1h", "1 hour", "one hour"]) {
                Meter::CacheWrite1h
            } else {
                Meter::CacheWrite
            })
        } else if has(&["read", "hit", "cached"]) {
            Some(Meter::CacheRead)
        } else {
            None
        };
    }
    match (
        has(&["input", "prompt"]),
        has(&["output", "completion"]),
        has(&["reasoning", "thinking"]),
    ) {
        (false, _, true) => Some(Meter::Reasoning),
        (true, false, false) => Some(Meter::Input),
        (false, true, false) => Some(Meter::Output),
        _ => None,
    }
}

/// The meter by the columns of the 1.5 draft.
fn by_draft(direction: &str, action: Option<&str>) -> Option<Meter> {
    match (direction.to_lowercase().as_str(), action.map(str::to_lowercase).as_deref()) {
        ("input", None | Some("uncached")) => Some(Meter::Input),
        ("input", Some("read")) => Some(Meter::CacheRead),
        ("input", Some("write")) => Some(Meter::CacheWrite),
        ("output", _) => Some(Meter::Output),
        _ => None,
    }
}

/// The tags of a row, which FOCUS writes as a JSON object.
fn tags_of(cell: Option<&str>, tags: &mut Vec<(&'static str, Arc<str>)>, to: &mut Collector) {
    let Some(Ok(object)) = cell.map(Object::parse) else { return };
    let keys: Vec<String> = object.keys().map(str::to_owned).collect();
    for key in keys {
        if let Some(value) = object.text(&key) {
            to.tag(tags, "tag", Some(&format!("{key}={value}")));
        }
    }
}
