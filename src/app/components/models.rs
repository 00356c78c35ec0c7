//! All models for the same texts: what each would cost, cheapest first, sortable.

use std::cmp::Ordering;
use std::time::Duration;

use leptos::prelude::*;

use super::super::numbers::whole;
use super::super::offers::Offer;
use super::super::session::Session;
use super::find::{Find, FoundRows, Search};
use super::tags::tags;
use crate::money::{Money, Rate};
use crate::order;

/// How long typing must pause before the table follows.
const PAUSE: Duration = Duration::from_millis(120);

/// What the table is sorted by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Column {
    Name,
    Tokens,
    Input,
    Output,
    Cost,
}

impl Column {
    const ALL: [(Self, &'static str); 5] = [
        (Self::Name, "Model"),
        (Self::Tokens, "Tokens sent"),
        (Self::Input, "Input / M"),
        (Self::Output, "Output / M"),
        (Self::Cost, "Cost"),
    ];

    fn compare(self, one: &Offer, other: &Offer) -> Ordering {
        match self {
            Self::Name => one.name.cmp(&other.name),
            Self::Tokens => known_first(one.sent, other.sent),
            Self::Input => known_first(one.input, other.input),
            Self::Output => known_first(one.output, other.output),
            Self::Cost => known_first(one.total(), other.total()),
        }
    }
}

/// What is unknown comes last, never first as if it were nothing.
fn known_first<T: Ord>(one: Option<T>, other: Option<T>) -> Ordering {
    match (one, other) {
        (Some(one), Some(other)) => one.cmp(&other),
        (Some(_), None) => Ordering::Less,
        (None, Some(_)) => Ordering::Greater,
        (None, None) => Ordering::Equal,
    }
}

/// The table of all models.
#[component]
pub(in crate::app) fn Models() -> impl IntoView {
    let session = expect_context::<Session>();
    let sorted_by = RwSignal::new((Column::Cost, false));
    // The browser lays the whole table out anew for every change: it follows once typing pauses, so that
    // the fare itself can follow every key.
    let shown = RwSignal::new(session.offers.get_untracked());
    let settling = RwSignal::new(false);
    Effect::new(move |before: Option<Option<TimeoutHandle>>| {
        if let Some(waiting) = before.flatten() {
            waiting.clear();
        }
        session.offers.track();
        settling.set(true);
        let follow = move || {
            shown.set(session.offers.get_untracked());
            settling.set(false);
        };
        set_timeout_with_handle(follow, PAUSE).ok()
    });
    let sorted = Memo::new(move |_| {
        let (column, down) = sorted_by.get();
        let offers: Vec<Offer> = shown.with(|offers| offers.to_vec());
        order::sorted(offers, |one, other| {
            let order = column.compare(one, other);
            let order = if down { order.reverse() } else { order };
            // Models that do not fit or have no price stay below those that do, either way.
            one.rank().cmp(&other.rank()).then(order).then_with(|| one.name.cmp(&other.name))
        })
    });
    let here = Memo::new(move |_| {
        let chosen = session.scenario.with(|scenario| scenario.model.clone());
        let listed = session
            .offers
            .with(|offers| offers.iter().find(|offer| offer.id == chosen).map(Offer::total));
        // A model of the wide book is not in the table.
        listed.unwrap_or_else(|| session.quote.with(|quote| quote.as_ref().ok()?.fare.total))
    });
    let heads = Column::ALL
        .into_iter()
        .map(|(column, label)| {
            let sort = move || match sorted_by.get() {
                (by, down) if by == column => {
                    if down { "descending" } else { "ascending" }
                }
                _ => "none",
            };
            view! {
                <th scope="col" aria-sort=sort class:words=column == Column::Name class:wide-only=!matches!(column, Column::Name | Column::Cost)>
                    <button type="button" class="opener" on:click=move |_| sorted_by.update(|(by, down)| {
                        *down = *by == column && !*down;
                        *by = column;
                    })>{label}</button>
                </th>
            }
        })
        .collect_view();
    let search = Search::new(session);
    let priced = move || {
        session.scenario.with(|scenario| match scenario.turns {
            _ if !scenario.stages.is_empty() => "the whole task".to_owned(),
            1 => "one call".to_owned(),
            turns => format!("{} turns", whole(u64::from(turns))),
        })
    };
    view! {
        <section class="models" class:settling=move || settling.get() aria-labelledby="models-title">
            <h2 id="models-title">
                "The same on every model"
                <span class="beside">
                    {priced}
                </span>
            </h2>
            <Find search=search/>
            <div class="scroll" tabindex="0" role="region" aria-label="All models">
                <table>
                    <thead><tr>{heads}<th scope="col">"Times yours"</th><th scope="col" class="words">"Fits"</th></tr></thead>
                    <FoundRows search=search here=here/>
                    <tbody>
                        <For each=move || sorted.get() key=Offer::key let:offer>
                            <ModelRow offer=offer here=here/>
                        </For>
                    </tbody>
                </table>
            </div>
        </section>
    }
}

#[component]
pub(in crate::app) fn ModelRow(offer: Offer, here: Memo<Option<Money>>) -> impl IntoView {
    let session = expect_context::<Session>();
    let id = offer.id.clone();
    let chosen = {
        let id = id.clone();
        Memo::new(move |_| session.scenario.with(|scenario| scenario.model == id))
    };
    let choose = move |_| session.scenario.update(|scenario| scenario.model.clone_from(&id));
    // The chosen model's cost is half of the scale; what is dearer than twice that runs to its end.
    let total = offer.total();
    let against =
        move || total.zip(here.get()).and_then(|(total, here)| total.per_ten_thousand_of(here));
    let share = move || (against().unwrap_or_default() / 2).min(10_000);
    let rate = |rate: Option<Rate>| rate.map_or_else(|| "unpriced".to_owned(), Rate::readable);
    let (behind, too_small) = (offer.rank() != 0, offer.is_unfit());
    let about = if offer.exact { "" } else { "\u{2248} " };
    let cost = match &offer.fare {
        Ok(Some(total)) => format!("{about}{}", total.readable()),
        Ok(None) => "unpriced".to_owned(),
        Err(why) => why.clone(),
    };
    view! {
        <tr class:chosen=move || chosen.get() class:unfit=behind class:too-small=too_small data-model=offer.id.clone()>
            <th scope="row" class="words">
                <button type="button" class="opener" aria-pressed=move || chosen.get().to_string() on:click=choose>
                    {offer.name}
                </button>
                <span class="beside">{offer.provider}</span>
                {tags(&offer.marks)}
            </th>
            <td class="wide-only">{offer.sent.map(|sent| format!("{about}{}", whole(sent)))}</td>
            <td class="soft wide-only">{rate(offer.input)}</td>
            <td class="soft wide-only">{rate(offer.output)}</td>
            <td class="cost">
                <span class="gauge" aria-hidden="true"><span style:width=move || format!("{}.{:02}%", share() / 100, share() % 100)></span></span>
                {cost}
            </td>
            <td class="soft">{move || against().map(times)}</td>
            <td class="words">{offer.fits}</td>
        </tr>
    }
}

/// Ten-thousandths as a multiple: `0.39\u{d7}`, `16\u{d7}`.
fn times(against: i128) -> String {
    match against {
        ..100 => "under 0.01\u{d7}".to_owned(),
        100..100_000 => format!("{}.{:02}\u{d7}", against / 10_000, against % 10_000 / 100),
        _ => format!("{}\u{d7}", against / 10_000),
    }
}
