//! The four dials under the texts: turns, what each adds, what comes back, the cache.

use leptos::prelude::*;

use super::super::session::Session;
use super::conduct::whole_number;
use super::notices::WholeField;
use crate::scenario::{MOST_TOKENS, MOST_TURNS};

/// Turns, sizes per turn, prompt cache.
#[component]
pub(in crate::app) fn Dials() -> impl IntoView {
    let scenario = expect_context::<Session>().scenario;
    view! {
        <div class="dials">
            {whole_number(
                "turns".to_owned(),
                ("Turns", "", 1, MOST_TURNS.into()),
                Box::new(|now| now.turns.into()),
                Box::new(|now, turns| now.turns = u32::try_from(turns).unwrap_or(u32::MAX)),
            )}
            <WholeField id="later" notice_id="later-notice" label="You add per later turn" unit="tokens" least=0 most=MOST_TOKENS
                value=Signal::derive(move || scenario.with(|scenario| scenario.later))
                set=move |tokens| scenario.update(|scenario| scenario.later = tokens)
            />
            <WholeField id="output" notice_id="output-notice" label="It answers per turn" unit="tokens" least=0 most=MOST_TOKENS
                value=Signal::derive(move || scenario.with(|scenario| scenario.output))
                set=move |tokens| scenario.update(|scenario| scenario.output = tokens)
            />
            <div class="field">
                <label for="cache">"Prompt cache"</label>
                <select id="cache" on:change=move |event| {
                    let on = event_target_value(&event) == "on";
                    scenario.update(|scenario| scenario.cache = on);
                }>
                    <option value="on" prop:selected=move || scenario.with(|scenario| scenario.cache)>"On"</option>
                    <option value="off" prop:selected=move || scenario.with(|scenario| !scenario.cache)>"Off"</option>
                </select>
            </div>
        </div>
    }
}
