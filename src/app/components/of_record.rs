//! What is to be known of an estimate that is a record.

use leptos::prelude::*;

use super::super::session::Session;

/// Says what of its sizes and times are the record's, and what is estimated.
#[component]
pub(in crate::app) fn OfRecord() -> impl IntoView {
    let scenario = expect_context::<Session>().scenario;
    let divided = move || scenario.with(|now| now.written.divided);
    let timed = move || scenario.with(|now| !now.written.waits.is_empty());
    let says = move || match (divided(), timed()) {
        (true, true) => {
            "A record: each prompt is as long as it was billed; how it divides into parts is estimated by their texts. Its turns are as far apart as they were. "
        }
        (true, false) => {
            "A record: each prompt is as long as it was billed; how it divides into parts is estimated by their texts."
        }
        (false, true) => "Its turns are as far apart as they were. ",
        (false, false) => "",
    };
    view! {
        <p class="notice" id="of-record" class:none=move || !divided() && !timed()>
            {says}
            <button type="button" class="link" class:none=move || !timed()
                on:click=move |_| scenario.update(|scenario| scenario.written.waits.clear())>
                "Set one time for all"
            </button>
        </p>
    }
}
