//! The page's end of the counting worker: starts it, speaks its protocol, and restarts it when it
//! dies.
//!
//! Questions are asked by *slot* (one per part of the conversation, and some for the view of tokens). A
//! newer question for a slot takes the place of an older one; answers to old questions are dropped.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;
use std::sync::Arc;

use gloo::timers::callback::Timeout;
use js_sys::{Array, Promise, Reflect, Uint8Array};
use leptos::task::spawn_local;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{ErrorEvent, Event, MessageEvent, Worker};

use crate::worker::protocol::{Reply, Request, Text, Trouble};
use crate::worker::{answer, ask};

/// How long one question may take before the worker is taken for dead, in milliseconds. Ten
/// megabytes of hostile text count within seconds on a slow laptop.
const PATIENCE_MS: u32 = 45_000;
/// How many times in a row the worker is restarted before the page gives up.
const MOST_RESTARTS: u32 = 3;

/// From here on slots are of views, below they are places of parts.
pub(super) const FIRST_VIEW: u32 = 1 << 31;

/// What a worker's error says where `www/shell/workers.js` has ended it only to start it again.
pub(super) const ON_PURPOSE: &str = "farebox-restart";

#[wasm_bindgen]
extern "C" {
    // Starts a worker under the page's own policy: `www/shell/workers.js`.
    #[wasm_bindgen(js_namespace = ["farebox", "workers"], js_name = start)]
    pub(super) fn start_worker(module: &str) -> Promise;
}

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

/// What the worker can be asked.
#[derive(Clone)]
pub(super) enum Question {
    /// The counts of a text.
    Count {
        /// The text.
        text: Arc<str>,
        /// By which tokenizers and estimators.
        tokenizers: Vec<String>,
        /// Whether each special token that is spelt in it counts as one.
        special: bool,
    },
    /// To lay a text out by its tokens.
    Open {
        /// The text.
        text: Arc<str>,
        /// By which tokenizer.
        tokenizer: String,
        /// How wide a row is, in characters.
        columns: u32,
        /// As in [`Question::Count`].
        special: bool,
    },
    /// Rows of the open text.
    Rows {
        /// The first of them.
        first: u32,
        /// How many.
        count: u32,
    },
    /// To forget the open text.
    Close,
}

/// Called with the answer to a question, unless a newer one of its slot was asked since.
type OnAnswer = Rc<dyn Fn(Reply)>;
type OnState = Rc<dyn Fn(EngineState)>;

/// A question that has no answer yet.
#[derive(Clone)]
struct Asked {
    id: u32,
    question: Question,
    answer: OnAnswer,
}

struct Inner {
    worker: Option<Worker>,
    /// Whether a worker is on its way.
    starting: bool,
    listening: bool,
    next_id: u32,
    waiting: HashMap<u32, Asked>,
    restarts: u32,
    patience: Option<Timeout>,
    on_state: OnState,
    on_message: Option<Closure<dyn FnMut(MessageEvent)>>,
    on_error: Option<Closure<dyn FnMut(Event)>>,
}

/// The link to the counting worker.
#[derive(Clone)]
pub(super) struct WorkerLink(Rc<RefCell<Inner>>);

impl WorkerLink {
    /// Starts the worker; changes of its state go to the callback.
    pub(super) fn start(on_state: impl Fn(EngineState) + 'static) -> Self {
        let link = Self(Rc::new(RefCell::new(Inner {
            worker: None,
            starting: false,
            listening: false,
            next_id: 0,
            waiting: HashMap::new(),
            restarts: 0,
            patience: None,
            on_state: Rc::new(on_state),
            on_message: None,
            on_error: None,
        })));
        link.spawn();
        link
    }

    /// Asks a question; one of the same slot that is still open is forgotten.
    pub(super) fn ask(&self, slot: u32, question: Question, answer: impl Fn(Reply) + 'static) {
        let (asked, listening, lost) = {
            let mut inner = self.0.borrow_mut();
            inner.next_id = inner.next_id.wrapping_add(1);
            let asked = Asked { id: inner.next_id, question, answer: Rc::new(answer) };
            inner.waiting.insert(slot, asked.clone());
            (asked, inner.listening, inner.worker.is_none())
        };
        if listening {
            self.post(slot, &asked);
        } else if lost {
            // What could not be started before may be startable now.
            self.spawn();
        }
    }

    /// Forgets the open question of a slot.
    pub(super) fn forget(&self, slot: u32) {
        self.0.borrow_mut().waiting.remove(&slot);
    }

    /// Forgets the open questions about parts that are gone.
    pub(super) fn forget_parts(&self, is_gone: impl Fn(u32) -> bool) {
        let mut inner = self.0.borrow_mut();
        inner.waiting.retain(|slot, _| *slot >= FIRST_VIEW || !is_gone(*slot));
    }

    /// Whether any question is open.
    pub(super) fn is_busy(&self) -> bool {
        !self.0.borrow().waiting.is_empty()
    }

    fn tell(&self, state: EngineState) {
        let on_state = self.0.borrow().on_state.clone();
        on_state(state);
    }

    /// Starts a worker, unless one is on its way.
    fn spawn(&self) {
        if std::mem::replace(&mut self.0.borrow_mut().starting, true) {
            return;
        }
        let link = self.clone();
        spawn_local(async move {
            let started = JsFuture::from(start_worker("engine")).await;
            link.0.borrow_mut().starting = false;
            match started {
                Ok(worker) => link.listen(worker.unchecked_into()),
                Err(error) => link.tell(EngineState::Troubled(format!(
                    "The counting worker cannot be started ({}); the counts shown are approximate.",
                    error
                        .dyn_ref::<js_sys::Error>()
                        .map_or_else(String::new, |error| error.message().into())
                ))),
            }
        });
    }

    fn listen(&self, worker: Worker) {
        let link = self.clone();
        let on_message = Closure::new(move |event: MessageEvent| link.receive(event.data()));
        worker.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
        let link = self.clone();
        let on_error = Closure::new(move |event: Event| {
            event.prevent_default();
            // A script that does not load tells of it without a message.
            let message = event.dyn_ref::<ErrorEvent>().map(ErrorEvent::message);
            if message.as_deref() == Some(ON_PURPOSE) {
                link.end();
                link.spawn();
            } else {
                link.restart("The counting worker stopped");
            }
        });
        worker.set_onerror(Some(on_error.as_ref().unchecked_ref()));
        let mut inner = self.0.borrow_mut();
        inner.listening = false;
        inner.worker = Some(worker);
        // The closure that runs while its worker is ended lives until the next one takes its place.
        inner.on_message = Some(on_message);
        inner.on_error = Some(on_error);
    }

    /// Ends the worker; what is open stays open.
    fn end(&self) {
        let mut inner = self.0.borrow_mut();
        if let Some(worker) = inner.worker.take() {
            worker.terminate();
        }
        inner.listening = false;
        inner.patience = None;
    }

    fn post(&self, slot: u32, asked: &Asked) {
        let id = asked.id;
        // The text goes as bytes beside the rest: they change hands, and are nowhere copied as UTF-16.
        let (request, given) = match asked.question.clone() {
            Question::Count { text, tokenizers, special } => (
                Request::Count { id, slot, text: Text::default(), tokenizers, special },
                Some(text),
            ),
            Question::Open { text, tokenizer, columns, special } => (
                Request::Open { id, slot, text: Text::default(), tokenizer, columns, special },
                Some(text),
            ),
            Question::Rows { first, count } => (Request::Rows { id, slot, first, count }, None),
            Question::Close => (Request::Close { id, slot }, None),
        };
        let (message, transferred) = (ask::message(&request), Array::new());
        if let Some(text) = given {
            let bytes = Uint8Array::from(text.as_bytes());
            let _ = Reflect::set(&message, &"text".into(), &bytes);
            transferred.push(&bytes.buffer());
        }
        let worker = self.0.borrow().worker.clone();
        let posted = worker
            .and_then(|worker| worker.post_message_with_transfer(&message, &transferred).ok());
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
        match answer::reply(&data) {
            Some(Reply::Ready) => {
                let open: Vec<(u32, Asked)> = {
                    let mut inner = self.0.borrow_mut();
                    inner.listening = true;
                    inner.waiting.iter().map(|(slot, asked)| (*slot, asked.clone())).collect()
                };
                self.tell(EngineState::Ready);
                for (slot, asked) in open {
                    self.post(slot, &asked);
                }
            }
            Some(Reply::Loading { tokenizer }) => {
                // The worker has no more to say until the vocabulary is there, and a slow line is no fault of its.
                self.0.borrow_mut().patience = None;
                self.tell(EngineState::Loading(tokenizer));
            }
            Some(reply @ Reply::Counted { id, more: true, .. }) => {
                let answer = {
                    let inner = self.0.borrow();
                    let asked = inner.waiting.values().find(|asked| asked.id == id);
                    asked.map(|asked| asked.answer.clone())
                };
                if let Some(answer) = answer {
                    answer(reply);
                }
            }
            Some(reply) => {
                let (id, state) = match &reply {
                    Reply::Counted { id, troubles, .. } => (*id, state_after(troubles)),
                    Reply::Opened { id, .. } | Reply::Rows { id, .. } | Reply::Closed { id } => {
                        (*id, EngineState::Ready)
                    }
                    Reply::Failed { id, message, .. } => {
                        (*id, EngineState::Troubled(message.clone()))
                    }
                    Reply::Ready | Reply::Loading { .. } => return,
                };
                if let Some(asked) = self.take(id) {
                    let failed = matches!(reply, Reply::Failed { .. });
                    if !failed {
                        self.0.borrow_mut().restarts = 0;
                    }
                    // Rows come while one scrolls: they neither clear a trouble nor are one, for a
                    // worker that has forgotten the text is asked to open it again.
                    if !matches!(asked.question, Question::Rows { .. } | Question::Close) {
                        self.tell(state);
                    }
                    (asked.answer)(reply);
                }
                self.be_patient();
            }
            // A message of no known form cannot come from this build's worker.
            None => self.restart("The counting worker is of another version; reload the page"),
        }
    }

    /// The open question with this id, no longer open.
    fn take(&self, id: u32) -> Option<Asked> {
        let mut inner = self.0.borrow_mut();
        let slot = inner.waiting.iter().find(|(_, asked)| asked.id == id).map(|(slot, _)| *slot)?;
        inner.waiting.remove(&slot)
    }

    /// Kills the worker and starts another, which is asked all that is still open.
    fn restart(&self, why: &str) {
        self.end();
        let tired = {
            let mut inner = self.0.borrow_mut();
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

/// What a count leaves to say: the first vocabulary that could not be loaded. The single file holds few
/// of them, which is no trouble: the counts say that they are estimates.
fn state_after(troubles: &[Trouble]) -> EngineState {
    match troubles.iter().find(|trouble| trouble.code != "pack_not_in_file") {
        None => EngineState::Ready,
        Some(trouble) => EngineState::Troubled(trouble.message.clone()),
    }
}
