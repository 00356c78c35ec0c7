//! The conversation turn by turn: what is written out of it, and what is left to the dials.

use std::sync::Arc;

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

use super::super::numbers::whole;
use super::super::session::Session;
use super::adder::adder;
use super::fold::is_open;
use super::part::PartField;
use super::rows::rows;
use crate::scenario::{Aside, Scenario, Slot};

/// How many turns are shown at first, and with each wish for more: a thousand would be two thousand boxes.
const SHOWN: u32 = 20;

/// The list, folded away until asked for.
#[component]
pub(in crate::app) fn WrittenOut() -> impl IntoView {
    let scenario = expect_context::<Session>().scenario;
    let open = RwSignal::new(false);
    let shown = RwSignal::new(SHOWN);
    // Once a turn is taken out the fields below it are of other turns, with nothing to remember.
    let taken_out = RwSignal::new(0_u32);
    let written = Memo::new(move |_| scenario.with(|scenario| scenario.written.turns()));
    let turns = Memo::new(move |_| scenario.with(|scenario| scenario.turns));
    let beside = move || match written.get() {
        0 => "as the dials say".to_owned(),
        1 => "1 turn".to_owned(),
        turns => format!("{} turns", whole(turns.into())),
    };
    let last = move || written.get().clamp(1, shown.get());
    let keys = move || (1..=last()).map(|turn| (taken_out.get(), turn)).collect();
    let row = move |(_, turn)| turn_of(turn, taken_out);
    let write_on = move |now: &Scenario| {
        let turn = now.written.turns();
        shown.update(|shown| *shown = (*shown).max(turn));
        // Where one writes on. It is there once the list has grown.
        request_animation_frame(move || focus(&format!("message-{turn}")));
    };
    let only =
        move |_| scenario.update(|scenario| scenario.turns = scenario.written.turns().max(1));
    view! {
        <details class="own" id="written" on:toggle=move |event| open.set(is_open(&event))>
            <summary>"Write the turns out"<span class="beside">{beside}</span></summary>
            <Show when=move || open.get()>
                {move || rows(Arc::new(keys), Arc::new(row))}
                <Show when=move || { written.get() > shown.get() }>
                    <button type="button" class="link" id="more-turns" on:click=move |_| shown.update(|shown| *shown += SHOWN)>
                        {move || format!("Show turns after {}", whole(shown.get().into()))}
                    </button>
                </Show>
                <p class="soft" id="written-rest">{move || rest(written.get().max(1), turns.get())}</p>
                <div class="part-foot">
                    <Show when=move || { written.get().max(1) < turns.get() }>
                        <button type="button" class="link" id="only-written" on:click=only>"Only these turns"</button>
                    </Show>
                    {adder("add-turn", Signal::stored("Write one more turn"), Box::new(Scenario::write_turn), Box::new(write_on))}
                </div>
            </Show>
        </details>
    }
}

/// One turn: what the user says, and what the model answers.
fn turn_of(turn: u32, taken_out: RwSignal<u32>) -> AnyView {
    let scenario = expect_context::<Session>().scenario;
    let title = format!("Turn {}", whole(turn.into()));
    let name = title.clone();
    let message = if turn == 1 {
        view! { <p class="soft">"You: the first message, above."</p> }.into_any()
    } else {
        view! { <PartField which=Slot::Message(turn)/> }.into_any()
    };
    let beside = move || said_beside(scenario.with(|now| now.written.aside(turn)));
    let button = (turn > 1).then(|| {
        let label = format!("Take turn {turn} out");
        let take = move |_| {
            scenario.update(|scenario| scenario.remove_turn(turn));
            taken_out.update(|times| *times = times.wrapping_add(1));
        };
        view! {
            <button type="button" class="link" aria-label=label on:click=take>
                "Take it out"
            </button>
        }
    });
    view! {
        <li aria-label=name>
            <div class="part-foot"><b class="notice">{title}</b>{button}</div>
            {message}
            <p class="beside">{beside}</p>
            <PartField which=Slot::Answer(turn)/>
        </li>
    }
    .into_any()
}

/// What a turn has of its own that is not said in it.
fn said_beside(aside: Aside) -> String {
    let Aside { reasoning, results, images, wait } = aside;
    let figures = [
        (results, " tokens of tool results"),
        (images, " tokens of pictures"),
        (reasoning, " tokens of reasoning"),
        (wait, " s after the turn before"),
    ];
    let mut said = String::new();
    for (figure, what) in figures.into_iter().filter(|(figure, _)| *figure > 0) {
        said.push_str(if said.is_empty() { "" } else { ", " });
        said.push_str(&whole(figure));
        said.push_str(what);
    }
    said
}

/// What the turns are that are not written.
fn rest(written: u32, turns: u32) -> String {
    let (first, last) = (whole(u64::from(written) + 1), whole(turns.into()));
    match written.cmp(&turns) {
        std::cmp::Ordering::Less if written + 1 == turns => {
            format!("Turn {last} is as the dials say.")
        }
        std::cmp::Ordering::Less => format!("Turns {first} to {last} are as the dials say."),
        std::cmp::Ordering::Equal => String::new(),
        std::cmp::Ordering::Greater => {
            format!("Only the first {last} count: the dial for turns says so.")
        }
    }
}

fn focus(id: &str) {
    let field = document().get_element_by_id(id);
    if let Some(field) = field.and_then(|field| field.dyn_into::<HtmlElement>().ok()) {
        // A field that is gone needs no focus.
        let _ = field.focus();
    }
}
