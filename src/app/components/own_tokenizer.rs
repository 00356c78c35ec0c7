//! A tokenizer of one's own: dropped or picked, named, used for a model, removed.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{DragEvent, HtmlInputElement};

use super::super::numbers::whole;
use super::super::own::{Kept, Own, Standing};
use super::super::session::Session;
use super::super::words::sentence;
use super::notices::{Notice, NoticeLine};

/// The longest name that is shown.
const LONGEST_NAME: usize = 60;

/// Folded away until asked for.
#[component]
pub(in crate::app) fn OwnTokenizer() -> impl IntoView {
    let session = expect_context::<Session>();
    let own = expect_context::<Own>();
    let standing = own.standing;
    let ready = Memo::new(move |_| standing.with(|it| matches!(it, Standing::Ready { .. })));
    let model = Memo::new(move |_| session.scenario.with(|scenario| scenario.model.clone()));
    let used = Memo::new(move |_| own.kept.with(|kept| kept.model == Some(model.get())));
    let state = move || {
        standing.with(|standing| match standing {
            Standing::None => "none: a model\u{2019}s own tokenizer counts".to_owned(),
            Standing::Reading => "reading\u{2026}".to_owned(),
            Standing::Ready { kind, vocabulary, kept } => format!(
                "{kind}, {} entries, {}",
                whole(u64::from(*vocabulary)),
                if *kept { "kept on this machine" } else { "for this visit" }
            ),
            Standing::Refused(_) => "not used".to_owned(),
        })
    };
    let notice = Memo::new(move |_| match standing.get() {
        Standing::Refused(why) => Some(Notice::Error(sentence(&why))),
        _ => None,
    });
    let on_pick = move |event: web_sys::Event| {
        let picker = event.target().and_then(|target| target.dyn_into::<HtmlInputElement>().ok());
        if let Some(picker) = picker {
            if let Some(file) = picker.files().and_then(|files| files.get(0)) {
                own.read(file);
            }
            picker.set_value("");
        }
    };
    let on_drop = move |event: DragEvent| {
        let files = event.data_transfer().and_then(|data| data.files());
        if let Some(file) = files.and_then(|files| files.get(0)) {
            event.prevent_default();
            event.stop_propagation();
            own.read(file);
        }
    };
    let rename = move |event| {
        let name = event_target_value(&event).chars().take(LONGEST_NAME).collect();
        own.keep(Kept { name, ..own.kept.get_untracked() });
    };
    let use_it = move |event| {
        let model = event_target_checked(&event).then(|| model.get_untracked());
        own.keep(Kept { model, ..own.kept.get_untracked() });
    };
    view! {
        <details class="own" id="own-tokenizer" on:dragover=move |event: DragEvent| event.prevent_default() on:drop=on_drop>
            <summary>"Your own tokenizer" <span class="beside">{state}</span></summary>
            <p class="soft">
                "Drop a "<code>"tokenizer.json"</code>" of the Hugging Face library here, or "
                <label class="link file">
                    "open one"
                    <input type="file" class="hidden" accept=".json,application/json" on:change=on_pick aria-label="Open a tokenizer.json"/>
                </label>
                ". It is read in this browser and stays on this machine."
            </p>
            <NoticeLine id="own-tokenizer-notice" notice=notice/>
            <Show when=move || ready.get()>
                <div class="own-line">
                    <div class="field">
                        <label for="own-name">"Name"</label>
                        <input id="own-name" type="text" autocomplete="off" spellcheck="false"
                            prop:value=move || own.kept.with(|kept| kept.name.clone()) on:change=rename/>
                    </div>
                </div>
                <label class="check">
                    <input id="own-use" type="checkbox" prop:checked=move || used.get() on:change=use_it/>
                    "Count " {move || model.get()} " by it"
                </label>
                <button type="button" class="link" on:click=move |_| own.forget()>"Remove it"</button>
            </Show>
        </details>
    }
}
