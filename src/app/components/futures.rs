//! Many futures of the conversation: what spreads, how many are drawn, and what comes out. The desk draws
//! them; this shows what it answers.

use leptos::prelude::*;

use super::super::desk_link::{Computed, Desk};
use super::super::door::asked;
use super::super::session::Session;
use super::super::words::sentence;
use super::desk_sheet::sheet;
use super::futures_line::{DialLine, Draft, spread_in_words};
use super::notices::WholeField;
use crate::forecast::{Dial, Each, Futures, MOST_RUNS};

/// The largest seed: whole numbers up to here are the same to every program.
const MOST_SEED: u64 = 9_007_199_254_740_991;

/// The fold, as wide as the page. It is open where the conversation brings spreads with it, as an example
/// does.
#[component]
pub(in crate::app) fn FuturesPanel() -> impl IntoView {
    let Session { scenario, quote, .. } = expect_context::<Session>();
    let has_any = Memo::new(move |_| quote.with(Result::is_ok));
    let open = RwSignal::new(false);
    let spreads = Memo::new(move |_| scenario.with(|now| !now.futures.dials.is_empty()));
    Effect::new(move || {
        if spreads.get() {
            open.set(true);
        }
    });
    view! {
        <Show when=move || has_any.get()>
            <details class="folded futures" id="futures" prop:open=move || open.get()>
                <summary on:click=move |event| {
                    event.prevent_default();
                    open.update(|open| *open = !*open);
                }>
                    <h2>"Many futures"</h2>
                    <span class="beside">"what it costs when sizes and counts vary"</span>
                </summary>
                <Show when=move || open.get()>{panel}</Show>
            </details>
        </Show>
    }
}

fn panel() -> AnyView {
    let session = expect_context::<Session>();
    let scenario = session.scenario;
    let desk = expect_context::<Desk>();
    let work = desk.work(Computed::Futures);
    let question = Memo::new(move |_| asked(&session).map_err(|why| sentence(&why.to_string())));
    let draft = Draft::default();
    let kept = move || {
        let (dials, names) = scenario.with(|now| (now.futures.dials.clone(), now.stage_names()));
        dials.into_iter().map(|dial| line(session, draft, dial, &names)).collect_view()
    };
    let is_busy = move || work.busy.with(Option::is_some);
    let go = move |_| {
        if work.busy.with_untracked(Option::is_some) {
            return desk.stop();
        }
        match question.get_untracked() {
            Ok(question) => desk.compute(Computed::Futures, question),
            Err(why) => work.refused.set(Some(why)),
        }
    };
    let state = move || {
        let before = work.tables.with(|tables| !tables.is_empty())
            && question.with(|now| now.as_ref().ok() != Some(&work.asked.get()));
        let before =
            || before.then(|| "The figures below are of before your last change.".to_owned());
        work.busy.get().or_else(|| work.refused.get()).or_else(before)
    };
    let is_agent = Memo::new(move |_| scenario.with(|now| !now.stages.is_empty()));
    let rough = move || session.quote.with(|quote| quote.as_ref().is_ok_and(|quote| !quote.exact));
    let futures = move |read: fn(&Futures) -> u64| {
        Signal::derive(move || scenario.with(|now| read(&now.futures)))
    };
    view! {
        <div class="futures-room">
            <div class="futures-set">
                <p class="soft">
                    "What varies between one conversation and the next is drawn by chance, and so is what happens only at times: cache hits, failures, a loop. How often these happen is as it is set, in every future alike."
                    {move || is_agent.get().then_some(" Each stage, and each copy of one, is drawn by itself.")}
                    {move || rough().then_some(" The sizes of your texts are estimates.")}
                </p>
                <ul class="kept" id="dials">{kept}</ul>
                <DialLine draft=draft/>
                <div class="own-line">
                    <WholeField id="runs" notice_id="runs-notice" label="Futures" least=1 most=u64::from(MOST_RUNS)
                        value=futures(|it| it.runs.into())
                        set=move |runs| scenario.update(|now| now.futures.runs = u32::try_from(runs).unwrap_or(MOST_RUNS))/>
                    <WholeField id="seed" notice_id="seed-notice" label="Seed" least=0 most=MOST_SEED
                        value=futures(|it| it.seed)
                        set=move |seed| scenario.update(|now| now.futures.seed = seed)/>
                    <button type="button" class="add" id="draw" on:click=go>
                        {move || if is_busy() { "Cancel" } else { "Draw them" }}
                    </button>
                </div>
                <p id="futures-state" class="notice" class:error=move || !is_busy() && work.refused.with(Option::is_some) role="status">{state}</p>
            </div>
            {move || work.tables.get().into_iter().map(|table| sheet(desk, table)).collect_view()}
        </div>
    }
    .into_any()
}

/// One thing that spreads, to be changed or taken away.
fn line(session: Session, draft: Draft, dial: Dial, stages: &[String]) -> impl IntoView + use<> {
    let name = match dial.stage.and_then(|stage| stages.get(stage as usize)) {
        Some(stage) => format!("{}, {stage}", dial.what.name()),
        None => dial.what.name().to_owned(),
    };
    let once = if dial.each == Each::Conversation && !dial.what.is_once() {
        ", once a conversation"
    } else {
        ""
    };
    let says = format!("{name}: {}{once} ", spread_in_words(&dial.spread));
    let (what, stage) = (dial.what, dial.stage);
    let remove = move |_| {
        session.scenario.update(|now| now.futures.dials.retain(|dial| !dial.is_of(what, stage)));
    };
    view! {
        <li>
            {says}
            <button type="button" class="link" aria-label=format!("Change: {name}") on:click=move |_| draft.load(&dial)>"change"</button>
            " "
            <button type="button" class="link" aria-label=format!("Remove: {name}") on:click=remove>"remove"</button>
        </li>
    }
}
