//! Records of what was called and billed: dropped, pasted or picked, read by the desk, shown as it says.

use js_sys::Array;
use leptos::prelude::*;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Blob, DataTransfer, DragEvent, HtmlInputElement};

use super::super::desk_link::{Desk, Work};
use super::super::door::open_own;
use super::super::looking::{Looking, View};
use super::super::session::Session;
use super::desk_sheet::sheet;
use crate::import::{CacheUse, Replay};

/// How the calls can be replayed: the choice's value, its name, and the use of the cache.
const REPLAYS: [(&str, &str, CacheUse); 3] = [
    ("asRecorded", "on the model above, cache as recorded", CacheUse::AsRecorded),
    ("best", "on the model above, cache at its best", CacheUse::Best),
    ("off", "on the model above, without a cache", CacheUse::Off),
];

/// The view of records.
#[component]
pub(in crate::app) fn Records() -> impl IntoView {
    let session = expect_context::<Session>();
    let desk = expect_context::<Desk>();
    let (look, Work { tables, busy, refused, .. }) = (desk.look, desk.records);
    let chosen = RwSignal::new(look.with_untracked(|look| {
        let cache = look.replay.as_ref()?.cache;
        REPLAYS.iter().position(|(.., known)| *known == cache)
    }));
    // What is replayed on follows the choices above.
    Effect::new(move || {
        let replay = chosen.get().and_then(|at| REPLAYS.get(at)).map(|(.., cache)| {
            session.scenario.with(|scenario| Replay {
                model: Some(scenario.model.clone()),
                tier: Some(scenario.tier.clone()),
                modifiers: scenario.modifiers.clone(),
                date: Some(session.date()),
                cache: *cache,
                deal: scenario.deal.clone(),
            })
        });
        if look.with_untracked(|look| look.replay != replay) {
            look.update(|look| look.replay = replay);
            desk.show();
        }
    });
    let looking = expect_context::<Looking>();
    // The conversation whose turns are shown, as a link.
    let conversation = Memo::new(move |_| {
        tables.with(|tables| {
            let mut links = tables.iter().map(|table| &table.link);
            links.find(|link| !link.is_empty()).cloned()
        })
    });
    let estimate = move || {
        let link = conversation.get_untracked().unwrap_or_default();
        match open_own(&session, &link) {
            Ok(()) => looking.view.set(View::Fare),
            Err(why) => refused.set(Some(format!("{why}."))),
        }
    };
    let dragging = RwSignal::new(false);
    let take = move |data: Option<DataTransfer>| {
        let files = data.as_ref().and_then(DataTransfer::files).map(|files| Array::from(&files));
        if let Some(files) = files.filter(|files| files.length() > 0) {
            return desk.import(files);
        }
        let text = data.and_then(|data| data.get_data("text/plain").ok());
        let blob = text
            .filter(|text| !text.is_empty())
            .and_then(|text| Blob::new_with_str_sequence(&Array::of1(&JsValue::from(text))).ok());
        if let Some(blob) = blob {
            desk.import(Array::of1(&blob));
        }
    };
    let on_pick = move |event: web_sys::Event| {
        let picker = event.target().and_then(|target| target.dyn_into::<HtmlInputElement>().ok());
        if let Some(picker) = picker {
            if let Some(files) = picker.files().filter(|files| files.length() > 0) {
                desk.import(Array::from(&files));
            }
            picker.set_value("");
        }
    };
    view! {
        <section class="records" aria-label="Records">
            <div class="part" class:dragging=move || dragging.get() tabindex="0" role="group" aria-label="Drop or paste records here"
                on:dragover=move |event: DragEvent| { event.prevent_default(); dragging.set(true); }
                on:dragleave=move |_| dragging.set(false)
                on:drop=move |event: DragEvent| { event.prevent_default(); dragging.set(false); take(event.data_transfer()); }
                on:paste=move |event| { event.prevent_default(); take(event.clipboard_data()); }
            >
                <p><b>"Drop records of real calls here, paste them, or open a file."</b></p>
                <p class="soft">
                    "OpenAI, Anthropic and Claude Code logs, OpenTelemetry spans, usage reports, LiteLLM spend logs, ShareGPT, a FOCUS bill. They are read in this tab and sent to nobody."
                </p>
                <div class="part-foot">
                    <p id="records-state" class="notice" class:error=move || refused.with(Option::is_some) role="status">
                        {move || busy.get().or_else(|| refused.get())}
                    </p>
                    <Show when=move || busy.with(Option::is_some)>
                        <button type="button" class="link" on:click=move |_| desk.cancel()>"Cancel"</button>
                    </Show>
                    <label class="link file">
                        "Open files"
                        <input type="file" multiple class="hidden" on:change=on_pick aria-label="Open files of records"/>
                    </label>
                </div>
            </div>
            <Show when=move || tables.with(|tables| !tables.is_empty())>
                <div class="field replay">
                    <label for="replay">"Replay the calls"</label>
                    <select id="replay" on:change=move |event| {
                        let value = event_target_value(&event);
                        chosen.set(REPLAYS.iter().position(|(known, ..)| *known == value));
                    }>
                        <option value="">"not: as recorded only"</option>
                        {REPLAYS.iter().enumerate().map(|(at, (value, name, _))| view! {
                            <option value=*value selected=move || chosen.get() == Some(at)>{*name}</option>
                        }).collect_view()}
                    </select>
                </div>
            </Show>
            {move || tables.get().into_iter().map(|table| sheet(desk, table)).collect_view()}
            <Show when=move || conversation.with(Option::is_some)>
                <p class="notice">
                    <button type="button" class="link" id="open-record" on:click=move |_| estimate()>
                        "Open this conversation as an estimate"
                    </button>
                </p>
            </Show>
        </section>
    }
}
