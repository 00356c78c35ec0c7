//! The stages of an agent, to put together: each with its own model, sizes, tools and conduct.

use std::sync::Arc;

use leptos::prelude::*;

use super::super::numbers::whole;
use super::super::offers::chat_models;
use super::super::session::Session;
use super::adder::adder;
use super::conduct::{Whose, field, led, whole_number};
use super::fold::is_open;
use super::rows::rows;
use crate::conversation::Stage;
use crate::scenario::{LONGEST_NAME, MOST_TOKENS, MOST_TURNS, Scenario};

/// A whole number of a stage.
struct Figure {
    id: &'static str,
    label: &'static str,
    unit: &'static str,
    least: u64,
    most: u64,
    of: fn(&mut Stage) -> Number<'_>,
}

/// Where it stands.
enum Number<'a> {
    Tokens(&'a mut u64),
    Times(&'a mut u32),
}

const fn tokens(id: &'static str, label: &'static str, of: fn(&mut Stage) -> Number<'_>) -> Figure {
    Figure { id, label, unit: "tokens", least: 0, most: MOST_TOKENS, of }
}

const FIGURES: [Figure; 8] = [
    tokens("system", "System prompt", |it| Number::Tokens(&mut it.system)),
    tokens("tools", "Tool schemas", |it| Number::Tokens(&mut it.tools)),
    tokens("first", "First message", |it| Number::Tokens(&mut it.first)),
    Figure {
        id: "turns",
        label: "Turns",
        unit: "",
        least: 1,
        most: MOST_TURNS as u64,
        of: |it| Number::Times(&mut it.turns),
    },
    tokens("later", "Each later turn adds", |it| Number::Tokens(&mut it.later)),
    tokens("output", "Answers each turn", |it| Number::Tokens(&mut it.output)),
    tokens("hand-over", "Hands over", |it| Number::Tokens(&mut it.hand_over)),
    Figure {
        id: "copies",
        label: "Side by side",
        unit: "",
        least: 1,
        most: 10_000,
        of: |it| Number::Times(&mut it.copies),
    },
];

/// The list, folded away until asked for.
#[component]
pub(in crate::app) fn StagesEdit() -> impl IntoView {
    let session = expect_context::<Session>();
    let scenario = session.scenario;
    let open = RwSignal::new(false);
    let stages = Memo::new(move |_| scenario.with(|now| now.stages.len()));
    let beside = move || match stages.get() {
        0 => "one conversation".to_owned(),
        1 => "1 stage".to_owned(),
        stages => format!("{} stages", whole(stages as u64)),
    };
    let keys = move || (0..stages.get()).map(|place| (0, place as u32)).collect();
    let row = |(_, place)| stage(place as usize);
    let label = Signal::derive(move || match stages.get() {
        0 => "Make this conversation the first stage",
        _ => "Add a stage",
    });
    let add = move |next: &mut Scenario| {
        next.add_stage(|slot| session.part_count(slot).map_or(0, |(count, _)| count.tokens));
    };
    view! {
        <details class="own" id="stages" on:toggle=move |event| open.set(is_open(&event))>
            <summary>"Stages of an agent"<span class="beside">{beside}</span></summary>
            <Show when=move || open.get()>
                {move || rows(Arc::new(keys), Arc::new(row))}
                <div class="part-foot">{adder("add-stage", label, Box::new(add), Box::new(|_| {}))}</div>
            </Show>
        </details>
    }
}

/// One stage.
fn stage(place: usize) -> AnyView {
    let scenario = expect_context::<Session>().scenario;
    let title = format!("Stage {}", place + 1);
    let group = title.clone();
    let id = move |what: &str| format!("stage-{}-{what}", place + 1);
    let label = move |what: &str| format!("{what} stage {}", place + 1);
    let change = move |change: &dyn Fn(&mut Stage)| {
        scenario.update(|now| now.stages.get_mut(place).map(change).unwrap_or_default());
    };
    let name = Signal::derive(move || {
        scenario.with(|now| now.stages.get(place).map(|it| it.name.clone()).unwrap_or_default())
    });
    let take_name = move |typed: &str| {
        if typed.chars().count() > LONGEST_NAME {
            return Err(format!(
                "A name has up to {LONGEST_NAME} characters; this one is not taken."
            ));
        }
        change(&|stage| typed.clone_into(&mut stage.name));
        Ok(())
    };
    let figures = FIGURES.iter().map(|figure| {
        let Figure { id: what, label, unit, least, most, of } = *figure;
        whole_number(
            id(what),
            (label, unit, least, most),
            Box::new(move |now| {
                let mut stage = now.stages.get(place).cloned().unwrap_or_default();
                match of(&mut stage) {
                    Number::Tokens(tokens) => *tokens,
                    Number::Times(times) => (*times).into(),
                }
            }),
            Box::new(move |now, value| match now.stages.get_mut(place).map(of) {
                Some(Number::Tokens(tokens)) => *tokens = value,
                Some(Number::Times(times)) => *times = u32::try_from(value).unwrap_or(u32::MAX),
                None => {}
            }),
        )
    });
    let own_name = Memo::new(move |_| {
        scenario.with(|now| now.stages.get(place).is_none_or(|stage| stage.in_persons_name))
    });
    let conduct_open = RwSignal::new(false);
    view! {
        <li aria-label=group>
            <div class="part-foot">
                <b class="notice">{title}</b>
                {(place > 0).then(|| view! {
                    <button type="button" class="link" aria-label=label("Move up") on:click=move |_| scenario.update(|now| now.bring_stage_forward(place))>
                        "Move up"
                    </button>
                })}
                <button type="button" class="link" aria-label=label("Take out") on:click=move |_| scenario.update(|now| now.remove_stage(place))>
                    "Take out"
                </button>
            </div>
            <div class="own-line">
                {field(id("name"), ("Name", "", "text"), name, Box::new(take_name))}
                {model(place, id("model"))}
            </div>
            <div class="own-line">{figures.collect_view()}</div>
            <label class="check">
                <input id=id("person") type="checkbox" prop:checked=move || own_name.get()
                    on:change=move |event| {
                        let on = event_target_checked(&event);
                        change(&|stage| stage.in_persons_name = on);
                    }/>
                "Its calls are made in the name of the person who asked"
            </label>
            <details on:toggle=move |event| conduct_open.set(is_open(&event))>
                <summary>"How this stage is led"</summary>
                <Show when=move || conduct_open.get()>{move || led(Whose::Stage(place))}</Show>
            </details>
        </li>
    }
    .into_any()
}

/// The stage's own model, or the one that is chosen above.
fn model(place: usize, id: String) -> AnyView {
    let session = expect_context::<Session>();
    let scenario = session.scenario;
    let chosen = Memo::new(move |_| {
        scenario.with(|now| now.stages.get(place).and_then(|stage| stage.model.clone()))
    });
    let options = move || {
        let mut models: Vec<(String, String)> = session
            .book
            .with(|book| chat_models(book))
            .into_iter()
            .flat_map(|(_, models)| models)
            .collect();
        let chosen = chosen.get();
        if let Some(id) = chosen.clone().filter(|id| models.iter().all(|(known, _)| known != id)) {
            models.push((id.clone(), id));
        }
        let option = |(id, name): (String, String)| {
            let selected = chosen.as_ref() == Some(&id);
            view! { <option value=id selected=selected>{name}</option> }
        };
        models.into_iter().map(option).collect_view()
    };
    view! {
        <div class="field">
            <label for=id.clone()>"Model"</label>
            <select id=id on:change=move |event| {
                let model = Some(event_target_value(&event)).filter(|id| !id.is_empty());
                scenario.update(|now| {
                    if let Some(stage) = now.stages.get_mut(place) {
                        stage.model = model;
                    }
                });
            }>
                <option value="" prop:selected=move || chosen.get().is_none()>"As chosen above"</option>
                {options}
            </select>
        </div>
    }
    .into_any()
}
