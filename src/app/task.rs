//! An agent's task, stage by stage, and what happens to a conversation only at times.

use jiff::civil::Date;

use super::marks::marks;
use super::numbers::whole;
use super::offers::{Offer, Quote, beside, channel_name, fits, price_note, unpriced};
use super::words::sentence;
use crate::conversation::{
    Action, AgentFare, Budget, Cut, Evenly, Fare, FareError, Identity, Plan, Split, agent_fare,
    fare_of, fit,
};
use crate::money::Money;
use crate::pricing::{CachePolicy, Catalogue, Model, RateCard, Terms};
use crate::scenario::Scenario;
use crate::usage::Bucket;

/// What a task's stages are to a reader.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Task {
    /// Stage by stage.
    pub(super) stages: Vec<StageLine>,
    /// How much of the total is behind no person's identity.
    pub(super) unattributed: Option<Money>,
}

/// One stage of a task.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct StageLine {
    /// Its name.
    pub(super) name: String,
    /// Its model's name.
    pub(super) model: String,
    /// How many of it run.
    pub(super) copies: u32,
    /// Its tokens.
    pub(super) split: Split,
    /// Its share of all tokens, in thousandths.
    pub(super) share: u64,
    /// What it costs; `None` where some rate is unknown.
    pub(super) total: Option<Money>,
    /// Whose identity is behind its calls.
    pub(super) identity: Identity,
    /// Whether it fits, in words.
    pub(super) fits: String,
    /// Whether some call is beyond its model's limits.
    pub(super) overflows: bool,
}

/// The fare of an agent's task.
pub(super) fn quote(
    book: &Catalogue,
    scenario: &Scenario,
    model: &Model,
    today: Date,
) -> Result<Quote, String> {
    let say = |error: FareError| sentence(&error.to_string());
    let terms = scenario.terms_on(book, model, today);
    let agent = priced(book, scenario, model, today, scenario.cache).map_err(say)?;
    let without_cache = if scenario.cache {
        priced(book, scenario, model, today, false).map_err(say)?.total
    } else {
        None
    };
    let bill = agent.bill().map_err(say)?;
    let mut at_times = budgeted(&agent, &scenario.budget).map_err(say)?;
    at_times.extend(held_still(scenario));
    let own = bill.iter().any(|line| line.negotiated);
    let warnings = agent.warnings();
    let row = bill.first().map(|line| &line.row);
    Ok(Quote {
        name: model.name.clone(),
        marks: marks(&warnings, own),
        warnings: warnings.iter().map(|warning| sentence(&warning.message)).collect(),
        own,
        beside: beside(&scenario.deal, agent.total),
        before: None,
        fit: agent.tightest().unwrap_or_else(|| fit(&[], model)),
        settled: true,
        exact: true,
        counted_by: "the sizes of its stages".to_owned(),
        price_note: price_note("", row, terms.date, own),
        long_context: None,
        at_times,
        task: Some(task(book, &agent)),
        terms,
        bill,
        fare: Fare {
            calls: Vec::new(),
            usage: agent.usage,
            total: agent.total,
            band: agent.total.map(|total| (total, total)),
            notes: Vec::new(),
        },
        without_cache,
    })
}

/// A task's line in the table of models: on this model, but for stages that have one of their own.
pub(super) fn offer(
    book: &Catalogue,
    scenario: &Scenario,
    model: &Model,
    terms: &Terms,
    today: Date,
) -> Offer {
    let card = book.card_with(terms, &scenario.deal);
    let rate = |bucket| card.as_ref().ok().and_then(|card| card.rate(bucket, 0));
    let warnings = card.as_ref().map_or(&[][..], |card| card.warnings());
    let agent = priced(book, scenario, model, today, scenario.cache);
    let fit = agent.as_ref().ok().and_then(AgentFare::tightest);
    Offer {
        id: model.id.clone(),
        name: model.name.clone(),
        provider: channel_name(book, model),
        sent: agent.as_ref().ok().map(|agent| agent.usage.prompt_total()),
        exact: true,
        input: rate(Bucket::Input),
        output: rate(Bucket::Output),
        fits: fit.as_ref().map(fits).unwrap_or_default(),
        marks: marks(warnings, scenario.deal.is_for(model)),
        overflows: fit.is_some_and(|fit| fit.overflow.is_some()),
        fare: match agent {
            Ok(agent) => Ok(agent.total),
            Err(error) => unpriced(error, terms),
        },
    }
}

/// What a loop and a budget do to a conversation, in sentences.
pub(super) fn at_times(
    plan: &Plan,
    fare: &Fare,
    card: &RateCard,
    cache: Option<&CachePolicy>,
    budget: &Budget,
) -> Result<Vec<String>, FareError> {
    let mut lines = Vec::new();
    if let Some(cut) = budget.cut(&[&fare.calls])?.filter(|_| budget.is_set()) {
        lines.push(cut_line("Your budget", &cut, budget.action));
    }
    if let Some(trap) = plan.rules.trap.filter(|trap| trap.per_mille > 0) {
        let trapped = fare_of(plan, card, cache, &Evenly::trapped())?;
        let total = trapped.total.map_or_else(|| "unpriced".to_owned(), Money::readable);
        lines.push(format!(
            "{} of 1,000 run into a loop of {} calls in turn {}: then it costs {total}. The fare above is without it.",
            whole(trap.per_mille.into()),
            whole(trap.calls.into()),
            whole(trap.turn.into()),
        ));
        if let Some(cut) = budget.cut(&[&trapped.calls])?.filter(|_| budget.is_set()) {
            lines.push(cut_line("In the loop your budget", &cut, budget.action));
        }
    }
    Ok(lines)
}

/// That one figure is not all, where something varies.
pub(super) fn held_still(scenario: &Scenario) -> Option<String> {
    (!scenario.futures.dials.is_empty()).then(|| {
        "Sizes or counts vary: this fare takes them as they are set. \u{201c}Many futures\u{201d}, below, draws the spread."
            .to_owned()
    })
}

/// What a budget does to a task whose stages each run once.
fn budgeted(agent: &AgentFare, budget: &Budget) -> Result<Vec<String>, FareError> {
    if !budget.is_set() {
        return Ok(Vec::new());
    }
    if agent.stages.iter().any(|stage| stage.copies > 1) {
        let why = "A budget is not followed through stages that run side by side.";
        return Ok(vec![why.to_owned()]);
    }
    let talks: Vec<&[_]> = agent.stages.iter().map(|stage| &*stage.fare.calls).collect();
    let cut = budget.cut(&talks)?;
    Ok(cut.map(|cut| cut_line("Your budget", &cut, budget.action)).into_iter().collect())
}

/// `Your budget stops it at call 24 of turn 3: $2.99 spent, $111.52 saved; no honest work is cut.`
fn cut_line(whose: &str, cut: &Cut, action: Action) -> String {
    let Some(stop) = cut.stop else { return format!("{whose} is kept.") };
    let place = format!("call {} of turn {}", whole(stop.number.into()), whole(stop.turn.into()));
    match action {
        Action::Warn => format!("{whose} warns at {place}; nothing is cut."),
        Action::Stop => {
            let honest = match cut.honest_cut {
                0 => "no honest work is cut".to_owned(),
                1 => "1 call of honest work is cut".to_owned(),
                calls => format!("{} calls of honest work are cut", whole(calls as u64)),
            };
            let (spent, saved) = (cut.spent.readable(), cut.saved().readable());
            format!("{whose} stops it before {place}: {spent} spent, {saved} saved; {honest}.")
        }
    }
}

fn task(book: &Catalogue, agent: &AgentFare) -> Task {
    let whole = Split::of(&agent.usage);
    let stages = agent.stages.iter().map(|stage| {
        let split = Split::of(&stage.usage);
        let model = book.model(&stage.model);
        StageLine {
            name: stage.name.clone(),
            model: model.map_or_else(|_| stage.model.clone(), |model| model.name.clone()),
            copies: stage.copies,
            split,
            share: split.per_mille_of(&whole).unwrap_or_default(),
            total: stage.total,
            identity: stage.identity,
            fits: fits(&stage.fit),
            overflows: stage.fit.overflow.is_some(),
        }
    });
    Task { stages: stages.collect(), unattributed: agent.unattributed }
}

/// The task with `model` for every stage that has none of its own.
fn priced(
    book: &Catalogue,
    scenario: &Scenario,
    model: &Model,
    today: Date,
    cached: bool,
) -> Result<AgentFare, FareError> {
    agent_fare(&scenario.stages, |stage| scenario.till(book, stage, model, today, cached))
}
