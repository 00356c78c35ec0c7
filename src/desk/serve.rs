//! The message loop.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use js_sys::{Array, Promise, Reflect};
use serde::Serialize;
use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{Blob, DedicatedWorkerGlobalScope, File, MessageEvent, ReadableStreamDefaultReader};

use super::ask::AskError;
use super::protocol::{Kind, Reply, Request, Table};
use super::records::Desk;
use super::words::bytes;
use crate::import::{ImportError, Reader, Records};
use crate::pricing::Catalogue;
use crate::report::Counted;
use crate::worker::stream;
use crate::worker::today::today;

/// How many bytes are read between two words about the progress.
const STEP: u64 = 1_000_000;

/// How long futures are drawn at a stretch, in milliseconds: what a person waits at most for a word about the
/// progress, and for a message to be heard.
const STRETCH: f64 = 40.0;

/// What the answers share.
struct Room {
    desk: RefCell<Desk>,
    /// The drawing that goes on, by its request's id; another one, or none, ends it.
    drawing: Cell<Option<u32>>,
    /// How many imports go on.
    importing: Cell<u32>,
    /// Questions about records that came while the first were being read.
    waiting: RefCell<Vec<JsValue>>,
}

impl Room {
    fn new(desk: Desk) -> Self {
        let (desk, waiting) = (RefCell::new(desk), RefCell::default());
        Self { desk, drawing: Cell::default(), importing: Cell::default(), waiting }
    }

    /// Whether records are on their way, and there are none to answer by meanwhile.
    fn has_to_wait(&self) -> bool {
        self.importing.get() > 0 && self.desk.borrow().is_empty()
    }
}

/// Installs the loop in the worker that this module was loaded in, then says that it is ready;
/// elsewhere it does nothing.
pub fn start() {
    let Ok(scope) = js_sys::global().dyn_into::<DedicatedWorkerGlobalScope>() else {
        return;
    };
    let room = match desk() {
        Ok(desk) => Rc::new(Room::new(desk)),
        Err(why) => return post(&scope, &refused(0, "desk_not_ready", why)),
    };
    let listening = scope.clone();
    let on_message = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
        spawn_local(answer(listening.clone(), Rc::clone(&room), event.data()));
    });
    scope.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
    // The loop lives as long as the worker.
    on_message.forget();
    post(&scope, &Reply::default());
}

async fn answer(scope: DedicatedWorkerGlobalScope, room: Rc<Room>, message: JsValue) {
    let reply = match serde_wasm_bindgen::from_value::<Request>(message.clone()) {
        Ok(Request::Book { text }) => {
            if let Ok(book) = Catalogue::from_json(&text) {
                room.desk.borrow_mut().price_by(book);
            }
            return;
        }
        Ok(Request::Wide { text }) => {
            if let Ok(book) = Catalogue::from_json(&text) {
                room.desk.borrow_mut().add(book);
            }
            return;
        }
        Ok(Request::Import { id }) => {
            room.importing.update(|imports| imports + 1);
            let (names, records) = import(&scope, id, &message).await;
            room.importing.update(|imports| imports - 1);
            let taken = room.desk.borrow_mut().take(names, records);
            post(
                &scope,
                &match taken {
                    Ok(()) => Reply { kind: Kind::Done, id, ..Reply::default() },
                    Err(error) => refused(id, error.code(), error.to_string()),
                },
            );
            for message in room.waiting.take() {
                spawn_local(answer(scope.clone(), Rc::clone(&room), message));
            }
            return;
        }
        Ok(Request::Show { .. } | Request::Seen { .. }) if room.has_to_wait() => {
            return room.waiting.borrow_mut().push(message);
        }
        Ok(Request::Show { id, look }) => done(id, room.desk.borrow().show(&look)),
        Ok(Request::Strategies { id, scenario }) => {
            told(id, room.desk.borrow().strategies(&scenario))
        }
        Ok(Request::Seen { id, what }) => told(id, room.desk.borrow().seen(what)),
        Ok(Request::Stop) => return room.drawing.set(None),
        Ok(Request::Futures { id, scenario }) => {
            room.drawing.set(Some(id));
            match draw(&scope, &room, id, &scenario).await.transpose() {
                Some(drawn) => told(id, drawn),
                None => return,
            }
        }
        Ok(Request::Focus { id, link, exact, counted_by }) => {
            match room.desk.borrow().focus(&link, &Counted { exact, by: counted_by }) {
                Ok(text) => Reply { kind: Kind::Done, id, text, ..Reply::default() },
                Err(error) => refused(id, error.code(), error.to_string()),
            }
        }
        Err(error) => refused(
            0,
            "request_malformed",
            format!("the desk does not understand this message ({error}); see `desk::protocol`"),
        ),
    };
    post(&scope, &reply);
}

/// Draws futures until all are drawn, hearing other messages between stretches; `None` where another
/// drawing has taken this one's place.
async fn draw(
    scope: &DedicatedWorkerGlobalScope,
    room: &Room,
    id: u32,
    scenario: &str,
) -> Result<Option<Vec<Table>>, AskError> {
    let mut drawing = room.desk.borrow().draw(scenario)?;
    // How long one future takes is seen as they are drawn.
    let mut count = 1;
    loop {
        let began = js_sys::Date::now();
        let progress = drawing.step(count)?;
        if progress.is_over() {
            return drawing.tables().map(Some);
        }
        count = if js_sys::Date::now() - began < STRETCH / 2.0 {
            count.saturating_mul(2)
        } else {
            (count / 2).max(1)
        };
        post(scope, &Reply { kind: Kind::Progress, id, text: drawing.says(), ..Reply::default() });
        pause(scope).await;
        if room.drawing.get() != Some(id) {
            return Ok(None);
        }
    }
}

/// Lets what has arrived be heard.
async fn pause(scope: &DedicatedWorkerGlobalScope) {
    let wait = Promise::new(&mut |resolve, _| {
        // Where no timer can be set there is nothing to wait for.
        if scope.set_timeout_with_callback(&resolve).is_err() {
            let _ = resolve.call0(&JsValue::UNDEFINED);
        }
    });
    let _ = JsFuture::from(wait).await;
}

fn done(id: u32, tables: Vec<Table>) -> Reply {
    Reply { kind: Kind::Done, id, tables, ..Reply::default() }
}

fn told(id: u32, tables: Result<Vec<Table>, AskError>) -> Reply {
    match tables {
        Ok(tables) => done(id, tables),
        Err(error) => refused(id, error.code(), error.to_string()),
    }
}

/// Reads the files of a message as they come.
async fn import(
    scope: &DedicatedWorkerGlobalScope,
    id: u32,
    message: &JsValue,
) -> (Vec<String>, Result<Records, ImportError>) {
    let files = Reflect::get(message, &"files".into()).unwrap_or(JsValue::UNDEFINED);
    let files: Vec<Blob> =
        Array::from(&files).iter().filter_map(|file| file.dyn_into::<Blob>().ok()).collect();
    let names = files.iter().map(name_of).collect();
    (names, read(scope, id, &files).await)
}

async fn read(
    scope: &DedicatedWorkerGlobalScope,
    id: u32,
    files: &[Blob],
) -> Result<Records, ImportError> {
    // Sizes are whole numbers far below 2⁵³.
    #[allow(clippy::cast_sign_loss, reason = "a size is never negative")]
    let all: u64 = files.iter().map(|file| file.size() as u64).sum();
    let (mut done, mut told) = (0, 0);
    let mut reader = Reader::default();
    for (at, file) in files.iter().enumerate() {
        if at > 0 {
            reader.next_file()?;
        }
        let file: ReadableStreamDefaultReader = file.stream().get_reader().unchecked_into();
        let failed = |_| ImportError::Unreadable;
        while let Some(chunk) = stream::next(&file).await.map_err(failed)? {
            reader.push(&chunk)?;
            done += chunk.len() as u64;
            if done - told >= STEP {
                told = done;
                let text = format!(
                    "{} of {} read, {} calls so far",
                    bytes(done),
                    bytes(all),
                    reader.found()
                );
                post(scope, &Reply { kind: Kind::Progress, id, text, ..Reply::default() });
            }
        }
    }
    reader.finish()
}

fn name_of(file: &Blob) -> String {
    file.dyn_ref::<File>().map_or_else(|| "what was pasted".to_owned(), File::name)
}

/// A desk with the built-in price book.
fn desk() -> Result<Desk, String> {
    let today = today().ok_or("this machine's clock gives no date; set the clock and try again")?;
    let book = Catalogue::built_in().map_err(|error| error.to_string())?;
    Ok(Desk::new(book, today))
}

fn refused(id: u32, code: &str, text: String) -> Reply {
    Reply { kind: Kind::Refused, id, code: code.to_owned(), text, ..Reply::default() }
}

fn post(scope: &DedicatedWorkerGlobalScope, reply: &Reply) {
    let serializer = serde_wasm_bindgen::Serializer::json_compatible();
    if let Ok(message) = reply.serialize(&serializer) {
        // The one way to fail is a value that cannot be copied, which plain data never is.
        let _ = scope.post_message(&message);
    }
}
