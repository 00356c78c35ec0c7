//! The engine behind the JavaScript package: plain requests in, plain answers out.
//!
//! A caller may pass anything at all. `value` (with the feature `js`) reads an argument into a bounded
//! tree of plain data; `request` (with `told`) makes a typed request of that, and says which argument is wrong and
//! how; [`Engine`](engine::Engine) answers by the rooms that count and price; `models`, `price`,
//! `simulate`, `forecast`, `waterfall` and `capacity` are the shapes of the answers. Nothing here counts, prices
//! or adds up.
//!
//! All but `Core` and `value` is plain Rust and is tested without a browser.
//!
//! Reading is not left to `serde-wasm-bindgen`: version 0.6.5 passes over unknown fields of a
//! structure, so a typo would be a silent zero, and a getter that throws would unwind through the
//! engine. Answers are written with it.

mod capacity;
mod deal;
mod engine;
mod error;
mod forecast;
mod frame;
mod link;
mod models;
mod price;
mod request;
mod simulate;
mod told;
mod waterfall;

#[cfg(feature = "js")]
mod core;
#[cfg(feature = "js")]
mod value;

#[cfg(feature = "js")]
pub use self::core::Core;

#[cfg(test)]
mod tests;
