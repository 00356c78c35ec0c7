//! The columns: FOCUS's own in the order of their names, then ours, which begin with `x_`.

use jiff::civil::Date;
use serde_json::{Map, Value};

use super::Row;
use crate::conversation::CallKind;
use crate::iso::Written;
use crate::money::Money;
use crate::pricing::{Status, Threshold};
use crate::report::csv::Cell;

/// A column: its name, and what stands in it.
pub(super) type Column = (&'static str, fn(&Row<'_>) -> Cell);

/// Every column.
pub(super) const COLUMNS: &[Column] = &[
    ("BilledCost", |row| number(row.own.cost)),
    // It is nobody's account; FOCUS wants one.
    ("BillingAccountId", |_| text("estimate")),
    ("BillingAccountName", |_| text("Estimate (not an invoice)")),
    ("BillingCurrency", |row| text(row.currency)),
    ("BillingPeriodEnd", |row| midnight(next(row.date().last_of_month()))),
    ("BillingPeriodStart", |row| midnight(row.date().first_of_month())),
    ("ChargeCategory", |_| text("Usage")),
    ("ChargeClass", |_| Cell::Null),
    ("ChargeDescription", |row| text(description(row))),
    ("ChargeFrequency", |_| text("Usage-Based")),
    ("ChargePeriodEnd", |row| midnight(next(row.date()))),
    ("ChargePeriodStart", |row| midnight(row.date())),
    // Nothing is committed to; the rules for quantities ask.
    ("CommitmentDiscountStatus", |_| Cell::Null),
    ("ConsumedQuantity", |row| plain(&row.line.tokens.to_string())),
    ("ConsumedUnit", |row| text(row.meter.unit)),
    ("ContractedCost", |row| number(row.own.cost)),
    ("ContractedUnitPrice", |row| number(row.own.price)),
    ("EffectiveCost", |row| number(row.own.cost)),
    ("InvoiceId", |_| Cell::Null),
    ("InvoiceIssuerName", |row| text(&row.channel.name)),
    ("ListCost", |row| number(row.listed.cost)),
    ("ListUnitPrice", |row| number(row.listed.price)),
    ("PricingCategory", |_| text("Standard")),
    // Priced and billed in one currency; the rules ask for both.
    ("PricingCurrency", |row| text(row.currency)),
    ("PricingCurrencyContractedUnitPrice", |row| number(row.own.price)),
    ("PricingCurrencyEffectiveCost", |row| number(row.own.cost)),
    ("PricingCurrencyListUnitPrice", |row| number(row.listed.price)),
    ("PricingQuantity", |row| number(row.own.quantity)),
    ("PricingUnit", |row| text(pricing_unit(row))),
    ("ProviderName", |row| text(&row.channel.name)),
    ("PublisherName", |row| text(&row.model.provider)),
    ("ServiceCategory", |_| text("AI and Machine Learning")),
    ("ServiceName", |row| text(&row.channel.name)),
    ("ServiceSubcategory", |_| text("Generative AI")),
    ("SkuId", |row| text(sku(row))),
    ("SkuMeter", |row| text(row.meter.name)),
    ("SkuPriceDetails", |row| text(details(row))),
    ("SkuPriceId", |row| text(sku_price(row))),
    ("x_CallIndex", |row| Cell::Number(row.call.number.to_string())),
    ("x_CallKind", |row| text(kind(row.call.kind))),
    ("x_CountBasis", |row| text(if row.of.counted.exact { "exact" } else { "estimated" })),
    ("x_Estimate", |_| text("true")),
    ("x_ModelId", |row| text(&row.model.id)),
    ("x_Negotiated", |row| text(if row.line.negotiated { "true" } else { "false" })),
    ("x_PriceConfidence", |row| text(format!("{:?}", row.line.row.confidence))),
    ("x_PriceInForceFrom", |row| text(row.line.row.from.write())),
    ("x_PriceRetrieved", |row| text(row.line.row.retrieved_at.write())),
    ("x_PriceSources", |row| text(row.line.row.sources.join("; "))),
    ("x_PriceStatus", |row| text(status(row))),
    ("x_ServiceTier", |row| text(&row.line.row.tier)),
    ("x_TokenCacheAction", |row| row.meter.action.map_or(Cell::Null, text)),
    ("x_TokenDirection", |row| row.meter.direction.map_or(Cell::Null, text)),
    ("x_TokenType", |row| text(row.line.bucket.key())),
    ("x_Tokenizer", |row| text(&row.of.counted.by)),
    ("x_TurnIndex", |row| Cell::Number(row.call.turn.to_string())),
];

impl Row<'_> {
    /// The day of the charge.
    fn date(&self) -> Date {
        self.of.terms.date
    }
}

/// Words; none are nothing, for FOCUS wants no empty texts.
fn text(text: impl Into<String>) -> Cell {
    let text = text.into();
    if text.is_empty() { Cell::Null } else { Cell::Text(text) }
}

/// A figure with every decimal that it has.
fn number(amount: Money) -> Cell {
    plain(&amount.exact())
}

/// A decimal number. One without a point would make its whole column one of integers to readers that guess
/// types, and FOCUS's are decimals.
fn plain(digits: &str) -> Cell {
    Cell::Number(if digits.contains('.') { digits.to_owned() } else { format!("{digits}.0") })
}

/// The beginning of a day, in UTC.
fn midnight(date: Date) -> Cell {
    Cell::Text(format!("{}T00:00:00Z", date.write()))
}

/// The day after; the calendar's last day has none.
fn next(date: Date) -> Date {
    date.tomorrow().unwrap_or(date)
}

fn description(row: &Row<'_>) -> String {
    let (turn, call) = (row.call.turn, row.call.number);
    format!("Estimate: {}, {}, turn {turn}, call {call}", row.model.name, row.meter.name)
}

/// `1000000 Tokens`, or `Hours` where the price is for one.
fn pricing_unit(row: &Row<'_>) -> String {
    let unit = row.meter.unit;
    if row.own.per == 1 { unit.to_owned() } else { format!("{} {unit}", row.own.per) }
}

/// One for each model and kind of token, whatever the tier.
fn sku(row: &Row<'_>) -> String {
    format!("{}/{}", row.model.id, row.line.bucket.key())
}

/// One for each price of it that the book has.
fn sku_price(row: &Row<'_>) -> String {
    let price = &row.line.row;
    let band = band(row).map(|band| format!("/{}", band.replace(' ', "-"))).unwrap_or_default();
    format!("{}/{}{band}/{}", sku(row), price.tier, price.from.write())
}

/// The long-context band of the price, where it is in one.
fn band(row: &Row<'_>) -> Option<String> {
    Some(match row.line.row.band? {
        Threshold::Over(tokens) => format!("over {tokens}"),
        Threshold::AtLeast(tokens) => format!("from {tokens}"),
    })
}

/// What the price depends on: JSON, with keys of our own.
fn details(row: &Row<'_>) -> String {
    let mut details = Map::new();
    let mut say = |key: &str, value: String| details.insert(key.to_owned(), Value::String(value));
    say("x_ServiceTier", row.line.row.tier.clone());
    if let Some(band) = band(row) {
        say("x_LongContext", band);
    }
    for (place, factor) in row.line.factors.iter().enumerate() {
        say(&format!("x_Factor{}", place + 1), format!("{} {}", factor.name, factor.factor));
    }
    Value::Object(details).to_string()
}

const fn kind(kind: CallKind) -> &'static str {
    match kind {
        CallKind::Tools => "tools",
        CallKind::Answer => "answer",
        CallKind::Retry => "retry",
        CallKind::Summary => "summary",
        CallKind::Loop => "loop",
    }
}

const fn status(row: &Row<'_>) -> &'static str {
    match row.line.row.status {
        _ if row.line.row.last_known => "last known",
        Status::List => "list",
        Status::Promo => "promotion",
        Status::Announced => "announced",
        Status::Historical => "historical",
    }
}
