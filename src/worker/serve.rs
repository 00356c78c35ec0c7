//! The message loop.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use js_sys::{Function, Promise};
use serde::Serialize;
use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{DedicatedWorkerGlobalScope, MessageEvent};

use super::error::WorkerError;
use super::packs;
use super::protocol::{MOST_ROWS, Reply, Request, Text, Trouble};
use super::queue::Queue;
use super::read;
use super::sheet::Sheet;
use crate::count::{Count, Method};
use crate::tokenizer::{Counters, Specials, TokenizerError, estimate, registry};

/// Installs the loop in the worker that this module was loaded in, then says that it is ready;
/// elsewhere it does nothing.
pub fn start() {
    let Ok(scope) = js_sys::global().dyn_into::<DedicatedWorkerGlobalScope>() else {
        return;
    };
    let desk = Rc::new(Desk {
        scope: scope.clone(),
        // The browser's own normalizer: the tables of another would double this module.
        counters: RefCell::new(Counters::new(Some(|form, text| {
            js_sys::JsString::from(text).normalize(form.name()).into()
        }))),
        queue: RefCell::default(),
        sheet: RefCell::default(),
        working: Cell::new(false),
    });
    let greeter = Rc::clone(&desk);
    let on_message = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
        desk.take(&event.data());
    });
    scope.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
    // The loop lives as long as the worker.
    on_message.forget();
    Counters::rehearse();
    greeter.post(&Reply::Ready);
}

/// The worker's state: one request is under way at most, others wait.
struct Desk {
    scope: DedicatedWorkerGlobalScope,
    counters: RefCell<Counters>,
    queue: RefCell<Queue>,
    /// The text that is looked at.
    sheet: RefCell<Option<Sheet>>,
    working: Cell<bool>,
}

impl Desk {
    /// Puts a message in the line, and starts working where nobody does.
    fn take(self: &Rc<Self>, message: &JsValue) {
        match read::request(message) {
            Ok(request) => {
                let superseded = self.queue.borrow_mut().push(request);
                if let Some(superseded) = superseded {
                    self.fail(superseded.id(), &WorkerError::Superseded);
                }
                if !self.working.replace(true) {
                    spawn_local(Rc::clone(self).work());
                }
            }
            Err(error) => self.fail(read::id_of(message), &error),
        }
    }

    async fn work(self: Rc<Self>) {
        loop {
            // Messages that came while the last text was counted are still to be delivered: they may
            // take the place of what waits.
            breathe(&self.scope).await;
            let Some(request) = self.queue.borrow_mut().pop() else {
                return self.working.set(false);
            };
            self.answer(request).await;
        }
    }

    async fn answer(&self, mut request: Request) {
        let id = request.id();
        let answer = match &mut request {
            Request::Count { text, tokenizers, special, .. } => {
                let (text, tokenizers) = (std::mem::take(text), std::mem::take(tokenizers));
                let special = *special;
                let counted = self.count(&request, text, &tokenizers, special).await;
                counted.map(|(counts, troubles)| Reply::Counted { id, counts, troubles })
            }
            Request::Open { text, tokenizer, columns, special, .. } => {
                let (text, tokenizer) = (std::mem::take(text), std::mem::take(tokenizer));
                let (columns, special) = (*columns, *special);
                self.open(&request, &text, &tokenizer, columns, special).await
            }
            Request::Rows { first, count, .. } => match &*self.sheet.borrow() {
                Some(sheet) => {
                    let rows = sheet.window(*first, (*count).min(MOST_ROWS));
                    Ok(Reply::Rows { id, first: *first, rows })
                }
                None => Err(WorkerError::NotOpen),
            },
            Request::Close { .. } => {
                self.sheet.replace(None);
                Ok(Reply::Closed { id })
            }
        };
        match answer {
            Ok(reply) => self.post(&reply),
            Err(error) => self.fail(id, &error),
        }
    }

    async fn open(
        &self,
        request: &Request,
        text: &str,
        tokenizer: &str,
        columns: u32,
        special: bool,
    ) -> Result<Reply, WorkerError> {
        let failed = self.load(&[tokenizer]).await.pop().map(|(_, failure)| failure);
        if self.queue.borrow().supersedes(request) {
            return Err(WorkerError::Superseded);
        }
        let id = tokenizer.to_owned();
        let entry = registry::find(tokenizer).ok_or(TokenizerError::Unknown { id })?;
        if entry.method != Method::Exact {
            return Err(WorkerError::NoTokens { tokenizer: entry.id.to_owned() });
        }
        let mut counters = self.counters.borrow_mut();
        let Some(tokenizer) = counters.tokenizer(entry.id) else {
            let (id, pack) = (entry.id.to_owned(), entry.pack.to_owned());
            return Err(failed.unwrap_or(TokenizerError::NotLoaded { id, pack }.into()));
        };
        let specials = if special { Specials::of(entry.id) } else { Specials::default() };
        let sheet = Sheet::new(text, tokenizer, &specials, columns);
        let reply = Reply::Opened { id: request.id(), tokens: sheet.tokens(), rows: sheet.rows() };
        self.sheet.replace(Some(sheet));
        Ok(reply)
    }

    async fn count(
        &self,
        request: &Request,
        text: Text,
        tokenizers: &[String],
        special: bool,
    ) -> Result<(Vec<Count>, Vec<Trouble>), WorkerError> {
        let ids: Vec<&str> = tokenizers.iter().map(String::as_str).collect();
        let failures = self.load(&ids).await;
        // Loading may have taken a while.
        if self.queue.borrow().supersedes(request) {
            return Err(WorkerError::Superseded);
        }
        let mut counters = self.counters.borrow_mut();
        // A long text that comes again need not be read as a text.
        if !special && let Some(counts) = counters.recall(text.as_bytes(), &ids) {
            return Ok((counts, Vec::new()));
        }
        let text = read::into_string(text)?;
        let (mut counts, mut troubles) = (Vec::new(), Vec::new());
        let counted = counters.count_as(&text, &ids, special);
        for (id, count) in ids.iter().zip(counted) {
            counts.push(match count {
                Ok(count) => count,
                Err(error @ TokenizerError::NotLoaded { .. }) => {
                    let of_pack = failures.iter().find(|(pack, _)| *pack == pack_of(&error));
                    let cause = of_pack.map_or_else(|| error.into(), |(_, cause)| cause.clone());
                    troubles.push(Trouble {
                        tokenizer: (*id).to_owned(),
                        code: cause.code().to_owned(),
                        message: cause.to_string(),
                    });
                    estimate::approximate(&text, id)?
                }
                Err(error) => return Err(error.into()),
            });
        }
        Ok((counts, troubles))
    }

    /// Loads what these tokenizers miss; gives what went wrong, with the pack's id.
    async fn load(&self, ids: &[&str]) -> Vec<(&'static str, WorkerError)> {
        let mut failures = Vec::new();
        let missing = self.counters.borrow().needs(ids);
        for pack in missing {
            self.post(&Reply::Loading { tokenizer: pack.id.to_owned() });
            let loaded = match packs::load(&self.scope, pack).await {
                Ok(intake) => self.counters.borrow_mut().take(pack.id, intake).map_err(Into::into),
                Err(error) => Err(error),
            };
            if let Err(error) = loaded {
                failures.push((pack.id, error));
            }
        }
        failures
    }

    fn fail(&self, id: u32, error: &WorkerError) {
        self.post(&Reply::Failed { id, code: error.code().to_owned(), message: error.to_string() });
    }

    fn post(&self, reply: &Reply) {
        let serializer = serde_wasm_bindgen::Serializer::json_compatible();
        if let Ok(message) = reply.serialize(&serializer) {
            // The one way to fail is a value that cannot be copied, which plain data never is.
            let _ = self.scope.post_message(&message);
        }
    }
}

/// The pack that a count lacked.
fn pack_of(error: &TokenizerError) -> &str {
    if let TokenizerError::NotLoaded { pack, .. } = error { pack } else { "" }
}

/// Lets the worker take in what was posted to it.
async fn breathe(scope: &DedicatedWorkerGlobalScope) {
    let turn = Promise::new(&mut |resolve: Function, _| {
        let _ = scope.set_timeout_with_callback(&resolve);
    });
    let _ = JsFuture::from(turn).await;
}
