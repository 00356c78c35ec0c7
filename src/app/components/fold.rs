//! Folds, whose contents are made when they are opened.

use leptos::prelude::event_target;
use web_sys::{Event, HtmlElement};

/// Whether the fold that was turned is open now. Turned twice in a row it makes one `toggle`, so that whoever
/// counts them takes open for closed from then on.
pub(super) fn is_open(toggle: &Event) -> bool {
    event_target::<HtmlElement>(toggle).has_attribute("open")
}
