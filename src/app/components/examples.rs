//! Conversations to begin with: a list that replaces what was typed by what is clicked.

use leptos::prelude::*;

use super::super::session::Session;
use crate::scenario::{Example, examples};

/// The button, and the list over the page that it opens.
#[component]
pub(in crate::app) fn Examples() -> impl IntoView {
    let scenario = expect_context::<Session>().scenario;
    // Read when first asked for.
    let asked = RwSignal::new(false);
    let entry = move |Example { id, title, about, scenario: opens }: Example| {
        view! {
            <li>
                <button type="button" class="opener" popovertarget="examples" popovertargetaction="hide" data-example=id.to_string()
                    on:click=move |_| scenario.set(opens.clone())
                ><b>{title}</b><span class="beside">{about}</span></button>
            </li>
        }
    };
    let list = move || match examples() {
        Ok(all) => all.into_iter().map(entry).collect_view().into_any(),
        Err(why) => view! { <li class="notice error">{why.to_string()}</li> }.into_any(),
    };
    view! {
        <button type="button" popovertarget="examples" on:click=move |_| asked.set(true)>"Examples"</button>
        <div id="examples" class="share examples" popover="auto" role="dialog" aria-label="Open an example">
            <h2>"Open an example"</h2>
            <p class="soft">"It takes the place of what you typed; Undo brings that back."</p>
            <ul class="kept"><Show when=move || asked.get()>{list}</Show></ul>
        </div>
    }
}
