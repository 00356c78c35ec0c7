//! Reading what the desk says, field by field (`worker/fields.rs` says why); `None` for what is no message of
//! the protocol's.

use wasm_bindgen::JsValue;

use crate::desk::protocol::{Kind, Reply, Row, Table};
use crate::worker::fields::{field, list, number, text};

/// A reply of the desk.
pub(super) fn reply(message: &JsValue) -> Option<Reply> {
    let kind = match &*text(message, "type")? {
        "ready" => Kind::Ready,
        "progress" => Kind::Progress,
        "done" => Kind::Done,
        "refused" => Kind::Refused,
        _ => return None,
    };
    Some(Reply {
        kind,
        id: number(message, "id")?,
        text: text(message, "text")?,
        code: text(message, "code")?,
        tables: list(message, "tables", |entry| table(&entry))?,
    })
}

fn table(entry: &JsValue) -> Option<Table> {
    Some(Table {
        name: text(entry, "name")?,
        title: text(entry, "title")?,
        note: text(entry, "note")?,
        head: list(entry, "head", |cell| cell.as_string())?,
        rows: list(entry, "rows", |entry| row(&entry))?,
        part: pair(&field(entry, "part")),
        bars: text(entry, "bars")?,
        line: number(entry, "line").and_then(place),
        link: text(entry, "link")?,
    })
}

fn row(entry: &JsValue) -> Option<Row> {
    Some(Row {
        key: number(entry, "key"),
        cells: list(entry, "cells", |cell| cell.as_string())?,
        marked: field(entry, "marked").as_bool()?,
        bars: list(entry, "bars", |bar| {
            let (from, to) = pair(&bar)?;
            Some((place(from)?, place(to)?))
        })?,
    })
}

/// A list of two whole numbers.
fn pair(two: &JsValue) -> Option<(u32, u32)> {
    Some((number(two, "0")?, number(two, "1")?))
}

/// A place in a drawing.
fn place(number: u32) -> Option<u16> {
    u16::try_from(number).ok()
}
