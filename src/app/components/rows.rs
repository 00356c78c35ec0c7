//! A list of groups of fields, each made once and kept while its key is there.

use std::sync::Arc;

use leptos::prelude::*;

/// What tells one row from others: how often rows were renumbered before, and its number.
pub(super) type Key = (u32, u32);
type Keys = Arc<dyn Fn() -> Vec<Key> + Send + Sync>;
type Row = Arc<dyn Fn(Key) -> AnyView + Send + Sync>;

/// The rows of these keys. Behind pointers, for one list's code serves all.
pub(super) fn rows(keys: Keys, row: Row) -> AnyView {
    view! {
        <ol class="turns-written">
            <For each=move || keys() key=|key| *key children=move |key| row(key)/>
        </ol>
    }
    .into_any()
}
