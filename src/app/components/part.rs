//! One part of a conversation: a text with its tokens, or a size typed as a number.

use std::sync::Arc;
use std::time::Duration;

use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::{ClipboardEvent, DragEvent, File, HtmlInputElement};

use super::super::inspect::{Schemas, oddity, schemas, text_of_file};
use super::super::numbers::{bytes, whole};
use super::super::own::Own;
use super::super::session::Session;
use super::notices::{Notice, NoticeLine, WholeField};
use crate::count::Count;
use crate::scenario::{MOST_TOKENS, Part, Slot};

/// Texts longer than this (in bytes) are held beside the box: a browser's text area stalls on
/// megabytes, the counting does not.
const HELD_FROM: usize = 200_000;
/// The largest text that is taken, in bytes.
const LARGEST: u32 = 50_000_000;
/// How much of a held text is shown, in characters.
const SHOWN: usize = 600;

/// What a part is called, and what its field is called in the document.
struct Names {
    id: String,
    title: &'static str,
    aside: &'static str,
    placeholder: &'static str,
}

fn names(slot: Slot) -> Names {
    let (id, title, aside, placeholder) = match slot {
        Slot::System => {
            ("system".to_owned(), "System prompt", "sent on every turn", "You are\u{2026}")
        }
        Slot::Tools => (
            "tools".to_owned(),
            "Tools",
            "JSON schemas, sent on every turn",
            "[{\"name\": \"search\", \"description\": \u{2026}, \"input_schema\": \u{2026}}]",
        ),
        Slot::First => (
            "first".to_owned(),
            "First message",
            "paste it, or drop a file",
            "Paste the prompt that you want priced. It stays in this tab.",
        ),
        Slot::Message(turn) => {
            (format!("message-{turn}"), "You", "", "What the user says in this turn.")
        }
        Slot::Answer(turn) => {
            (format!("answer-{turn}"), "It answers", "", "What the model answers in this turn.")
        }
    };
    Names { id, title, aside, placeholder }
}

/// A text, its count, and the switch to a typed size.
#[component]
pub(in crate::app) fn PartField(
    /// Which part. (`slot` itself is a word of the view macro's.)
    which: Slot,
) -> impl IntoView {
    let slot = which;
    let session = expect_context::<Session>();
    let own = expect_context::<Own>();
    let scenario = session.scenario;
    let Names { id, title, aside: usual, placeholder } = names(slot);
    let id = StoredValue::new(id);
    let id = move |what: &str| id.with_value(|id| [id, what].concat());
    let part = Memo::new(move |_| scenario.with(|scenario| scenario.part_or_usual(slot)));
    let is_size = Memo::new(move |_| part.with(|part| part.text().is_none()));
    let in_turn = !Slot::FIXED.contains(&slot);
    let recorded = move || is_size.get() && scenario.with(|scenario| scenario.written.divided);
    // A part of a record's prompt; what is answered is known.
    let estimated = move || recorded() && !matches!(slot, Slot::Answer(_));
    let is_usual = Memo::new(move |_| scenario.with(|scenario| scenario.part(slot).is_none()));
    // What a refused file or too long a paste leaves to say; a new text clears it.
    let refused = RwSignal::new(None::<String>);
    // Whether the box last held characters that Rust text cannot.
    let broken_halves = RwSignal::new(false);
    let dragging = RwSignal::new(false);
    let set_part = move |new: Part| scenario.update(|scenario| scenario.set_part(slot, Some(new)));
    let set_text = move |text: String| {
        if text.len() > LARGEST as usize {
            refused.set(Some(format!(
                "That is {} of text; the most that is taken is {}. What was here before is kept.",
                bytes(text.len()),
                bytes(LARGEST as usize),
            )));
        } else {
            refused.set(None);
            set_part(Part::Text(text.into()));
        }
    };
    let is_held = Memo::new(move |_| {
        part.with(|part| part.text().is_some_and(|text| text.len() > HELD_FROM))
    });
    let found = Memo::new(move |_| {
        part.with(|part| match part.text() {
            Some(text) if slot == Slot::Tools => schemas(text),
            _ => None,
        })
    });
    let notice = Memo::new(move |_| {
        if let Some(refused) = refused.get() {
            return Some(Notice::Error(refused));
        }
        if let Some(Schemas::Broken(why)) = found.get() {
            return Some(Notice::Error(why));
        }
        part.with(|part| part.text().and_then(|text| oddity(text, broken_halves.get())))
            .map(Notice::Hint)
    });
    let take_file = move |file: File| {
        let name = file.name();
        if name.to_ascii_lowercase().ends_with("tokenizer.json") {
            return own.read(file);
        }
        if file.size() > f64::from(LARGEST) {
            refused.set(Some(format!(
                "\u{201c}{name}\u{201d} is larger than {}, the most that is taken; nothing was changed.",
                bytes(LARGEST as usize),
            )));
            return;
        }
        spawn_local(async move {
            let read = JsFuture::from(file.array_buffer()).await;
            let text = match read {
                Ok(buffer) => text_of_file(&name, js_sys::Uint8Array::new(&buffer).to_vec()),
                Err(_) => Err(format!(
                    "\u{201c}{name}\u{201d} could not be read; is it still there? Nothing was changed."
                )),
            };
            match text {
                Ok(text) => {
                    broken_halves.set(false);
                    set_text(text);
                }
                Err(why) => refused.set(Some(why)),
            }
        });
    };
    let on_drop = move |event: DragEvent| {
        dragging.set(false);
        let file =
            event.data_transfer().and_then(|data| data.files()).and_then(|files| files.get(0));
        if let Some(file) = file {
            event.prevent_default();
            take_file(file);
        }
    };
    let on_paste = move |event: ClipboardEvent| {
        let pasted = event.clipboard_data().and_then(|data| data.get_data("text/plain").ok());
        if let Some(pasted) = pasted.filter(|pasted| pasted.len() > HELD_FROM) {
            event.prevent_default();
            broken_halves.set(false);
            set_text(pasted);
        }
    };
    let on_pick = move |event: web_sys::Event| {
        let picker = event.target().and_then(|target| target.dyn_into::<HtmlInputElement>().ok());
        if let Some(picker) = picker {
            if let Some(file) = picker.files().and_then(|files| files.get(0)) {
                take_file(file);
            }
            picker.set_value("");
        }
    };
    // The text stays at hand while a size stands in its place.
    let kept = StoredValue::new(Arc::<str>::from(""));
    let to_size = move |_| {
        if let Some(text) = part.with_untracked(|part| part.text().cloned()) {
            kept.set_value(text);
        }
        let tokens = session.part_count(slot).map_or(0, |(count, _)| count.tokens);
        set_part(Part::Tokens { tokens });
    };
    let to_text = move |_| set_part(Part::Text(kept.get_value()));
    // Written only when the text came from elsewhere: a box that is typed in keeps its caret and what
    // Rust text cannot hold.
    let text_box = NodeRef::<leptos::html::Textarea>::new();
    Effect::new(move || {
        let text = part.with(|part| part.text().cloned());
        if let (Some(text), Some(text_box)) = (text, text_box.get())
            && *text_box.value() != *text
        {
            text_box.set_value(&text);
        }
    });
    let read_box = move || {
        let Some(text_box) = text_box.get_untracked() else { return };
        // Read as a JavaScript string first: crossing into Rust replaces lone surrogates.
        let value = js_sys::Reflect::get(&text_box, &"value".into())
            .ok()
            .and_then(|value| value.dyn_into::<js_sys::JsString>().ok());
        if let Some(value) = value {
            broken_halves.set(!value.is_valid_utf16());
            let text: Arc<str> = String::from(value).into();
            refused.set(None);
            set_part(Part::Text(text));
        }
    };
    // A browser that inserts a text of many lines reports each line by itself, in one go: the box is read
    // once behind them.
    let reading = StoredValue::new(false);
    let on_input = move |_| {
        if !reading.get_value() {
            reading.set_value(true);
            set_timeout(
                move || {
                    reading.set_value(false);
                    read_box();
                },
                Duration::ZERO,
            );
        }
    };
    view! {
        <section
            class="part"
            class:first=slot == Slot::First
            class:dragging=move || dragging.get()
            on:dragover=move |event: DragEvent| { event.prevent_default(); dragging.set(true); }
            on:dragleave=move |_| dragging.set(false)
            on:drop=on_drop
        >
            <div class="part-head">
                <label for=move || id(if is_size.get() { "-size" } else { "" })>{title}</label>
                <em>{move || match (is_usual.get(), recorded()) {
                    (true, _) => "as in every turn".to_owned(),
                    (_, true) if estimated() => "estimated from a record".to_owned(),
                    (_, true) => "as it was billed".to_owned(),
                    _ => aside(&part.get(), found.get().as_ref(), usual),
                }}</em>
                <output for=id("") class="count">
                    {move || session.part_count(slot).map(|(count, settled)| tokens_line(&count, settled && !estimated()))}
                </output>
            </div>
            <Show when=move || !is_size.get() && !is_held.get()>
                <textarea
                    id=id("")
                    node_ref=text_box
                    spellcheck="false"
                    autocomplete="off"
                    placeholder=placeholder
                    aria-describedby=id("-notice")
                    on:input=on_input
                    on:paste=on_paste
                    on:blur=move |_| if let Some(text_box) = text_box.get() { text_box.set_scroll_top(0) }
                ></textarea>
            </Show>
            <Show when=move || is_held.get()>
                <div class="held" id=id("") tabindex="0" aria-label="The start of the text">
                    {move || part.with(|part| part.text().map(|text| beginning(text)))}
                </div>
            </Show>
            <Show when=move || is_size.get()>
                <div class="size">
                    <WholeField id=id("-size") notice_id=id("-size-notice") label="Size, with what is added around it" unit="tokens"
                        least=0 most=MOST_TOKENS
                        value=Signal::derive(move || part.with(Part::size))
                        set=move |tokens| set_part(Part::Tokens { tokens })
                    />
                </div>
            </Show>
            <div class="part-foot">
                <NoticeLine id=id("-notice") notice=notice/>
                {(!in_turn).then(|| view! {
                    <label class="link file">
                        "Open a file"
                        <input type="file" class="hidden" on:change=on_pick aria-label=format!("Open a file as {}", title.to_ascii_lowercase())/>
                    </label>
                })}
                <Show
                    when=move || is_size.get()
                    fallback=move || view! {
                        <button type="button" class="link" on:click=to_size>"Type a size instead"</button>
                    }
                >
                    <button type="button" class="link" on:click=to_text>{if in_turn { "Write it out" } else { "Back to text" }}</button>
                </Show>
                <Show when=move || in_turn && !is_usual.get()>
                    <button type="button" class="link" on:click=move |_| scenario.update(|scenario| scenario.set_part(slot, None))>
                        "As in every turn"
                    </button>
                </Show>
                <Show when=move || !in_turn && part.with(|part| part.text().is_some_and(|text| !text.is_empty()))>
                    <button type="button" class="link" on:click=move |_| {
                        broken_halves.set(false);
                        set_text(String::new());
                    }>"Clear"</button>
                </Show>
            </div>
        </section>
    }
}

/// What stands beside a part's title.
fn aside(part: &Part, found: Option<&Schemas>, usual: &'static str) -> String {
    match (part, found) {
        (Part::Tokens { .. }, _) => "a size you typed".to_owned(),
        (Part::Text(text), Some(Schemas::Json { number, names })) => {
            let noun = if *number == 1 { "schema" } else { "schemas" };
            let listed = names.join(", ");
            let colon = if listed.is_empty() { "" } else { ": " };
            format!("{number} {noun}, {}, sent on every turn{colon}{listed}", bytes(text.len()))
        }
        (Part::Text(text), _) if text.is_empty() => usual.to_owned(),
        (Part::Text(text), _) if usual.is_empty() => bytes(text.len()),
        (Part::Text(text), _) => format!("{}, {usual}", bytes(text.len())),
    }
}

/// A count for the corner of a part: `3,914 tokens`, `1,284 tokens ≈ 1,180–1,390`.
fn tokens_line(count: &Count, settled: bool) -> String {
    let noun = if count.tokens == 1 { "token" } else { "tokens" };
    let tokens = whole(count.tokens);
    if count.is_exact() && settled {
        format!("{tokens} {noun}")
    } else if count.low == count.high {
        format!("\u{2248} {tokens} {noun}")
    } else {
        format!("\u{2248} {tokens} {noun} \u{b7} {}\u{2013}{}", whole(count.low), whole(count.high))
    }
}

/// The beginning of a text that is too long for a box.
fn beginning(text: &str) -> String {
    match text.char_indices().nth(SHOWN) {
        Some((at, _)) => format!("{}\u{2026}", &text[..at]),
        None => text.to_owned(),
    }
}
