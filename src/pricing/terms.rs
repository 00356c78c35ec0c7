//! What kind of request is priced, and whether a channel sells it.

use std::collections::BTreeMap;

use jiff::civil::{Date, Time};
use serde::{Deserialize, Serialize};

use crate::pricing::catalogue::{Channel, Model, STANDARD};
use crate::pricing::error::PricingError;
use crate::pricing::row::{PriceRow, Tier};
use crate::pricing::rules::{Modifier, Otherwise};

/// What kind of request is priced.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Terms {
    /// The whole id of the model: `anthropic/claude-opus-5`.
    pub model: String,
    /// The day of the request.
    #[serde(with = "crate::iso")]
    pub date: Date,
    /// The time of day in UTC at which the request is billed, where prices depend on it; the cheaper
    /// hours are assumed, with a warning, where it is not given.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "crate::iso::option")]
    pub time: Option<Time>,
    /// The service tier; `standard` unless said.
    #[serde(default = "standard")]
    pub tier: String,
    /// What else the request asks for, such as `inferenceGeo` → `us`.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub modifiers: BTreeMap<String, String>,
}

impl Terms {
    /// The standard tier of a model on a day, with nothing else asked for.
    pub fn new(model: impl Into<String>, date: Date) -> Self {
        Self { model: model.into(), date, time: None, tier: standard(), modifiers: BTreeMap::new() }
    }

    /// The same at a time of day, in UTC.
    #[must_use]
    pub fn at(mut self, time: Time) -> Self {
        self.time = Some(time);
        self
    }

    /// The same on another tier.
    #[must_use]
    pub fn tier(mut self, tier: impl Into<String>) -> Self {
        self.tier = tier.into();
        self
    }

    /// The same with a modifier more.
    #[must_use]
    pub fn modifier(mut self, key: impl Into<String>, value: impl Into<String>) -> Self {
        self.modifiers.insert(key.into(), value.into());
        self
    }
}

/// The id of the standard tier, owned.
pub(super) fn standard() -> String {
    STANDARD.to_owned()
}

/// The tiers of a row on a day.
pub(super) fn offered(row: &PriceRow, date: Date) -> Vec<&str> {
    let mut tiers = vec![STANDARD];
    tiers.extend(row.tiers.iter().filter(|tier| is_sold(tier, date)).map(|tier| tier.id.as_str()));
    tiers
}

fn is_sold(tier: &Tier, date: Date) -> bool {
    tier.from.is_none_or(|from| from <= date) && tier.to.is_none_or(|to| date < to)
}

/// The tier asked for; `None` is the standard one.
pub(super) fn find_tier<'a>(
    channel: &Channel,
    model: &Model,
    row: &'a PriceRow,
    terms: &Terms,
) -> Result<Option<&'a Tier>, PricingError> {
    // `batch+fast` asks for both; no provider sells such a pair.
    let asked: Vec<&str> =
        terms.tier.split('+').map(str::trim).filter(|tier| *tier != STANDARD).collect();
    let known = known_tiers(channel);
    if let Some(unknown) = asked.iter().find(|tier| !known.iter().any(|known| known == *tier)) {
        return Err(PricingError::UnknownTier { tier: (*unknown).to_owned(), known });
    }
    let id = match asked.as_slice() {
        [] => return Ok(None),
        [id] => *id,
        _ => {
            let tiers = asked.iter().map(|tier| (*tier).to_owned()).collect();
            return Err(PricingError::ExclusiveTiers { tiers });
        }
    };
    row.tiers.iter().find(|tier| tier.id == id && is_sold(tier, terms.date)).map(Some).ok_or_else(
        || {
            let why = row.tiers.iter().find(|tier| tier.id == id).map_or_else(
                || "no price of it is published".to_owned(),
                |tier| match (tier.from, tier.to) {
                    (Some(from), _) if terms.date < from => format!("it starts on {from}"),
                    (_, Some(to)) => format!("it ended on {to}"),
                    _ => "no price of it is published".to_owned(),
                },
            );
            PricingError::TierNotOffered {
                model: model.id.clone(),
                tier: id.to_owned(),
                date: terms.date,
                why,
                offered: offered(row, terms.date).into_iter().map(ToOwned::to_owned).collect(),
            }
        },
    )
}

/// Every tier that any model of a channel ever had.
fn known_tiers(channel: &Channel) -> Vec<String> {
    let mut known = vec![STANDARD.to_owned()];
    for tier in channel.models.iter().flat_map(|model| &model.prices).flat_map(|row| &row.tiers) {
        if !known.contains(&tier.id) {
            known.push(tier.id.clone());
        }
    }
    for tier in channel.exclusives.iter().flat_map(|exclusive| &exclusive.tiers) {
        if !known.contains(tier) {
            known.push(tier.clone());
        }
    }
    known
}

/// The modifiers asked for, as far as they change this model's price.
pub(super) fn find_modifiers<'a>(
    channel: &'a Channel,
    model: &Model,
    terms: &Terms,
    has_tier: bool,
) -> Result<Vec<&'a Modifier>, PricingError> {
    let mut found = Vec::new();
    for (key, value) in &terms.modifiers {
        let of_key: Vec<&Modifier> =
            channel.modifiers.iter().filter(|modifier| modifier.key == *key).collect();
        if of_key.is_empty() {
            let mut known: Vec<String> =
                channel.modifiers.iter().map(|modifier| modifier.key.clone()).collect();
            known.dedup();
            return Err(PricingError::UnknownModifier {
                channel: channel.name.clone(),
                key: key.clone(),
                known,
            });
        }
        let Some(modifier) = of_key.iter().find(|modifier| modifier.value == *value) else {
            return Err(PricingError::UnknownModifierValue {
                key: key.clone(),
                value: value.clone(),
                known: of_key.iter().map(|modifier| modifier.value.clone()).collect(),
            });
        };
        let listed = |models: &[String]| models.iter().any(|id| id == model.short_id());
        let applies = modifier.models.as_deref().is_none_or(listed);
        if !applies {
            let otherwise = modifier.otherwise;
            let (model, modifier) = (model.id.clone(), modifier.name.clone());
            match otherwise {
                Otherwise::Error => return Err(PricingError::ModifierRefused { model, modifier }),
                Otherwise::Unknown => {
                    return Err(PricingError::ModifierUnknown { model, modifier });
                }
                Otherwise::None => continue,
            }
        }
        if let Some(from) = modifier.from.filter(|from| terms.date < *from) {
            return Err(PricingError::ModifierNotYet {
                modifier: modifier.name.clone(),
                date: terms.date,
                from,
            });
        }
        if has_tier && listed(&modifier.standard_only) {
            return Err(PricingError::ModifierNeedsStandard {
                model: model.id.clone(),
                modifier: modifier.name.clone(),
                tier: terms.tier.clone(),
            });
        }
        found.push(*modifier);
    }
    Ok(found)
}
