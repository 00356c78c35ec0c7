//! The page's end of the counting worker: starts it, speaks its protocol, and restarts it when it
//! dies.
//!
//! A text is asked about by *slot* (one per part of the conversation). A newer question for a slot
//! takes the place of an older one; answers to old questions are dropped.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;
use std::sync::Arc;

use gloo::timers::callback::Timeout;
use wasm_bindgen::prelude::*;
use web_sys::{ErrorEvent, MessageEvent, Worker, WorkerOptions, WorkerType};

use crate::count::Count;
use crate::worker::protocol::{Reply, Request};

/// How long one question may take before the worker is taken for dead, in milliseconds. Ten
/// megabytes of hostile text count within seconds on a slow laptop.
const PATIENCE_MS: u32 = 45_000;
/// How many times in a row the worker is restarted before the page gives up.
const MOST_RESTARTS: u32 = 3;

/// What the worker is doing, for the page to show.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum EngineState {
    /// Not listening yet.
    Starting,
    /// Listening, nothing missing.
    Ready,
    /// Fetching the vocabulary of a tokenizer.
    Loading(String),
    /// A count failed or the worker died; a sentence for a person.
    Troubled(String),
}

/// A question that has no answer yet.
#[derive(Clone)]
struct Asked {
    id: u32,
    text: Arc<str>,
    tokenizers: Vec<String>,
}

/// Called with every answer: the slot, the text that was counted, the tokenizers and their counts.
type OnCounts = Rc<dyn Fn(usize, Arc<str>, Vec<String>, Vec<Count>)>;
type OnState = Rc<dyn Fn(EngineState)>;

struct Inner {
    worker: Option<Worker>,
    listening: bool,
    next_id: u32,
    waiting: HashMap<usize, Asked>,
    restarts: u32,
    patience: Option<Timeout>,
    on_counts: OnCounts,
    on_state: OnState,
    on_message: Option<Closure<dyn FnMut(MessageEvent)>>,
    on_error: Option<Closure<dyn FnMut(ErrorEvent)>>,
}

/// The link to the counting worker.
#[derive(Clone)]
pub(super) struct WorkerLink(Rc<RefCell<Inner>>);

impl WorkerLink {
    /// Starts the worker; answers and changes of state go to the two callbacks.
    pub(super) fn start(
        on_counts: impl Fn(usize, Arc<str>, Vec<String>, Vec<Count>) + 'static,
        on_state: impl Fn(EngineState) + 'static,
    ) -> Self {
        let link = Self(Rc::new(RefCell::new(Inner {
            worker: None,
            listening: false,
            next_id: 0,
            waiting: HashMap::new(),
            restarts: 0,
            patience: None,
            on_counts: Rc::new(on_counts),
            on_state: Rc::new(on_state),
            on_message: None,
            on_error: None,
        })));
        link.spawn();
        link
    }

    /// Asks for the counts of a text; a question of the same slot that is still open is forgotten.
    pub(super) fn ask(&self, slot: usize, text: Arc<str>, tokenizers: Vec<String>) {
        let asked = {
            let mut inner = self.0.borrow_mut();
            inner.next_id = inner.next_id.wrapping_add(1);
            let asked = Asked { id: inner.next_id, text, tokenizers };
            inner.waiting.insert(slot, asked.clone());
            if !inner.listening {
                return;
            }
            asked
        };
        self.post(slot, &asked);
    }

    /// Forgets the open question of a slot.
    pub(super) fn forget(&self, slot: usize) {
        self.0.borrow_mut().waiting.remove(&slot);
    }

    fn tell(&self, state: EngineState) {
        let on_state = self.0.borrow().on_state.clone();
        on_state(state);
    }

    fn spawn(&self) {
        let options = WorkerOptions::new();
        options.set_type(WorkerType::Module);
        let Ok(worker) = Worker::new_with_options(&address(), &options) else {
            return self.tell(EngineState::Troubled(
                    "This browser does not let the page start its counting worker; the counts shown are approximate.".to_owned(),
                ));
        };
        let link = self.clone();
        let on_message = Closure::new(move |event: MessageEvent| link.receive(event.data()));
        worker.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
        let link = self.clone();
        let on_error = Closure::new(move |event: ErrorEvent| {
            event.prevent_default();
            link.restart("The counting worker stopped");
        });
        worker.set_onerror(Some(on_error.as_ref().unchecked_ref()));
        let mut inner = self.0.borrow_mut();
        inner.listening = false;
        inner.worker = Some(worker);
        inner.on_message = Some(on_message);
        inner.on_error = Some(on_error);
    }

    fn post(&self, slot: usize, asked: &Asked) {
        let request = Request::Count {
            id: asked.id,
            slot: u32::try_from(slot).unwrap_or(u32::MAX),
            text: asked.text.to_string(),
            tokenizers: asked.tokenizers.clone(),
        };
        let posted = serde_wasm_bindgen::to_value(&request).ok().and_then(|message| {
            self.0.borrow().worker.as_ref().and_then(|worker| worker.post_message(&message).ok())
        });
        if posted.is_none() {
            return self.restart("The counting worker does not listen");
        }
        self.be_patient();
    }

    /// Starts the clock anew while any question is open.
    fn be_patient(&self) {
        let link = self.clone();
        let mut inner = self.0.borrow_mut();
        inner.patience = (!inner.waiting.is_empty())
            .then(|| Timeout::new(PATIENCE_MS, move || link.restart("Counting took too long")));
    }

    fn receive(&self, data: JsValue) {
        match serde_wasm_bindgen::from_value::<Reply>(data) {
            Ok(Reply::Ready) => {
                let open: Vec<(usize, Asked)> = {
                    let mut inner = self.0.borrow_mut();
                    inner.listening = true;
                    inner.waiting.iter().map(|(slot, asked)| (*slot, asked.clone())).collect()
                };
                self.tell(EngineState::Ready);
                for (slot, asked) in open {
                    self.post(slot, &asked);
                }
            }
            Ok(Reply::Loading { tokenizer }) => self.tell(EngineState::Loading(tokenizer)),
            Ok(Reply::Counted { id, counts, troubles }) => {
                if let Some((slot, asked)) = self.take(id) {
                    self.0.borrow_mut().restarts = 0;
                    let on_counts = self.0.borrow().on_counts.clone();
                    on_counts(slot, asked.text, asked.tokenizers, counts);
                    self.tell(match troubles.into_iter().next() {
                        None => EngineState::Ready,
                        Some(trouble) => EngineState::Troubled(trouble.message),
                    });
                }
                self.be_patient();
            }
            Ok(Reply::Failed { id, message, .. }) => {
                if self.take(id).is_some() {
                    self.tell(EngineState::Troubled(message));
                }
                self.be_patient();
            }
            // A message of no known form cannot come from this build's worker.
            Err(_) => self.restart("The counting worker is of another version; reload the page"),
        }
    }

    /// The open question with this id, no longer open.
    fn take(&self, id: u32) -> Option<(usize, Asked)> {
        let mut inner = self.0.borrow_mut();
        let slot = inner.waiting.iter().find(|(_, asked)| asked.id == id).map(|(slot, _)| *slot)?;
        inner.waiting.remove(&slot).map(|asked| (slot, asked))
    }

    /// Kills the worker and starts another, which is asked all that is still open.
    fn restart(&self, why: &str) {
        let tired = {
            let mut inner = self.0.borrow_mut();
            if let Some(worker) = inner.worker.take() {
                worker.terminate();
            }
            inner.listening = false;
            inner.patience = None;
            inner.restarts += 1;
            inner.restarts > MOST_RESTARTS
        };
        if tired {
            self.0.borrow_mut().waiting.clear();
            self.tell(EngineState::Troubled(format!(
                "{why}, {MOST_RESTARTS} times in a row; the counts shown are approximate. Change the text or reload the page to try again."
            )));
            self.0.borrow_mut().restarts = 0;
        } else {
            self.tell(EngineState::Troubled(format!("{why}; it is being started again.")));
        }
        self.spawn();
    }
}

/// Where the worker lies: the page's HTML names it, as the build puts a hash into the name.
fn address() -> String {
    let named = leptos::prelude::document().query_selector("meta[name=farebox-engine]");
    let address = named.ok().flatten().and_then(|meta| meta.get_attribute("content"));
    address.unwrap_or_else(|| "./engine_loader.js".to_owned())
}
