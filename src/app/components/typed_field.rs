//! A field that is typed in and checked: what was typed stays, and counts once it is good.

use leptos::prelude::*;

use super::notices::{Notice, NoticeLine};

/// Takes what was typed, or says why not. Boxed, for one field's code serves all.
pub(in crate::app) type Take = Box<dyn Fn(&str) -> Result<(), String>>;

/// A text field over a value that is more than text.
#[component]
pub(in crate::app) fn TypedField(
    /// The field's id.
    #[prop(into)]
    id: String,
    /// The id of its notice.
    #[prop(into)]
    notice_id: String,
    /// What the field is called.
    #[prop(into)]
    label: Signal<String>,
    /// The unit, shown behind the value.
    #[prop(optional, into)]
    unit: Option<&'static str>,
    /// Which keys a phone offers; all where `None`.
    #[prop(optional, into)]
    inputmode: Option<&'static str>,
    /// What stands in the field while it is empty.
    #[prop(optional, into)]
    placeholder: Option<Signal<String>>,
    /// The value in use, as text.
    #[prop(into)]
    shown: Signal<String>,
    /// Takes what was typed, or says why not.
    take: Take,
    /// Where the notice goes, where that is not below the field.
    #[prop(optional, into)]
    notice: Option<RwSignal<Option<Notice>>>,
) -> impl IntoView {
    let typed = RwSignal::new(shown.get_untracked());
    let below = notice.is_none();
    let notice = notice.unwrap_or_else(|| RwSignal::new(None));
    // The value as it was when this field last changed it: another one came from elsewhere.
    let mine = StoredValue::new(shown.get_untracked());
    Effect::new(move || {
        let shown = shown.get();
        if mine.with_value(|mine| *mine != shown) {
            mine.set_value(shown.clone());
            typed.set(shown);
            notice.set(None);
        }
    });
    let on_input = move |event| {
        let text = event_target_value(&event);
        let taken = take(&text);
        mine.set_value(shown.get_untracked());
        typed.set(text);
        notice.set(taken.err().map(Notice::Error));
    };
    view! {
        <div class="field">
            <label for=id.clone()>{label}</label>
            <div class="with-unit">
                <input
                    id=id
                    type="text"
                    autocomplete="off"
                    spellcheck="false"
                    inputmode=inputmode
                    placeholder=move || placeholder.map(|placeholder| placeholder.get())
                    prop:value=move || typed.get()
                    on:input=on_input
                    aria-invalid=move || notice.with(|notice| matches!(notice, Some(Notice::Error(_)))).to_string()
                    aria-describedby=notice_id.clone()
                />
                {unit.filter(|unit| !unit.is_empty()).map(|unit| view! { <span class="unit" aria-hidden="true">{unit}</span> })}
            </div>
            {below.then(|| view! { <NoticeLine id=notice_id notice=notice/> })}
        </div>
    }
}
