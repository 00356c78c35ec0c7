//! What the texts are made of: their tokens, the same text under every tokenizer, what a new tokenizer
//! changes, and a real count to hold the estimate to.

mod calibrate;
mod drift;
mod reading;
mod rulers;
mod sheet;
mod special;

use leptos::prelude::*;

use self::calibrate::Calibrate;
pub(in crate::app) use self::calibrate::recall;
use self::drift::Drift;
use self::rulers::Rulers;
use self::sheet::TokenSheet;
use self::special::SpecialSwitch;
use super::super::looking::Looking;
use super::super::session::Session;
use crate::scenario::Slot;

/// The right side of the page and what lies below, when tokens are looked at.
#[component]
pub(in crate::app) fn Tokens() -> impl IntoView {
    let session = expect_context::<Session>();
    let looking = expect_context::<Looking>();
    let part = Memo::new(move |_| looking.part(&session));
    let choices = Slot::FIXED
        .map(|slot| {
            view! {
                <button type="button" aria-pressed=move || (part.get() == slot).to_string() on:click=move |_| looking.choose(slot)>
                    {title(slot)}
                </button>
            }
        })
        .collect_view();
    view! {
        <section class="looking" aria-label="Its tokens">
            <div class="switch parts" role="group" aria-label="Which part">{choices}</div>
            <TokenSheet part=part/>
            <SpecialSwitch/>
            <Calibrate/>
        </section>
        <section class="rulers" aria-labelledby="rulers-title"><Rulers part=part/></section>
        <section class="drift" aria-labelledby="drift-title"><Drift/></section>
    }
}

/// What a part is called.
const fn title(slot: Slot) -> &'static str {
    match slot {
        Slot::System => "System prompt",
        Slot::Tools => "Tools",
        Slot::First => "First message",
        Slot::Message(_) => "Message",
        Slot::Answer(_) => "Answer",
    }
}
