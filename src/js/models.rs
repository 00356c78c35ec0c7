//! What there is to choose from: models, tokenizers, and the packs that they need.

use jiff::civil::Date;
use serde::Serialize;

use crate::count::Method;
use crate::pricing::{Catalogue, Channel, Kind, Model, PricingError, TokenizerBasis};
use crate::tokenizer::registry::{self, Pack};

/// A model of the price book.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ModelInfo {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) provider: String,
    pub(super) channel: String,
    pub(super) kind: Kind,
    pub(super) context_window: Option<u64>,
    pub(super) max_input: Option<u64>,
    pub(super) max_output: Option<u64>,
    /// The shortest prompt that is cached, in tokens.
    pub(super) cache_minimum: Option<u64>,
    pub(super) tokenizer: ModelTokenizer,
    /// The service tiers on the day asked for, the standard one first.
    pub(super) tiers: Vec<String>,
    pub(super) modifiers: Vec<ModifierInfo>,
    #[serde(with = "crate::iso::option")]
    pub(super) released: Option<Date>,
    #[serde(with = "crate::iso::option")]
    pub(super) retires: Option<Date>,
}

/// What counts for a model.
#[derive(Clone, Debug, Serialize)]
pub(super) struct ModelTokenizer {
    pub(super) id: String,
    /// Exact only where the provider has published the tokenizer; `None` where nothing here counts so.
    pub(super) method: Option<Method>,
    pub(super) basis: TokenizerBasis,
}

/// A factor that a request to a model can ask for.
#[derive(Clone, Debug, Serialize)]
pub(super) struct ModifierInfo {
    pub(super) key: String,
    pub(super) value: String,
    pub(super) name: String,
    pub(super) factor: String,
}

/// A tokenizer or an estimator.
#[derive(Clone, Debug, Serialize)]
pub(super) struct TokenizerInfo {
    pub(super) id: &'static str,
    pub(super) name: &'static str,
    pub(super) method: Method,
    pub(super) models: Vec<String>,
}

/// A pack that is still to be loaded.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct PackInfo {
    pub(super) id: &'static str,
    pub(super) file: &'static str,
    pub(super) unpacked_bytes: usize,
}

/// Every model of the book, with the tiers of that day.
pub(super) fn models(book: &Catalogue, today: Date) -> Result<Vec<ModelInfo>, PricingError> {
    book.models()
        .map(|model| {
            let channel = book.channel_of(&model.id)?;
            let tiers = book.tiers(&model.id, today)?;
            Ok(ModelInfo {
                id: model.id.clone(),
                name: model.name.clone(),
                provider: model.provider.clone(),
                channel: model.channel.clone(),
                kind: model.kind,
                context_window: model.context_window,
                max_input: model.max_input,
                max_output: model.max_output,
                cache_minimum: book.cache_policy(&model.id)?.min_tokens,
                tokenizer: tokenizer(model),
                tiers: tiers.into_iter().map(str::to_owned).collect(),
                modifiers: modifiers(channel, model),
                released: model.released,
                retires: model.retires,
            })
        })
        .collect()
}

/// Every tokenizer and estimator, with the models that it counts for.
pub(super) fn tokenizers(book: &Catalogue) -> Vec<TokenizerInfo> {
    registry::all()
        .iter()
        .map(|entry| TokenizerInfo {
            id: entry.id,
            name: entry.name,
            method: entry.method,
            models: book
                .models()
                .filter(|model| model.tokenizer.id == entry.id)
                .map(|model| model.id.clone())
                .collect(),
        })
        .collect()
}

impl From<&Pack> for PackInfo {
    fn from(pack: &Pack) -> Self {
        Self { id: pack.id, file: pack.file, unpacked_bytes: pack.unpacked_bytes }
    }
}

fn tokenizer(model: &Model) -> ModelTokenizer {
    let counter = registry::find(&model.tokenizer.id);
    ModelTokenizer {
        id: model.tokenizer.id.clone(),
        method: counter.map(|counter| model.tokenizer.method(counter.method)),
        basis: model.tokenizer.basis,
    }
}

/// The factors that change this model's price.
fn modifiers(channel: &Channel, model: &Model) -> Vec<ModifierInfo> {
    let listed = |ids: &Vec<String>| ids.iter().any(|id| id == model.short_id());
    channel
        .modifiers
        .iter()
        .filter(|modifier| modifier.models.as_ref().is_none_or(listed))
        .map(|modifier| ModifierInfo {
            key: modifier.key.clone(),
            value: modifier.value.clone(),
            name: modifier.name.clone(),
            factor: modifier.factor.decimal(),
        })
        .collect()
}
