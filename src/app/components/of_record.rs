//! What is to be known of an estimate that is a record.

use leptos::prelude::*;

use super::super::session::Session;

/// Says what of its sizes and times are the record's, and what is estimated.
#[component]
pub(in crate::app) fn OfRecord() -> impl IntoView {
    let scenario = expect_context::<Session>().scenario;
    let divided = Memo::new(move |_| scenario.with(|now| now.written.divided));
    let timed = Memo::new(move |_| scenario.with(|now| !now.written.waits.is_empty()));
    let one_time = move |_| scenario.update(|scenario| scenario.written.waits.clear());
    view! {
        <Show when=move || divided.get() || timed.get()>
            <p class="notice" id="of-record">
                {move || divided.get().then_some(
                    "A record: each prompt is as long as it was billed; how it divides into parts is estimated by their texts. ",
                )}
                <Show when=move || timed.get()>
                    "Its turns are as far apart as they were. "
                    <button type="button" class="link" on:click=one_time>"Set one time for all"</button>
                </Show>
            </p>
        </Show>
    }
}
