//! What the scenario costs: in full on the chosen model, in one line on every other.

use std::collections::BTreeMap;

use jiff::civil::{Date, Time};

use super::counter::PartCounts;
use super::dates::day;
use super::marks::{Mark, marks};
use super::numbers::{per_mille, whole};
use super::task::{self, Task};
use super::words::{capital, sentence};
use crate::conversation::{
    Fare, FareError, Fit, Level, Overflow, Plan, PlanError, fare, fit, ledger, long_context, total,
    total_of_calls,
};
use crate::count::Method;
use crate::money::{Money, Rate};
use crate::pricing::{
    CachePolicy, Catalogue, Deal, Kind, Line, Model, PricingError, RowRef, STANDARD, Status, Terms,
    TokenizerBasis, TokenizerRef,
};
use crate::scenario::{Part, Scenario, Slot};
use crate::tokenizer::registry::{self, UNKNOWN};
use crate::usage::{Bucket, Usage};

/// The chosen model's fare and all that the ticket says about it.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Quote {
    /// The model's name.
    pub(super) name: String,
    /// Turn by turn.
    pub(super) fare: Fare,
    /// The bill of all turns.
    pub(super) bill: Vec<Line>,
    /// What the same costs with the cache off, where it is on.
    pub(super) without_cache: Option<Money>,
    /// How the fullest turn fits.
    pub(super) fit: Fit,
    /// Whether the counts are final.
    pub(super) settled: bool,
    /// Whether every count is exact.
    pub(super) exact: bool,
    /// By what the tokens were counted, for a reader.
    pub(super) counted_by: String,
    /// Of which date the price is, and what kind of price.
    pub(super) price_note: String,
    /// What else to know.
    pub(super) warnings: Vec<String>,
    /// What the price must be known by.
    pub(super) marks: Vec<Mark>,
    /// Whether a rate, discount or margin of the reader's is in it.
    pub(super) own: bool,
    /// What the reader's own currency and commitment make of the total, in sentences.
    pub(super) beside: Vec<String>,
    /// What was asked of the price book.
    pub(super) terms: Terms,
    /// The same turns in the tokens of the tokenizer that the model's maker used before, where it changed.
    pub(super) before: Option<Vec<Usage>>,
    /// The first turn with a long-context price, and from how many tokens on that is charged.
    pub(super) long_context: Option<(u32, u64)>,
    /// What a loop and a budget do to it, in sentences.
    pub(super) at_times: Vec<String>,
    /// Stage by stage, where it is an agent's task; then `fare` has its sums alone.
    pub(super) task: Option<Task>,
}

/// One model's line in the table.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Offer {
    /// The model's id.
    pub(super) id: String,
    /// The model's name.
    pub(super) name: String,
    /// Who makes it.
    pub(super) provider: String,
    /// Tokens sent over all turns; `None` where nothing counts for the model.
    pub(super) sent: Option<u64>,
    /// Whether every count is exact and final.
    pub(super) exact: bool,
    /// The input rate for the first turn's prompt; `None` is unknown.
    pub(super) input: Option<Rate>,
    /// The output rate for the first turn's prompt; `None` is unknown.
    pub(super) output: Option<Rate>,
    /// The cost: the inner `None` where a rate is unknown, or a sentence why there is none at all.
    pub(super) fare: Result<Option<Money>, String>,
    /// Whether it fits, in words.
    pub(super) fits: String,
    /// What the price must be known by.
    pub(super) marks: Vec<Mark>,
    /// Whether some turn is beyond the model's limits.
    pub(super) overflows: bool,
}

/// What a table row shows; see [`Offer::key`].
type Key = (
    String,
    Option<u64>,
    [Option<Rate>; 2],
    Result<Option<Money>, String>,
    String,
    Vec<Mark>,
    bool,
);

impl Offer {
    /// The cost, where it is known.
    pub(super) fn total(&self) -> Option<Money> {
        self.fare.as_ref().ok().copied().flatten()
    }

    /// Changes with whatever the table's row shows.
    pub(super) fn key(&self) -> Key {
        let rates = [self.input, self.output];
        let (fare, fits) = (self.fare.clone(), self.fits.clone());
        (self.id.clone(), self.sent, rates, fare, fits, self.marks.clone(), self.exact)
    }

    /// Whether some turn is beyond the model's limits.
    pub(super) const fn is_unfit(&self) -> bool {
        self.overflows
    }

    /// Models that fit and have a price come first, then those that do not fit, then the unpriced.
    pub(super) fn rank(&self) -> u8 {
        match self.total() {
            Some(_) if !self.overflows => 0,
            Some(_) => 1,
            None => 2,
        }
    }
}

/// One choice of where a model runs.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Region {
    /// For a reader.
    pub(super) label: String,
    /// What it asks of the price.
    pub(super) modifiers: BTreeMap<String, String>,
}

/// What a reader's discount can be on, as the chosen model has it.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Scope {
    /// For a reader.
    pub(super) label: String,
    /// Only models of this maker.
    pub(super) provider: Option<String>,
    /// Only models on this channel.
    pub(super) channel: Option<String>,
    /// Only this model.
    pub(super) model: Option<String>,
}

/// What a discount can be on: everything, or what the chosen model is part of.
pub(super) fn scopes(book: &Catalogue, model: &str) -> Vec<Scope> {
    let mut scopes = vec![Scope { label: "Every model".to_owned(), ..Scope::default() }];
    if let Ok(model) = book.model(model) {
        scopes.extend([
            Scope {
                label: format!("All made by {}", model.provider),
                provider: Some(model.provider.clone()),
                ..Scope::default()
            },
            Scope {
                label: format!("All on {}", channel_name(book, model)),
                channel: Some(model.channel.clone()),
                ..Scope::default()
            },
            Scope {
                label: format!("Only {}", model.name),
                model: Some(model.id.clone()),
                ..Scope::default()
            },
        ]);
    }
    scopes
}

/// The chat models by provider, in the book's order: provider, then id and name.
pub(super) fn chat_models(book: &Catalogue) -> Vec<(String, Vec<(String, String)>)> {
    let mut groups: Vec<(String, Vec<(String, String)>)> = Vec::new();
    for model in book.models().filter(|model| model.kind == Kind::Chat) {
        let entry = (model.id.clone(), model.name.clone());
        let channel = channel_name(book, model);
        match groups.iter_mut().find(|(name, _)| *name == channel) {
            Some((_, models)) => models.push(entry),
            None => groups.push((channel, vec![entry])),
        }
    }
    groups
}

/// The first chat model of a book.
pub(super) fn first_chat_model(book: &Catalogue) -> Option<String> {
    book.models().find(|model| model.kind == Kind::Chat).map(|model| model.id.clone())
}

/// Where a model can run, the usual first.
pub(super) fn regions(book: &Catalogue, model: &str) -> Vec<Region> {
    let mut regions = vec![Region { label: "Global".to_owned(), modifiers: BTreeMap::new() }];
    let (Ok(channel), Ok(model)) = (book.channel_of(model), book.model(model)) else {
        return regions;
    };
    for modifier in &channel.modifiers {
        let listed = |models: &Vec<String>| models.iter().any(|id| id == model.short_id());
        if modifier.models.as_ref().is_none_or(listed) {
            regions.push(Region {
                label: format!("{}, {}\u{d7}", modifier.name, modifier.factor),
                modifiers: BTreeMap::from([(modifier.key.clone(), modifier.value.clone())]),
            });
        }
    }
    regions
}

/// The service tiers of a model on a day: id, and name for a reader.
pub(super) fn tiers(book: &Catalogue, model: &str, date: Date) -> Vec<(String, String)> {
    let tiers = book.tiers(model, date).unwrap_or_else(|_| vec![STANDARD]);
    tiers.into_iter().map(|tier| (tier.to_owned(), tier_name(tier))).collect()
}

/// The hours of a day that are dearer for a model: when each begins, and a label for a reader.
pub(super) fn dear_hours(book: &Catalogue, model: &str, date: Date) -> Vec<(Time, String)> {
    let (Ok(channel), Ok(model)) = (book.channel_of(model), book.model(model)) else {
        return Vec::new();
    };
    channel
        .schedules_for(model, date)
        .filter(|schedule| schedule.has_dear_hours(channel.calendar_of(schedule), date))
        .flat_map(|schedule| {
            schedule.windows.iter().map(|window| {
                let hours = window.hours();
                (window.start, format!("Peak {}\u{d7}, {hours} UTC", schedule.factor))
            })
        })
        .collect()
}

fn tier_name(tier: &str) -> String {
    match tier {
        "batch" => "Batch, waits up to a day".to_owned(),
        "flex" => "Flex, may wait".to_owned(),
        "fast" => "Fast (priority)".to_owned(),
        _ => capital(tier),
    }
}

pub(super) fn channel_name(book: &Catalogue, model: &Model) -> String {
    book.channel_of(&model.id)
        .map_or_else(|_| model.channel.clone(), |channel| channel.name.clone())
}

/// The chosen model's fare in full, or a sentence that says why there is none.
pub(super) fn quote(
    book: &Catalogue,
    scenario: &Scenario,
    counts: &PartCounts,
    today: Date,
) -> Result<Quote, String> {
    let model = book.model(&scenario.model).map_err(|error| sentence(&error.to_string()))?;
    if !scenario.stages.is_empty() {
        return task::quote(book, scenario, model, today);
    }
    let terms = terms(scenario, today);
    let card =
        book.card_with(&terms, &scenario.deal).map_err(|error| sentence(&error.to_string()))?;
    let policy =
        book.cache_policy(&scenario.model).map_err(|error| sentence(&error.to_string()))?;
    let cache = scenario.cache.then_some(&policy);
    let (plan, settled) = sized(scenario, counts, model).map_err(|why| {
        sentence(&format!(
            "this text cannot be counted for {}: {why}; type sizes instead",
            model.name
        ))
    })?;
    let fare = fare(&plan, &card, cache).map_err(|error| sentence(&error.to_string()))?;
    let bill = fare.bill().map_err(|error| sentence(&error.to_string()))?;
    let without_cache = match cache {
        Some(_) => {
            total(&plan, Level::Best, &card, None).map_err(|error| sentence(&error.to_string()))?
        }
        None => None,
    };
    let warnings = fare.warnings();
    let own = bill.iter().any(|line| line.negotiated);
    let mut at_times = task::at_times(&plan, &fare, &card, cache, &scenario.budget)
        .map_err(|error| sentence(&error.to_string()))?;
    at_times.extend(task::held_still(scenario));
    Ok(Quote {
        name: model.name.clone(),
        marks: marks(&warnings, own),
        warnings: warnings.into_iter().map(|warning| sentence(&warning.message)).collect(),
        own,
        beside: beside(&scenario.deal, fare.total),
        before: before(scenario, counts, model, cache),
        fit: fit(fare.calls.iter().map(|call| &call.call), model),
        settled,
        exact: plan.is_exact(),
        counted_by: counted_by(scenario, counts, model),
        price_note: price_note(&channel_name(book, model), card.row(), terms.date, own),
        long_context: long_context(fare.calls.iter().map(|call| &call.call), &card)
            .filter(|_| scenario.turns > 1),
        at_times,
        task: None,
        terms,
        bill,
        fare,
        without_cache,
    })
}

/// Every chat model's fare for the same scenario.
pub(super) fn offers(
    book: &Catalogue,
    scenario: &Scenario,
    counts: &PartCounts,
    today: Date,
) -> Vec<Offer> {
    book.models()
        .filter(|model| model.kind == Kind::Chat)
        .map(|model| offer(book, model, scenario, counts, today))
        .collect()
}

/// Some models' fares for the same scenario, by their ids; those that the book has not are left out.
pub(super) fn offers_of(
    book: &Catalogue,
    ids: &[String],
    scenario: &Scenario,
    counts: &PartCounts,
    today: Date,
) -> Vec<Offer> {
    ids.iter()
        .filter_map(|id| book.model(id).ok())
        .map(|model| offer(book, model, scenario, counts, today))
        .collect()
}

fn offer(
    book: &Catalogue,
    model: &Model,
    scenario: &Scenario,
    counts: &PartCounts,
    today: Date,
) -> Offer {
    let terms = scenario.terms_on(book, model, today);
    if !scenario.stages.is_empty() {
        return task::offer(book, scenario, model, &terms, today);
    }
    let (mut plan, settled, uncounted) = match sized(scenario, counts, model) {
        Ok((plan, settled)) => (plan, settled, None),
        Err(why) => (Plan::default(), false, Some(why)),
    };
    let counted = uncounted.is_none();
    let policy = book.cache_policy(&model.id).ok();
    let cache = policy.as_ref().filter(|_| scenario.cache);
    // A life is a thing of one channel's cache; the others' entries live as usual.
    let as_usual = model.id != scenario.model
        && cache.is_some_and(|policy| plan.rules.caching.settle_for(policy));
    let card = book.card_with(&terms, &scenario.deal);
    // A slider asks this of every model: the conversation is followed once for all that is told of it.
    let followed = ledger(&plan, Level::Best, cache);
    let calls = followed.as_deref().unwrap_or_default();
    let fit = fit(calls, model);
    let first_prompt = calls.first().map_or(0, |turn| turn.usage.prompt_total());
    let rate = |bucket| card.as_ref().ok().and_then(|card| card.rate(bucket, first_prompt));
    let (input, output) = (rate(Bucket::Input), rate(Bucket::Output));
    let fare = match &card {
        _ if uncounted.is_some() => Err(uncounted.unwrap_or_default()),
        Ok(card) => match &followed {
            Ok(calls) => total_of_calls(calls, card),
            Err(why) => Err(why.clone().into()),
        }
        .or_else(|error| unpriced(error, &terms)),
        Err(error) => unpriced(error.clone().into(), &terms),
    };
    let warnings = card.as_ref().map_or(&[][..], |card| card.warnings());
    Offer {
        id: model.id.clone(),
        name: model.name.clone(),
        provider: channel_name(book, model),
        sent: counted.then(|| calls.iter().map(|turn| turn.usage.prompt_total()).sum()),
        exact: settled && plan.is_exact(),
        input,
        output,
        fare,
        fits: if counted { fits(&fit) } else { String::new() },
        marks: marks(warnings, scenario.deal.is_for(model))
            .into_iter()
            .chain(as_usual.then(Mark::usual_life))
            .collect(),
        overflows: fit.overflow.is_some(),
    }
}

/// Why there is no total, in a table's few words; `None` where a rate is not known.
pub(super) fn unpriced(error: FareError, terms: &Terms) -> Result<Option<Money>, String> {
    match error {
        FareError::Pricing(PricingError::NoPriceOnDate { first, .. }) => {
            Err(format!("no price before {}", day(first)))
        }
        FareError::Pricing(_) if terms.tier != STANDARD => Err(format!("no {} price", terms.tier)),
        FareError::Pricing(_) => Ok(None),
        FareError::Plan(PlanError::UnknownTtl { asked, .. }) => {
            Err(format!("no cache life of {asked}"))
        }
        error => Err(sentence(&error.to_string())),
    }
}

pub(super) fn terms(scenario: &Scenario, today: Date) -> Terms {
    scenario.terms(today)
}

/// The sizes of the conversation for one model, calibrated and framed, and whether they are final.
pub(super) fn sized(
    scenario: &Scenario,
    counts: &PartCounts,
    model: &Model,
) -> Result<(Plan, bool), String> {
    let (plan, settled) = plan(scenario, counts, &counts.tokenizer_of(model))?;
    let plan = scenario.conduct.apply(counts.calibrate(&model.id, plan), model);
    Ok((scenario.with_frame(plan, model, &scenario.framed(model)), settled))
}

/// The sizes of the texts under one tokenizer, and whether they are final.
pub(super) fn plan(
    scenario: &Scenario,
    counts: &PartCounts,
    tokenizer: &TokenizerRef,
) -> Result<(Plan, bool), String> {
    let mut all_settled = true;
    let weigh = |slot: Slot, part: &Part| {
        let count = counts.of(slot, part, tokenizer);
        let (count, settled) =
            count.ok_or_else(|| format!("no counter for {} yet", tokenizer.id))?;
        all_settled &= settled;
        Ok::<_, String>(count)
    };
    let plan = scenario.sizes(weigh)?;
    Ok((plan, all_settled))
}

/// The same turns in the tokens of the tokenizer that was used before, where it changed and a text is
/// involved.
fn before(
    scenario: &Scenario,
    counts: &PartCounts,
    model: &Model,
    cache: Option<&CachePolicy>,
) -> Option<Vec<Usage>> {
    let old = registry::predecessor(&model.tokenizer.id).filter(|_| !plan_is_typed(scenario))?;
    let old = TokenizerRef { id: old.to_owned(), ..model.tokenizer.clone() };
    let (plan, _) = plan(scenario, counts, &old).ok()?;
    let plan = scenario.conduct.apply(plan, model);
    let plan = scenario.with_frame(plan, model, &scenario.framed(model));
    let ledger = ledger(&plan, Level::Best, cache).ok()?;
    Some(ledger.into_iter().map(|call| call.usage).collect())
}

/// What the reader's own currency and commitment make of a total, in sentences.
pub(super) fn beside(deal: &Deal, total: Option<Money>) -> Vec<String> {
    let Some(total) = total else { return Vec::new() };
    let mut lines = Vec::new();
    if let Some(currency) = &deal.currency {
        let (code, rate) = (&currency.code, currency.per_dollar);
        lines.push(match currency.of(total) {
            Ok(amount) => format!(
                "{} at your rate of {rate} {code} a dollar, {}",
                amount.readable_in(code),
                day(currency.dated)
            ),
            Err(error) => format!("No sum in {code}: {error}; type a rate with fewer decimals."),
        });
    }
    if let Some(commitment) = deal.commitment {
        let months = match commitment.months {
            1 => "a month".to_owned(),
            months => format!("{months} months"),
        };
        lines.push(match commitment.pays_for(total) {
            Some(times) => format!(
                "Your commitment of {} over {months} is owed, used or not; it pays for {} of these",
                commitment.amount.readable(),
                whole(times)
            ),
            None => format!(
                "Your commitment of {} over {months} is owed, used or not",
                commitment.amount.readable()
            ),
        });
    }
    lines
}

/// Whether every part is a size that the user typed (or empty), so that no tokenizer is involved.
fn plan_is_typed(scenario: &Scenario) -> bool {
    scenario.texts().next().is_none()
}

fn counted_by(scenario: &Scenario, counts: &PartCounts, model: &Model) -> String {
    if plan_is_typed(scenario) {
        return "the sizes you typed".to_owned();
    }
    if let Some(own) = counts.own.as_ref().filter(|own| own.model == model.id) {
        return format!("your tokenizer {}", own.name);
    }
    if model.tokenizer.id == UNKNOWN {
        return format!("the tokenizer of {} is not known here", model.name);
    }
    match model.tokenizer.basis {
        TokenizerBasis::Published if is_counted(&model.tokenizer.id) => model.tokenizer.id.clone(),
        TokenizerBasis::Published => format!("the tokenizer of {} is not in this page", model.name),
        TokenizerBasis::Inferred => {
            format!("{}, which {} is assumed to use", model.tokenizer.id, model.name)
        }
        TokenizerBasis::Unknown => format!("the tokenizer of {} is not public", model.name),
    }
}

/// Whether a tokenizer counts, and does not estimate.
fn is_counted(id: &str) -> bool {
    registry::find(id).is_some_and(|entry| entry.method == Method::Exact)
}

/// Whose price of which day it is. `seller` is empty where several sell.
pub(super) fn price_note(seller: &str, row: Option<&RowRef>, date: Date, own: bool) -> String {
    let Some(row) = row else { return String::new() };
    let kind = match row.status {
        _ if row.last_known => "last known price",
        Status::List => "list price",
        Status::Promo => "promotional price",
        Status::Announced => "announced price",
        Status::Historical => "historical price",
    };
    let own = if own { "your price, from the " } else { "" };
    let seller = if seller.is_empty() { String::new() } else { format!("{seller} ") };
    format!("{own}{seller}{kind} of {}, in force since {}", day(date), day(row.from))
}

/// How full the window gets: never nothing where it is something.
pub(super) fn filled(fit: &Fit) -> String {
    match fit.per_mille() {
        Some(0) if fit.left() < fit.window => "under ".to_owned() + &per_mille(1),
        share => share.map(per_mille).unwrap_or_default(),
    }
}

pub(super) fn fits(fit: &Fit) -> String {
    match (fit.overflow, fit.window) {
        (Some((turn, Overflow::Window)), Some(window)) => {
            format!("too small: turn {turn} is over {}", whole(window))
        }
        (Some((turn, Overflow::Output)), _) => format!("answers too long from turn {turn}"),
        (Some((turn, _)), _) => format!("too small: turn {turn} is over its input limit"),
        (None, Some(window)) => {
            format!("{} of {}", filled(fit), whole(window))
        }
        (None, None) => "window unknown".to_owned(),
    }
}
