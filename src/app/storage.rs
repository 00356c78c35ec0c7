//! What the page keeps on this machine. Storage may be missing, full or forbidden: then nothing is kept,
//! and nothing breaks.

use serde::Serialize;
use serde::de::DeserializeOwned;
use web_sys::Storage;

use crate::dense::{self, Strays};

/// What was kept under a name; `None` where there is nothing, or nothing that this build can read.
pub(super) fn kept<T: DeserializeOwned>(name: &str) -> Option<T> {
    read(&kept_text(name)?)
}

/// What JSON text says; a field that its type does not have is passed over.
pub(super) fn read<T: DeserializeOwned>(text: &str) -> Option<T> {
    dense::read_json(text, Strays::Passed).ok()
}

/// Keeps a value; says whether that worked.
pub(super) fn keep<T: Serialize>(name: &str, value: &T) -> bool {
    serde_json::to_string(value).is_ok_and(|text| keep_text(name, &text))
}

/// The text that was kept under a name.
pub(super) fn kept_text(name: &str) -> Option<String> {
    storage()?.get_item(name).ok().flatten()
}

/// Keeps a text; says whether that worked.
pub(super) fn keep_text(name: &str, text: &str) -> bool {
    storage().is_some_and(|storage| storage.set_item(name, text).is_ok())
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
