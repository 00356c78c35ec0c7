//! The state of the page: one scenario, and all that is computed from it.

use std::sync::Arc;

use jiff::civil::Date;
use leptos::prelude::*;

use super::books::{Hosts, Origin, Wide, look_for_hosts};
use super::counter::{PartCounts, follow};
use super::offers::{Offer, Quote, first_chat_model, offers, plan, quote};
use super::worker_link::EngineState;
use crate::count::Count;
use crate::order::sorted;
use crate::pricing::Catalogue;
use crate::scenario::{Scenario, Slot};
use crate::tokenizer::registry::{self, UNKNOWN};

/// How the page is coloured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Theme {
    /// As the system is.
    System,
    /// Dark ink on paper.
    Light,
    /// Light ink in the dark.
    Dark,
}

/// The state of the page. Copied freely: it holds signals only.
#[derive(Clone, Copy)]
pub(super) struct Session {
    /// The price book: the built-in one, or the host's.
    pub(super) book: RwSignal<Arc<Catalogue>>,
    /// Where it comes from.
    pub(super) origin: RwSignal<Origin>,
    /// The host's book as text, where it is in use.
    pub(super) hosts: Hosts,
    /// The book of all other models.
    pub(super) wide: RwSignal<Wide>,
    /// Both together, the price book first.
    pub(super) library: Memo<Arc<Catalogue>>,
    /// The date on this machine's clock when the page was opened.
    pub(super) today: Date,
    /// Everything that the user set.
    pub(super) scenario: RwSignal<Scenario>,
    /// The counts of the parts.
    pub(super) counts: RwSignal<PartCounts>,
    /// What the counting worker is doing.
    pub(super) engine: RwSignal<EngineState>,
    /// The chosen model's fare in full, or why there is none.
    pub(super) quote: Memo<Result<Arc<Quote>, String>>,
    /// Every chat model's fare for the same conversation.
    pub(super) offers: Memo<Arc<Vec<Offer>>>,
    /// Whether the page is shown to a room.
    pub(super) presenting: RwSignal<bool>,
    /// The colours.
    pub(super) theme: RwSignal<Theme>,
}

impl Session {
    /// Changes the scenario where what it becomes can be computed; else says what is too much of it.
    pub(super) fn change(&self, change: &dyn Fn(&mut Scenario)) -> Result<(), String> {
        let mut next = self.scenario.get_untracked();
        untrack(|| change(&mut next));
        next.check().map_err(|why| format!("That is too much: {why}."))?;
        self.scenario.set(next);
        Ok(())
    }

    /// Opens the price book and starts the worker.
    pub(super) fn start() -> Result<Self, String> {
        let book = Catalogue::built_in().map_err(|error| {
            format!(
                "The price book of this build cannot be read, so nothing can be priced: {error}"
            )
        })?;
        let today = today().ok_or("This machine's clock gives no date, so no price can be looked up; set the clock and reload.")?;
        let book = RwSignal::new(Arc::new(book));
        let origin = RwSignal::new(Origin::BuiltIn);
        let wide = RwSignal::new(Wide::NotAsked);
        // Another book is told by where it is: comparing what it says is dearer than following it.
        let library = Memo::new_with_compare(
            move |_| {
                let book = book.get();
                wide.with(|wide| match wide {
                    Wide::Here(wide, _) => Arc::new((*book).clone().with((**wide).clone())),
                    _ => book,
                })
            },
            |before, now| !before.zip(now).is_some_and(|(before, now)| Arc::ptr_eq(before, now)),
        );
        let tokenizers = Memo::new(move |_| book.with(|book| tokenizers(book)));
        let scenario = RwSignal::new(Scenario::default());
        let wanted = Memo::new(move |_| {
            let model = |now: &Scenario| {
                library.with(|book| Some(book.model(&now.model).ok()?.tokenizer.id.clone()))
            };
            scenario.with(model)
        });
        let (counts, engine) = follow(scenario, tokenizers, wanted);
        let quote = Memo::new(move |_| {
            library.with(|book| {
                scenario.with(|scenario| {
                    counts.with(|counts| quote(book, scenario, counts, today).map(Arc::new))
                })
            })
        });
        let offers = Memo::new(move |_| {
            book.with(|book| {
                scenario.with(|scenario| {
                    counts.with(|counts| Arc::new(offers(book, scenario, counts, today)))
                })
            })
        });
        let hosts = Hosts::new(None);
        look_for_hosts(book, origin, hosts);
        // A host may sell other models than those that are built in.
        Effect::new(move || {
            let first = book.with(|book| {
                let chosen = scenario.with_untracked(|scenario| scenario.model.clone());
                let sold = library.with_untracked(|library| library.has(&chosen));
                if sold { None } else { first_chat_model(book) }
            });
            if let Some(first) = first {
                scenario.update(|scenario| scenario.model = first);
            }
        });
        Ok(Self {
            book,
            origin,
            hosts,
            wide,
            library,
            today,
            scenario,
            counts,
            engine,
            quote,
            offers,
            presenting: RwSignal::new(false),
            theme: RwSignal::new(Theme::System),
        })
    }

    /// A part's count by the chosen model's tokenizer and whether it is final; `None` where the model
    /// is unknown.
    pub(super) fn part_count(&self, slot: Slot) -> Option<(Count, bool)> {
        self.scenario.with(|scenario| {
            self.library.with(|book| {
                let model = book.model(&scenario.model).ok()?;
                self.counts.with(|counts| {
                    // With what stands around the text, as a size that is typed in its place has.
                    let (plan, settled) =
                        plan(scenario, counts, &counts.tokenizer_of(model)).ok()?;
                    let plan = counts.calibrate(&scenario.model, plan);
                    let frame = scenario.framed(model).around();
                    let mut plan = scenario.with_frame(plan, model, &frame);
                    let mut turn = |number: u32| {
                        let at = (number as usize).checked_sub(1)?;
                        plan.turns.get_mut(at).map(std::mem::take)
                    };
                    let count = match slot {
                        Slot::System => Some(plan.system),
                        Slot::Tools => Some(plan.tools),
                        Slot::First => turn(1).map(|turn| turn.user),
                        Slot::Message(number) => turn(number).map(|turn| turn.user),
                        Slot::Answer(number) => turn(number).map(|turn| turn.output),
                    };
                    Some((count?, settled))
                })
            })
        })
    }

    /// The date whose prices hold.
    pub(super) fn date(&self) -> Date {
        self.scenario.with(|scenario| scenario.date).unwrap_or(self.today)
    }
}

/// The tokenizers that a book's models need and that can be counted by.
fn tokenizers(book: &Catalogue) -> Vec<String> {
    let tokenizers: Vec<String> = book
        .models()
        .map(|model| model.tokenizer.id.clone())
        .chain([UNKNOWN.to_owned()])
        .filter(|id| registry::find(id).is_some())
        .collect();
    let mut tokenizers = sorted(tokenizers, Ord::cmp);
    tokenizers.dedup();
    tokenizers
}

/// Today, where this machine is.
fn today() -> Option<Date> {
    let now = js_sys::Date::new_0();
    let year = i16::try_from(now.get_full_year()).ok()?;
    let month = i8::try_from(now.get_month() + 1).ok()?;
    let day = i8::try_from(now.get_date()).ok()?;
    Date::new(year, month, day).ok()
}
