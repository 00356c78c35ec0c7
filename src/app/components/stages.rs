//! An agent's task, stage by stage: tokens, money, and whose identity is behind the calls.

use std::sync::Arc;

use leptos::prelude::*;

use super::super::numbers::{per_mille, whole};
use super::super::offers::Quote;
use super::super::session::Session;
use super::super::task::StageLine;
use crate::conversation::Identity;
use crate::money::Money;
use crate::scenario::Scenario;

/// The split of a task.
#[component]
pub(in crate::app) fn Stages(
    /// The fare.
    #[prop(into)]
    quote: Signal<Option<Arc<Quote>>>,
) -> impl IntoView {
    let rows = move || {
        let quote = quote.get()?;
        Some(quote.task.as_ref()?.stages.iter().map(row).collect_view())
    };
    let lost = move || {
        let amount = quote.get()?.task.as_ref()?.unattributed.filter(|it| *it > Money::ZERO)?;
        Some(format!("{} of it is behind no person\u{2019}s identity.", amount.readable()))
    };
    view! {
        <div class="scroll stages" tabindex="0" role="region" aria-label="Stage by stage">
            <table>
                <caption class="hidden">"The task, stage by stage"</caption>
                <thead><tr>
                    <th scope="col">"Stage"</th>
                    <th scope="col">"Sends"</th>
                    <th scope="col">"Answers"</th>
                    <th scope="col">"Thinks"</th>
                    <th scope="col">"Tokens"</th>
                    <th scope="col">"Cost"</th>
                </tr></thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
        <p class="soft stages-lost">{lost}</p>
    }
}

fn row(stage: &StageLine) -> impl IntoView + use<> {
    let behind = match stage.identity {
        Identity::Person => "in the person\u{2019}s name",
        Identity::LostHere => "in the agent\u{2019}s own name: here the person is lost",
        Identity::LostBefore => "the person was lost before",
    };
    let copies = (stage.copies > 1).then(|| format!(" \u{d7} {}", whole(stage.copies.into())));
    let split = stage.split;
    view! {
        <tr>
            <th scope="row">{stage.name.clone()}{copies}</th>
            <td>{whole(split.input)}</td>
            <td>{whole(split.output)}</td>
            <td>{whole(split.reasoning)}</td>
            <td>{per_mille(stage.share)}</td>
            <td>{stage.total.map_or_else(|| "unpriced".to_owned(), Money::readable)}</td>
        </tr>
        <tr class="about" class:over=stage.overflows>
            <td colspan="6">{format!("{}, {behind}; window: {}", stage.model, stage.fits)}</td>
        </tr>
    }
}

/// Says that what is typed beside it does not count while there are stages.
#[component]
pub(in crate::app) fn StagesNotice() -> impl IntoView {
    let scenario = expect_context::<Session>().scenario;
    let stages = Memo::new(move |_| scenario.with(|scenario| scenario.stages.len()));
    view! {
        <Show when=move || { stages.get() > 0 }>
            <p class="notice" id="stages-notice">
                {move || format!("An agent of {} stages: its sizes count, not the texts and figures below. ", whole(stages.get() as u64))}
                <button type="button" class="link" on:click=move |_| scenario.update(Scenario::clear_stages)>
                    "Leave the stages out"
                </button>
            </p>
        </Show>
    }
}
