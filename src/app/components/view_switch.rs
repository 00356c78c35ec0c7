//! The switch between what the conversation costs, what its texts are made of, and imported records.

use leptos::prelude::*;

use super::super::looking::{Looking, View};

/// Three buttons, one of them pressed.
#[component]
pub(in crate::app) fn ViewSwitch() -> impl IntoView {
    let view = expect_context::<Looking>().view;
    let button = move |which: View, label: &'static str| {
        view! {
            <button
                type="button"
                aria-pressed=move || (view.get() == which).to_string()
                on:click=move |_| view.set(which)
            >{label}</button>
        }
    };
    view! {
        <div class="switch" role="group" aria-label="What to show">
            {button(View::Fare, "Fare")}
            {button(View::Tokens, "Tokens")}
            {button(View::Records, "Records")}
        </div>
    }
}
