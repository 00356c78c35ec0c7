//! A tokenizer of the user's own: what is known of it, and the counts by it.

use std::sync::Arc;

use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use web_sys::File;

use super::counter::{OwnUse, PartCounts};
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
    #[serde(default)]
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
        own.follow();
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
        self.session.counts.update(PartCounts::forget_own);
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

    fn is_ready(&self) -> bool {
        self.standing.with_untracked(|standing| matches!(standing, Standing::Ready { .. }))
    }

    fn refuse(&self, why: String) {
        storage::forget(KEPT);
        self.standing.set(Standing::Refused(why));
    }

    /// Counts every text that it has not counted: one at a time.
    fn follow(self) {
        let own = self;
        let next = Memo::new(move |_| {
            let ready = own.standing.with(|standing| matches!(standing, Standing::Ready { .. }));
            let next = |counts: &PartCounts| counts.own.as_ref().and_then(|_| counts.without_own());
            own.session.counts.with(|counts| next(counts).filter(|_| ready))
        });
        let busy = RwSignal::new(false);
        Effect::new(move || {
            let Some(asked) = next.get().filter(|_| !busy.get()) else { return };
            busy.set(true);
            let (text, special) = (asked.0.to_string(), asked.1);
            own.link.with_value(|link| {
                link.ask(Asked::Count { text, special }, move |answer| {
                    own.counted(&asked, answer);
                    busy.set(false);
                });
            });
        });
    }

    fn counted(&self, asked: &(Arc<str>, bool), answer: Result<OwnReply, String>) {
        match answer {
            // Another tokenizer may be on its way already.
            Ok(OwnReply::Counted { tokens, .. }) if self.is_ready() => {
                self.session.counts.update(|counts| counts.take_own(asked, tokens));
            }
            Ok(_) => {}
            Err(why) => self.refuse(why),
        }
    }
}
