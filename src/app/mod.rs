//! The page: Leptos over the engine's numbers.
//!
//! The app changes one value, the [`Scenario`](crate::scenario::Scenario); it asks the counting worker
//! for tokens and calls the pricing and conversation rooms directly, so that a slider re-prices in
//! the same frame. It holds no arithmetic of the domain.

#![allow(unreachable_pub, reason = "the component macro makes its types as public as it can")]
#![allow(clippy::needless_pass_by_value, reason = "a component owns its properties")]

mod bill;
mod books;
mod charts;
mod components;
mod counter;
mod dates;
mod desk_link;
mod desk_read;
mod door;
mod glyphs;
mod inspect;
mod looking;
mod marks;
mod numbers;
mod offers;
mod own;
mod own_link;
mod session;
mod storage;
mod task;
mod words;
mod worker_link;

use leptos::prelude::*;

use self::components::{
    compose::Compose, futures::FuturesPanel, header::Header, models::Models, records::Records,
    ticket::Ticket, tokens,
};
use self::desk_link::Desk;
use self::looking::{Looking, View};
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
            provide_context(own::Own::start(session));
            let looking = Looking::new();
            provide_context(looking);
            tokens::recall(&session);
            provide_context(Desk::new(session.hosts, session.wide));
            door::open(session);
            let at_tokens = move || looking.view.get() == View::Tokens;
            let at_records = move || looking.view.get() == View::Records;
            view! {
                <Header/>
                <main class:presenting=move || session.presenting.get() class:at-tokens=at_tokens class:at-records=at_records>
                    <Compose/>
                    <Ticket/>
                    <FuturesPanel/>
                    <Models/>
                    <Show when=at_tokens><tokens::Tokens/></Show>
                    <Show when=at_records><Records/></Show>
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
