//! The tokenizer that is kept on this machine. Storage may be missing, full or forbidden: then nothing
//! is kept, and nothing breaks.

use js_sys::Uint8Array;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, Cache, DedicatedWorkerGlobalScope, Response};

/// The name of the browser's cache for it.
const CACHE: &str = "farebox-own-v1";
/// Its path there, below this page's own origin; nothing is fetched from it.
const PATH: &str = "/own/tokenizer.json";

/// Keeps a file; says whether that worked.
pub(super) async fn keep(scope: &DedicatedWorkerGlobalScope, file: &Blob) -> bool {
    let Some(cache) = open(scope).await else { return false };
    let Ok(response) = Response::new_with_opt_blob(Some(file)) else { return false };
    JsFuture::from(cache.put_with_str(&address(scope), &response)).await.is_ok()
}

/// The bytes that were kept.
pub(super) async fn kept(scope: &DedicatedWorkerGlobalScope) -> Option<Vec<u8>> {
    let found = JsFuture::from(open(scope).await?.match_with_str(&address(scope))).await.ok()?;
    let response: Response = found.dyn_into().ok()?;
    let bytes = JsFuture::from(response.array_buffer().ok()?).await.ok()?;
    Some(Uint8Array::new(&bytes).to_vec())
}

/// Forgets what was kept.
pub(super) async fn forget(scope: &DedicatedWorkerGlobalScope) {
    if let Some(cache) = open(scope).await {
        // What cannot be removed was not kept either.
        let _ = JsFuture::from(cache.delete_with_str(&address(scope))).await;
    }
}

/// A worker that was started from a blob has no address that a path could be relative to.
fn address(scope: &DedicatedWorkerGlobalScope) -> String {
    scope.origin() + PATH
}

/// `None` where the browser has no storage here, as on a page over plain HTTP from another machine.
async fn open(scope: &DedicatedWorkerGlobalScope) -> Option<Cache> {
    let caches = scope.caches().ok().filter(|caches| !caches.is_undefined())?;
    JsFuture::from(caches.open(CACHE)).await.ok()?.dyn_into().ok()
}
