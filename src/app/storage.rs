//! What the page keeps on this machine. Storage may be missing, full or forbidden: then nothing is kept,
//! and nothing breaks.

use serde::Serialize;
use serde::de::DeserializeOwned;
use web_sys::Storage;

/// What was kept under a name; `None` where there is nothing, or nothing that this build can read.
pub(super) fn kept<T: DeserializeOwned>(name: &str) -> Option<T> {
    let text = storage()?.get_item(name).ok().flatten()?;
    serde_json::from_str(&text).ok()
}

/// Keeps a value; says whether that worked.
pub(super) fn keep<T: Serialize>(name: &str, value: &T) -> bool {
    let Some(storage) = storage() else { return false };
    serde_json::to_string(value).is_ok_and(|text| storage.set_item(name, &text).is_ok())
}

/// Forgets what was kept under a name.
pub(super) fn forget(name: &str) {
    if let Some(storage) = storage() {
        // What cannot be removed was not kept either.
        let _ = storage.remove_item(name);
    }
}

fn storage() -> Option<Storage> {
    web_sys::window()?.local_storage().ok().flatten()
}
