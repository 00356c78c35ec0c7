//! A sentence beside a field, and a figure that a person types.

use leptos::prelude::*;

use super::super::numbers::{NotTaken, parse_whole, whole};

/// What is wrong with a field, or worth knowing about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::app) enum Notice {
    /// What was typed is not used.
    Error(String),
    /// What was typed is used, but look at it.
    Hint(String),
}

impl Notice {
    fn class(&self) -> &'static str {
        match self {
            Self::Error(_) => "notice error",
            Self::Hint(_) => "notice",
        }
    }

    fn message(&self) -> String {
        match self {
            Self::Error(message) | Self::Hint(message) => message.clone(),
        }
    }
}

/// Shows a notice, where there is one.
#[component]
pub(in crate::app) fn NoticeLine(
    /// The notice.
    #[prop(into)]
    notice: Signal<Option<Notice>>,
    /// The id that the field's `aria-describedby` names.
    #[prop(into)]
    id: String,
) -> impl IntoView {
    view! {
        <p id=id class=move || notice.with(|notice| notice.as_ref().map_or("notice none", Notice::class)) aria-live="polite">
            {move || notice.with(|notice| notice.as_ref().map(Notice::message))}
        </p>
    }
}

/// A whole number in a text field: what is typed stays as typed, and is used once it is a number in
/// range. (A number field would change with the wheel and hide what it cannot read.)
#[component]
pub(in crate::app) fn WholeField(
    /// The field's id.
    #[prop(into)]
    id: String,
    /// The id of its notice.
    #[prop(into)]
    notice_id: String,
    /// What the field is called.
    label: &'static str,
    /// The unit, shown behind the number.
    #[prop(optional)]
    unit: &'static str,
    /// The least that is taken.
    least: u64,
    /// The most that is taken.
    most: u64,
    /// The value in use.
    #[prop(into)]
    value: Signal<u64>,
    /// Takes a new value.
    set: impl Fn(u64) + 'static,
) -> impl IntoView {
    let texts = [id, notice_id];
    whole_field(texts, [label, unit], [least, most], value, Box::new(set))
}

/// The field itself: one for all, where a component over any `set` would be a program of its own for each.
fn whole_field(
    [id, notice_id]: [String; 2],
    [label, unit]: [&'static str; 2],
    [least, most]: [u64; 2],
    value: Signal<u64>,
    set: Box<dyn Fn(u64)>,
) -> AnyView {
    let typed = RwSignal::new(whole(value.get_untracked()));
    let notice = RwSignal::new(None);
    // A value that came from elsewhere replaces what stands in the field.
    Effect::new(move || {
        let value = value.get();
        if parse_whole(&typed.get_untracked(), least, most) != Ok(value) {
            typed.set(whole(value));
            notice.set(None);
        }
    });
    let take = move |text: String| match parse_whole(&text, least, most) {
        Ok(number) => {
            notice.set(None);
            typed.set(text);
            set(number);
        }
        Err(NotTaken(why)) => {
            let used = value.get_untracked();
            notice.set(Some(Notice::Error(format!("{why} Still counting with {}.", whole(used)))));
            typed.set(text);
        }
    };
    view! {
        <div class="field">
            <label for=id.clone()>{label}</label>
            <div class="with-unit">
                <input
                    id=id
                    type="text"
                    inputmode="numeric"
                    autocomplete="off"
                    prop:value=move || typed.get()
                    on:input=move |event| take(event_target_value(&event))
                    aria-invalid=move || notice.with(Option::is_some).to_string()
                    aria-describedby=notice_id.clone()
                />
                {(!unit.is_empty()).then(|| view! { <span class="unit" aria-hidden="true">{unit}</span> })}
            </div>
            <NoticeLine id=notice_id notice=notice/>
        </div>
    }
    .into_any()
}
