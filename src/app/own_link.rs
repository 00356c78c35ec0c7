//! The page's end of the worker that counts by a user's own tokenizer.
//!
//! The worker is started when it is first asked. A file that makes it trap or hang ends it: what was
//! asked fails with a sentence, and the next question starts another.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use gloo::timers::callback::Timeout;
use js_sys::Reflect;
use leptos::task::spawn_local;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{ErrorEvent, Event, File, MessageEvent, Worker};

use super::worker_link::{ON_PURPOSE, start_worker};
use crate::worker::answer;
use crate::worker::own::{OwnReply, OwnRequest};

/// How long one question may take, in milliseconds: the largest tokenizers load within seconds.
const PATIENCE_MS: u32 = 60_000;
/// The module, as the page's HTML names it.
const MODULE: &str = "custom";
/// What a failure says where the worker was ended, whatever it was at.
const STOPPED: &str =
    "the tokenizer made its reader stop, so it is not used; nothing else is harmed";

/// What is asked, with the file that goes along.
pub(super) enum Asked {
    /// To read a file.
    Read(File),
    /// To read what was kept.
    Recall,
    /// To forget it.
    Forget,
    /// To count a text.
    Count {
        /// The text.
        text: String,
        /// Whether each special token that is spelt in it counts as one.
        special: bool,
    },
}

type OnAnswer = Box<dyn FnOnce(Result<OwnReply, String>)>;

#[derive(Default)]
struct Inner {
    worker: Option<Worker>,
    listening: bool,
    starting: bool,
    next_id: u32,
    /// Not yet posted, as the worker does not listen.
    unsent: Vec<(u32, Asked)>,
    waiting: HashMap<u32, OnAnswer>,
    patience: Option<Timeout>,
    on_message: Option<Closure<dyn FnMut(MessageEvent)>>,
    on_error: Option<Closure<dyn FnMut(Event)>>,
    on_restart: Option<Rc<dyn Fn()>>,
}

/// The link to the worker.
#[derive(Clone, Default)]
pub(super) struct OwnLink(Rc<RefCell<Inner>>);

impl OwnLink {
    /// What to do where the worker was ended only to be started again.
    pub(super) fn on_restart(&self, act: impl Fn() + 'static) {
        self.0.borrow_mut().on_restart = Some(Rc::new(act));
    }

    /// Asks; the answer is a reply, or a sentence that says why there is none.
    pub(super) fn ask(
        &self,
        asked: Asked,
        answer: impl FnOnce(Result<OwnReply, String>) + 'static,
    ) {
        let (id, listening) = {
            let mut inner = self.0.borrow_mut();
            inner.next_id = inner.next_id.wrapping_add(1);
            let id = inner.next_id;
            inner.waiting.insert(id, Box::new(answer));
            (id, inner.listening)
        };
        if listening {
            self.post(id, asked);
        } else {
            self.0.borrow_mut().unsent.push((id, asked));
            self.spawn();
        }
        self.be_patient();
    }

    fn spawn(&self) {
        {
            let mut inner = self.0.borrow_mut();
            if inner.starting || inner.worker.is_some() {
                return;
            }
            inner.starting = true;
        }
        let link = self.clone();
        spawn_local(async move {
            let started = JsFuture::from(start_worker(MODULE)).await;
            link.0.borrow_mut().starting = false;
            match started {
                Ok(worker) => link.listen(worker.unchecked_into()),
                Err(_) => link.end("the module that reads tokenizers could not be loaded; is the page\u{2019}s host there?"),
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
            let message = event.dyn_ref::<ErrorEvent>().map(ErrorEvent::message);
            link.end(STOPPED);
            let on_restart = link.0.borrow().on_restart.clone();
            if let Some(on_restart) = on_restart.filter(|_| message.as_deref() == Some(ON_PURPOSE))
            {
                on_restart();
            }
        });
        worker.set_onerror(Some(on_error.as_ref().unchecked_ref()));
        let mut inner = self.0.borrow_mut();
        inner.worker = Some(worker);
        // The closure that runs while its worker is ended lives until the next one takes its place.
        inner.on_message = Some(on_message);
        inner.on_error = Some(on_error);
    }

    fn post(&self, id: u32, asked: Asked) {
        let (request, file) = match asked {
            Asked::Read(file) => (OwnRequest::Read { id }, Some(file)),
            Asked::Recall => (OwnRequest::Recall { id }, None),
            Asked::Forget => (OwnRequest::Forget { id }, None),
            Asked::Count { text, special } => (OwnRequest::Count { id, text, special }, None),
        };
        let posted = serde_wasm_bindgen::to_value(&request).ok().and_then(|message| {
            if let Some(file) = file {
                Reflect::set(&message, &"file".into(), &file).ok()?;
            }
            self.0.borrow().worker.as_ref()?.post_message(&message).ok()
        });
        if posted.is_none() {
            self.end(STOPPED);
        }
    }

    /// Starts the clock anew while any question is open.
    fn be_patient(&self) {
        let link = self.clone();
        let mut inner = self.0.borrow_mut();
        inner.patience = (!inner.waiting.is_empty()).then(|| {
            Timeout::new(PATIENCE_MS, move || {
                link.end("the tokenizer took too long, so it is not used");
            })
        });
    }

    fn receive(&self, data: JsValue) {
        let Some(reply) = answer::own_reply(&data) else {
            return self.end(STOPPED);
        };
        let id = match &reply {
            OwnReply::Ready => {
                let unsent = {
                    let mut inner = self.0.borrow_mut();
                    inner.listening = true;
                    std::mem::take(&mut inner.unsent)
                };
                for (id, asked) in unsent {
                    self.post(id, asked);
                }
                return;
            }
            OwnReply::Read { id, .. }
            | OwnReply::Counted { id, .. }
            | OwnReply::Forgotten { id }
            | OwnReply::Failed { id, .. } => *id,
        };
        let answer = self.0.borrow_mut().waiting.remove(&id);
        self.be_patient();
        if let Some(answer) = answer {
            answer(match reply {
                OwnReply::Failed { message, .. } => Err(message),
                reply => Ok(reply),
            });
        }
    }

    /// Ends the worker; all that is open fails.
    fn end(&self, why: &str) {
        let failed = {
            let mut inner = self.0.borrow_mut();
            if let Some(worker) = inner.worker.take() {
                worker.terminate();
            }
            inner.listening = false;
            inner.patience = None;
            inner.unsent.clear();
            std::mem::take(&mut inner.waiting)
        };
        for answer in failed.into_values() {
            answer(Err(why.to_owned()));
        }
    }
}
