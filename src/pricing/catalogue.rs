//! The price book in memory: channels, models and their dated price rows.
//!
//! These types mirror the files of `pricing/` one to one; `docs/prices.md` explains every field.
//! Nothing here is computed: what a block leaves out is unknown in that block.

use std::collections::BTreeMap;
use std::fmt;

use jiff::civil::Date;
use serde::de::{MapAccess, Visitor};
use serde::ser::SerializeMap;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::money::{Factor, Rate};
use crate::pricing::cache::CachePolicy;
use crate::pricing::error::PricingError;
use crate::usage::Bucket;

/// The tier that a request has unless it asks for another.
pub const STANDARD: &str = "standard";

/// Every channel of a price book, and an index of its models.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Catalogue {
    /// The version of the format: 1.
    pub schema: u32,
    /// The billing channels in file order.
    pub channels: Vec<Channel>,
    /// Model ids and aliases, sorted, with the places of their models.
    #[serde(skip)]
    index: Vec<(String, usize, usize)>,
}

/// One billing channel: who sends the invoice, and by which rules.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Channel {
    /// The file it was read from, such as `anthropic.toml`.
    #[serde(default)]
    pub file: String,
    /// The version of the format: 1.
    pub schema: u32,
    /// Who makes the models, unless a model says otherwise.
    pub provider: String,
    /// The id of the channel; the first part of its model ids.
    pub channel: String,
    /// The channel's name for a reader.
    pub name: String,
    /// Always `USD`.
    pub currency: String,
    /// Always `usd_per_mtok`: dollars per million tokens.
    pub unit: String,
    /// The day on which the figures were gathered.
    pub retrieved_at: Date,
    /// Whether the provider's reported input total includes cached tokens.
    pub usage_input_includes_cache: bool,
    /// Where the figures come from.
    #[serde(rename = "source")]
    pub sources: Vec<Source>,
    /// Factors that a request can ask for: regions, residency.
    #[serde(rename = "modifier", default, skip_serializing_if = "Vec::is_empty")]
    pub modifiers: Vec<Modifier>,
    /// Tiers of which a request can have only one.
    #[serde(rename = "exclusive", default, skip_serializing_if = "Vec::is_empty")]
    pub exclusives: Vec<Exclusive>,
    /// What is charged by the call.
    #[serde(rename = "fee", default, skip_serializing_if = "Vec::is_empty")]
    pub fees: Vec<Fee>,
    /// How prompts are cached, unless a model says otherwise.
    pub cache: CachePolicy,
    /// The models sold here.
    #[serde(rename = "model")]
    pub models: Vec<Model>,
}

/// Where figures come from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// What rows refer to it by.
    pub id: String,
    /// Package, version and path, or page and date.
    #[serde(rename = "ref")]
    pub reference: String,
    /// `provider_page`, `package`, `repository` or `study`.
    pub kind: String,
    /// The day or month that its data is of, where it says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dated: Option<String>,
    /// Licence, quotation, or how far to trust it.
    pub note: String,
}

/// How well a figure is supported.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Confidence {
    /// Three independent sources agree, or the provider's page and one more.
    A,
    /// Two independent sources, or a disagreement that was resolved.
    B,
    /// One source, or unresolved.
    C,
}

/// What kind of price a row is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// The list price.
    List,
    /// A promotion, which ends.
    Promo,
    /// Announced, and not yet in force when the book was made.
    Announced,
    /// No longer in force when the book was made.
    Historical,
}

/// How the first day of a row is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Basis {
    /// A provider's page or announcement gives the day.
    Documented,
    /// The day on which a source first showed it.
    FirstObserved,
    /// Only that a package of that time has it.
    Package,
}

/// Figures that rest on less than their block.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Evidence {
    /// How well the figure is supported.
    pub confidence: Confidence,
    /// The sources that give it.
    pub sources: Vec<String>,
}

/// One model as one channel sells it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Model {
    /// The whole id, channel included: `anthropic/claude-opus-5`.
    pub id: String,
    /// Other ids of the same thing, without the channel.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub aliases: Vec<String>,
    /// The name for a reader.
    pub name: String,
    /// `chat` or `embedding`.
    pub kind: Kind,
    /// Who makes it; empty in a file where the channel's provider does.
    #[serde(default)]
    pub provider: String,
    /// The channel that sells it; filled from the file.
    #[serde(default)]
    pub channel: String,
    /// What cuts its text into tokens.
    pub tokenizer: TokenizerRef,
    /// Tokens that prompt and answer may fill together.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub context_window: Option<u64>,
    /// Tokens that the prompt alone may have.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_input: Option<u64>,
    /// Tokens that the answer may have.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_output: Option<u64>,
    /// The shortest prompt that is cached, in tokens.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cache_min_tokens: Option<u64>,
    /// Tokens that the provider adds to a request with tools.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tool_use_tokens: Option<ToolUseTokens>,
    /// The day of release, where known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub released: Option<Date>,
    /// The day from which a source lists it as retired.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retires: Option<Date>,
    /// Where the limits above come from, by field name.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub limits: BTreeMap<String, Evidence>,
    /// How its prompts are cached where that differs from the channel.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cache: Option<crate::pricing::cache::CacheOverride>,
    /// Its price rows, oldest first, without gap or overlap.
    #[serde(rename = "price")]
    pub prices: Vec<PriceRow>,
}

/// What a model does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Text, and what goes with it, in and out.
    Chat,
    /// Text to vectors; no output tokens.
    Embedding,
}

/// How it is known that a model uses a tokenizer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TokenizerBasis {
    /// The provider says so.
    Published,
    /// Concluded from the model's family.
    Inferred,
    /// The tokenizer is not public: counts are estimates.
    Unknown,
}

/// Which tokenizer or estimator counts for a model.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TokenizerRef {
    /// Such as `o200k_base`, or `claude-2026` for an estimator.
    pub id: String,
    /// How that is known.
    pub basis: TokenizerBasis,
    /// The public tokenizer nearest to it, where there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub relative: Option<String>,
    /// How the relation is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub relative_basis: Option<TokenizerBasis>,
}

/// Tokens that the provider adds to a request with tools, by tool choice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ToolUseTokens {
    /// With tool choice `auto` or `none`.
    pub auto_none: u64,
    /// With tool choice `any` or one tool.
    pub any_tool: u64,
}

/// The prices of a model from one day to another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PriceRow {
    /// The first day.
    pub from: Date,
    /// The first day on which it no longer holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<Date>,
    /// What kind of price it is.
    pub status: Status,
    /// How its first day is known.
    pub basis: Basis,
    /// How well its figures are supported.
    pub confidence: Confidence,
    /// The sources that give them.
    pub sources: Vec<String>,
    /// A disagreement, a condition, an announcement.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// Lints that this row is known to break, with the reason in its note.
    #[serde(rename = "override", default, skip_serializing_if = "Vec::is_empty")]
    pub overrides: Vec<String>,
    /// The rates of the standard tier.
    pub rates: Rates,
    /// Single figures that rest on less.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub figures: BTreeMap<String, Evidence>,
    /// The bands of the standard tier, lowest first.
    #[serde(rename = "band", default, skip_serializing_if = "Vec::is_empty")]
    pub bands: Vec<Band>,
    /// The other tiers.
    #[serde(rename = "tier", default, skip_serializing_if = "Vec::is_empty")]
    pub tiers: Vec<Tier>,
}

/// A service tier's own rates.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tier {
    /// `batch`, `flex`, `fast` (also called priority), `ultrafast`.
    pub id: String,
    /// The first day on which it was sold, where that is later than the row's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<Date>,
    /// The first day on which it is no longer sold.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<Date>,
    /// How well its figures are supported, where that differs from the row.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub confidence: Option<Confidence>,
    /// The sources that give them, where those differ from the row's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sources: Option<Vec<String>>,
    /// A disagreement or a condition.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// Its rates.
    pub rates: Rates,
    /// Single figures that rest on less.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub figures: BTreeMap<String, Evidence>,
    /// Its bands, lowest first.
    #[serde(rename = "band", default, skip_serializing_if = "Vec::is_empty")]
    pub bands: Vec<Band>,
}

/// Which tokens the rates of a band are for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    /// Every token of a request whose prompt is in the band.
    #[default]
    Request,
    /// The prompt tokens beyond the threshold only; the answer stays at the base rate.
    Marginal,
}

/// Rates for prompts beyond a length. The prompt's length is all of it: in full, read from a cache
/// and written to one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Band {
    /// In force for prompts of more tokens than this.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub over: Option<u64>,
    /// In force for prompts of this many tokens or more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at_least: Option<u64>,
    /// Which tokens it is for.
    #[serde(default)]
    pub scope: Scope,
    /// How well its figures are supported, where that differs from the block around it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub confidence: Option<Confidence>,
    /// The sources that give them, where those differ.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sources: Option<Vec<String>>,
    /// A disagreement or a condition.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// Its rates.
    pub rates: Rates,
    /// Single figures that rest on less.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub figures: BTreeMap<String, Evidence>,
}

/// A factor on the price of tokens that a request can ask for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Modifier {
    /// What a line names it by.
    pub id: String,
    /// The name for a reader.
    pub name: String,
    /// The key in [`crate::pricing::Terms::modifiers`], such as `inferenceGeo`.
    pub key: String,
    /// The value that asks for it, such as `us`.
    pub value: String,
    /// The factor.
    pub factor: Factor,
    /// `tokens`: every token category, but no fee.
    pub scope: ModifierScope,
    /// The models it is for, without the channel; all where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub models: Option<Vec<String>>,
    /// Models for which it goes with the standard tier only.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub standard_only: Vec<String>,
    /// What happens with the other models.
    pub otherwise: Otherwise,
    /// The first day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<Date>,
    /// How well the factor is supported.
    pub confidence: Confidence,
    /// The sources that give it.
    pub sources: Vec<String>,
}

/// What a modifier multiplies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ModifierScope {
    /// Every token category, but no fee and no storage.
    Tokens,
}

/// What a modifier does with a model that it is not for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Otherwise {
    /// The provider refuses the request.
    Error,
    /// The provider takes the request at the usual price.
    None,
}

/// Tiers of which a request can have only one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Exclusive {
    /// The tiers.
    pub tiers: Vec<String>,
    /// The sources that say so.
    pub sources: Vec<String>,
}

/// What is charged by the call. No factor applies to it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fee {
    /// The key of the bucket it is for: `web_search`, `file_search`, `code_execution`.
    pub id: String,
    /// Dollars, as a decimal string, …
    pub price: crate::money::Money,
    /// … for this many.
    pub per: u64,
    /// What is counted.
    pub unit: String,
    /// The models it is for, without the channel; all where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub models: Option<Vec<String>>,
    /// What is free before it is charged.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub free: Option<FreeAllowance>,
    /// How well the price is supported.
    pub confidence: Confidence,
    /// The sources that give it.
    pub sources: Vec<String>,
}

/// What is free before a fee is charged.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FreeAllowance {
    /// How many …
    pub count: u64,
    /// … in a `day` or a `month` …
    pub period: String,
    /// … for whom together.
    pub scope: String,
}

/// One rate per bucket. An absent rate is unknown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Rates([Option<Rate>; Bucket::ALL.len()]);

impl Rates {
    /// The rate of a bucket; `None` where it is unknown.
    pub fn get(&self, bucket: Bucket) -> Option<Rate> {
        self.0.get(bucket as usize).copied().flatten()
    }

    /// The rates that are known, in the order of a bill.
    pub fn known(&self) -> impl Iterator<Item = (Bucket, Rate)> {
        Bucket::ALL.iter().filter_map(|bucket| self.get(*bucket).map(|rate| (*bucket, rate)))
    }
}

impl Catalogue {
    /// A catalogue of these channels. Fills in what files leave to the channel, and indexes models.
    pub(super) fn new(schema: u32, mut channels: Vec<Channel>) -> Self {
        let mut index = Vec::new();
        for (place, channel) in channels.iter_mut().enumerate() {
            let prefix = format!("{}/", channel.channel);
            for (number, model) in channel.models.iter_mut().enumerate() {
                if !model.id.starts_with(&prefix) {
                    model.id.insert_str(0, &prefix);
                }
                if model.provider.is_empty() {
                    model.provider.clone_from(&channel.provider);
                }
                model.channel.clone_from(&channel.channel);
                index.push((model.id.clone(), place, number));
                for alias in &model.aliases {
                    index.push((format!("{prefix}{alias}"), place, number));
                }
            }
        }
        index.sort();
        Self { schema, channels, index }
    }

    /// Every model, in file order.
    pub fn models(&self) -> impl Iterator<Item = &Model> {
        self.channels.iter().flat_map(|channel| channel.models.iter())
    }

    /// The model of this id. No other id is tried: an unknown id is an error that names the nearest.
    pub fn model(&self, id: &str) -> Result<&Model, PricingError> {
        self.find(id).map(|(_, model)| model)
    }

    /// The channel that sells a model.
    pub fn channel_of(&self, id: &str) -> Result<&Channel, PricingError> {
        self.find(id).map(|(channel, _)| channel)
    }

    /// How prompts of a model are cached on its channel.
    pub fn cache_policy(&self, id: &str) -> Result<CachePolicy, PricingError> {
        self.find(id).map(|(channel, model)| CachePolicy::of(channel, model))
    }

    /// The newest day on which figures of this book were gathered.
    pub fn retrieved_at(&self) -> Option<Date> {
        self.channels.iter().map(|channel| channel.retrieved_at).max()
    }

    /// A channel and model by the model's id.
    pub(super) fn find(&self, id: &str) -> Result<(&Channel, &Model), PricingError> {
        self.index
            .binary_search_by(|(known, _, _)| known.as_str().cmp(id))
            .ok()
            .and_then(|at| self.index.get(at))
            .and_then(|(_, place, number)| {
                let channel = self.channels.get(*place)?;
                Some((channel, channel.models.get(*number)?))
            })
            .ok_or_else(|| PricingError::UnknownModel {
                model: id.to_owned(),
                near: super::nearest::nearest(
                    id,
                    self.index.iter().map(|(known, _, _)| known.as_str()),
                ),
            })
    }
}

impl Model {
    /// The id without its channel: `claude-opus-5`.
    pub fn short_id(&self) -> &str {
        self.id.get(self.channel.len() + 1..).unwrap_or(&self.id)
    }

    /// The price row in force on a day: the one that holds it, else the last before it (whose end is
    /// then past), else none.
    pub fn row_on(&self, date: Date) -> Option<&PriceRow> {
        self.prices.iter().rev().find(|row| row.from <= date)
    }

    /// The first row after a day, where one is known.
    pub fn next_row(&self, date: Date) -> Option<&PriceRow> {
        self.prices.iter().find(|row| row.from > date)
    }
}

impl PriceRow {
    /// Whether the row's last day is before this one.
    pub fn is_over(&self, date: Date) -> bool {
        self.to.is_some_and(|to| to <= date)
    }
}

impl Band {
    /// The shortest prompt, in tokens, that is in the band.
    pub fn first_prompt(&self) -> u64 {
        match (self.over, self.at_least) {
            (Some(over), _) => over.saturating_add(1),
            (None, Some(at_least)) => at_least,
            (None, None) => 0,
        }
    }
}

impl Serialize for Rates {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        for (bucket, rate) in self.known() {
            map.serialize_entry(bucket.key(), &rate)?;
        }
        map.end()
    }
}

impl<'de> Deserialize<'de> for Rates {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Keys;

        impl<'de> Visitor<'de> for Keys {
            type Value = Rates;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a table of rates such as { input = \"2.50\", output = \"15\" }")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Rates, A::Error> {
                let mut rates = Rates::default();
                while let Some(key) = map.next_key::<String>()? {
                    let bucket = rated_bucket(&key).ok_or_else(|| {
                        serde::de::Error::custom(format_args!(
                            "\u{201c}{key}\u{201d} is no rate; known are {}",
                            rate_keys()
                        ))
                    })?;
                    let slot = rates.0.get_mut(bucket as usize);
                    let rate = map.next_value::<Rate>()?;
                    if let Some(slot) = slot {
                        *slot = Some(rate);
                    }
                }
                Ok(rates)
            }
        }

        deserializer.deserialize_map(Keys)
    }
}

/// The bucket whose rate has this key; fees have none.
pub(super) fn rated_bucket(key: &str) -> Option<Bucket> {
    Bucket::ALL
        .iter()
        .copied()
        .find(|bucket| bucket.key() == key && bucket.unit() != crate::usage::Unit::Fee)
}

fn rate_keys() -> String {
    let keys: Vec<_> = Bucket::ALL
        .iter()
        .filter(|bucket| bucket.unit() != crate::usage::Unit::Fee)
        .map(|bucket| bucket.key())
        .collect();
    keys.join(", ")
}
