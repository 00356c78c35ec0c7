//! Every turn in a table: the chart's figures, to read, to hear and to copy.

use std::sync::Arc;

use leptos::prelude::*;

use super::super::numbers::{per_mille, whole};
use super::super::offers::Quote;
use super::fold::is_open;
use crate::conversation::{CallKind, FareCall, FareTurn};
use crate::money::Money;
use crate::usage::Usage;

/// The turns of a fare, folded away until asked for.
#[component]
pub(in crate::app) fn TurnTable(
    /// The fare.
    #[prop(into)]
    quote: Signal<Option<Arc<Quote>>>,
) -> impl IntoView {
    let open = RwSignal::new(false);
    let opened = RwSignal::new(None::<u32>);
    let rows = move || {
        let quote = quote.get()?;
        Some(quote.fare.turns().map(|turn| rows_of(&quote, &turn, opened)).collect_view())
    };
    view! {
        <details class="turn-table" on:toggle=move |event| open.set(is_open(&event))>
            <summary>"Every turn in numbers"</summary>
            <Show when=move || open.get()>
                <p class="soft">
                    "A model remembers nothing between calls. Its training is built in and not billed; the context is what a call sends, billed each time; a \u{201c}memory\u{201d} is an application that puts text back into the context, billed each time too."
                </p>
                <div class="scroll" tabindex="0" role="region" aria-label="Every turn in numbers">
                    <table>
                        <thead>
                            <tr>
                                <th scope="col">"Turn"</th>
                                <th scope="col">"Sends"</th>
                                <th scope="col">"In full"</th>
                                <th scope="col">"Read"</th>
                                <th scope="col">"Written"</th>
                                <th scope="col">"Answers"</th>
                                <th scope="col">"Window"</th>
                                <th scope="col">{move || if quote.get().is_some_and(|quote| quote.own) { "Your price" } else { "Cost" }}</th>
                            </tr>
                        </thead>
                        <tbody>{rows}</tbody>
                    </table>
                </div>
            </Show>
        </details>
    }
}

/// A turn's row, and below it its calls, where there are several and they are asked for.
fn rows_of(quote: &Arc<Quote>, turn: &FareTurn<'_>, opened: RwSignal<Option<u32>>) -> AnyView {
    let number = turn.number;
    let window = quote.fit.window;
    let fullest = turn.calls.iter().map(|call| fill_of(&call.call.usage)).max().unwrap_or_default();
    if turn.calls.len() < 2 {
        let head = view! { {number} }.into_any();
        return row("", head, &turn.usage, fullest, window, turn.cost);
    }
    let is_open = move || opened.get() == Some(number);
    let head = view! {
        <button type="button" class="opener" aria-expanded=move || is_open().to_string()
            aria-label=format!("Turn {number}, {} calls", turn.calls.len())
            on:click=move |_| opened.update(|now| *now = if *now == Some(number) { None } else { Some(number) })
        >{number}" \u{b7} "{turn.calls.len()}" calls"</button>
    }
    .into_any();
    let quote = Arc::clone(quote);
    let calls = move || {
        is_open().then(|| {
            let calls = quote.fare.calls.iter().filter(|call| call.call.turn == number);
            calls
                .map(|FareCall { call, cost }| {
                    let head = view! { {kind(call.kind)} }.into_any();
                    row("call", head, &call.usage, fill_of(&call.usage), window, cost.total)
                })
                .collect_view()
        })
    };
    view! {
        {row("", head, &turn.usage, fullest, window, turn.cost)}
        {calls}
    }
    .into_any()
}

fn row(
    class: &'static str,
    head: AnyView,
    usage: &Usage,
    tokens: u64,
    window: Option<u64>,
    cost: Option<Money>,
) -> AnyView {
    let window = window.filter(|window| *window > 0);
    let fill = window.map(|window| per_mille(tokens.saturating_mul(1_000) / window));
    view! {
        <tr class=class>
            <th scope="row">{head}</th>
            <td>{whole(usage.prompt_total())}</td>
            <td>{whole(usage.input)}</td>
            <td>{whole(usage.cache_read)}</td>
            <td>{whole(usage.cache_write + usage.cache_write_1h + usage.cache_write_12h)}</td>
            <td>{whole(usage.completion_total())}</td>
            <td class="fill">{fill}</td>
            <td>{cost.map_or_else(|| "unpriced".to_owned(), Money::readable)}</td>
        </tr>
    }
    .into_any()
}

/// What a call has in the window: its prompt and its answer.
fn fill_of(usage: &Usage) -> u64 {
    usage.prompt_total() + usage.completion_total()
}

const fn kind(kind: CallKind) -> &'static str {
    match kind {
        CallKind::Tools => "tools",
        CallKind::Answer => "answer",
        CallKind::Retry => "again",
        CallKind::Summary => "summary",
        CallKind::Loop => "loop",
    }
}
