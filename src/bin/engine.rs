//! The counting engine: a worker's message loop, or a JavaScript module.

fn main() {
    #[cfg(feature = "worker")]
    farebox::worker::start();
}
