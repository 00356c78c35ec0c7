//! The price book in memory: channels, models and their dated price rows.
//!
//! These types mirror the files of `pricing/` one to one; `docs/prices.md` explains every field.
//! Nothing here is computed: what a block leaves out is unknown in that block.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::count::{Count, Method};
use crate::order::sorted;
use crate::pricing::cache::{CacheOverride, CachePolicy};
use crate::pricing::capacity::Capacity;
use crate::pricing::error::PricingError;
use crate::pricing::nearest::nearest;
use crate::pricing::row::{Evidence, PriceRow};
use crate::pricing::rules::{Exclusive, Fee, Modifier};
use crate::pricing::schedule::{Calendar, Schedule};

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
    /// Whether somebody here has checked it.
    #[serde(default, skip_serializing_if = "Review::is_reviewed")]
    pub review: Review,
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
    #[serde(with = "crate::iso")]
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
    /// Hours that are dearer.
    #[serde(rename = "schedule", default, skip_serializing_if = "Vec::is_empty")]
    pub schedules: Vec<Schedule>,
    /// Days that schedules leave out.
    #[serde(rename = "calendar", default, skip_serializing_if = "Vec::is_empty")]
    pub calendars: Vec<Calendar>,
    /// What is charged by the call.
    #[serde(rename = "fee", default, skip_serializing_if = "Vec::is_empty")]
    pub fees: Vec<Fee>,
    /// Capacity that can be bought whole.
    #[serde(rename = "capacity", default, skip_serializing_if = "Vec::is_empty")]
    pub capacities: Vec<Capacity>,
    /// How prompts are cached, unless a model says otherwise.
    pub cache: CachePolicy,
    /// The models sold here.
    #[serde(rename = "model")]
    pub models: Vec<Model>,
}

/// Whether somebody here has checked a channel's prices.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Review {
    /// Every figure, with its sources.
    #[default]
    Reviewed,
    /// Taken over from a community's data as it is: shown as such wherever it shows.
    Community,
}

impl Review {
    #[expect(clippy::trivially_copy_pass_by_ref, reason = "the signature that serde asks for")]
    fn is_reviewed(&self) -> bool {
        *self == Self::Reviewed
    }
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
    #[serde(default, skip_serializing_if = "Option::is_none", with = "crate::iso::option")]
    pub released: Option<Date>,
    /// The day from which a source lists it as retired.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "crate::iso::option")]
    pub retires: Option<Date>,
    /// Where the limits above come from, by field name.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub limits: BTreeMap<String, Evidence>,
    /// How its prompts are cached where that differs from the channel.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cache: Option<CacheOverride>,
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
        let index = sorted(index, Ord::cmp);
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

    /// This book with the models of another that it has not. On a conflict this one wins.
    #[must_use]
    pub fn with(mut self, other: Self) -> Self {
        for mut channel in other.channels {
            channel.models.retain(|model| self.lookup(&model.id).is_none());
            if !channel.models.is_empty() {
                self.channels.push(channel);
            }
        }
        Self::new(self.schema, self.channels)
    }

    /// Whether a model of this id is in the book.
    pub fn has(&self, id: &str) -> bool {
        self.lookup(id).is_some()
    }

    /// Whether a model's prices were checked here.
    pub fn is_reviewed(&self, id: &str) -> Result<bool, PricingError> {
        self.find(id).map(|(channel, _)| channel.review == Review::Reviewed)
    }

    /// Every channel, in file order.
    pub fn channels(&self) -> &[Channel] {
        &self.channels
    }

    /// The newest day on which figures of this book were gathered.
    pub fn retrieved_at(&self) -> Option<Date> {
        self.channels.iter().map(|channel| channel.retrieved_at).max()
    }

    /// A channel and model by the model's id.
    pub(super) fn find(&self, id: &str) -> Result<(&Channel, &Model), PricingError> {
        self.lookup(id).ok_or_else(|| PricingError::UnknownModel {
            model: id.to_owned(),
            near: nearest(id, self.index.iter().map(|(known, _, _)| known.as_str())),
        })
    }

    fn lookup(&self, id: &str) -> Option<(&Channel, &Model)> {
        let at = self.index.binary_search_by(|(known, _, _)| known.as_str().cmp(id)).ok()?;
        let (_, place, number) = self.index.get(at)?;
        let channel = self.channels.get(*place)?;
        Some((channel, channel.models.get(*number)?))
    }
}

impl Channel {
    /// The calendar that a schedule refers to.
    pub fn calendar_of(&self, schedule: &Schedule) -> Option<&Calendar> {
        let id = schedule.calendar.as_ref()?;
        self.calendars.iter().find(|calendar| calendar.id == *id)
    }

    /// What the sources with these ids are: package, version and path, or page and date.
    pub fn references(&self, ids: &[String]) -> Vec<String> {
        ids.iter()
            .map(|id| {
                let source = self.sources.iter().find(|source| source.id == *id);
                source.map_or_else(|| id.clone(), |source| source.reference.clone())
            })
            .collect()
    }

    /// The schedules that are for a model on a day.
    pub fn schedules_for<'a>(
        &'a self,
        model: &'a Model,
        date: Date,
    ) -> impl Iterator<Item = &'a Schedule> {
        self.schedules.iter().filter(move |schedule| schedule.is_for(model.short_id(), date))
    }
}

impl TokenizerRef {
    /// How far counts for the model can be believed, where the tokenizer itself counts by `method`: an
    /// exact count is exact for the model only where its provider has published the tokenizer.
    pub fn method(&self, method: Method) -> Method {
        if self.basis == TokenizerBasis::Published { method } else { Method::Estimated }
    }

    /// A count by this tokenizer, as far as it can be believed for the model.
    #[must_use]
    pub fn believe(&self, count: Count) -> Count {
        match self.method(count.method) {
            Method::Exact => count,
            Method::Estimated => count.into_estimate(),
        }
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
