//! What recorded calls cost by a price book, as they were made or under other terms.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use jiff::civil::{Date, DateTime, Time};
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

use super::call::{Call, Requests};
use super::names::Names;
use super::settle;
use crate::money::Money;
use crate::pricing::{CachePolicy, Catalogue, Deal, PricingError, RateCard, STANDARD, Terms};
use crate::usage::Usage;

/// What is other than it was recorded.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct Replay {
    /// Another model, by its id in the price book; `None` for the recorded ones.
    pub model: Option<String>,
    /// Another tier; `None` for the recorded ones, on the same model.
    pub tier: Option<String>,
    /// What else another model is asked for, such as `inferenceGeo` → `us`.
    pub modifiers: BTreeMap<String, String>,
    /// The day whose prices hold; `None` for the day of each call.
    #[serde(default, with = "crate::iso::option")]
    pub date: Option<Date>,
    /// How the prompt cache is used.
    pub cache: CacheUse,
    /// The reader's own prices and discounts, on top of the price book's.
    pub deal: Deal,
}

/// How the prompt cache is used.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum CacheUse {
    /// What was read and written is read and written.
    #[default]
    AsRecorded,
    /// Everything is paid in full.
    Off,
    /// Each prompt begins with the one before it in the conversation, and every lookup hits that comes while
    /// the entry lives, by the moments at which the calls were made. Entries live for the time for which most
    /// of the model's tokens were written, where its cache offers it.
    Best,
}

/// What one call costs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Priced {
    /// The model that it is priced as; `None` where it is not in the book.
    pub model: Option<Arc<str>>,
    /// The usage that is priced: the recorded one as the model's cache would bill it.
    pub usage: Usage,
    /// What it costs, in dollars; `None` where that is unknown.
    pub cost: Option<Money>,
    /// Why it is unknown.
    pub trouble: Option<Arc<Trouble>>,
}

/// Why a call has no price.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Trouble {
    /// A stable code.
    pub code: String,
    /// A sentence.
    pub message: String,
}

/// Everything that a rate card depends on.
#[derive(Clone, PartialEq, Eq, Hash)]
struct CardKey {
    model: Arc<str>,
    tier: Option<Arc<str>>,
    modifiers: BTreeMap<String, String>,
    date: Date,
    time: Option<Time>,
}

struct Card {
    rates: RateCard,
    policy: CachePolicy,
}

/// Prices calls by a book; resolves every kind of request once.
pub struct Pricer<'a> {
    book: &'a Catalogue,
    names: Names<'a>,
    today: Date,
    /// What the cards below are made by, beside the book.
    deal: Deal,
    cards: HashMap<CardKey, Result<Arc<Card>, Arc<Trouble>>>,
}

impl std::fmt::Debug for Pricer<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Pricer").field("today", &self.today).finish_non_exhaustive()
    }
}

impl<'a> Pricer<'a> {
    /// Prices by this book; a call without a date is taken to be of `today`.
    pub fn new(book: &'a Catalogue, today: Date) -> Self {
        let (names, deal) = (Names::new(book), Deal::default());
        Self { book, names, today, deal, cards: HashMap::new() }
    }

    /// What a call costs as it was made, at the book's own prices.
    pub fn as_recorded(&mut self, call: &Call) -> Priced {
        self.deal_by(&Deal::default());
        self.price(call, &Replay::default(), None)
    }

    /// What the calls of one conversation, in their order, cost under other terms.
    pub fn replay<'c>(
        &mut self,
        calls: impl IntoIterator<Item = &'c Call>,
        replay: &Replay,
    ) -> Vec<Priced> {
        self.deal_by(&replay.deal);
        let mut caches = settle::Caches::default();
        let calls: Vec<&Call> = calls.into_iter().collect();
        if replay.cache == CacheUse::Best {
            for call in &calls {
                if let Some(model) = self.model_of(call, replay) {
                    caches.expect(model, call);
                }
            }
        }
        calls.into_iter().map(|call| self.price(call, replay, Some(&mut caches))).collect()
    }

    /// Prices by this deal from now on.
    fn deal_by(&mut self, deal: &Deal) {
        if self.deal != *deal {
            self.deal.clone_from(deal);
            self.cards.clear();
        }
    }

    fn price<'c>(
        &mut self,
        call: &'c Call,
        replay: &Replay,
        caches: Option<&mut settle::Caches<'c>>,
    ) -> Priced {
        let model = self.model_of(call, replay);
        let mut priced =
            Priced { model: model.clone(), usage: call.usage, cost: None, trouble: None };
        let Some(model) = model else {
            priced.trouble = Some(Arc::new(Trouble {
                code: "model_not_found".to_owned(),
                message: format!(
                    "the price book has no model that is called \u{201c}{}\u{201d}",
                    call.model
                ),
            }));
            return priced;
        };
        let card = match self.card(call, Arc::clone(&model), replay) {
            Ok(card) => card,
            Err(trouble) => {
                priced.trouble = Some(trouble);
                return priced;
            }
        };
        priced.usage = settle::usage(call, replay.cache, (&model, &card.policy), caches);
        match cost(&card.rates, &priced.usage, call) {
            Ok(Some(cost)) => priced.cost = Some(cost),
            Ok(None) => {
                let buckets: Vec<&str> = priced
                    .usage
                    .used()
                    .filter(|(bucket, _)| {
                        card.rates.unit_price(*bucket, priced.usage.prompt_total()).is_none()
                    })
                    .map(|(bucket, _)| bucket.key())
                    .collect();
                priced.trouble = Some(Arc::new(Trouble {
                    code: "unpriced".to_owned(),
                    message: format!(
                        "the price of {} is unknown for this model",
                        buckets.join(" and ")
                    ),
                }));
            }
            Err(error) => priced.trouble = Some(trouble(&error)),
        }
        priced
    }

    /// The model that a call is priced as.
    fn model_of(&mut self, call: &Call, replay: &Replay) -> Option<Arc<str>> {
        match &replay.model {
            Some(model) => Some(model.as_str().into()),
            None => self.names.of(call),
        }
    }

    fn card(
        &mut self,
        call: &Call,
        model: Arc<str>,
        replay: &Replay,
    ) -> Result<Arc<Card>, Arc<Trouble>> {
        let moment = call.when.map(|when| TimeZone::UTC.to_datetime(when));
        let date = replay.date.or(moment.map(DateTime::date)).unwrap_or(self.today);
        // Tier and place are the recorded model's; another model may have neither.
        let same = replay.model.is_none();
        let key = CardKey {
            tier: match &replay.tier {
                Some(tier) => Some(tier.as_str().into()),
                None => call.tier.clone().filter(|_| same),
            },
            modifiers: match &call.modifier {
                Some((name, value)) if same => [((*name).to_owned(), value.to_string())].into(),
                _ => replay.modifiers.clone(),
            },
            // Hours begin on a minute.
            time: moment
                .map(|moment| jiff::civil::time(moment.hour(), moment.minute(), 0, 0))
                .filter(|_| self.has_hours(&model, date)),
            model,
            date,
        };
        let (book, deal) = (self.book, &self.deal);
        let card = |key: &CardKey| card_of(book, key, deal).map(Arc::new);
        self.cards.entry(key).or_insert_with_key(card).clone()
    }

    /// Whether a model's price depends on the hour.
    fn has_hours(&self, model: &str, date: Date) -> bool {
        let (Ok(channel), Ok(model)) = (self.book.channel_of(model), self.book.model(model)) else {
            return false;
        };
        channel.schedules_for(model, date).next().is_some()
    }
}

fn card_of(book: &Catalogue, key: &CardKey, deal: &Deal) -> Result<Card, Arc<Trouble>> {
    let mut terms = Terms::new(&*key.model, key.date);
    terms.time = key.time;
    terms = terms.tier(key.tier.as_deref().unwrap_or(STANDARD));
    terms.modifiers.clone_from(&key.modifiers);
    let rates = book.card_with(&terms, deal).map_err(|error| trouble(&error))?;
    let policy = book.cache_policy(&key.model).map_err(|error| trouble(&error))?;
    Ok(Card { rates, policy })
}

/// What a usage costs. A line that sums many requests has no prompt whose length could decide a band: it
/// is charged by the band of the average prompt, or of the shortest where not even that is known.
fn cost(card: &RateCard, usage: &Usage, call: &Call) -> Result<Option<Money>, PricingError> {
    let prompt = match call.requests {
        Requests::One => return card.total(usage),
        Requests::Sum(requests) => usage.prompt_total().checked_div(requests).unwrap_or_default(),
        Requests::Unknown if is_long(call) => LONG_PROMPT,
        Requests::Unknown => 0,
    };
    let inexact = |source| PricingError::Inexact { model: card.terms().model.clone(), source };
    let mut sum = Money::ZERO;
    for (bucket, amount) in usage.used() {
        let Some(unit) = card.unit_price(bucket, prompt) else { return Ok(None) };
        let cost = unit.times_count(amount).and_then(|cost| sum.checked_add(cost));
        sum = cost.map_err(inexact)?;
    }
    Ok(Some(sum))
}

/// A prompt of the longer of the two windows by which Anthropic's report groups.
const LONG_PROMPT: u64 = 200_001;

/// Whether the report says that its line is of prompts beyond 200,000 tokens.
fn is_long(call: &Call) -> bool {
    call.tags.iter().any(|(key, value)| *key == "context" && value.starts_with("200k"))
}

fn trouble(error: &PricingError) -> Arc<Trouble> {
    Arc::new(Trouble { code: error.code().to_owned(), message: error.to_string() })
}
