//! Vocabulary packs on their way from the host to the tokenizer: fetched once, checked, kept, unpacked.
//!
//! A pack is unpacked while the browser computes its hash, and goes into the tokenizer's own table part by
//! part; but what it came to is given on only after the hash has agreed.

use js_sys::{Map, Promise, Uint8Array};
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    Cache, DedicatedWorkerGlobalScope, ReadableStream, ReadableStreamDefaultReader, RequestCache,
    RequestInit, Response, Url,
};

use super::error::WorkerError;
use super::stream;
use crate::tokenizer::pack::Intake;
use crate::tokenizer::registry::Pack;

/// The name of the browser's cache for packs. A file's name holds its hash, so nothing in it grows old.
const CACHE: &str = "farebox-vocab-v1";

#[wasm_bindgen]
extern "C" {
    // In web-sys it needs a compiler flag, as it is newer than the interfaces that are stable there.
    type DecompressionStream;

    #[wasm_bindgen(constructor, catch)]
    fn new(format: &str) -> Result<DecompressionStream, JsValue>;

    #[wasm_bindgen(method, getter)]
    fn readable(this: &DecompressionStream) -> ReadableStream;

    #[wasm_bindgen(method, getter)]
    fn writable(this: &DecompressionStream) -> Writable;

    type Writable;

    #[wasm_bindgen(method, js_name = getWriter)]
    fn writer(this: &Writable) -> Writer;

    type Writer;

    #[wasm_bindgen(method)]
    fn write(this: &Writer, bytes: &Uint8Array) -> Promise;

    #[wasm_bindgen(method)]
    fn close(this: &Writer) -> Promise;

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
) -> Result<Intake, WorkerError> {
    let held = PAGE.with(|page| page.as_ref().map(Page::packs));
    if let Some(packed) = held.as_ref().and_then(|held| held.get(&pack.file.into()).dyn_into().ok())
        && let Ok(intake) = sound(scope, pack, &packed).await
    {
        return Ok(intake);
    }
    let closed = PAGE.with(|page| page.as_ref().and_then(Page::closed));
    if closed.as_deref() == Some("single") {
        return Err(WorkerError::PackNotInFile { file: pack.file.to_owned() });
    }
    let address = address_of(scope, pack)?;
    let cache = open_cache(scope).await;
    if let Some(packed) = cached(cache.as_ref(), &address).await
        && let Ok(intake) = sound(scope, pack, &packed).await
    {
        return Ok(intake);
    }
    if closed.is_some() {
        return Err(WorkerError::PackLockedOut { file: pack.file.to_owned() });
    }
    let (packed, intake) = fetched(scope, pack, &address).await?;
    let kept = match cache {
        Some(cache) => keep(&cache, &address, &packed).await,
        None => false,
    };
    if let Some(held) = held.filter(|_| !kept) {
        held.set(&pack.file.into(), &packed);
    }
    Ok(intake)
}

fn address_of(scope: &DedicatedWorkerGlobalScope, pack: &Pack) -> Result<String, WorkerError> {
    let base = PAGE.with(|page| page.as_ref().and_then(Page::base));
    let base = base.unwrap_or_else(|| scope.location().href());
    Url::new_with_base(&format!("./vocab/{}", pack.file), &base)
        .map(|address| address.href())
        .map_err(|error| unreachable_pack(pack, &error))
}

/// The host's bytes, sound, and what they unpack to. Where the browser's own HTTP cache holds damaged ones they are asked of
/// the host once more.
async fn fetched(
    scope: &DedicatedWorkerGlobalScope,
    pack: &Pack,
    address: &str,
) -> Result<(Uint8Array, Intake), WorkerError> {
    let first = fetch(scope, pack, address, RequestCache::Default).await?;
    if let Ok(intake) = sound(scope, pack, &first).await {
        return Ok((first, intake));
    }
    let second = fetch(scope, pack, address, RequestCache::Reload).await?;
    let intake = sound(scope, pack, &second).await?;
    Ok((second, intake))
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

/// What a pack unpacks to, if its bytes are those that this build was made with: by length, and by sha256
/// where the browser computes one (it does not on a page that came over plain HTTP from another machine).
async fn sound(
    scope: &DedicatedWorkerGlobalScope,
    pack: &Pack,
    packed: &Uint8Array,
) -> Result<Intake, WorkerError> {
    if packed.length() as usize != pack.bytes {
        return Err(corrupt(pack, format!("{} bytes instead of {}", packed.length(), pack.bytes)));
    }
    // The browser computes it elsewhere, meanwhile.
    let digest = digest(scope, packed);
    let unpacked = unpack(pack, packed).await;
    match sha256(digest).await {
        Some(found) if found != pack.sha256 => Err(corrupt(pack, format!("its sha256 is {found}"))),
        _ => unpacked,
    }
}

fn corrupt(pack: &Pack, reason: String) -> WorkerError {
    WorkerError::PackCorrupt { file: pack.file.to_owned(), reason }
}

/// The bytes' sha256 to come; `None` where the browser has no `SubtleCrypto` here.
fn digest(scope: &DedicatedWorkerGlobalScope, bytes: &Uint8Array) -> Option<Promise> {
    let crypto = scope.crypto().ok().filter(is_there)?;
    let subtle = Some(crypto.subtle()).filter(is_there)?;
    subtle.digest_with_str_and_js_u8_array("SHA-256", bytes).ok()
}

/// In lower-case hexadecimal.
async fn sha256(digest: Option<Promise>) -> Option<String> {
    let digest = Uint8Array::new(&JsFuture::from(digest?).await.ok()?).to_vec();
    let digits = digest.iter().flat_map(|byte| [byte >> 4, byte & 15]);
    digits.map(|digit| char::from_digit(u32::from(digit), 16)).collect()
}

async fn unpack(pack: &Pack, packed: &Uint8Array) -> Result<Intake, WorkerError> {
    let decompressor = DecompressionStream::new("deflate-raw")
        .map_err(|_| WorkerError::NoDecompression { file: pack.file.to_owned() })?;
    // Written as it is: through a blob or a response it would be copied, and WebKit streams no blob where a
    // page has no origin, as in a file. What goes wrong with writing is told by reading; here it is only taken
    // note of, so that it does not count as unheard.
    let writer = decompressor.writable().writer();
    let _written = [writer.write(packed), writer.close()].map(JsFuture::from);
    let reader: ReadableStreamDefaultReader = decompressor.readable().get_reader().unchecked_into();
    let damaged = |error: JsValue| corrupt(pack, sentence(&error));
    let (mut intake, mut found) = (Intake::default(), 0);
    while let Some(part) = stream::next(&reader).await.map_err(damaged)? {
        found += part.len();
        intake.push(&part)?;
    }
    if found != pack.unpacked_bytes {
        let wanted = pack.unpacked_bytes;
        return Err(corrupt(pack, format!("it unpacks to {found} bytes instead of {wanted}")));
    }
    Ok(intake)
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
