//! Reading a stream of the browser's.

use js_sys::{Reflect, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::ReadableStreamDefaultReader;

/// The next bytes of a stream; `None` at its end.
///
/// # Errors
/// What the stream fails with.
pub(crate) async fn next(stream: &ReadableStreamDefaultReader) -> Result<Option<Vec<u8>>, JsValue> {
    let value = Reflect::get(&JsFuture::from(stream.read()).await?, &"value".into())?;
    Ok(value.dyn_into::<Uint8Array>().ok().map(|bytes| bytes.to_vec()))
}
