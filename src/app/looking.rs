//! Which side of the page is shown, and which part of the conversation is looked at.

use leptos::prelude::*;

use super::counter::SharedLink;
use super::session::Session;
use super::worker_link::WorkerLink;
use crate::pricing::Catalogue;
use crate::scenario::Slot;

/// What stands beside the texts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum View {
    /// What the conversation costs.
    Fare,
    /// What its texts are made of.
    Tokens,
    /// What was called and billed, by records of it.
    Records,
}

/// The state of looking: signals only.
#[derive(Clone, Copy)]
pub(super) struct Looking {
    /// What stands beside the texts.
    pub(super) view: RwSignal<View>,
    /// The part that the user chose to look at.
    chosen: RwSignal<Option<Slot>>,
}

impl Looking {
    /// The fare first.
    pub(super) fn new() -> Self {
        Self { view: RwSignal::new(View::Fare), chosen: RwSignal::new(None) }
    }

    /// The part that is looked at: the chosen one, else the first message or whichever part has a text.
    pub(super) fn part(&self, session: &Session) -> Slot {
        if let Some(chosen) = self.chosen.get() {
            return chosen;
        }
        let order = [Slot::First, Slot::System, Slot::Tools];
        session.scenario.with(|scenario| {
            let has_text = |slot: &Slot| scenario.texts().any(|(held, _)| held == *slot);
            order.into_iter().find(has_text).unwrap_or(Slot::First)
        })
    }

    /// Looks at another part.
    pub(super) fn choose(&self, slot: Slot) {
        self.chosen.set(Some(slot));
    }
}

/// Reads the price book.
pub(super) fn with_book<T>(session: &Session, read: impl FnOnce(&Catalogue) -> T) -> T {
    session.library.with(|book| read(book))
}

/// The link to the counting worker.
pub(super) fn link() -> WorkerLink {
    expect_context::<SharedLink>().0.get_value()
}
