//! The page's end of the desk: starts it when it is first asked for something, and shows what it answers.
//!
//! The desk holds what it has read. The page keeps hold of the files: a desk that was ended, to cancel a
//! long import or because it died, is started anew and reads the last good ones again. What is computed
//! about the conversation is asked again where the desk was ended for another reason than its own.

use js_sys::{Array, Reflect};
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{ErrorEvent, Event, MessageEvent, Worker};

use super::books::{Hosts, Wide};
use super::desk_read::reply as read;
use super::words::sentence;
use super::worker_link::{ON_PURPOSE, start_worker};
use crate::desk::protocol::{Kind, Look, Reply, Request, Table};
use crate::forecast::What;
use crate::worker::fields::text;

/// One kind of work as the page sees it.
#[derive(Clone, Copy, Default)]
pub(super) struct Work {
    /// What there is to show.
    pub(super) tables: RwSignal<Vec<Table>>,
    /// How far it is, while it goes on.
    pub(super) busy: RwSignal<Option<String>>,
    /// Why the last request failed.
    pub(super) refused: RwSignal<Option<String>>,
    /// What `tables` answers: the link that was asked about.
    pub(super) asked: RwSignal<String>,
}

/// What is computed about the conversation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Computed {
    /// Its futures.
    Futures,
    /// Its cost under each strategy.
    Strategies,
    /// What the records say of a size.
    Seen,
}

/// The desk's state as the page sees it. Copied freely: it holds signals only.
#[derive(Clone, Copy)]
pub(super) struct Desk {
    /// Records.
    pub(super) records: Work,
    /// What is computed, by [`Computed`].
    computed: [Work; 3],
    /// What is looked at.
    pub(super) look: RwSignal<Look>,
    hosts: Hosts,
    wide: RwSignal<Wide>,
    inner: StoredValue<Inner, LocalStorage>,
}

/// How far a worker is.
#[derive(Clone, Copy, Default, PartialEq)]
enum State {
    /// There is none.
    #[default]
    Off,
    /// It is on its way.
    Starting,
    /// It listens.
    Listening,
}

#[derive(Default)]
struct Inner {
    worker: Option<Worker>,
    /// Counts the workers that were started: one that was given up while it was on its way is ended.
    started: u32,
    state: State,
    /// Whether it has been given what is held.
    has_held: bool,
    /// The import that gives it that.
    holding: u32,
    /// Whether it has been given the wide book.
    has_wide: bool,
    next_id: u32,
    /// The import that goes on, with its files.
    importing: Option<(u32, Array)>,
    /// The question whose answer is shown next.
    showing: u32,
    /// What is being computed, by [`Computed`]: the question's id, and the message that asks it.
    computing: [Option<(u32, JsValue)>; 3],
    /// The files of the last import that succeeded.
    held: Option<Array>,
    /// What waits for the desk to listen.
    waiting: Vec<JsValue>,
    on_message: Option<Closure<dyn FnMut(MessageEvent)>>,
    on_error: Option<Closure<dyn FnMut(Event)>>,
}

impl Desk {
    /// Nothing is imported, and no worker runs.
    pub(super) fn new(hosts: Hosts, wide: RwSignal<Wide>) -> Self {
        Self {
            records: Work::default(),
            // Each with signals of its own: a copy would share them.
            computed: std::array::from_fn(|_| Work::default()),
            look: RwSignal::default(),
            hosts,
            wide,
            inner: StoredValue::new_local(Inner::default()),
        }
    }

    /// What has been computed of a kind.
    pub(super) const fn work(&self, which: Computed) -> Work {
        self.computed[which as usize]
    }

    /// Asks about the conversation in a link that holds no text, in the place of what was asked before;
    /// what was answered before stays until the answer comes.
    pub(super) fn compute(&self, which: Computed, scenario: String) {
        let id = self.id();
        let request = match which {
            Computed::Strategies => Request::Strategies { id, scenario },
            _ => Request::Futures { id, scenario },
        };
        self.question(which, id, &request);
    }

    /// Asks what the imported records say of a size.
    pub(super) fn look_up(&self, what: What) {
        self.hold();
        let id = self.id();
        self.question(Computed::Seen, id, &Request::Seen { id, what });
    }

    fn question(&self, which: Computed, id: u32, request: &Request) {
        let Ok(message) = serde_wasm_bindgen::to_value(request) else { return };
        let work = self.work(which);
        work.refused.set(None);
        work.busy.set(Some("Starting\u{2026}".to_owned()));
        self.inner.update_value(|inner| {
            inner.computing[which as usize] = Some((id, message.clone()));
        });
        self.give_wide();
        self.send(message);
    }

    /// Gives up drawing futures; what was drawn before stays.
    pub(super) fn stop(&self) {
        self.inner.update_value(|inner| inner.computing[Computed::Futures as usize] = None);
        self.work(Computed::Futures).busy.set(None);
        self.ask(&Request::Stop, None);
    }

    /// Reads files, or blobs, in the place of what was imported; an import that goes on is cancelled.
    pub(super) fn import(&self, files: Array) {
        if self.records.busy.with_untracked(Option::is_some) {
            self.cancel();
        }
        self.records.refused.set(None);
        self.records.busy.set(Some("Reading\u{2026}".to_owned()));
        let id = self.id();
        self.inner.update_value(|inner| inner.importing = Some((id, files.clone())));
        self.ask(&Request::Import { id }, Some(&files));
    }

    /// Ends an import that goes on; what was imported before stays.
    pub(super) fn cancel(&self) {
        self.end();
        self.inner.update_value(|inner| inner.importing = None);
        self.records.busy.set(None);
        self.compute_again();
    }

    /// Gives the desk the wide book, where it is here.
    fn give_wide(&self) {
        let text = self.wide.with_untracked(|wide| match wide {
            Wide::Here(_, text) => Some(text.to_string()),
            _ => None,
        });
        if let Some(text) = text.filter(|_| self.inner.with_value(|inner| !inner.has_wide)) {
            self.inner.update_value(|inner| inner.has_wide = true);
            self.ask(&Request::Wide { text }, None);
        }
    }

    /// Asks again what was being computed.
    fn compute_again(&self) {
        self.give_wide();
        for (_, message) in
            self.inner.with_value(|inner| inner.computing.clone()).into_iter().flatten()
        {
            self.send(message);
        }
    }

    /// Ends the worker, and what waits for it.
    fn end(&self) {
        self.inner.update_value(|inner| {
            if let Some(worker) = inner.worker.take() {
                worker.terminate();
            }
            inner.started = inner.started.wrapping_add(1);
            inner.state = State::Off;
            (inner.has_held, inner.has_wide) = (false, false);
            inner.waiting.clear();
        });
    }

    /// Asks for the tables of what is looked at, where something was imported.
    pub(super) fn show(&self) {
        if !self.hold() {
            return;
        }
        self.give_wide();
        let id = self.id();
        self.inner.update_value(|inner| inner.showing = id);
        self.ask(&Request::Show { id, look: self.look.get_untracked() }, None);
    }

    /// Has the desk hold what was imported; whether anything was.
    fn hold(&self) -> bool {
        let Some(held) = self.inner.with_value(|inner| inner.held.clone()) else { return false };
        if !self.inner.with_value(|inner| inner.has_held) {
            let id = self.id();
            self.inner.update_value(|inner| (inner.has_held, inner.holding) = (true, id));
            self.ask(&Request::Import { id }, Some(&held));
        }
        true
    }

    fn id(&self) -> u32 {
        self.inner.update_value(|inner| inner.next_id = inner.next_id.wrapping_add(1));
        self.inner.with_value(|inner| inner.next_id)
    }

    fn ask(&self, request: &Request, files: Option<&Array>) {
        let Ok(message) = serde_wasm_bindgen::to_value(request) else { return };
        if let Some(files) = files {
            // A plain object takes any field.
            let _ = Reflect::set(&message, &"files".into(), files);
        }
        self.send(message);
    }

    /// Sends a message as soon as a desk listens.
    fn send(&self, message: JsValue) {
        self.inner.update_value(|inner| match &inner.worker {
            Some(worker) if inner.state == State::Listening => drop(worker.post_message(&message)),
            _ => inner.waiting.push(message),
        });
        if self.inner.with_value(|inner| inner.worker.is_none()) {
            self.spawn();
        }
    }

    /// Starts a worker, unless there is one.
    fn spawn(&self) {
        if self.inner.with_value(|inner| inner.state != State::Off) {
            return;
        }
        self.inner.update_value(|inner| inner.state = State::Starting);
        let desk = *self;
        let number = self.inner.with_value(|inner| inner.started);
        spawn_local(async move {
            let started = JsFuture::from(start_worker("desk")).await;
            let given_up = desk.inner.with_value(|inner| inner.started) != number;
            match started.map(JsCast::unchecked_into::<Worker>) {
                Ok(worker) if given_up => worker.terminate(),
                Ok(worker) => desk.listen(worker),
                Err(_) if given_up => {}
                Err(_) => desk.die("This browser does not start the worker that this needs."),
            }
        });
    }

    fn listen(&self, worker: Worker) {
        let desk = *self;
        let on_message = Closure::new(move |event: MessageEvent| desk.receive(event.data()));
        worker.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
        let on_error = Closure::new(move |event: Event| {
            event.prevent_default();
            let message = event.dyn_ref::<ErrorEvent>().map(ErrorEvent::message);
            if message.as_deref() == Some(ON_PURPOSE) {
                desk.begin_again();
            } else {
                desk.die("The worker that does this stopped; what is shown stays. Try again with less: a part of the file, or fewer futures.");
            }
        });
        worker.set_onerror(Some(on_error.as_ref().unchecked_ref()));
        self.inner.update_value(|inner| {
            inner.worker = Some(worker);
            // The closure that runs while its worker is ended lives until the next one takes its place.
            inner.on_message = Some(on_message);
            inner.on_error = Some(on_error);
        });
    }

    /// Starts another worker in the place of one that was ended on purpose, with what it was at.
    fn begin_again(&self) {
        self.end();
        let importing = self.inner.with_value(|inner| inner.importing.clone());
        if let Some((_, files)) = importing {
            // An import cancels the one before, and with it asks again what is being computed.
            return self.import(files);
        }
        self.spawn();
        self.show();
        self.compute_again();
    }

    /// Ends a desk that died, and says so wherever something was under way.
    fn die(&self, why: &str) {
        let computing = self.inner.try_update_value(|inner| std::mem::take(&mut inner.computing));
        for (work, computing) in self.computed.iter().zip(computing.into_iter().flatten()) {
            if computing.is_some() {
                work.busy.set(None);
                work.refused.set(Some(why.to_owned()));
            }
        }
        let importing = self.inner.with_value(|inner| inner.importing.is_some());
        self.cancel();
        if importing {
            self.fail(why);
        }
    }

    fn receive(&self, data: JsValue) {
        let Some(reply) = read(&data) else {
            return self.die("The worker that does this is of another version; reload the page.");
        };
        let computing = self.inner.with_value(|inner| {
            let is_it = |asked: &Option<(u32, JsValue)>| {
                asked.as_ref().is_some_and(|(id, _)| *id == reply.id)
            };
            inner.computing.iter().position(is_it)
        });
        if let Some(which) = computing {
            return self.take(which, reply);
        }
        let importing = self.inner.with_value(|inner| inner.importing.as_ref().map(|(id, _)| *id));
        match reply.kind {
            Kind::Ready => {
                let book = self.hosts.get_value().map(|text| Request::Book { text });
                let book = book.and_then(|book| serde_wasm_bindgen::to_value(&book).ok());
                self.inner.update_value(|inner| {
                    inner.state = State::Listening;
                    let waiting = std::mem::take(&mut inner.waiting);
                    for message in book.into_iter().chain(waiting) {
                        if let Some(worker) = &inner.worker {
                            // Plain data and files can always be copied.
                            let _ = worker.post_message(&message);
                        }
                    }
                });
            }
            Kind::Progress if importing == Some(reply.id) => {
                self.records.busy.set(Some(reply.text));
            }
            Kind::Done if importing == Some(reply.id) => {
                self.inner.update_value(|inner| {
                    inner.held = inner.importing.take().map(|(_, files)| files);
                    inner.has_held = true;
                });
                self.records.busy.set(None);
                self.look.update(|look| (look.picked, look.first) = (None, 0));
                self.show();
            }
            Kind::Done => {
                if self.inner.with_value(|inner| inner.showing) == reply.id {
                    self.records.tables.set(reply.tables);
                }
            }
            // It does not listen at all.
            Kind::Refused if reply.id == 0 => self.die(&sentence(&reply.text)),
            Kind::Refused if importing == Some(reply.id) => {
                self.inner.update_value(|inner| inner.importing = None);
                self.fail(&format!("{} Nothing was changed.", sentence(&reply.text)));
            }
            // A file that was read before is gone: what is shown of it stays, and is all that there is.
            Kind::Refused if self.inner.with_value(|inner| inner.holding) == reply.id => {
                self.inner.update_value(|inner| (inner.held, inner.showing) = (None, 0));
                self.fail(&format!("{} What is shown stays.", sentence(&reply.text)));
            }
            // An answer to a question that another one has taken the place of.
            Kind::Progress | Kind::Refused => {}
        }
    }

    /// Takes an answer about the conversation.
    fn take(&self, which: usize, reply: Reply) {
        let Some(work) = self.computed.get(which) else { return };
        if reply.kind == Kind::Progress {
            return work.busy.set(Some(reply.text));
        }
        let asked = self.inner.try_update_value(|inner| inner.computing.get_mut(which)?.take());
        work.busy.set(None);
        if reply.kind == Kind::Refused {
            return work.refused.set(Some(sentence(&reply.text)));
        }
        let link = asked.flatten().and_then(|(_, message)| text(&message, "scenario"));
        work.asked.set(link.unwrap_or_default());
        work.tables.set(reply.tables);
    }

    fn fail(&self, why: &str) {
        self.records.busy.set(None);
        self.records.refused.set(Some(why.to_owned()));
    }
}
