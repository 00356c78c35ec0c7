//! Capacity that is bought whole, and how it compares with prices on demand.

use serde::Serialize;

use super::error::{ArgumentError, Refusal};
use super::request::{PriceRequest, ProvisionOptions};
use crate::money::{Factor, Money};
use crate::pricing::{
    Capacity, Catalogue, Channel, Comparison, Confidence, Period, Provision, RateCard, Weights,
    Work,
};

/// A kind of capacity that a channel sells.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct CapacityInfo {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) channel: String,
    pub(super) unit: String,
    pub(super) terms: Vec<TermInfo>,
    /// Input tokens that one output token counts for, by model family.
    pub(super) output_weights: Vec<WeightInfo>,
    pub(super) cached_weight: Option<String>,
    pub(super) note: Option<String>,
    pub(super) confidence: Confidence,
    pub(super) sources: Vec<String>,
}

/// One way of buying a unit.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct TermInfo {
    pub(super) id: String,
    pub(super) price: String,
    pub(super) per: Period,
    pub(super) bound_days: u32,
}

/// What an output token of a model family counts for.
#[derive(Clone, Debug, Serialize)]
pub(super) struct WeightInfo {
    pub(super) model: String,
    pub(super) output: u32,
}

/// Capacity against prices on demand.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ProvisionInfo {
    pub(super) days: u32,
    pub(super) cost: String,
    pub(super) on_demand: Option<String>,
    pub(super) break_even_per_day: Option<u64>,
    pub(super) most_per_day: Option<u64>,
    /// Ten-thousandths.
    pub(super) used: Option<u64>,
    pub(super) break_even_used: Option<u64>,
    pub(super) idle: Option<String>,
    pub(super) note: Option<String>,
}

/// Every kind of capacity in the book.
pub(super) fn capacities(book: &Catalogue) -> Vec<CapacityInfo> {
    let of = |channel: &Channel| {
        channel.capacities.iter().map(|it| CapacityInfo::new(channel, it)).collect::<Vec<_>>()
    };
    book.channels().iter().flat_map(of).collect()
}

/// Answers a request, its prices on demand being those of a card.
pub(super) fn compare(
    book: &Catalogue,
    card: &RateCard,
    request: &PriceRequest,
    options: &ProvisionOptions,
) -> Result<ProvisionInfo, Refusal> {
    let model = book.model(&request.model)?;
    let channel = book.channel_of(&request.model)?;
    let provision = Provision::find(channel, &options.id, &options.term, options.units.0)?
        .taking(options.tokens_per_minute.map(|tokens| tokens.0));
    let output = options.output_weight.map(|weight| u32::try_from(weight.0)).transpose();
    let output = output.map_err(|_| ArgumentError::new("outputWeight", "is far too large"))?;
    let given = Weights { output, cached: options.cached_weight };
    let weights = given.or(Weights::of(provision.capacity, model));
    let work = Work::of(card, request.usage.each(), weights, options.per_day.0)?;
    Ok(ProvisionInfo::new(provision.compare(&work)?, provision.capacity))
}

impl CapacityInfo {
    fn new(channel: &Channel, capacity: &Capacity) -> Self {
        let terms = capacity.terms.iter().map(|term| TermInfo {
            id: term.id.clone(),
            price: term.price.decimal(),
            per: term.per,
            bound_days: term.bound_days,
        });
        let weights = capacity
            .weights
            .iter()
            .map(|weight| WeightInfo { model: weight.model.clone(), output: weight.output });
        Self {
            id: capacity.id.clone(),
            name: capacity.name.clone(),
            channel: channel.channel.clone(),
            unit: capacity.unit.clone(),
            terms: terms.collect(),
            output_weights: weights.collect(),
            cached_weight: capacity.cached_weight.map(Factor::decimal),
            note: capacity.note.clone(),
            confidence: capacity.confidence,
            sources: channel.references(&capacity.sources),
        }
    }
}

impl ProvisionInfo {
    fn new(comparison: Comparison, capacity: &Capacity) -> Self {
        Self {
            days: comparison.days,
            cost: comparison.cost.decimal(),
            on_demand: comparison.on_demand.map(Money::decimal),
            break_even_per_day: comparison.break_even_per_day,
            most_per_day: comparison.most_per_day,
            used: comparison.used,
            break_even_used: comparison.break_even_used,
            idle: comparison.idle.map(Money::decimal),
            note: capacity.note.clone(),
        }
    }
}
