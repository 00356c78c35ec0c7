//! Vocabulary packs on their way from the host to the tokenizer: fetched once, checked, kept, unpacked.

use js_sys::{Map, Uint8Array};
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    Cache, DedicatedWorkerGlobalScope, ReadableWritablePair, RequestCache, RequestInit, Response,
    Url,
};

use super::error::WorkerError;
use crate::tokenizer::registry::Pack;

/// The name of the browser's cache for packs. A file's name holds its hash, so nothing in it grows old.
const CACHE: &str = "farebox-vocab-v1";

#[wasm_bindgen]
extern "C" {
    // In web-sys it needs a compiler flag, as it is newer than the interfaces that are stable there.
    type DecompressionStream;

    #[wasm_bindgen(constructor, catch)]
    fn new(format: &str) -> Result<DecompressionStream, JsValue>;

    // What the page has told a worker that it started from a blob (`www/shell/workers.js`).
    type Page;

    #[wasm_bindgen(thread_local_v2, js_name = farebox)]
    static PAGE: Option<Page>;

    // Where the page's files lie; a blob has no place of its own.
    #[wasm_bindgen(method, getter)]
    fn base(this: &Page) -> Option<String>;

    // Why there is no network, where there is none: `locked` or `single`.
    #[wasm_bindgen(method, getter)]
    fn closed(this: &Page) -> Option<String>;

    // Packed vocabularies that no cache keeps, by file name.
    #[wasm_bindgen(method, getter)]
    fn packs(this: &Page) -> Map;
}

/// A pack, checked and unpacked.
///
/// It comes from the page where that holds it, or out of the cache where it is there and sound; else from
/// `vocab/` beside the page (or beside the worker's own file), and then goes into the cache. Storage may be
/// missing, full or forbidden: then the page gets it back when it asks, for the next worker.
pub(super) async fn load(
    scope: &DedicatedWorkerGlobalScope,
    pack: &Pack,
) -> Result<Vec<u8>, WorkerError> {
    let held = PAGE.with(|page| page.as_ref().map(Page::packs));
    if let Some(packed) = held.as_ref().and_then(|held| held.get(&pack.file.into()).dyn_into().ok())
        && check(scope, pack, &packed).await.is_ok()
    {
        return unpack(pack, &packed).await;
    }
    let closed = PAGE.with(|page| page.as_ref().and_then(Page::closed));
    if closed.as_deref() == Some("single") {
        return Err(WorkerError::PackNotInFile { file: pack.file.to_owned() });
    }
    let address = address_of(scope, pack)?;
    let cache = open_cache(scope).await;
    if let Some(packed) = cached(cache.as_ref(), &address).await
        && check(scope, pack, &packed).await.is_ok()
    {
        return unpack(pack, &packed).await;
    }
    if closed.is_some() {
        return Err(WorkerError::PackLockedOut { file: pack.file.to_owned() });
    }
    let packed = fetched(scope, pack, &address).await?;
    let raw = unpack(pack, &packed).await?;
    let kept = match cache {
        Some(cache) => keep(&cache, &address, &packed).await,
        None => false,
    };
    if let Some(held) = held.filter(|_| !kept) {
        held.set(&pack.file.into(), &packed);
    }
    Ok(raw)
}

fn address_of(scope: &DedicatedWorkerGlobalScope, pack: &Pack) -> Result<String, WorkerError> {
    let base = PAGE.with(|page| page.as_ref().and_then(Page::base));
    let base = base.unwrap_or_else(|| scope.location().href());
    Url::new_with_base(&format!("./vocab/{}", pack.file), &base)
        .map(|address| address.href())
        .map_err(|error| unreachable_pack(pack, &error))
}

/// The host's bytes, sound. Where the browser's own HTTP cache holds damaged ones they are asked of
/// the host once more.
async fn fetched(
    scope: &DedicatedWorkerGlobalScope,
    pack: &Pack,
    address: &str,
) -> Result<Uint8Array, WorkerError> {
    let first = fetch(scope, pack, address, RequestCache::Default).await?;
    if check(scope, pack, &first).await.is_ok() {
        return Ok(first);
    }
    let second = fetch(scope, pack, address, RequestCache::Reload).await?;
    check(scope, pack, &second).await?;
    Ok(second)
}

async fn fetch(
    scope: &DedicatedWorkerGlobalScope,
    pack: &Pack,
    address: &str,
    mode: RequestCache,
) -> Result<Uint8Array, WorkerError> {
    let options = RequestInit::new();
    options.set_cache(mode);
    let response: Response = JsFuture::from(scope.fetch_with_str_and_init(address, &options))
        .await
        .and_then(JsCast::dyn_into)
        .map_err(|error| unreachable_pack(pack, &error))?;
    if !response.ok() {
        return Err(WorkerError::PackUnreachable {
            file: pack.file.to_owned(),
            reason: format!("the host answers {}", response.status()),
        });
    }
    body(&response).await.map_err(|error| unreachable_pack(pack, &error))
}

async fn body(response: &Response) -> Result<Uint8Array, JsValue> {
    Ok(Uint8Array::new(&JsFuture::from(response.array_buffer()?).await?))
}

/// Whether the bytes are those that this build was made with: by length, and by sha256 where the
/// browser computes one (it does not on a page that came over plain HTTP from another machine).
async fn check(
    scope: &DedicatedWorkerGlobalScope,
    pack: &Pack,
    packed: &Uint8Array,
) -> Result<(), WorkerError> {
    let corrupt = |reason| WorkerError::PackCorrupt { file: pack.file.to_owned(), reason };
    if packed.length() as usize != pack.bytes {
        return Err(corrupt(format!("{} bytes instead of {}", packed.length(), pack.bytes)));
    }
    match sha256(scope, packed).await {
        Some(found) if found != pack.sha256 => Err(corrupt(format!("its sha256 is {found}"))),
        _ => Ok(()),
    }
}

/// In lower-case hexadecimal; `None` where the browser has no `SubtleCrypto` here.
async fn sha256(scope: &DedicatedWorkerGlobalScope, bytes: &Uint8Array) -> Option<String> {
    let crypto = scope.crypto().ok().filter(is_there)?;
    let subtle = Some(crypto.subtle()).filter(is_there)?;
    let digest = subtle.digest_with_str_and_js_u8_array("SHA-256", bytes).ok()?;
    let digest = Uint8Array::new(&JsFuture::from(digest).await.ok()?).to_vec();
    let digits = digest.iter().flat_map(|byte| [byte >> 4, byte & 15]);
    digits.map(|digit| char::from_digit(u32::from(digit), 16)).collect()
}

async fn unpack(pack: &Pack, packed: &Uint8Array) -> Result<Vec<u8>, WorkerError> {
    let corrupt = |reason| WorkerError::PackCorrupt { file: pack.file.to_owned(), reason };
    let decompressor = DecompressionStream::new("deflate-raw")
        .map_err(|_| WorkerError::NoDecompression { file: pack.file.to_owned() })?;
    let unpacked = async {
        // Not through a blob: WebKit cannot stream one where a page has no origin, as in a file.
        let packed = Response::new_with_opt_js_u8_array(Some(packed))?.body();
        let packed = packed.ok_or(JsValue::UNDEFINED)?;
        let stream = packed.pipe_through(decompressor.unchecked_ref::<ReadableWritablePair>());
        body(&Response::new_with_opt_readable_stream(Some(&stream))?).await
    };
    let raw = unpacked.await.map_err(|error| corrupt(sentence(&error)))?;
    if raw.length() as usize != pack.unpacked_bytes {
        let (found, wanted) = (raw.length(), pack.unpacked_bytes);
        return Err(corrupt(format!("it unpacks to {found} bytes instead of {wanted}")));
    }
    Ok(raw.to_vec())
}

/// The browser's cache, where this page may have one.
async fn open_cache(scope: &DedicatedWorkerGlobalScope) -> Option<Cache> {
    let storage = scope.caches().ok().filter(is_there)?;
    JsFuture::from(storage.open(CACHE)).await.ok()?.dyn_into().ok()
}

async fn cached(cache: Option<&Cache>, address: &str) -> Option<Uint8Array> {
    let found = JsFuture::from(cache?.match_with_str(address)).await.ok()?;
    body(&found.dyn_into::<Response>().ok()?).await.ok()
}

/// Keeps a pack for the next visit, and says whether that worked; a full or forbidden storage is no
/// error, only slower.
async fn keep(cache: &Cache, address: &str, packed: &Uint8Array) -> bool {
    let Ok(response) = Response::new_with_opt_js_u8_array(Some(packed)) else { return false };
    JsFuture::from(cache.put_with_str(address, &response)).await.is_ok()
}

/// Some getters give `undefined` where the type says an object: in a page over plain HTTP.
fn is_there(object: &impl AsRef<JsValue>) -> bool {
    !object.as_ref().is_undefined() && !object.as_ref().is_null()
}

fn unreachable_pack(pack: &Pack, error: &JsValue) -> WorkerError {
    WorkerError::PackUnreachable { file: pack.file.to_owned(), reason: sentence(error) }
}

/// What an exception says.
fn sentence(error: &JsValue) -> String {
    match error.dyn_ref::<js_sys::Error>() {
        Some(error) => String::from(error.message()),
        // Not by its `Debug`, which would bring the printing of every type along.
        None => error.as_string().unwrap_or_else(|| "the browser gives no reason".to_owned()),
    }
}
