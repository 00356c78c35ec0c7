//! The bench of conversations as a WebAssembly module that imports nothing; `benches/browser/module.mjs` times
//! it.

#![allow(clippy::unwrap_used, reason = "a bench has nothing better to do")]

mod work;

use work::{TASKS, Work};

include!("../timing/exports.rs");
