//! The cost of each turn, stacked by bucket.
//!
//! One turn can be picked with the pointer or the arrow keys; what it sends and costs then stands
//! above the chart.

use std::sync::Arc;

use leptos::prelude::*;
use web_sys::KeyboardEvent;

use super::super::bill::{Kind, turn_parts};
use super::super::numbers::whole;
use super::super::offers::Quote;
use crate::money::Money;

/// The drawing's own units; it scales to the width that it is given.
const WIDTH: u32 = 440;
const HEIGHT: u32 = 142;
const BASE: u32 = 124;
/// From here on turns are drawn as groups, for a bar must be wide enough to see and to hit.
const MOST_BARS: usize = 60;

/// One bar: one turn, or several neighbours.
struct Bar {
    first: u32,
    last: u32,
    /// The bar's parts by kind, in thousandths of the tallest bar.
    parts: Vec<(Kind, u32)>,
    sends: u64,
    calls: usize,
    cost: Option<Money>,
    /// What begins in it, in a word or two.
    mark: Option<&'static str>,
}

/// The chart of a conversation's turns.
#[component]
pub(in crate::app) fn TurnsChart(
    /// The fare to draw.
    #[prop(into)]
    quote: Signal<Option<Arc<Quote>>>,
) -> impl IntoView {
    let bars = Memo::new_owning(move |_| {
        (Arc::new(quote.get().map_or_else(Vec::new, |quote| bars(&quote))), true)
    });
    let picked = RwSignal::new(None::<usize>);
    let shown = move || {
        bars.with(|bars| {
            let last = bars.len().checked_sub(1)?;
            bars.get(picked.get().unwrap_or(last).min(last)).map(sentence)
        })
    };
    let on_key = move |event: KeyboardEvent| {
        let Some(last) = bars.with(|bars| bars.len().checked_sub(1)) else { return };
        let now = picked.get().unwrap_or(last).min(last);
        let next = match event.key().as_str() {
            "ArrowLeft" => now.saturating_sub(1),
            "ArrowRight" => (now + 1).min(last),
            "Home" => 0,
            "End" => last,
            _ => return,
        };
        event.prevent_default();
        picked.set(Some(next));
    };
    view! {
        <figure class="turns-chart">
            <figcaption>
                <span>{move || if quote.get().is_some_and(|quote| quote.own) { "Each turn, your price" } else { "Cost by turn" }}</span>
                <span class="readout" aria-live="polite">{shown}</span>
            </figcaption>
            <svg
                viewBox=format!("0 0 {WIDTH} {HEIGHT}")
                role="img"
                tabindex="0"
                aria-label="Bars: the cost of each turn by bucket. Left and right arrows pick a turn; the table of turns says the same."
                on:keydown=on_key
                on:pointerleave=move |_| picked.set(None)
            >
                {move || bars.with(|bars| draw(bars, picked))}
            </svg>
        </figure>
    }
}

fn draw(bars: &[Bar], picked: RwSignal<Option<usize>>) -> Vec<AnyView> {
    let number = bars.len().max(1) as u32;
    let step = WIDTH * 100 / number;
    let width = (step * 72 / 100).min(3_400);
    let every = label_step(bars.len());
    // Words above a bar do not stand on it.
    let room = if bars.iter().any(|bar| bar.mark.is_some()) { 18 } else { 4 };
    bars.iter()
        .enumerate()
        .map(|(index, bar)| {
            let left = step * index as u32 + (step - width) / 2;
            let mut top = BASE * 100;
            let parts = bar
                .parts
                .iter()
                .map(|(kind, share)| {
                    let height = (BASE - room) * share / 10;
                    top -= height.min(top);
                    view! {
                        <rect
                            class=kind.class()
                            x=hundredths(left)
                            y=hundredths(top)
                            width=hundredths(width)
                            height=hundredths(height)
                        />
                    }
                })
                .collect_view();
            let label = (index as u32).is_multiple_of(every).then(|| {
                view! {
                    <text x=hundredths(left + width / 2) y="138" text-anchor="middle">{bar.first}</text>
                }
            });
            let mark = bar.mark.map(|mark| {
                let near_end = index * 2 > bars.len();
                let (anchor, x) = if near_end { ("end", left - 300.min(left)) } else { ("start", left + 300) };
                view! {
                    <line class="mark-line" x1=hundredths(left) x2=hundredths(left) y1="0" y2=BASE.to_string()/>
                    <text class="mark-word" x=hundredths(x) y="10" text-anchor=anchor>{mark}</text>
                }
            });
            view! {
                <g
                    class="bar"
                    class:picked=move || picked.get() == Some(index)
                    on:pointerenter=move |_| picked.set(Some(index))
                >
                    <rect class="reach" x=hundredths(step * index as u32) y="0" width=hundredths(step) height=BASE.to_string()/>
                    {parts}
                    {label}
                    {mark}
                </g>
            }
            .into_any()
        })
        .collect()
}

/// Hundredths as a decimal number for SVG.
fn hundredths(value: u32) -> String {
    format!("{}.{:02}", value / 100, value % 100)
}

/// A label at every how many bars, so that numbers do not touch.
const fn label_step(bars: usize) -> u32 {
    match bars {
        0..=16 => 1,
        17..=32 => 2,
        _ => 5,
    }
}

/// A quote's turns as bars.
fn bars(quote: &Quote) -> Vec<Bar> {
    let turns: Vec<_> = quote.fare.turns().collect();
    let group = turns.len().div_ceil(MOST_BARS).max(1);
    let marks = [
        (quote.fit.overflow.map(|(turn, _)| turn), "full"),
        (quote.long_context.map(|(turn, _)| turn), "long-context price"),
    ];
    let grouped: Vec<_> = turns
        .chunks(group)
        .filter_map(|chunk| {
            let (first, last) = (chunk.first()?, chunk.last()?);
            let mut sums: Vec<(Kind, Money)> = Vec::new();
            let calls = || chunk.iter().flat_map(|turn| turn.calls);
            for (kind, money) in calls().flat_map(|call| turn_parts(&call.cost)) {
                if let Some((_, sum)) = sums.iter_mut().find(|(known, _)| *known == kind) {
                    *sum = *sum + money;
                } else {
                    let place = sums.partition_point(|(known, _)| *known < kind);
                    sums.insert(place, (kind, money));
                }
            }
            let turns = first.number..=last.number;
            let begins = |turn: Option<u32>| turn.is_some_and(|turn| turns.contains(&turn));
            let bar = Bar {
                first: first.number,
                last: last.number,
                parts: Vec::new(),
                sends: last.last()?.call.sent.total(),
                calls: calls().count(),
                cost: chunk.iter().map(|turn| turn.cost).sum::<Option<Money>>(),
                mark: marks.into_iter().find(|(turn, _)| begins(*turn)).map(|(_, word)| word),
            };
            Some((bar, sums))
        })
        .collect();
    let tallest = grouped
        .iter()
        .map(|(_, sums)| sums.iter().map(|(_, money)| *money).sum::<Money>())
        .max()
        .unwrap_or_default();
    grouped
        .into_iter()
        .map(|(bar, sums)| Bar {
            parts: sums
                .into_iter()
                .map(|(kind, money)| {
                    let share = money.per_mille_of(tallest).unwrap_or_default();
                    (kind, u32::try_from(share).unwrap_or_default())
                })
                .collect(),
            ..bar
        })
        .collect()
}

/// `turn 15 sends 26,000 tokens: $0.0945`, `turn 3, 8 calls, up to 26,000 tokens: $0.35`.
fn sentence(bar: &Bar) -> String {
    let cost = bar.cost.map_or_else(|| "unpriced".to_owned(), Money::readable);
    let sends = whole(bar.sends);
    match (bar.first == bar.last, bar.calls) {
        (true, 1) => format!("turn {} sends {sends} tokens: {cost}", bar.first),
        (true, calls) => {
            let calls = whole(calls as u64);
            format!("turn {}, {calls} calls, up to {sends} tokens: {cost}", bar.first)
        }
        _ => format!("turns {}\u{2013}{}, up to {sends} tokens: {cost}", bar.first, bar.last),
    }
}
