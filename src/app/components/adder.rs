//! A button that adds something to the estimate.

use leptos::prelude::*;

use super::super::session::Session;
use super::notices::{Notice, NoticeLine};
use crate::scenario::Scenario;

/// The button, and the sentence that says why nothing was added where that would be too much. `add` changes
/// the scenario; what `then` does comes after that.
pub(super) fn adder(
    id: &'static str,
    label: Signal<&'static str>,
    add: Box<dyn Fn(&mut Scenario)>,
    then: Box<dyn Fn(&Scenario)>,
) -> AnyView {
    let session = expect_context::<Session>();
    let refused = RwSignal::new(None);
    // What is too much now may have room once something else has changed.
    Effect::new(move || {
        session.scenario.track();
        refused.set(None);
    });
    let add = move |_| match session.change(&add) {
        Ok(()) => session.scenario.with_untracked(&then),
        Err(why) => refused.set(Some(Notice::Error(format!("{why} Nothing was added.")))),
    };
    view! {
        <NoticeLine id=[id, "-notice"].concat() notice=refused/>
        <button type="button" class="link" id=id on:click=add>{move || label.get()}</button>
    }
    .into_any()
}
