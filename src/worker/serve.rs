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
use super::queue::{Job, Queue};
use super::read;
use super::sheet::Sheet;
use crate::count::{Count, Method};
use crate::tokenizer::estimate::Tally;
use crate::tokenizer::registry::{self, Pack};
use crate::tokenizer::{Counters, Specials, TokenizerError};

/// Why packs cannot be had, by their ids.
type Failures = [(&'static str, WorkerError)];

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
        fetching: Cell::new(None),
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
    queue: RefCell<Queue<WorkerError>>,
    /// The text that is looked at.
    sheet: RefCell<Option<Sheet>>,
    working: Cell<bool>,
    /// The pack that is on its way: one at a time, so that on a slow line what is wanted first comes first.
    fetching: Cell<Option<&'static Pack>>,
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
            let Some(job) = self.queue.borrow_mut().pop() else { break };
            self.answer(job);
        }
        self.working.set(false);
        if let Some(pack) = self.fetching.get() {
            self.post(&Reply::Loading { tokenizer: pack.id.to_owned() });
        } else if self.wanted().is_some() {
            spawn_local(Rc::clone(&self).fetch());
        }
    }

    /// Loads what is wanted, pack by pack; whoever waits is answered with each that came.
    async fn fetch(self: Rc<Self>) {
        while let Some(pack) = self.wanted() {
            self.fetching.set(Some(pack));
            self.post(&Reply::Loading { tokenizer: pack.id.to_owned() });
            let loaded = match packs::load(&self.scope, pack).await {
                Ok(intake) => self.counters.borrow_mut().take(pack.id, intake).map_err(Into::into),
                Err(error) => Err(error),
            };
            self.fetching.set(None);
            let news = loaded.is_ok();
            if let Err(error) = loaded {
                self.queue.borrow_mut().fail(pack.id, &error);
            }
            if news || self.wanted().is_none() {
                let waiting = self.queue.borrow_mut().take_aside();
                for job in waiting {
                    self.answer(job);
                }
            }
        }
    }

    /// The pack that is wanted first.
    fn wanted(&self) -> Option<&'static Pack> {
        let queue = self.queue.borrow();
        queue.aside().find_map(|job| self.lack(job))
    }

    /// The first pack that a request still waits for.
    fn lack(&self, job: &Job<WorkerError>) -> Option<&'static Pack> {
        let ids = match &job.request {
            Request::Count { tokenizers, .. } => tokenizers.iter().map(String::as_str).collect(),
            Request::Open { tokenizer, .. } => vec![tokenizer.as_str()],
            Request::Rows { .. } | Request::Close { .. } => return None,
        };
        let needs = self.counters.borrow().needs(&ids);
        needs.into_iter().find(|pack| job.failures.iter().all(|(failed, _)| *failed != pack.id))
    }

    /// Answers a request, or says what is known so far and sets it aside.
    fn answer(&self, job: Job<WorkerError>) {
        let id = job.request.id();
        let lacks = self.lack(&job).is_some();
        let answer = match &job.request {
            Request::Count { text, tokenizers, special, .. } => {
                let counted = self.count(text, tokenizers, *special, &job.failures);
                counted.map(|(counts, troubles)| {
                    Some(Reply::Counted { id, counts, troubles, more: lacks })
                })
            }
            Request::Open { .. } if lacks => Ok(None),
            Request::Open { text, tokenizer, columns, special, .. } => {
                let opened = self.open(text, tokenizer, *columns, *special, &job.failures);
                opened.map(|(tokens, rows)| Some(Reply::Opened { id, tokens, rows }))
            }
            Request::Rows { first, count, .. } => match &*self.sheet.borrow() {
                Some(sheet) => {
                    let rows = sheet.window(*first, (*count).min(MOST_ROWS));
                    Ok(Some(Reply::Rows { id, first: *first, rows }))
                }
                None => Err(WorkerError::NotOpen),
            },
            Request::Close { .. } => {
                self.sheet.replace(None);
                Ok(Some(Reply::Closed { id }))
            }
        };
        match answer {
            Ok(reply) => {
                if let Some(reply) = reply {
                    self.post(&reply);
                }
                if lacks {
                    self.queue.borrow_mut().set_aside(job);
                }
            }
            Err(error) => self.fail(id, &error),
        }
    }

    /// Lays a text out; gives its tokens and rows.
    fn open(
        &self,
        text: &Text,
        tokenizer: &str,
        columns: u32,
        special: bool,
        failures: &Failures,
    ) -> Result<(u64, u32), WorkerError> {
        let id = tokenizer.to_owned();
        let entry = registry::find(tokenizer).ok_or(TokenizerError::Unknown { id })?;
        if entry.method != Method::Exact {
            return Err(WorkerError::NoTokens { tokenizer: entry.id.to_owned() });
        }
        let mut counters = self.counters.borrow_mut();
        let Some(tokenizer) = counters.tokenizer(entry.id) else {
            let (id, pack) = (entry.id.to_owned(), entry.pack.to_owned());
            let failed = failures.last().map(|(_, failure)| failure.clone());
            return Err(failed.unwrap_or(TokenizerError::NotLoaded { id, pack }.into()));
        };
        let specials = if special { Specials::of(entry.id) } else { Specials::default() };
        let sheet = Sheet::new(read::as_str(text)?, tokenizer, &specials, columns);
        let laid_out = (sheet.tokens(), sheet.rows());
        self.sheet.replace(Some(sheet));
        Ok(laid_out)
    }

    /// Counts a text by what is loaded, and estimates the rest.
    fn count(
        &self,
        text: &Text,
        tokenizers: &[String],
        special: bool,
        failures: &Failures,
    ) -> Result<(Vec<Count>, Vec<Trouble>), WorkerError> {
        let ids: Vec<&str> = tokenizers.iter().map(String::as_str).collect();
        let mut counters = self.counters.borrow_mut();
        // A long text that comes again need not be read as a text.
        if !special && let Some(counts) = counters.recall(text.as_bytes(), &ids) {
            return Ok((counts, Vec::new()));
        }
        let text = read::as_str(text)?;
        let mut characters = None;
        let (mut counts, mut troubles) = (Vec::new(), Vec::new());
        let counted = counters.count_as(text, &ids, special);
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
                    characters.get_or_insert_with(|| Tally::characters(text)).approximate(id)?
                }
                Err(error) => return Err(error.into()),
            });
        }
        Ok((counts, troubles))
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
