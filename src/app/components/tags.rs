//! Small words beside a price; see `marks`.

use leptos::prelude::*;

use super::super::marks::Mark;

/// The marks of a price as tags; a tag's sentence shows when it is pointed at, and stands on the ticket.
pub(in crate::app) fn tags(marks: &[Mark]) -> impl IntoView + use<> {
    marks
        .iter()
        .map(|mark| {
            view! { " " <span class="tag" title=mark.why.clone()>{mark.label}</span> }
        })
        .collect_view()
}
