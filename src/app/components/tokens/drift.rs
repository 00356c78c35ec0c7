//! The ruler changes length: the same conversation on an old and a new model, and what a budget made on the
//! old count misses.

use std::cmp::Ordering;

use leptos::prelude::*;

use super::super::super::counter::PartCounts;
use super::super::super::looking::with_book;
use super::super::super::numbers::whole;
use super::super::super::offers::{chat_models, quote, sized, terms};
use super::super::super::session::Session;
use crate::conversation::{Level, Missed, missed};
use crate::money::Money;
use crate::pricing::Catalogue;
use crate::scenario::Scenario;

/// The change that people meet first: the same price list, another ruler.
const OLD: &str = "anthropic/claude-opus-4-6";
const NEW: &str = "anthropic/claude-opus-4-7";

/// One side of the comparison.
#[derive(Clone, PartialEq)]
struct Side {
    name: String,
    /// Tokens of the first call's prompt: low, best, high.
    tokens: [u64; 3],
    exact: bool,
    total: Option<Money>,
    band: Option<(Money, Money)>,
}

/// Both sides and what lies between.
#[derive(Clone, PartialEq)]
struct Compared {
    old: Side,
    new: Side,
    missed: Option<Missed>,
}

/// Old against new, for the user's own text.
#[component]
pub(super) fn Drift() -> impl IntoView {
    let session = expect_context::<Session>();
    let old = RwSignal::new(OLD.to_owned());
    let new = RwSignal::new(NEW.to_owned());
    let compared = Memo::new(move |_| {
        let (old, new) = (old.get(), new.get());
        session.scenario.with(|scenario| {
            session.counts.with(|counts| {
                with_book(&session, |book| compare(book, scenario, counts, &session, &old, &new))
            })
        })
    });
    let refusal = move || compared.get().err();
    let rows = move || compared.get().ok().map(|compared| table(&compared));
    let result = move || compared.get().ok().map(|compared| sentence(&compared));
    view! {
        <h2 id="drift-title">
            "When the ruler changes"
            <span class="beside">"the same conversation on an old and a new model"</span>
        </h2>
        <div class="choices pair">
            <ModelField id="drift-old" label="Budget made for" value=old/>
            <ModelField id="drift-new" label="Runs on" value=new/>
        </div>
        <p class="notice error" class:none=move || refusal().is_none()>{refusal}</p>
        <div class="scroll" tabindex="0" role="region" aria-label="Old against new" class:none=move || refusal().is_some()>
            <table>
                <thead>
                    <tr>
                        <th scope="col" class="words">"Model"</th>
                        <th scope="col">"First prompt, tokens"</th>
                        <th scope="col">"Conversation"</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
        <p class="drift-sum" role="status">{result}</p>
    }
}

/// A choice among the chat models.
#[component]
fn ModelField(id: &'static str, label: &'static str, value: RwSignal<String>) -> impl IntoView {
    let session = expect_context::<Session>();
    let options = with_book(&session, chat_models)
        .into_iter()
        .map(|(provider, models)| {
            let options = models
                .into_iter()
                .map(|(id, name)| {
                    let this = id.clone();
                    view! { <option value=this selected=move || value.with(|value| *value == id)>{name}</option> }
                })
                .collect_view();
            view! { <optgroup label=provider>{options}</optgroup> }
        })
        .collect_view();
    view! {
        <div class="field">
            <label for=id>{label}</label>
            <select id=id on:change=move |event| value.set(event_target_value(&event))>{options}</select>
        </div>
    }
}

fn compare(
    book: &Catalogue,
    scenario: &Scenario,
    counts: &PartCounts,
    session: &Session,
    old: &str,
    new: &str,
) -> Result<Compared, String> {
    // Tier and place are the chosen model's; the comparison is of the ruler, at standard terms.
    let of = |model: &str| Scenario {
        model: model.to_owned(),
        tier: crate::pricing::STANDARD.to_owned(),
        modifiers: std::collections::BTreeMap::new(),
        ..scenario.clone()
    };
    let plan_of = |model: &str| {
        let model = book.model(model).map_err(|error| error.to_string())?;
        Ok::<_, String>(sized(scenario, counts, model)?.0)
    };
    let (before, now) = (plan_of(old)?, plan_of(new)?);
    let side = |model: &str, plan: &crate::conversation::Plan| {
        let quote = quote(book, &of(model), counts, session.today)?;
        let first = |level: Level| {
            let user = plan.turns.first().map_or(0, |turn| level.of(&turn.user));
            level.of(&plan.system) + level.of(&plan.tools) + user
        };
        Ok::<_, String>(Side {
            name: quote.name,
            tokens: [first(Level::Low), first(Level::Best), first(Level::High)],
            exact: plan.is_exact(),
            total: quote.fare.total,
            band: quote.fare.band,
        })
    };
    let terms = terms(&of(new), session.today);
    let card = book.card(&terms).map_err(|error| error.to_string())?;
    let policy = book.cache_policy(new).map_err(|error| error.to_string())?;
    let missed = missed(&before, &now, &card, scenario.cache.then_some(&policy));
    Ok(Compared {
        old: side(old, &before)?,
        new: side(new, &now)?,
        missed: missed.map_err(|error| error.to_string())?,
    })
}

fn table(compared: &Compared) -> impl IntoView + use<> {
    [&compared.old, &compared.new]
        .map(|side| {
            let [low, best, high] = side.tokens;
            let about = if side.exact { "" } else { "\u{2248} " };
            let tokens_band =
                (low < high).then(|| format!("{}\u{2013}{}", whole(low), whole(high)));
            let money_band = side.band.and_then(|(low, high)| low.readable_to(high));
            view! {
                <tr>
                    <th scope="row" class="words">{side.name.clone()}</th>
                    <td>{about}{whole(best)} " " <span class="band">{tokens_band}</span></td>
                    <td>
                        {about}{side.total.map_or_else(|| "unpriced".to_owned(), Money::readable)} " "
                        <span class="band">{money_band}</span>
                    </td>
                </tr>
            }
        })
        .collect_view()
}

/// What the budget misses, in a sentence or two.
fn sentence(compared: &Compared) -> String {
    let (old, new) = (compared.old.tokens[1], compared.new.tokens[1]);
    let share = |apart: u64| {
        let rounded = apart.saturating_mul(1_000).saturating_add(old / 2);
        percent(rounded.checked_div(old).unwrap_or_default())
    };
    let growth = match new.cmp(&old) {
        _ if old == 0 => return "Type or paste a text: what a budget on the old count misses appears here. Sizes that you type are the same on both sides.".to_owned(),
        Ordering::Equal => "The same text is as many tokens on both.".to_owned(),
        Ordering::Greater => format!("The same text is {} more tokens.", share(new - old)),
        Ordering::Less => format!("The same text is {} fewer tokens.", share(old - new)),
    };
    let Some(missed) = compared.missed else {
        return format!("{growth} No rate of {} is known.", compared.new.name);
    };
    if missed.missing.is_zero() {
        return format!("{growth} A budget on the old count misses nothing.");
    }
    let (least, most) = (missed.least.readable(), missed.most.readable());
    let band = if least == most {
        String::new()
    } else {
        format!(" ({least} to {most}, as the two estimates may err apart)")
    };
    let share = missed
        .missing
        .per_mille_of(missed.budget)
        .map(|share| format!(", {} of it", percent(share.unsigned_abs() as u64)))
        .unwrap_or_default();
    if missed.missing < Money::ZERO {
        return format!(
            "{growth} A budget of {} at the new prices but on the old count is {} more than it takes{share}{band}: a longer prompt can reach the shortest that is cached.",
            missed.budget.readable(),
            (-missed.missing).readable(),
        );
    }
    format!(
        "{growth} A budget of {} at the new prices but on the old count misses {}{share}{band}.",
        missed.budget.readable(),
        missed.missing.readable(),
    )
}

/// Thousandths as a percentage: `35 %`, `4.2 %`.
fn percent(per_mille: u64) -> String {
    match per_mille {
        100.. => format!("{}\u{202f}%", (per_mille + 5) / 10),
        _ => format!("{}.{}\u{202f}%", per_mille / 10, per_mille % 10),
    }
}
