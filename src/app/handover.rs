//! What the page hands to itself when it is loaded anew: to open the lock, or to take an update.
//!
//! `www/shell/lock.js` carries it in the tab's memory; no storage sees it.

use leptos::prelude::*;
use wasm_bindgen::prelude::*;

use super::session::Session;
use crate::scenario::Scenario;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = ["farebox", "lock"], js_name = handed)]
    fn handed() -> Option<String>;

    #[wasm_bindgen(js_namespace = ["farebox", "lock"], js_name = onHandOver)]
    fn on_hand_over(write: &Closure<dyn Fn() -> String>);
}

/// What the page before this one has left, once.
pub(super) fn taken() -> Option<Scenario> {
    serde_json::from_str(&handed()?).ok()
}

/// Lets the page be asked for all that the user set, texts included, as long as it lives.
pub(super) fn give(session: Session) {
    let write = Closure::new(move || {
        session
            .scenario
            .with_untracked(|scenario| serde_json::to_string(scenario).unwrap_or_default())
    });
    on_hand_over(&write);
    write.forget();
}
