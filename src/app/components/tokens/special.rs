//! Whether special tokens that are spelt in a text count as one each.

use leptos::prelude::*;

use super::super::super::looking::with_book;
use super::super::super::session::Session;
use crate::count::Method;
use crate::tokenizer::registry;

/// The switch, and what it does not change.
#[component]
pub(super) fn SpecialSwitch() -> impl IntoView {
    let session = expect_context::<Session>();
    let scenario = session.scenario;
    let special = Memo::new(move |_| scenario.with(|scenario| scenario.special));
    let note = move || {
        let id = scenario.with(|scenario| scenario.model.clone());
        let (name, tokenizer) = with_book(&session, |book| {
            let model = book.model(&id).ok()?;
            let tokenizer = session.counts.with(|counts| counts.tokenizer_of(model));
            Some((model.name.clone(), tokenizer))
        })?;
        let estimated = registry::find(&tokenizer.id)?.method == Method::Estimated;
        (special.get() && estimated).then(|| {
            format!("The special tokens of {name} are not published: its estimate stays as it is.")
        })
    };
    view! {
        <label class="check">
            <input id="special" type="checkbox"
                prop:checked=move || special.get()
                on:change=move |event| scenario.update(|scenario| scenario.special = event_target_checked(&event))/>
            <span>"Each special token spelt in a text, such as "<code>"<|endoftext|>"</code>", counts as one"</span>
        </label>
        <p class="notice" class:none=move || note().is_none()>{note}</p>
    }
}
