//! Reading what a worker says, field by field (`fields.rs` says why); `None` for what is no message of the
//! protocol's.

use wasm_bindgen::JsValue;

use super::fields::{field, list, number, text, whole, whole_of};
use super::own::OwnReply;
use super::protocol::{Piece, Reply, Row, Trouble};
use crate::count::Count;

/// A reply of the counting worker.
pub fn reply(message: &JsValue) -> Option<Reply> {
    let id = || number(message, "id");
    Some(match &*text(message, "type")? {
        "ready" => Reply::Ready,
        "loading" => Reply::Loading { tokenizer: text(message, "tokenizer")? },
        "counted" => Reply::Counted {
            id: id()?,
            counts: list(message, "counts", |entry| count(&entry))?,
            troubles: list(message, "troubles", |entry| trouble(&entry))?,
            more: field(message, "more").as_bool()?,
        },
        "opened" => {
            let (tokens, rows) = (whole(message, "tokens")?, number(message, "rows")?);
            Reply::Opened { id: id()?, tokens, rows }
        }
        "rows" => Reply::Rows {
            id: id()?,
            first: number(message, "first")?,
            rows: list(message, "rows", |entry| row(&entry))?,
        },
        "closed" => Reply::Closed { id: id()? },
        "failed" => {
            let (code, message) = (text(message, "code")?, text(message, "message")?);
            Reply::Failed { id: id()?, code, message }
        }
        _ => return None,
    })
}

/// A reply of the worker for a user's own tokenizer.
pub fn own_reply(message: &JsValue) -> Option<OwnReply> {
    let id = || number(message, "id");
    Some(match &*text(message, "type")? {
        "ready" => OwnReply::Ready,
        "read" => OwnReply::Read {
            id: id()?,
            kind: text(message, "kind")?,
            vocabulary: number(message, "vocabulary")?,
            kept: field(message, "kept").as_bool()?,
        },
        "counted" => OwnReply::Counted { id: id()?, tokens: whole(message, "tokens")? },
        "forgotten" => OwnReply::Forgotten { id: id()? },
        "failed" => {
            let (code, message) = (text(message, "code")?, text(message, "message")?);
            OwnReply::Failed { id: id()?, code, message }
        }
        _ => return None,
    })
}

fn count(entry: &JsValue) -> Option<Count> {
    let (tokens, tokenizer) = (whole(entry, "tokens")?, text(entry, "tokenizer")?);
    Some(match &*text(entry, "method")? {
        "exact" => Count::exact(tokens, tokenizer),
        "estimated" => {
            Count::estimated(tokens, whole(entry, "low")?, whole(entry, "high")?, tokenizer)
        }
        _ => return None,
    })
}

fn trouble(entry: &JsValue) -> Option<Trouble> {
    let (tokenizer, code) = (text(entry, "tokenizer")?, text(entry, "code")?);
    Some(Trouble { tokenizer, code, message: text(entry, "message")? })
}

fn row(entry: &JsValue) -> Option<Row> {
    let tokens = list(entry, "tokens", |entry| {
        let byte = |byte: JsValue| whole_of(&byte).and_then(|byte| u8::try_from(byte).ok());
        Some(Piece { id: number(&entry, "id")?, bytes: list(&entry, "bytes", byte)? })
    });
    Some(Row { first: number(entry, "first")?, tokens: tokens? })
}
