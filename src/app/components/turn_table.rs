//! Every turn in a table: the chart's figures, to read, to hear and to copy.

use std::sync::Arc;

use leptos::prelude::*;

use super::super::numbers::{per_mille, whole};
use super::super::offers::Quote;
use crate::money::Money;

/// The turns of a fare, folded away until asked for.
#[component]
pub(in crate::app) fn TurnTable(
    /// The fare.
    #[prop(into)]
    quote: Signal<Option<Arc<Quote>>>,
) -> impl IntoView {
    let open = RwSignal::new(false);
    let rows = move || {
        let quote = quote.get()?;
        let window = quote.fit.window;
        Some(
            quote
                .fare
                .calls
                .iter()
                .map(|call| {
                    let usage = &call.call.usage;
                    let fill = window.filter(|window| *window > 0).map(|window| {
                        per_mille((usage.prompt_total() + usage.completion_total()).saturating_mul(1_000) / window)
                    });
                    view! {
                        <tr>
                            <th scope="row">{call.call.turn}</th>
                            <td>{whole(usage.prompt_total())}</td>
                            <td>{whole(usage.input)}</td>
                            <td>{whole(usage.cache_read)}</td>
                            <td>{whole(usage.cache_write)}</td>
                            <td>{whole(usage.completion_total())}</td>
                            <td class="fill">{fill}</td>
                            <td>{call.cost.total.map_or_else(|| "unpriced".to_owned(), Money::readable)}</td>
                        </tr>
                    }
                })
                .collect_view(),
        )
    };
    view! {
        <details class="turn-table" on:toggle=move |_| open.update(|open| *open = !*open)>
            <summary>"Every turn in numbers"</summary>
            <Show when=move || open.get()>
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
