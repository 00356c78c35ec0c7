//! Any other model: a search in the wide book, which is loaded when it is first asked for.

use leptos::prelude::*;

use super::super::books::{Found, Wide, load_wide, search};
use super::super::numbers::whole;
use super::super::offers::{Offer, offers_of};
use super::super::session::Session;
use super::models::ModelRow;
use crate::money::Money;

/// Shorter than this a word finds half of the book.
const SHORTEST: usize = 2;

/// What is searched for, and what was found.
#[derive(Clone, Copy)]
pub(in crate::app) struct Search {
    query: RwSignal<String>,
    found: Memo<Option<Found>>,
}

impl Search {
    /// Nothing is searched for.
    pub(in crate::app) fn new(session: Session) -> Self {
        let query = RwSignal::new(String::new());
        let found = Memo::new(move |_| {
            let query = query.get();
            if query.trim().chars().count() < SHORTEST {
                return None;
            }
            session.wide.with(|wide| match wide {
                Wide::Here(wide, _) => session.book.with(|book| Some(search(wide, book, &query))),
                _ => None,
            })
        });
        Self { query, found }
    }
}

/// The field, and what came of it.
#[component]
pub(in crate::app) fn Find(search: Search) -> impl IntoView {
    let session = expect_context::<Session>();
    let Search { query, found } = search;
    let on_input = move |event| {
        let typed = event_target_value(&event);
        if typed.trim().chars().count() >= SHORTEST {
            load_wide(session.wide);
        }
        query.set(typed);
    };
    let outcome = move || {
        if query.with(|query| query.trim().chars().count() < SHORTEST) {
            return String::new();
        }
        match session.wide.get() {
            Wide::NotAsked => String::new(),
            Wide::Loading => "loading the wide book\u{2026}".to_owned(),
            Wide::Failed(why) => why,
            Wide::Here(..) => found.get().as_ref().map_or_else(String::new, said),
        }
    };
    view! {
        <div class="find">
            <label for="find">"Find any other model"</label>
            <input id="find" type="text" autocomplete="off" spellcheck="false" placeholder="name, maker or seller"
                prop:value=move || query.get() on:input=on_input aria-describedby="find-outcome"/>
            <p id="find-outcome" role="status" class:error=move || matches!(session.wide.get(), Wide::Failed(_))>{outcome}</p>
        </div>
    }
}

/// The rows of what was found.
#[component]
pub(in crate::app) fn FoundRows(search: Search, here: Memo<Option<Money>>) -> impl IntoView {
    let session = expect_context::<Session>();
    let offers = Memo::new(move |_| {
        let ids = search.found.get().map(|found| found.ids).unwrap_or_default();
        session.library.with(|book| {
            session.scenario.with(|scenario| {
                session.counts.with(|counts| offers_of(book, &ids, scenario, counts, session.today))
            })
        })
    });
    view! {
        <tbody class="found">
            <For each=move || offers.get() key=Offer::key let:offer>
                <ModelRow offer=offer here=here/>
            </For>
        </tbody>
    }
}

fn said(found: &Found) -> String {
    match (found.ids.len(), found.all) {
        (0, _) => {
            "No model of the wide book has all these words; those that are reviewed stand below."
                .to_owned()
        }
        (shown, all) if shown < all => format!(
            "{} of {} found, from a community\u{2019}s book that nobody here has reviewed; type more to narrow it",
            whole(shown as u64),
            whole(all as u64)
        ),
        (shown, _) => {
            format!(
                "{} found, from a community\u{2019}s book that nobody here has reviewed",
                whole(shown as u64)
            )
        }
    }
}
