//! What one pays oneself: discounts and margins, own rates. The sums are in `own_sums`.

use leptos::prelude::*;

use super::super::bill::name;
use super::super::offers::{Scope, scopes};
use super::super::session::Session;
use super::own_sums::OwnSums;
use super::typed_field::TypedField;
use crate::money::{Factor, MoneyError, Rate};
use crate::pricing::{Adjustment, Deal, OwnRate};
use crate::usage::Bucket;

/// The rates that can be typed, with the ids of their fields.
const RATES: [(Bucket, &str, &str); 4] = [
    (Bucket::Input, "own-input", "own-input-notice"),
    (Bucket::CacheRead, "own-cache-read", "own-cache-read-notice"),
    (Bucket::CacheWrite, "own-cache-write", "own-cache-write-notice"),
    (Bucket::Output, "own-output", "own-output-notice"),
];

/// Everything negotiated, folded away until asked for.
#[component]
pub(in crate::app) fn OwnPrices() -> impl IntoView {
    let session = expect_context::<Session>();
    let scenario = session.scenario;
    let some = Memo::new(move |_| scenario.with(|scenario| scenario.deal != Deal::default()));
    view! {
        <details class="own">
            <summary>
                "Your own prices"
                <span class="beside">{move || if some.get() { "in use" } else { "none: list prices hold" }}</span>
            </summary>
            <Adjustments/>
            <Rates/>
            <OwnSums/>
            <Show when=move || some.get()>
                <button type="button" class="link" on:click=move |_| scenario.update(|scenario| scenario.deal = Deal::default())>
                    "Back to list prices"
                </button>
            </Show>
        </details>
    }
}

/// Discounts and margins: those that hold, and a line to add one.
#[component]
fn Adjustments() -> impl IntoView {
    let session = expect_context::<Session>();
    let scenario = session.scenario;
    let percent = RwSignal::new(String::new());
    let adds = RwSignal::new(false);
    let place = RwSignal::new(0_usize);
    let bucket = RwSignal::new(String::new());
    let refused = RwSignal::new(None::<String>);
    let places = Memo::new(move |_| {
        let model = scenario.with(|scenario| scenario.model.clone());
        session.library.with(|book| scopes(book, &model))
    });
    let add = move |_| {
        let typed = percent.get_untracked();
        match factor(&typed, adds.get_untracked()) {
            Err(why) => refused.set(Some(why)),
            Ok(factor) => {
                let scope = places.with_untracked(|places| {
                    places.get(place.get_untracked()).cloned().unwrap_or_default()
                });
                let wanted = bucket.get_untracked();
                let buckets = Bucket::ALL.iter().copied().filter(|it| it.key() == wanted).collect();
                let label = if adds.get_untracked() { "your margin" } else { "your discount" };
                let Scope { provider, channel, model, .. } = scope;
                let label = label.to_owned();
                let one = Adjustment { label, factor, provider, channel, model, buckets };
                scenario.update(|scenario| scenario.deal.adjustments.push(one));
                percent.set(String::new());
                refused.set(None);
            }
        }
    };
    let kept = move || {
        let adjustments = scenario.with(|scenario| scenario.deal.adjustments.clone());
        adjustments
            .iter()
            .enumerate()
            .map(|(at, adjustment)| {
                let text = sentence(adjustment);
                let what = format!("Remove: {text}");
                let remove = move |_| {
                    scenario.update(|scenario| {
                        if at < scenario.deal.adjustments.len() {
                            scenario.deal.adjustments.remove(at);
                        }
                    });
                };
                view! {
                    <li>{text}" "<button type="button" class="link" aria-label=what on:click=remove>"remove"</button></li>
                }
            })
            .collect_view()
    };
    let place_options = move || {
        let options = places.get().into_iter().enumerate();
        options
            .map(|(at, scope)| view! { <option value=at.to_string()>{scope.label}</option> })
            .collect_view()
    };
    view! {
        <ul class="kept">{kept}</ul>
        <div class="own-line">
            <div class="field">
                <label for="own-percent">"Per cent"</label>
                <input id="own-percent" type="text" inputmode="decimal" autocomplete="off" placeholder="15"
                    prop:value=move || percent.get()
                    on:input=move |event| percent.set(event_target_value(&event))
                    aria-invalid=move || refused.with(Option::is_some).to_string() aria-describedby="own-percent-notice"/>
            </div>
            <div class="field">
                <label for="own-kind">"Off or on top"</label>
                <select id="own-kind" on:change=move |event| adds.set(event_target_value(&event) == "margin")>
                    <option value="discount">"Discount"</option>
                    <option value="margin">"Reseller\u{2019}s margin"</option>
                </select>
            </div>
            <div class="field">
                <label for="own-place">"On"</label>
                <select id="own-place" on:change=move |event| place.set(event_target_value(&event).parse().unwrap_or_default())>
                    {place_options}
                </select>
            </div>
            <div class="field">
                <label for="own-bucket">"Of"</label>
                <select id="own-bucket" on:change=move |event| bucket.set(event_target_value(&event))>
                    <option value="">"All tokens"</option>
                    {RATES.map(|(bucket, ..)| view! { <option value=bucket.key()>{name(bucket)}</option> }).collect_view()}
                </select>
            </div>
            <button type="button" class="add" on:click=add>"Add"</button>
        </div>
        <p id="own-percent-notice" class="notice error" class:none=move || refused.with(Option::is_none) aria-live="polite">
            {move || refused.get()}
        </p>
    }
}

/// The chosen model's rates as one pays them.
#[component]
fn Rates() -> impl IntoView {
    let fields =
        RATES.map(|(bucket, id, notice)| view! { <RateField bucket=bucket id=id notice=notice/> });
    view! { <div class="own-line">{fields.collect_view()}</div> }
}

#[component]
fn RateField(bucket: Bucket, id: &'static str, notice: &'static str) -> impl IntoView {
    let session = expect_context::<Session>();
    let scenario = session.scenario;
    let shown = Signal::derive(move || {
        scenario.with(|scenario| {
            let is_this = |own: &&OwnRate| own.model == scenario.model && own.bucket == bucket;
            let own = scenario.deal.rates.iter().find(is_this);
            own.map(|own| own.rate.decimal()).unwrap_or_default()
        })
    });
    let take = move |typed: &str| {
        let rate = match bare(typed) {
            "" => None,
            figure => Some(Rate::parse(figure).map_err(|error| refusal(&error))?),
        };
        scenario.update(|scenario| {
            let model = scenario.model.clone();
            let rates = &mut scenario.deal.rates;
            rates.retain(|own| own.model != model || own.bucket != bucket);
            if let Some(rate) = rate {
                rates.push(OwnRate { model, bucket, rate });
            }
        });
        Ok(())
    };
    let label = format!("{}, per million", name(bucket));
    view! {
        <TypedField id=id notice_id=notice label=Signal::stored(label) placeholder=Signal::stored("list price".to_owned())
            unit="$" shown=shown take=Box::new(take)/>
    }
}

/// The factor of so many per cent off, or on top.
fn factor(typed: &str, adds: bool) -> Result<Factor, String> {
    let figure = bare(typed);
    if figure.is_empty() {
        return Err("Type how many per cent, such as 15 or 12.5.".to_owned());
    }
    let factor = if adds { Factor::plus_percent(figure) } else { Factor::less_percent(figure) };
    factor.map_err(|error| match error {
        MoneyError::TooLarge if !adds => "A discount is at most 100 per cent.".to_owned(),
        MoneyError::Negative(_) => "A percentage cannot be negative.".to_owned(),
        error => format!("{error}."),
    })
}

/// A figure without the signs around it.
pub(super) fn bare(typed: &str) -> &str {
    typed.trim().trim_start_matches('$').trim_end_matches('%').trim()
}

/// Why a figure was not taken, as a sentence.
pub(super) fn refusal(error: &MoneyError) -> String {
    match error {
        MoneyError::Negative(_) => "It cannot be negative; the one before holds.".to_owned(),
        MoneyError::TooLarge => "That is more than is taken; the one before holds.".to_owned(),
        error => format!("{error}; the one before holds."),
    }
}

/// `15 % off, made by anthropic, output`.
fn sentence(adjustment: &Adjustment) -> String {
    let change = adjustment.factor.change_in_percent();
    let mut parts = vec![match change.strip_prefix('-') {
        Some(off) => format!("{off}\u{202f}% off"),
        None => format!("{change}\u{202f}% on top"),
    }];
    let scopes = [
        ("models made by", &adjustment.provider),
        ("models on", &adjustment.channel),
        ("only", &adjustment.model),
    ];
    for (what, which) in scopes {
        parts.extend(which.as_ref().map(|which| format!("{what} {which}")));
    }
    if adjustment.buckets.is_empty() {
        parts.push("all tokens".to_owned());
    }
    parts.extend(adjustment.buckets.iter().map(|bucket| name(*bucket).to_ascii_lowercase()));
    parts.join(", ")
}
