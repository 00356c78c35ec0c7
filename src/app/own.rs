//! A tokenizer of the user's own: what is known of it, and the counts by it.

use std::sync::Arc;

use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use web_sys::File;

use super::counter::{OwnUse, PartCounts, Slot};
use super::own_link::{Asked, OwnLink};
use super::session::Session;
use super::storage;
use crate::worker::own::OwnReply;

/// The name under which it is kept.
const KEPT: &str = "farebox-own";

/// What is kept on this machine beside the file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Kept {
    /// What the user calls it.
    pub(super) name: String,
    /// The model that is counted by it.
    pub(super) model: Option<String>,
}

/// Where it stands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) enum Standing {
    /// There is none.
    #[default]
    None,
    /// It is being read.
    Reading,
    /// It counts.
    Ready {
        /// `BPE`, `Unigram`, `WordPiece` or `WordLevel`.
        kind: String,
        /// How many entries its vocabulary has.
        vocabulary: u32,
        /// Whether it is kept on this machine.
        kept: bool,
    },
    /// It does not; a sentence.
    Refused(String),
}

/// The user's own tokenizer.
#[derive(Clone, Copy)]
pub(super) struct Own {
    /// Where it stands.
    pub(super) standing: RwSignal<Standing>,
    /// Its name and its model.
    pub(super) kept: RwSignal<Kept>,
    link: StoredValue<OwnLink, LocalStorage>,
    session: Session,
}

impl Own {
    /// Takes up what was kept, and follows the texts.
    pub(super) fn start(session: Session) -> Self {
        let kept = storage::kept::<Kept>(KEPT);
        let own = Self {
            standing: RwSignal::new(Standing::None),
            kept: RwSignal::new(kept.clone().unwrap_or_default()),
            link: StoredValue::new_local(OwnLink::default()),
            session,
        };
        // A worker that is started again has forgotten what it read.
        own.link.with_value(|link| {
            link.on_restart(move || {
                if own.standing.with_untracked(|standing| *standing != Standing::None) {
                    own.ask(Asked::Recall);
                }
            });
        });
        if kept.is_some() {
            own.ask(Asked::Recall);
        }
        Effect::new(move || {
            let ready = own.standing.with(|standing| matches!(standing, Standing::Ready { .. }));
            let of =
                own.kept.with(|kept| kept.model.clone().map(|model| (model, kept.name.clone())));
            let own_use = of.filter(|_| ready).map(|(model, name)| OwnUse { model, name });
            session.counts.update(|counts| counts.own = own_use);
        });
        for slot in Slot::ALL {
            own.follow(slot);
        }
        own
    }

    /// Reads a file.
    pub(super) fn read(&self, file: File) {
        let name = file.name();
        let model = self.session.scenario.with_untracked(|scenario| scenario.model.clone());
        self.keep(Kept { name, model: Some(model) });
        self.ask(Asked::Read(file));
    }

    /// Sets its name and its model.
    pub(super) fn keep(&self, kept: Kept) {
        storage::keep(KEPT, &kept);
        self.kept.set(kept);
    }

    /// Forgets it, here and on this machine.
    pub(super) fn forget(&self) {
        storage::forget(KEPT);
        self.kept.set(Kept::default());
        self.standing.set(Standing::None);
        self.link.with_value(|link| link.ask(Asked::Forget, |_| {}));
    }

    fn ask(&self, asked: Asked) {
        let own = *self;
        self.standing.set(Standing::Reading);
        self.link.with_value(|link| {
            link.ask(asked, move |answer| match answer {
                Ok(OwnReply::Read { kind, vocabulary, kept, .. }) => {
                    own.standing.set(Standing::Ready { kind, vocabulary, kept });
                }
                Ok(_) => {}
                Err(why) => own.refuse(why),
            });
        });
    }

    fn refuse(&self, why: String) {
        storage::forget(KEPT);
        self.standing.set(Standing::Refused(why));
    }

    /// Counts a part whenever its text or the tokenizer changes: one text at a time, the newest next.
    fn follow(self, slot: Slot) {
        let own = self;
        let asked = Memo::new(move |_| own.session.scenario.with(|scenario| slot.asked(scenario)));
        let used = Memo::new(move |_| own.session.counts.with(|counts| counts.own.is_some()));
        let busy = StoredValue::new(false);
        let again = RwSignal::new(0_u32);
        Effect::new(move || {
            again.track();
            let (standing, (text, special)) = (own.standing.get(), asked.get());
            let ready = matches!(standing, Standing::Ready { .. });
            if !ready || !used.get() || text.is_empty() || busy.get_value() {
                return;
            }
            busy.set_value(true);
            own.link.with_value(|link| {
                link.ask(Asked::Count { text: text.to_string(), special }, move |answer| {
                    busy.set_value(false);
                    own.counted(slot, (&text, special), answer);
                    let now = own.session.scenario.with_untracked(|scenario| slot.asked(scenario));
                    if now != (text.clone(), special) {
                        again.update(|times| *times = times.wrapping_add(1));
                    }
                });
            });
        });
    }

    fn counted(&self, slot: Slot, asked: (&Arc<str>, bool), answer: Result<OwnReply, String>) {
        match answer {
            Ok(OwnReply::Counted { tokens, .. }) => self
                .session
                .counts
                .update(|counts: &mut PartCounts| counts.take_own(slot, asked, tokens)),
            Ok(_) => {}
            Err(why) => self.refuse(why),
        }
    }
}
