//! From the list price to the fare, step by step, for the whole conversation.

use std::sync::Arc;

use leptos::prelude::*;

use super::super::charts::waterfall::{step_name, waterfall_chart};
use super::super::offers::Quote;
use super::super::session::Session;
use super::fold::is_open;
use crate::money::Money;
use crate::pricing::{Step, StepKind, Waterfall};

/// The way, folded away until asked for.
#[component]
pub(in crate::app) fn Way(
    /// The fare.
    #[prop(into)]
    quote: Signal<Option<Arc<Quote>>>,
) -> impl IntoView {
    let session = expect_context::<Session>();
    let open = RwSignal::new(false);
    // Computed only while it is read, which is while it is open.
    let way = Memo::new(move |_| {
        let quote = quote.get()?;
        let calls = quote.fare.calls.iter().enumerate().map(|(at, call)| {
            let before = quote.before.as_ref().and_then(|before| before.get(at));
            (&call.call.usage, before)
        });
        let way = session.library.with(|book| {
            session.scenario.with(|scenario| book.waterfall_of(&quote.terms, &scenario.deal, calls))
        });
        Some(way.map_err(|error| error.to_string()))
    });
    let shown = move || {
        match way.get()? {
        Ok(Some(way)) => {
            let (drifts, exact) = quote.get().map(|quote| (quote.before.is_some(), quote.exact))?;
            Some(steps(&way, drifts, exact))
        }
        Ok(None) => Some(
            view! { <p class="notice">"A price on the way is not known, so there is no way to show."</p> }
                .into_any(),
        ),
        Err(why) => Some(view! { <p class="notice error">{why}</p> }.into_any()),
    }
    };
    view! {
        <details class="folded way" on:toggle=move |event| open.set(is_open(&event))>
            <summary>"From list price to this fare"</summary>
            <Show when=move || open.get()>{shown}</Show>
        </details>
    }
}

fn steps(way: &Waterfall, drifts: bool, exact: bool) -> AnyView {
    let rows = way.steps.iter().enumerate().map(|(at, step)| row(at, step, drifts)).collect_view();
    let total = way.total;
    view! {
        {waterfall_chart(way)}
        <div class="scroll" tabindex="0" role="region" aria-label="From list price to this fare">
            <table>
                <thead><tr>
                    <th scope="col">"Step"</th><th scope="col">"Changes it by"</th><th scope="col">"To"</th>
                </tr></thead>
                <tbody>{rows}</tbody>
                <tfoot><tr>
                    <th scope="row">"This fare"</th><td></td>
                    <td data-exact=total.exact()>{dollars(total)}</td>
                </tr></tfoot>
            </table>
        </div>
        {(!exact).then(|| view! { <p class="soft">"Exact sums of token counts that are estimated."</p> })}
    }
    .into_any()
}

fn row(at: usize, step: &Step, drifts: bool) -> impl IntoView + use<> {
    let delta = step.delta.exact();
    let change = (at > 0).then(|| signed(step.delta));
    let name = match step.kind {
        StepKind::List if drifts => "List price, in the older tokenizer\u{2019}s tokens",
        kind => step_name(kind),
    };
    view! {
        <tr data-step=delta>
            <th scope="row">{name}</th>
            <td>{change}</td>
            <td>{dollars(step.after)}</td>
        </tr>
    }
}

/// Every decimal: a way that is rounded does not add up.
fn dollars(amount: Money) -> String {
    format!("${}", amount.exact())
}

/// A change with its sign: `+$0.25`, `−$0.1225`.
fn signed(change: Money) -> String {
    if change < Money::ZERO {
        format!("\u{2212}{}", dollars(-change))
    } else {
        format!("+{}", dollars(change))
    }
}
