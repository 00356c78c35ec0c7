//! The page: Leptos over the engine's numbers.
//!
//! The app changes one value, the [`Scenario`](crate::scenario::Scenario); it asks the counting worker
//! for tokens and calls the pricing and conversation rooms directly, so that a slider re-prices in
//! the same frame. It holds no arithmetic of the domain.

#![allow(unreachable_pub, reason = "the component macro makes its types as public as it can")]

mod bill;
mod books;
mod charts;
mod components;
mod counter;
mod dates;
mod inspect;
mod marks;
mod numbers;
mod offers;
mod session;
mod worker_link;

use leptos::prelude::*;

use self::components::{compose::Compose, header::Header, models::Models, ticket::Ticket};
use self::session::Session;

/// Mounts the page into the document, in place of what the HTML showed while it loaded.
pub fn mount() {
    console_error_panic_hook::set_once();
    mount_to_body(App);
}

/// The whole page.
#[component]
fn App() -> impl IntoView {
    match Session::start() {
        Ok(session) => {
            provide_context(session);
            view! {
                <Header/>
                <main class:presenting=move || session.presenting.get()>
                    <Compose/>
                    <Ticket/>
                    <Models/>
                </main>
            }
            .into_any()
        }
        Err(message) => view! {
            <main>
                <p class="notice error" role="alert">{message}</p>
            </main>
        }
        .into_any(),
    }
}
