//! The fare: what the conversation costs, how sure that is, and what it is made of.

use std::cmp::Ordering;
use std::sync::Arc;

use leptos::prelude::*;

use super::super::bill::{Kind, name, rate, why};
use super::super::charts::turns::TurnsChart;
use super::super::numbers::whole;
use super::super::offers::{Quote, filled};
use super::super::session::Session;
use super::capacity::CapacityPanel;
use super::stages::Stages;
use super::tags::tags;
use super::turn_table::TurnTable;
use super::way::Way;
use crate::conversation::Overflow;
use crate::money::Money;
use crate::pricing::Line;

/// The right side of the page.
#[component]
pub(in crate::app) fn Ticket() -> impl IntoView {
    let session = expect_context::<Session>();
    let quote = Signal::derive(move || session.quote.get().ok());
    let refusal = move || session.quote.get().err();
    let is_task = move || quote.get().is_some_and(|quote| quote.task.is_some());
    view! {
        <section class="fare" aria-label="What it costs">
            <Show when=move || refusal().is_some()>
                <h2>"No fare"</h2>
                <p class="notice error" role="alert">{refusal}</p>
            </Show>
            <Show when=move || quote.get().is_some()>
                <Total quote=quote/>
                <Bill quote=quote/>
                <Show when=move || !is_task()>
                    <TurnsChart quote=quote/>
                    <Window quote=quote/>
                </Show>
                <Show when=is_task><Stages quote=quote/></Show>
                <AtTimes quote=quote/>
                <Warnings quote=quote/>
                <Show when=move || !is_task()>
                    <Way quote=quote/>
                    <CapacityPanel quote=quote/>
                    <TurnTable quote=quote/>
                </Show>
            </Show>
        </section>
    }
}

/// The big figure and how sure it is.
#[component]
fn Total(quote: Signal<Option<Arc<Quote>>>) -> impl IntoView {
    let title = move || {
        quote.get().map(|quote| match quote.fare.turns().count() {
            _ if quote.task.is_some() => format!("This task, stage by stage, {}", quote.name),
            1 => match quote.fare.calls.len() {
                1 => format!("This call, {}", quote.name),
                calls => format!("This turn, {} calls, {}", whole(calls as u64), quote.name),
            },
            turns => format!("This conversation, {} turns, {}", whole(turns as u64), quote.name),
        })
    };
    view! {
        <h2>{title} {move || quote.get().map(|quote| tags(&quote.marks))}</h2>
        <p class="total" data-total=move || quote.get().and_then(|quote| quote.fare.total).map(Money::decimal)>
            {move || quote.get().map(|quote| figure(quote.fare.total))}
        </p>
        <p class="sureness" class:settling=move || quote.get().is_some_and(|quote| !quote.settled)>
            {move || quote.get().map(|quote| sureness(&quote))}
        </p>
        // What an example shows, while it is as it was opened: www/share.js.
        <p id="example" class="own-sum"></p>
        {move || quote.get().map(|quote| {
            quote.beside.iter().map(|line| view! { <p class="own-sum">{line.clone()}</p> }).collect_view()
        })}
    }
}

/// The figure with its cents large and its fractions of a cent small.
fn figure(total: Option<Money>) -> AnyView {
    let Some(total) = total else {
        return view! { <span class="unpriced">"unpriced"</span> }.into_any();
    };
    let text = total.readable();
    match text.split_once('.') {
        Some((whole, fraction)) if fraction.len() > 2 && !fraction.starts_with("00") => {
            let large = format!("{whole}.{}", &fraction[..2]);
            let small = fraction[2..].to_owned();
            view! { {large}<small>{small}</small> }.into_any()
        }
        _ => text.into_any(),
    }
}

/// Exact or estimated, by what, and of which date the prices are.
fn sureness(quote: &Quote) -> AnyView {
    let tokens = if !quote.settled {
        view! { <b class="rough">"counting\u{2026}"</b>" approximate until the exact count arrives" }.into_any()
    } else if quote.exact {
        let by = quote.counted_by.clone();
        view! { <b class="exact">"exact"</b>" tokens: "{by} }.into_any()
    } else if let Some((low, high)) = quote.fare.band.filter(|(low, high)| low != high) {
        let alike = || format!("\u{2248} {}", low.readable());
        let band = low.readable_to(high).unwrap_or_else(alike);
        let by = quote.counted_by.clone();
        view! { <b class="rough">{band}</b>" estimated: "{by} }.into_any()
    } else {
        let by = quote.counted_by.clone();
        view! { <b class="rough">"estimated"</b>" tokens: "{by} }.into_any()
    };
    view! { <span>{tokens}</span>" \u{b7} "<span>{quote.price_note.clone()}</span> }.into_any()
}

/// The lines of the bill; each opens into where its rate comes from.
#[component]
fn Bill(quote: Signal<Option<Arc<Quote>>>) -> impl IntoView {
    let opened = RwSignal::new(None::<usize>);
    let lines = move || {
        quote.get().map(|quote| {
            let amounts: Vec<Money> = quote.bill.iter().filter_map(|line| line.amount).collect();
            let decimals =
                quote.fare.total.map_or(0, |total| Money::decimals_to_add_up(&amounts, total));
            quote
                .bill
                .iter()
                .enumerate()
                .map(|(index, line)| bill_line(index, line, decimals, opened))
                .collect_view()
        })
    };
    let beside = move || {
        let quote = quote.get()?;
        let without = quote.without_cache?;
        let total = quote.fare.total?;
        match without.cmp(&total) {
            Ordering::Greater => Some(format!("without the cache {}", without.readable())),
            Ordering::Less => Some(format!("only {} without the cache", without.readable())),
            Ordering::Equal => None,
        }
    };
    view! {
        <table class="bill">
            <caption class="hidden">"What the fare is made of"</caption>
            <thead>
                <tr><th scope="col"><span class="hidden">"Bucket"</span></th><th scope="col">"Tokens"</th><th scope="col">"Per million"</th><th scope="col">"Amount"</th></tr>
            </thead>
            <tbody>{lines}</tbody>
            <tfoot>
                <tr>
                    <th scope="row">"Total " {move || quote.get().is_some_and(|quote| quote.own).then(|| view! { <span class="tag">"your price"</span> })} <span class="beside">{beside}</span></th>
                    <td class="soft">{move || quote.get().map(|quote| whole(quote.fare.usage.prompt_total() + quote.fare.usage.completion_total()))}</td>
                    <td></td>
                    <td>{move || quote.get().map(|quote| quote.fare.total.map_or_else(|| "unpriced".to_owned(), Money::readable))}</td>
                </tr>
            </tfoot>
        </table>
    }
}

fn bill_line(
    index: usize,
    line: &Line,
    decimals: u32,
    opened: RwSignal<Option<usize>>,
) -> impl IntoView + use<> {
    let is_open = move || opened.get() == Some(index);
    let swatch = format!("swatch {}", Kind::of(line.bucket).class());
    view! {
        <tr>
            <th scope="row">
                <button
                    type="button"
                    class="opener"
                    aria-expanded=move || is_open().to_string()
                    on:click=move |_| opened.update(|now| *now = if *now == Some(index) { None } else { Some(index) })
                >
                    <i class=swatch></i>
                    {name(line.bucket)}
                </button>
                {line.negotiated.then(|| view! { <span class="tag">"your price"</span> })}
            </th>
            <td class="soft">{whole(line.tokens)}</td>
            <td class="soft">{rate(line)}</td>
            <td>{line.amount.map_or_else(|| "unpriced".to_owned(), |amount| amount.readable_with(decimals))}</td>
        </tr>
        <tr class="opened" class:none=move || !is_open()>
            <td colspan="4">{why(line).join(" ")}</td>
        </tr>
    }
}

/// How full the context window gets.
#[component]
fn Window(quote: Signal<Option<Arc<Quote>>>) -> impl IntoView {
    let fill = move || quote.get().and_then(|quote| quote.fit.per_mille()).unwrap_or_default();
    let sentence = move || {
        let fit = quote.get()?.fit;
        Some(match (fit.overflow, fit.window) {
            (Some((turn, overflow)), _) => format!(
                "Does not fit: turn {turn} is over the {}",
                match overflow {
                    Overflow::Window => format!(
                        "context window of {} tokens",
                        whole(fit.window.unwrap_or_default())
                    ),
                    Overflow::Input => "most input the model takes".to_owned(),
                    Overflow::Output => "longest answer the model gives".to_owned(),
                }
            ),
            (None, Some(window)) => format!(
                "Fills {} of {} tokens, {} left",
                filled(&fit),
                whole(window),
                fit.left().map(whole).unwrap_or_default(),
            ),
            (None, None) => "The context window of this model is not known".to_owned(),
        })
    };
    let over = move || quote.get().is_some_and(|quote| quote.fit.overflow.is_some());
    view! {
        <div class="window" class:over=over>
            <span class="gauge" aria-hidden="true">
                <span style:width=move || format!("{}.{}%", (fill() / 10).min(100), if fill() >= 1_000 { 0 } else { fill() % 10 })></span>
            </span>
            <span>{sentence}</span>
        </div>
    }
}

/// What a loop and a budget do.
#[component]
fn AtTimes(quote: Signal<Option<Arc<Quote>>>) -> impl IntoView {
    let lines = move || {
        let quote = quote.get()?;
        let long = quote.long_context.map(|(turn, tokens)| {
            let tokens = whole(tokens);
            format!("Turn {turn} is the first at the long-context price, from {tokens} tokens on.")
        });
        let lines = long.into_iter().chain(quote.at_times.iter().cloned());
        Some(lines.map(|line| view! { <li>{line}</li> }).collect_view())
    };
    view! { <ul class="compared at-times" aria-live="polite">{lines}</ul> }
}

/// What the price book has to say about this price.
#[component]
fn Warnings(quote: Signal<Option<Arc<Quote>>>) -> impl IntoView {
    let lines = move || {
        quote.get().map(|quote| {
            quote.warnings.iter().map(|warning| view! { <li>{warning.clone()}</li> }).collect_view()
        })
    };
    view! {
        <ul class="warnings" class:none=move || quote.get().is_none_or(|quote| quote.warnings.is_empty())>
            {lines}
        </ul>
    }
}
