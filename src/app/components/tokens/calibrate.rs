//! One real count from a provider's answer, to hold the estimate to.

use leptos::prelude::*;

use super::super::super::counter::{Calibrations, PartCounts, estimated};
use super::super::super::looking::with_book;
use super::super::super::numbers::{NotTaken, parse_whole, per_mille, whole};
use super::super::super::offers::plan;
use super::super::super::session::Session;
use super::super::super::storage;
use super::super::super::words::sentence;
use super::super::notices::{Notice, NoticeLine};
use crate::conversation::Plan;
use crate::count::Count;
use crate::tokenizer::estimate::calibrate::Calibration;

/// The name under which calibrations are kept.
const KEPT: &str = "farebox-calibrations-v1";
const MOST_TOKENS: u64 = 100_000_000;

/// Brings back what was kept from an earlier visit.
pub(in crate::app) fn recall(session: &Session) {
    if let Some(calibrations) = storage::kept::<Calibrations>(KEPT) {
        session.counts.update(|counts| counts.calibrations = calibrations);
    }
}

fn keep(calibrations: &Calibrations) -> bool {
    if calibrations.is_empty() {
        storage::forget(KEPT);
        return true;
    }
    storage::keep(KEPT, calibrations)
}

/// The field, and every calibration there is.
#[component]
pub(super) fn Calibrate() -> impl IntoView {
    let session = expect_context::<Session>();
    let typed = RwSignal::new(String::new());
    let notice = RwSignal::new(None::<Notice>);
    let model = Memo::new(move |_| {
        let id = session.scenario.with(|scenario| scenario.model.clone());
        with_book(&session, |book| book.model(&id).ok().map(|model| (id, model.name.clone())))
    });
    // The plan as it is estimated, before any calibration, and whether its counts are final.
    let uncalibrated = move || {
        session.scenario.with(|scenario| {
            session.counts.with(|counts| {
                with_book(&session, |book| {
                    plan(scenario, counts, &book.model(&scenario.model).ok()?.tokenizer).ok()
                })
            })
        })
    };
    let is_estimate = move || uncalibrated().is_some_and(|(plan, _)| estimated(&plan) > 0);
    let take = move || {
        let Some((model, name)) = model.get_untracked() else { return };
        let result = parse_whole(&typed.get_untracked(), 1, MOST_TOKENS)
            .map_err(|NotTaken(why)| why)
            .and_then(|real| {
                let (plan, settled) = uncalibrated().ok_or("Nothing counts for this model.")?;
                if !settled {
                    return Err(
                        "The text is still being counted; try again in a moment.".to_owned()
                    );
                }
                let characters = session.counts.with_untracked(PartCounts::characters);
                let real = real.saturating_sub(exact(&plan));
                let before = Count::estimated(estimated(&plan), 0, u64::MAX, "estimate");
                Calibration::new(real, &before, characters).map_err(|error| error.to_string())
            });
        match result {
            Ok(calibration) => {
                session.counts.update(|counts| {
                    counts.calibrations.insert(model, calibration);
                });
                typed.set(String::new());
                let kept = session.counts.with_untracked(|counts| keep(&counts.calibrations));
                let place = if kept {
                    "kept on this machine"
                } else {
                    "kept until the page is closed: this browser stores nothing for it"
                };
                notice.set(Some(Notice::Hint(format!("{name} is calibrated, {place}."))));
            }
            Err(why) => notice.set(Some(Notice::Error(sentence(&why)))),
        }
    };
    let list = move || {
        session.counts.with(|counts| {
            counts
                .calibrations
                .iter()
                .map(|(id, calibration)| entry(&session, id, calibration, notice))
                .collect_view()
        })
    };
    view! {
        <details class="calibrate">
            <summary>"Calibrate with a real count"</summary>
            <p class="soft">
                "Sent just this prompt to the model? Type the input tokens that its answer reports: the estimate and its band shrink to them. Only the two numbers and how many characters of each kind the text has are kept, never the text."
            </p>
            <div class="calibrate-field" class:none=move || !is_estimate()>
                <label for="real">{move || format!("Input tokens of the first call on {}", model.get().map(|(_, name)| name).unwrap_or_default())}</label>
                <input
                    id="real" type="text" inputmode="numeric" autocomplete="off" aria-describedby="real-notice"
                    prop:value=move || typed.get()
                    on:input=move |event| typed.set(event_target_value(&event))
                    on:keydown=move |event| if event.key() == "Enter" { take() }
                />
                <button type="button" on:click=move |_| take()>"Calibrate"</button>
            </div>
            <p class="soft" class:none=is_estimate>
                "There is no estimate here: the text is empty, or it is counted exactly."
            </p>
            <NoticeLine id="real-notice" notice=notice/>
            <ul class="calibrations">{list}</ul>
        </details>
    }
}

/// One calibration, with the way to take it back.
fn entry(
    session: &Session,
    id: &str,
    calibration: &Calibration,
    notice: RwSignal<Option<Notice>>,
) -> impl IntoView + use<> {
    let name = with_book(session, |book| book.model(id).map(|model| model.name.clone()));
    let name = name.unwrap_or_else(|_| id.to_owned());
    let (counts, id) = (session.counts, id.to_owned());
    let text = format!(
        "{name}: {} real against {} estimated, {} of the estimate",
        whole(calibration.real),
        whole(calibration.estimated),
        per_mille(calibration.ratio()),
    );
    view! {
        <li>
            {text} " "
            <button type="button" class="link" aria-label=format!("Remove the calibration of {name}") on:click=move |_| {
                counts.update(|counts| { counts.calibrations.remove(&id); });
                counts.with_untracked(|counts| keep(&counts.calibrations));
                notice.set(None);
            }>"Remove"</button>
        </li>
    }
}

/// The tokens of the first call that are exact: sizes that were typed.
fn exact(plan: &Plan) -> u64 {
    let first = plan.turns.first().map(|turn| &turn.user);
    let parts = [Some(&plan.system), Some(&plan.tools), first];
    parts.into_iter().flatten().filter(|count| count.is_exact()).map(|count| count.tokens).sum()
}
