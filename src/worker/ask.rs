//! Writing what a page asks, field by field (`fields.rs` says why).

use js_sys::{Array, Object, Reflect};
use wasm_bindgen::JsValue;

use super::protocol::Request;

/// A request as a message, without its text: that goes along as bytes, in the field `text`.
pub fn message(request: &Request) -> JsValue {
    let message = Object::new();
    let set = |name: &str, value: JsValue| {
        // A plain object takes any field.
        let _ = Reflect::set(&message, &name.into(), &value);
    };
    let kind = match request {
        Request::Count { tokenizers, special, .. } => {
            set("tokenizers", tokenizers.iter().map(JsValue::from).collect::<Array>().into());
            set("special", (*special).into());
            "count"
        }
        Request::Open { tokenizer, columns, special, .. } => {
            set("tokenizer", tokenizer.into());
            set("columns", (*columns).into());
            set("special", (*special).into());
            "open"
        }
        Request::Rows { first, count, .. } => {
            set("first", (*first).into());
            set("count", (*count).into());
            "rows"
        }
        Request::Close { .. } => "close",
    };
    set("type", kind.into());
    set("id", request.id().into());
    set("slot", request.slot().into());
    message.into()
}
