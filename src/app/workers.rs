//! Starting workers under the page's own policy: `www/shell/workers.js` does it.

use js_sys::Promise;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{ErrorEvent, Event, Worker};

/// What a worker's error says where it was ended only to be started again, under the lock.
const ON_PURPOSE: &str = "farebox-restart";

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = ["farebox", "workers"], js_name = start)]
    fn start_worker(module: &str) -> Promise;
}

/// Starts a worker of a module such as `engine`; where that fails, what the browser says.
pub(super) async fn start(module: &str) -> Result<Worker, String> {
    match JsFuture::from(start_worker(module)).await {
        Ok(worker) => Ok(worker.unchecked_into()),
        Err(error) => Err(error
            .dyn_ref::<js_sys::Error>()
            .map_or_else(String::new, |error| error.message().into())),
    }
}

/// Whether a worker's error only asks its owner to start another. (A script that does not load tells of
/// it without a message.)
pub(super) fn on_purpose(event: &Event) -> bool {
    event.dyn_ref::<ErrorEvent>().is_some_and(|event| event.message() == ON_PURPOSE)
}
