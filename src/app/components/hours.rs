//! The hour of the day, for models whose price depends on it.

use jiff::civil::Time;
use leptos::prelude::*;

use super::super::offers::dear_hours;
use super::super::session::Session;
use crate::iso::Written;

/// The choice of hours; nothing where the model costs the same at any.
#[component]
pub(in crate::app) fn Hours() -> impl IntoView {
    let session = expect_context::<Session>();
    let scenario = session.scenario;
    let windows = Memo::new(move |_| {
        let date = session.date();
        session
            .library
            .with(|book| scenario.with(|scenario| dear_hours(book, &scenario.model, date)))
    });
    let time = Memo::new(move |_| scenario.with(|scenario| scenario.time));
    let options = move || {
        windows
            .get()
            .into_iter()
            .map(|(start, label)| {
                view! { <option value=start.write() selected=move || time.get() == Some(start)>{label}</option> }
            })
            .collect_view()
    };
    let choose = move |event| {
        let chosen = Time::read(&event_target_value(&event));
        scenario.update(|scenario| scenario.time = chosen);
    };
    view! {
        <Show when=move || !windows.with(Vec::is_empty)>
            <div class="field">
                <label for="hours">"Hours"</label>
                <select id="hours" on:change=choose>
                    <option value="" selected=move || time.get().is_none()>"Off-peak"</option>
                    {options}
                </select>
            </div>
        </Show>
    }
}
