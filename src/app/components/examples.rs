//! Conversations to begin with: a list that replaces what was typed by what is clicked.

use leptos::prelude::*;

use super::super::session::Session;
use crate::scenario::{Example, examples};

/// The button, and the list over the page that it opens.
#[component]
pub(in crate::app) fn Examples() -> impl IntoView {
    let Session { scenario, example: opened, .. } = expect_context::<Session>();
    // Read when first asked for.
    let asked = RwSignal::new(false);
    let entry = move |example: Example| {
        let (id, title, about) =
            (example.id.to_string(), example.title.clone(), example.about.clone());
        let open = move |_| {
            opened.set(Some(example.clone()));
            scenario.set(example.scenario.clone());
        };
        view! {
            <li>
                <button type="button" class="opener" popovertarget="examples" popovertargetaction="hide" data-example=id
                    on:click=open
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
