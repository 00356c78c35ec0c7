//! Reading a message of the protocol, field by field (`fields.rs` says why).

use js_sys::Uint8Array;
use wasm_bindgen::{JsCast, JsValue};

use super::error::WorkerError;
use super::fields;
use super::protocol::{Request, Text};

/// The request in a message.
///
/// # Errors
/// [`WorkerError::Malformed`] for what is none.
pub(super) fn request(message: &JsValue) -> Result<Request, WorkerError> {
    let id = number(message, "id")?;
    let slot =
        if fields::field(message, "slot").is_undefined() { 0 } else { number(message, "slot")? };
    Ok(match &*text(message, "type")? {
        "count" => {
            let tokenizers = texts(message, "tokenizers")?;
            let special = flag(message, "special")?;
            Request::Count { id, slot, text: given_text(message)?, tokenizers, special }
        }
        "open" => Request::Open {
            id,
            slot,
            text: given_text(message)?,
            tokenizer: text(message, "tokenizer")?,
            columns: number(message, "columns")?,
            special: flag(message, "special")?,
        },
        "rows" => {
            let (first, count) = (number(message, "first")?, number(message, "count")?);
            Request::Rows { id, slot, first, count }
        }
        "close" => Request::Close { id, slot },
        other => {
            let reason = ["its type is ", other].concat();
            return Err(WorkerError::Malformed { reason });
        }
    })
}

/// The id in a message that is otherwise not understood, so that whoever waits for it learns so; 0
/// where there is none.
pub(super) fn id_of(message: &JsValue) -> u32 {
    number(message, "id").unwrap_or_default()
}

fn text(message: &JsValue, name: &str) -> Result<String, WorkerError> {
    fields::text(message, name).ok_or_else(|| malformed(name, " is not a text"))
}

/// The text that a request is about: as such, or as its bytes in UTF-8.
fn given_text(message: &JsValue) -> Result<Text, WorkerError> {
    match fields::field(message, "text").dyn_into::<Uint8Array>() {
        Ok(bytes) => Ok(Text::Bytes(bytes.to_vec())),
        Err(_) => text(message, "text").map(Text::Plain),
    }
}

/// A text that was given, looked into.
///
/// # Errors
/// [`WorkerError::Malformed`] for bytes that are not UTF-8.
pub(super) fn as_str(text: &Text) -> Result<&str, WorkerError> {
    text.as_str().map_err(|_| malformed("text", " has bytes that are not UTF-8"))
}

fn texts(message: &JsValue, name: &str) -> Result<Vec<String>, WorkerError> {
    let texts = fields::list(message, name, |text| text.as_string());
    texts.ok_or_else(|| malformed(name, " is not a list of texts"))
}

fn number(message: &JsValue, name: &str) -> Result<u32, WorkerError> {
    fields::number(message, name).ok_or_else(|| malformed(name, " is not a whole number"))
}

/// Off where nothing is said.
fn flag(message: &JsValue, name: &str) -> Result<bool, WorkerError> {
    let flag = fields::field(message, name);
    let off = flag.is_undefined().then_some(false);
    off.or_else(|| flag.as_bool()).ok_or_else(|| malformed(name, " is neither true nor false"))
}

fn malformed(name: &str, what: &str) -> WorkerError {
    WorkerError::Malformed { reason: ["its field ", name, what].concat() }
}
