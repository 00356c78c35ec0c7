//! A text coloured by token. Only the rows on the screen are in the document: the worker keeps the rest.

use std::sync::Arc;

use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, KeyboardEvent};

use super::super::super::looking::{link, with_book};
use super::super::super::numbers::{bytes as size, whole};
use super::super::super::session::Session;
use super::super::super::worker_link::{FIRST_VIEW, Question};
use super::reading::{self, Picked};
use crate::count::Method;
use crate::scenario::Slot;
use crate::tokenizer::registry::{self, Entry};
use crate::worker::protocol::{Reply, Row};

/// The slots of the questions asked here, beside those of the parts.
const OPEN: u32 = FIRST_VIEW;
const ROWS: u32 = FIRST_VIEW + 1;
/// The most text that is laid out, in bytes: browsers give up on taller pages.
const LARGEST: usize = 8_000_000;
/// How many rows are kept ready above and below what is seen.
const MARGIN: u32 = 12;
/// The tokenizer that a text is shown by where the model's own is not public.
const STAND_IN: &str = "o200k_base";

/// A text that the worker has laid out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Opened {
    tokens: u64,
    rows: u32,
}

/// What the frame holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Cell {
    /// The height of a row, in pixels.
    height: u32,
    /// How many characters a row has room for.
    columns: u32,
}

/// The text of a part, by its tokens.
#[component]
pub(super) fn TokenSheet(part: Memo<Slot>) -> impl IntoView {
    let session = expect_context::<Session>();
    let link = link();
    let chosen = RwSignal::new(None::<&'static str>);
    let own = Memo::new(move |_| {
        let model = session.scenario.with(|scenario| scenario.model.clone());
        with_book(&session, |book| {
            let model = book.model(&model).ok()?;
            Some((model.name.clone(), model.tokenizer.clone()))
        })
    });
    let tokenizer = Memo::new(move |_| {
        let exact = |id: &str| registry::find(id).filter(|entry| entry.method == Method::Exact);
        let of_model = own.with(|own| own.as_ref().and_then(|(_, own)| exact(&own.id)));
        chosen.get().or(of_model.map(|entry| entry.id)).unwrap_or(STAND_IN)
    });
    let text = Memo::new(move |_| {
        let part = part.get();
        let text = session.scenario.with(|scenario| scenario.text(part).cloned());
        text.map(|text| beginning(&text))
    });
    let special = Memo::new(move |_| session.scenario.with(|scenario| scenario.special));
    let cell = RwSignal::new(None::<Cell>);
    let opened = RwSignal::new(None::<Opened>);
    let shown = RwSignal::new((0, Arc::<[Row]>::from([])));
    let trouble = RwSignal::new(None::<String>);
    let picked = RwSignal::new(None::<Picked>);
    let again = RwSignal::new(0_u32);
    let frame = NodeRef::<html::Div>::new();
    let probe = NodeRef::<html::Span>::new();

    let measure = move || {
        if let (Some(frame), Some(probe)) = (frame.get_untracked(), probe.get_untracked()) {
            let pixels = |length: i32| u32::try_from(length).unwrap_or_default();
            // The probe is a hundred characters long.
            let (hundred, height) = (pixels(probe.offset_width()), pixels(probe.offset_height()));
            if hundred > 0 && height > 0 {
                let columns = pixels(frame.client_width()) * 100 / hundred;
                cell.set(Some(Cell { height, columns: columns.saturating_sub(3) }));
            }
        }
    };
    Effect::new(move || {
        session.presenting.track();
        if frame.get().is_some() && probe.get().is_some() {
            request_animation_frame(measure);
        }
    });
    let resized = window_event_listener(leptos::ev::resize, move |_| measure());
    on_cleanup(move || resized.remove());

    let columns = Memo::new(move |_| cell.with(|cell| cell.map(|cell| cell.columns)));
    let for_rows = link.clone();
    // Asks for the rows around what is seen, unless they are there.
    let look = move || {
        let (Some(frame), Some(cell), Some(all)) =
            (frame.get_untracked(), cell.get_untracked(), opened.get_untracked())
        else {
            return;
        };
        let rows = |pixels: i32| u32::try_from(pixels).unwrap_or_default() / cell.height;
        let (first, number) = (rows(frame.scroll_top()), rows(frame.client_height()) + 2);
        let (have, end) = shown.with_untracked(|(first, rows)| (*first, first + rows.len() as u32));
        if have <= first && (first + number).min(all.rows) <= end && end > have {
            return;
        }
        let from = first.saturating_sub(MARGIN);
        let question = Question::Rows { first: from, count: number + 2 * MARGIN };
        for_rows.ask(ROWS, question, move |reply| match reply {
            Reply::Rows { first, rows, .. } => shown.set((first, rows.into())),
            // A worker that was started anew has nothing open.
            Reply::Failed { code, .. } if code == "not_open" => again.update(|again| *again += 1),
            _ => {}
        });
    };
    let for_open = link.clone();
    let first_look = look.clone();
    Effect::new(move || {
        again.track();
        let (Some(text), Some(columns)) = (text.get(), columns.get()) else {
            return opened.set(None);
        };
        let (tokenizer, special) = (tokenizer.get().to_owned(), special.get());
        let question = Question::Open { text, tokenizer, columns, special };
        let look = first_look.clone();
        for_open.ask(OPEN, question, move |reply| match reply {
            Reply::Opened { tokens, rows, .. } => {
                trouble.set(None);
                picked.set(None);
                shown.set((0, Arc::from([])));
                opened.set(Some(Opened { tokens, rows }));
                look();
            }
            Reply::Failed { message, .. } => {
                opened.set(None);
                trouble.set(Some(message));
            }
            _ => {}
        });
    });
    let on_close = StoredValue::new_local(link);
    on_cleanup(move || {
        on_close.with_value(|link| {
            link.forget(OPEN);
            link.forget(ROWS);
            link.ask(ROWS, Question::Close, |_| {});
        });
    });

    let keys = {
        let look = look.clone();
        move |event: KeyboardEvent| {
            let next = shown.with_untracked(|(_, rows)| {
                reading::next(rows, picked.get_untracked().as_ref(), &event.key())
            });
            let Some(next) = next else { return };
            event.prevent_default();
            let seen = frame.get_untracked().and_then(|frame| {
                frame.query_selector(&format!("[data-n=\"{}\"]", next.number)).ok().flatten()
            });
            if let Some(row) = seen.and_then(|token| token.closest(".row").ok().flatten()) {
                keep_in_view(frame.get_untracked().as_deref(), row.unchecked_ref());
            }
            picked.set(Some(next));
            look();
        }
    };
    let point = move |event: web_sys::PointerEvent| {
        let target = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
        let token = target.and_then(|target| target.closest("[data-n]").ok().flatten());
        let number = token.and_then(|token| token.get_attribute("data-n")?.parse().ok());
        if let Some(number) = number {
            picked.set(shown.with_untracked(|(_, rows)| reading::find(rows, number)));
        }
    };
    let summary = move || {
        opened.get().map(|opened| match opened.tokens {
            1 => "1 token".to_owned(),
            tokens => format!("{} tokens", whole(tokens)),
        })
    };
    let note = move || note(own.get()?, tokenizer.get(), chosen.get().is_some());
    let height = move || {
        let (opened, cell) = (opened.get()?, cell.get()?);
        Some(format!("{}px", u64::from(opened.rows) * u64::from(cell.height)))
    };
    let top = move || {
        let (first, cell) = (shown.with(|(first, _)| *first), cell.get()?);
        Some(format!("{}px", u64::from(first) * u64::from(cell.height)))
    };
    let empty = move || text.get().is_none_or(|text| text.is_empty());
    let is_size = move || text.get().is_none();
    let cut = move || {
        let part = part.get();
        session
            .scenario
            .with(|scenario| scenario.text(part).is_some_and(|text| text.len() > LARGEST))
    };
    view! {
        <div class="sheet-head">
            <label for="ruler">"Cut by"</label>
            <select id="ruler" on:change=move |event| {
                let id = event_target_value(&event);
                chosen.set(registry::find(&id).map(|entry| entry.id));
            }>
                {exact().map(|entry| view! {
                    <option value=entry.id selected=move || tokenizer.get() == entry.id>{entry.name}</option>
                }).collect_view()}
            </select>
            <p class="sheet-sum" role="status">{summary}</p>
        </div>
        <p class="notice" class:none=move || note().is_none()>{note}</p>
        <p class="notice error" class:none=move || trouble.with(Option::is_none)>{move || trouble.get()}</p>
        <p class="notice" class:none=move || !cut()>{format!("The first {} are shown; all of it is counted.", size(LARGEST))}</p>
        <div
            class="sheet"
            node_ref=frame
            tabindex="0"
            role="group"
            aria-label="The text by its tokens. Left and right arrows pick a token; its id and bytes are read out below."
            on:scroll=move |_| look()
            on:keydown=keys
            on:pointerover=point
        >
            <span class="probe" node_ref=probe aria-hidden="true">{"0".repeat(100)}</span>
            <p class="sheet-empty" class:none=move || !empty()>
                {move || if is_size() {
                    "This part is a size that you typed; there is no text to show."
                } else {
                    "Type or paste a text on the left: its tokens appear here."
                }}
            </p>
            <div class="sheet-all" style:height=height class:none=empty>
                <div class="sheet-window" style:top=top>
                    {move || shown.with(|(_, rows)| rows.iter().map(|row| reading::row(row, picked)).collect_view())}
                </div>
            </div>
        </div>
        <p class="sheet-picked" aria-live="polite">
            {move || picked.with(|picked| picked.as_ref().map_or_else(
                || "Point at a token, or use the arrow keys, for its id and bytes.".to_owned(),
                |picked| picked.sentence(opened.get().map_or(0, |opened| opened.tokens)),
            ))}
        </p>
    }
}

/// The exact tokenizers, in the registry's order.
fn exact() -> impl Iterator<Item = &'static Entry> {
    registry::all().iter().filter(|entry| entry.method == Method::Exact)
}

/// What to know about the ruler, where it is not simply the model's own.
fn note(
    (model, own): (String, crate::pricing::TokenizerRef),
    tokenizer: &str,
    chosen: bool,
) -> Option<String> {
    let public = registry::find(&own.id).is_some_and(|entry| entry.method == Method::Exact);
    if !public {
        let relative = own.relative.map(|relative| format!(" ({relative} is related to it)"));
        return Some(format!(
            "The tokenizer of {model} is not public, so nobody but its maker can show its tokens{}. This is the same text under {tokenizer}.",
            relative.unwrap_or_default(),
        ));
    }
    if own.id != tokenizer {
        return chosen.then(|| format!("{model} counts by {}, not by this one.", own.id));
    }
    let assumed = own.basis != crate::pricing::TokenizerBasis::Published;
    assumed.then(|| format!("{model} is assumed to use {}; its maker has not said so.", own.id))
}

/// As much of a text as is laid out.
fn beginning(text: &Arc<str>) -> Arc<str> {
    if text.len() <= LARGEST {
        return Arc::clone(text);
    }
    let end = (0..=LARGEST).rev().find(|at| text.is_char_boundary(*at)).unwrap_or_default();
    text.get(..end).unwrap_or_default().into()
}

/// Scrolls so that a row is seen whole.
fn keep_in_view(frame: Option<&HtmlElement>, row: &HtmlElement) {
    let (Some(frame), Some(window)) = (frame, row.offset_parent()) else { return };
    let top = row.offset_top() + window.unchecked_ref::<HtmlElement>().offset_top();
    let bottom = top + row.offset_height();
    if top < frame.scroll_top() {
        frame.set_scroll_top(top);
    } else if bottom > frame.scroll_top() + frame.client_height() {
        frame.set_scroll_top(bottom - frame.client_height());
    }
}
