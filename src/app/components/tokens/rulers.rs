//! The same text under every tokenizer: a bar for each, exact, or with its band.

use std::sync::Arc;

use leptos::prelude::*;

use super::super::super::looking::link;
use super::super::super::numbers::whole;
use super::super::super::session::Session;
use super::super::super::worker_link::{FIRST_VIEW, Question};
use super::title;
use crate::count::{Count, Method};
use crate::scenario::Slot;
use crate::tokenizer::registry::{self, Entry, UNKNOWN};
use crate::worker::protocol::Reply;

/// The slot of the question asked here.
const RULERS: u32 = FIRST_VIEW + 2;
/// The drawing's own units: the longest bar or whisker.
const LONGEST: u64 = 1_000;

/// A text's counts under every name.
#[derive(Clone, PartialEq)]
struct Measured {
    text: Arc<str>,
    special: bool,
    characters: u64,
    counts: Vec<(&'static Entry, Count)>,
}

/// The chart, as a table with a drawing in each row.
#[component]
pub(super) fn Rulers(part: Memo<Slot>) -> impl IntoView {
    let session = expect_context::<Session>();
    let link = link();
    let measured = RwSignal::new(None::<Measured>);
    let asked = Memo::new(move |_| {
        let part = part.get();
        session.scenario.with(|scenario| scenario.asked(part))
    });
    let asking = link.clone();
    Effect::new(move || {
        let (text, special) = asked.get();
        if text.is_empty() {
            measured.set(None);
            return asking.forget(RULERS);
        }
        let tokenizers = rulers().map(|entry| entry.id.to_owned()).collect();
        let question = Question::Count { text: text.clone(), tokenizers, special };
        asking.ask(RULERS, question, move |reply| {
            if let Reply::Counted { counts, .. } = reply {
                let characters = text.chars().count() as u64;
                let mut in_order: Vec<(&Entry, Count)> = Vec::new();
                for (entry, count) in rulers().zip(counts) {
                    let place = in_order.partition_point(|(_, known)| known.tokens <= count.tokens);
                    in_order.insert(place, (entry, count));
                }
                let (text, counts) = (text.clone(), in_order);
                measured.set(Some(Measured { text, special, characters, counts }));
            }
        });
    });
    let on_close = StoredValue::new_local(link);
    on_cleanup(move || on_close.with_value(|link| link.forget(RULERS)));
    let stale = move || {
        measured.with(|measured| {
            let of = |it: &Measured| (it.text.clone(), it.special);
            measured.as_ref().is_some_and(|measured| asked.get() != of(measured))
        })
    };
    let rows = move || {
        measured.with(|measured| {
            let measured = measured.as_ref()?;
            let longest = measured.counts.iter().map(|(_, count)| count.high).max()?.max(1);
            let row = |(entry, count): &(&'static Entry, Count)| {
                bar_row(entry, count, measured.characters, longest)
            };
            Some(measured.counts.iter().map(row).collect_view())
        })
    };
    let beside = move || {
        measured.with(|measured| {
            let characters = measured.as_ref()?.characters;
            Some(format!(
                "{}, {} characters",
                title(part.get()).to_ascii_lowercase(),
                whole(characters)
            ))
        })
    };
    view! {
        <h2 id="rulers-title">"The same text under every tokenizer" <span class="beside">{beside}</span></h2>
        <p class="soft" class:none=move || measured.with(Option::is_some)>
            "Type or paste a text: its tokens under every tokenizer are compared here."
        </p>
        <div class="scroll" tabindex="0" role="region" aria-label="Tokens under every tokenizer" class:none=move || measured.with(Option::is_none)>
            <table class="bars" class:settling=stale>
                <thead>
                    <tr>
                        <th scope="col" class="words">"Tokenizer"</th>
                        <th scope="col" class="words wide-only">"Fewest first; the line is the band of an estimate"</th>
                        <th scope="col">"Tokens"</th>
                        <th scope="col">"Characters per token"</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
}

/// All that have a name: one that is not known is no ruler.
fn rulers() -> impl Iterator<Item = &'static Entry> {
    registry::all().iter().filter(|entry| entry.id != UNKNOWN)
}

fn bar_row(
    entry: &'static Entry,
    count: &Count,
    characters: u64,
    longest: u64,
) -> impl IntoView + use<> {
    let at = |tokens: u64| tokens.saturating_mul(LONGEST) / longest;
    let exact = count.is_exact();
    // A tokenizer whose vocabulary did not come is estimated for now.
    let missing = entry.method == Method::Exact && !exact;
    let (low, mid, high) = (at(count.low), at(count.tokens), at(count.high));
    let whisker = (count.low < count.high).then(|| {
        view! {
            <path class="whisker" d=format!("M{low} 8H{high}M{low} 4V12M{high} 4V12")/>
        }
    });
    let tokens = whole(count.tokens);
    let band = (!exact).then(|| {
        view! { <span class="band">{format!("{}\u{2013}{}", whole(count.low), whole(count.high))}</span> }
    });
    view! {
        <tr data-tokenizer=entry.id class:estimate=!exact>
            <th scope="row" class="words">
                {entry.name}
                <span class="beside">{match (exact, missing) {
                    (true, _) => "exact",
                    (false, true) => "vocabulary not loaded, estimated",
                    (false, false) => "estimated",
                }}</span>
            </th>
            <td class="bar wide-only">
                <svg viewBox="-4 0 1008 16" preserveAspectRatio="none" aria-hidden="true">
                    <rect x="0" y="3" width=mid.to_string() height="10"/>
                    {whisker}
                </svg>
            </td>
            <td class="tokens">{if exact { tokens } else { format!("\u{2248} {tokens}") }} " " {band}</td>
            <td>{per_token(characters, count.tokens)}</td>
        </tr>
    }
}

/// Characters per token with two decimals.
fn per_token(characters: u64, tokens: u64) -> String {
    match characters.saturating_mul(100).checked_div(tokens) {
        Some(hundredths) => format!("{}.{:02}", hundredths / 100, hundredths % 100),
        None => String::new(),
    }
}
