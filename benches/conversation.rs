//! How fast conversations are priced: after each move of a slider, and many for a forecast.
//!
//! `cargo bench --bench conversation --profile engine --no-default-features`; `cargo xtask bench --conversations`
//! runs it with `--json`, and the same work in WebAssembly.

#![allow(clippy::unwrap_used, reason = "a bench may fail")]

mod timing;
#[path = "conversation/work.rs"]
mod work;

use timing::{Figure, measure, tell};
use work::{TASKS, Work};

fn main() {
    let work = Work::new();
    tell(
        &TASKS.map(|(name, times, run)| -> Figure {
            (name, measure(times, |times| run(&work, times)))
        }),
    );
}
