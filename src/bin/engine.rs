//! The counting engine: a worker's message loop, or a JavaScript module.

// A module's exports are linked where its crate is named.
#[cfg(feature = "js")]
pub use farebox::js::Core;

fn main() {
    #[cfg(feature = "worker")]
    farebox::worker::start();
}
