//! The message loop of the worker for a user's own tokenizer.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::rc::Rc;

use js_sys::{Reflect, Uint8Array};
use serde::Serialize;
use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{Blob, DedicatedWorkerGlobalScope, MessageEvent};

use super::{OwnReply, OwnRequest, keep};
use crate::tokenizer::own::{self, LARGEST, Own, OwnError};

/// Installs the loop in the worker that this module was loaded in, then says that it is ready;
/// elsewhere it does nothing.
pub fn start() {
    let Ok(scope) = js_sys::global().dyn_into::<DedicatedWorkerGlobalScope>() else {
        return;
    };
    let desk = Rc::new(Desk {
        scope: scope.clone(),
        own: RefCell::default(),
        waiting: RefCell::default(),
        working: Cell::new(false),
    });
    let greeter = Rc::clone(&desk);
    let on_message = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
        desk.take(event.data());
    });
    scope.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
    // The loop lives as long as the worker.
    on_message.forget();
    greeter.post(&OwnReply::Ready);
}

/// The worker's state: one request is under way at most, others wait.
struct Desk {
    scope: DedicatedWorkerGlobalScope,
    own: RefCell<Option<Own>>,
    waiting: RefCell<VecDeque<JsValue>>,
    working: Cell<bool>,
}

impl Desk {
    fn take(self: &Rc<Self>, message: JsValue) {
        self.waiting.borrow_mut().push_back(message);
        if !self.working.replace(true) {
            let desk = Rc::clone(self);
            spawn_local(async move {
                loop {
                    let Some(message) = desk.waiting.borrow_mut().pop_front() else { break };
                    desk.answer(&message).await;
                }
                desk.working.set(false);
            });
        }
    }

    async fn answer(&self, message: &JsValue) {
        // A message of no known form cannot come from this build's page; nobody waits for its answer.
        let Ok(request) = serde_wasm_bindgen::from_value::<OwnRequest>(message.clone()) else {
            return;
        };
        let id = request.id();
        let answer = match request {
            OwnRequest::Read { .. } => self.read(id, message).await,
            OwnRequest::Recall { .. } => self.recall(id).await,
            OwnRequest::Forget { .. } => {
                self.own.replace(None);
                keep::forget(&self.scope).await;
                Ok(OwnReply::Forgotten { id })
            }
            OwnRequest::Count { text, special, .. } => self.count(id, &text, special),
        };
        match answer {
            Ok(reply) => self.post(&reply),
            Err((code, message)) => {
                self.post(&OwnReply::Failed { id, code: code.to_owned(), message });
            }
        }
    }

    async fn read(&self, id: u32, message: &JsValue) -> Result<OwnReply, (&'static str, String)> {
        let file = Reflect::get(message, &JsValue::from_str("file")).ok();
        let file: Blob = file
            .and_then(|file| file.dyn_into().ok())
            .ok_or(("own_no_file", "there was no file in the message".to_owned()))?;
        if file.size() > LARGEST as f64 {
            return Err(told(&OwnError::TooLarge { bytes: file.size() as usize }));
        }
        let bytes = JsFuture::from(file.array_buffer()).await.map_err(|_| {
            ("own_unreadable", "the file could not be read; is it still there?".to_owned())
        })?;
        let reply = self.take_bytes(id, Uint8Array::new(&bytes).to_vec(), false)?;
        // Kept only once it was read: what is recalled later has worked before.
        let kept = keep::keep(&self.scope, &file).await;
        Ok(match reply {
            OwnReply::Read { id, kind, vocabulary, .. } => {
                OwnReply::Read { id, kind, vocabulary, kept }
            }
            other => other,
        })
    }

    async fn recall(&self, id: u32) -> Result<OwnReply, (&'static str, String)> {
        let bytes = keep::kept(&self.scope).await.ok_or((
            "own_not_kept",
            "the tokenizer is no longer on this machine; open its file again".to_owned(),
        ))?;
        self.take_bytes(id, bytes, true)
    }

    fn take_bytes(
        &self,
        id: u32,
        bytes: Vec<u8>,
        kept: bool,
    ) -> Result<OwnReply, (&'static str, String)> {
        // What was read before goes first: two large ones may not fit at once.
        self.own.replace(None);
        let text = String::from_utf8(bytes)
            .map_err(|_| told(&OwnError::NotJson { reason: "it is not UTF-8 text".to_owned() }))?;
        let own = own::read(&text).map_err(|error| told(&error))?;
        let (kind, vocabulary) = (own.kind.clone(), own.vocabulary as u32);
        self.own.replace(Some(own));
        Ok(OwnReply::Read { id, kind, vocabulary, kept })
    }

    fn count(
        &self,
        id: u32,
        text: &str,
        special: bool,
    ) -> Result<OwnReply, (&'static str, String)> {
        let own = self.own.borrow();
        let own = own.as_ref().ok_or((
            "own_not_read",
            "no tokenizer of your own is open; open its file again".to_owned(),
        ))?;
        let tokens = own.counts.count(text, special).map_err(|error| told(&error))?;
        Ok(OwnReply::Counted { id, tokens })
    }

    fn post(&self, reply: &OwnReply) {
        let serializer = serde_wasm_bindgen::Serializer::json_compatible();
        if let Ok(message) = reply.serialize(&serializer) {
            // The one way to fail is a value that cannot be copied, which plain data never is.
            let _ = self.scope.post_message(&message);
        }
    }
}

fn told(error: &OwnError) -> (&'static str, String) {
    (error.code(), error.to_string())
}
