//! The message loop.

use serde::Serialize;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::DedicatedWorkerGlobalScope;

use super::protocol::Reply;

/// Installs the loop in the worker that this module was loaded in; elsewhere it does nothing.
pub fn start() {
    if let Ok(scope) = js_sys::global().dyn_into::<DedicatedWorkerGlobalScope>() {
        post(&scope, &Reply::Ready);
    }
}

/// A reply that cannot be sent has nobody left to be told of it.
fn post(scope: &DedicatedWorkerGlobalScope, reply: &Reply) {
    let serializer = serde_wasm_bindgen::Serializer::json_compatible();
    let message = reply.serialize(&serializer).unwrap_or(JsValue::NULL);
    let _ = scope.post_message(&message);
}
