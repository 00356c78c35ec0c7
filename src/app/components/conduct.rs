//! How the conversation is led: tools, time, retries, loops, what becomes of the history, the budget.

use leptos::prelude::*;

use super::super::desk_link::{Computed, Desk, Work};
use super::super::door::asked;
use super::super::numbers::{NotTaken, parse_whole, whole};
use super::super::session::Session;
use super::conduct_figures::{
    BUDGETS, CACHE, Figure, Limit, MISHAPS, STRATEGIES, STRATEGY, TOOLS, kind_of,
};
use super::desk_sheet::sheet;
use super::fold::is_open;
use super::typed_field::{Take, TypedField};
use crate::conversation::{Action, Conduct, ToolChoice};
use crate::money::Money;
use crate::scenario::Scenario;

/// The panel, folded away until asked for.
#[component]
pub(in crate::app) fn ConductPanel() -> impl IntoView {
    let scenario = expect_context::<Session>().scenario;
    let open = RwSignal::new(false);
    let in_use = move || {
        let usual = Scenario::default();
        scenario.with(|now| now.conduct != usual.conduct || now.budget != usual.budget)
    };
    view! {
        <details class="own" id="conduct" on:toggle=move |event| open.set(is_open(&event))>
            <summary>
                "Tools, cache hits, retries, history, budget"
                <span class="beside">{move || if in_use() { "in use" } else { "a plain chat" }}</span>
            </summary>
            <Show when=move || open.get()>{panel}</Show>
        </details>
    }
}

fn panel() -> AnyView {
    let scenario = expect_context::<Session>().scenario;
    view! {
        {led(Whose::Talk)}
        <CompareStrategies/>
        <h2>"Budget in dollars"</h2>
        <div class="own-line">
            {BUDGETS.iter().map(limit).collect_view()}
            <div class="field">
                <label for="budget-action">"At the limit"</label>
                <select id="budget-action" on:change=move |event| {
                    let action = if event_target_value(&event) == "warn" { Action::Warn } else { Action::Stop };
                    scenario.update(|scenario| scenario.budget.action = action);
                }>
                    <option value="stop" prop:selected=move || scenario.with(|now| now.budget.action == Action::Stop)>"Stop"</option>
                    <option value="warn" prop:selected=move || scenario.with(|now| now.budget.action == Action::Warn)>"Warn"</option>
                </select>
            </div>
        </div>
    }
    .into_any()
}

/// The strategies side by side, kept up with what is typed while the fold is open.
#[component]
fn CompareStrategies() -> impl IntoView {
    let session = expect_context::<Session>();
    let desk = expect_context::<Desk>();
    let Work { tables, refused, .. } = desk.work(Computed::Strategies);
    let open = RwSignal::new(false);
    let question = Memo::new(move |_| if open.get() { asked(&session).ok() } else { None });
    Effect::new(move || {
        if let Some(question) = question.get() {
            desk.compute(Computed::Strategies, question);
        }
    });
    let sheets = move || tables.get().into_iter().map(|table| sheet(desk, table)).collect_view();
    view! {
        <details class="folded" id="compare" on:toggle=move |event| open.set(is_open(&event))>
            <summary>"Compare strategies, and see what a sum buys"</summary>
            <p class="notice error" role="status">{move || refused.get()}</p>
            {sheets}
        </details>
    }
}

/// Whose conduct it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Whose {
    /// The conversation's.
    Talk,
    /// That of one stage of an agent, by its place.
    Stage(usize),
}

impl Whose {
    /// A field's id in the document.
    fn id(self, id: &str) -> String {
        match self {
            Self::Talk => id.to_owned(),
            Self::Stage(place) => format!("stage-{}-{id}", place + 1),
        }
    }

    /// The stage's place.
    const fn stage(self) -> Option<usize> {
        match self {
            Self::Talk => None,
            Self::Stage(place) => Some(place),
        }
    }

    fn of(self, scenario: &Scenario) -> Option<&Conduct> {
        match self {
            Self::Talk => Some(&scenario.conduct),
            Self::Stage(place) => scenario.stages.get(place).map(|stage| &stage.conduct),
        }
    }

    fn change(self, scenario: &mut Scenario, change: impl FnOnce(&mut Conduct)) {
        let conduct = match self {
            Self::Talk => Some(&mut scenario.conduct),
            Self::Stage(place) => scenario.stages.get_mut(place).map(|stage| &mut stage.conduct),
        };
        conduct.map(change).unwrap_or_default();
    }

    /// What is read of it now; the default of a stage that is gone.
    fn read<T: Default>(self, read: impl FnOnce(&Conduct) -> T) -> T {
        let scenario = expect_context::<Session>().scenario;
        scenario.with(|now| self.of(now).map(read)).unwrap_or_default()
    }
}

/// How a conversation is led: tools, time, mishaps, and what becomes of the history.
pub(super) fn led(whose: Whose) -> AnyView {
    let scenario = expect_context::<Session>().scenario;
    let strategy = Memo::new(move |_| {
        scenario.with(|now| whose.of(now).map(|it| kind_of(&it.strategy)).unwrap_or_default())
    });
    let figures =
        move |all: &'static [Figure]| all.iter().map(|it| figure(whose, it)).collect_view();
    view! {
        <h2>"Tools and what else each turn holds"</h2>
        <div class="own-line">{figures(&TOOLS)}{choice(whose)}</div>
        <h2>"Time, and how the cache hits"</h2>
        <div class="own-line">{figures(&CACHE)}{life(whose)}</div>
        <h2>"What goes wrong"</h2>
        <div class="own-line">{figures(&MISHAPS)}</div>
        <h2>"What becomes of the history"</h2>
        <div class="own-line">
            <div class="field">
                <label for=whose.id("strategy")>"Strategy"</label>
                <select id=whose.id("strategy") on:change=move |event| {
                    let chosen = event_target_value(&event);
                    if let Some((.., start)) = STRATEGIES.iter().find(|(id, ..)| *id == chosen) {
                        scenario.update(|now| whose.change(now, |conduct| conduct.strategy = *start));
                    }
                }>
                    {STRATEGIES.iter().map(|(id, label, _)| view! {
                        <option value=*id prop:selected=move || strategy.get() == *id>{*label}</option>
                    }).collect_view()}
                </select>
            </div>
            {move || {
                let kind = strategy.get();
                STRATEGY.iter().filter(|(of, _)| of.contains(&kind)).map(|(_, it)| figure(whose, it)).collect_view()
            }}
        </div>
    }
    .into_any()
}

/// A whole number of a conduct.
fn figure(whose: Whose, figure: &'static Figure) -> AnyView {
    let Figure { id, label, unit, least, most, get, set } = *figure;
    whole_number(
        whose.id(id),
        (label, unit, least, most),
        Box::new(move |now| whose.of(now).map(get).unwrap_or_default()),
        Box::new(move |now, value| whose.change(now, |conduct| set(conduct, value))),
    )
}

/// Reads a whole number off a scenario.
type Reader = Box<dyn Fn(&Scenario) -> u64 + Send + Sync>;
/// Writes it into one.
type Writer = Box<dyn Fn(&mut Scenario, u64)>;

/// A whole number: its label, its unit, and the least and the most that it can be. It is taken where the
/// conversation that it makes can be computed.
pub(super) fn whole_number(
    id: String,
    (label, unit, least, most): (&'static str, &'static str, u64, u64),
    get: Reader,
    set: Writer,
) -> AnyView {
    let session = expect_context::<Session>();
    let shown = Signal::derive(move || session.scenario.with(|now| whole(get(now))));
    let take = move |typed: &str| {
        let still = |why: String| format!("{why} Still counting with {}.", shown.get_untracked());
        let value = parse_whole(typed, least, most).map_err(|NotTaken(why)| still(why))?;
        session.change(&|next| set(next, value)).map_err(still)
    };
    field(id, (label, unit, "numeric"), shown, Box::new(take))
}

/// A sum that may not be exceeded; none where nothing is typed.
fn limit(limit: &'static Limit) -> AnyView {
    let scenario = expect_context::<Session>().scenario;
    let Limit { id, label, of } = *limit;
    let shown = Signal::derive(move || {
        let mut budget = scenario.with(|now| now.budget);
        of(&mut budget).map(Money::decimal).unwrap_or_default()
    });
    let take = move |typed: &str| {
        let typed = typed.trim().trim_start_matches('$');
        let sum = match typed {
            "" => None,
            _ => Some(Money::parse(typed).map_err(|why| format!("{why}."))?),
        };
        if sum.is_some_and(|sum| sum < Money::ZERO) {
            return Err("A budget is no less than nothing; type 0 or more.".to_owned());
        }
        scenario.update(|scenario| *of(&mut scenario.budget) = sum);
        Ok(())
    };
    field(id.to_owned(), (label, "$", "decimal"), shown, Box::new(take))
}

/// A field by its label, its unit, and the keys that a phone offers.
pub(super) fn field(
    id: String,
    (label, unit, inputmode): (&'static str, &'static str, &'static str),
    shown: Signal<String>,
    take: Take,
) -> AnyView {
    let notice = [&id, "-notice"].concat();
    view! {
        <TypedField id=id notice_id=notice label=Signal::stored(label.to_owned()) unit=unit inputmode=inputmode shown=shown take=take/>
    }
    .into_any()
}

/// Whether the provider's own prompt for tools counts, and which.
fn choice(whose: Whose) -> AnyView {
    let scenario = expect_context::<Session>().scenario;
    let chosen = Memo::new(move |_| whose.read(|conduct| conduct.tool_use.choice));
    view! {
        <div class="field">
            <label for=whose.id("tool-choice")>"Hidden tool prompt"</label>
            <select id=whose.id("tool-choice") on:change=move |event| {
                let choice = match event_target_value(&event).as_str() {
                    "auto" => Some(ToolChoice::Auto),
                    "any" => Some(ToolChoice::Any),
                    _ => None,
                };
                scenario.update(|now| whose.change(now, |conduct| conduct.tool_use.choice = choice));
            }>
                <option value="" prop:selected=move || chosen.get().is_none()>"Not counted"</option>
                <option value="auto" prop:selected=move || chosen.get() == Some(ToolChoice::Auto)>"It may use tools"</option>
                <option value="any" prop:selected=move || chosen.get() == Some(ToolChoice::Any)>"It must use one"</option>
            </select>
        </div>
    }
    .into_any()
}

/// How long the chosen model's cache keeps what it has.
fn life(whose: Whose) -> AnyView {
    let session = expect_context::<Session>();
    let scenario = session.scenario;
    let lives = Memo::new(move |_| {
        let asked = whose.read(|conduct| conduct.caching.ttl.clone());
        let model = scenario.with(|now| now.model_of(whose.stage()).to_owned());
        let policy = session.library.with(|book| book.cache_policy(&model).ok());
        let mut lives: Vec<String> =
            policy.iter().flat_map(|it| &it.ttls).map(|ttl| ttl.id.clone()).collect();
        // What was asked for stays to be seen where the model has it not.
        if let Some(asked) = asked.as_ref().filter(|asked| !lives.contains(asked)) {
            lives.push(asked.clone());
        }
        (lives, asked)
    });
    let options = move || {
        let (lives, asked) = lives.get();
        lives
            .into_iter()
            .map(|id| {
                let selected = asked.as_ref() == Some(&id);
                view! { <option value=id.clone() selected=selected>{id.clone()}</option> }
            })
            .collect_view()
    };
    view! {
        <div class="field">
            <label for=whose.id("cache-life")>"Cache life"</label>
            <select id=whose.id("cache-life") on:change=move |event| {
                let life = Some(event_target_value(&event)).filter(|id| !id.is_empty());
                scenario.update(|now| whose.change(now, |conduct| conduct.caching.ttl = life));
            }>
                <option value="" prop:selected=move || lives.with(|(_, asked)| asked.is_none())>"As usual"</option>
                {options}
            </select>
        </div>
    }
    .into_any()
}
