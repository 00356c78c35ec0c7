//! The counting worker: its messages, its loop and the cache of vocabulary packs.
//!
//! A page starts it with `new Worker("engine_loader.js", { type: "module" })`, waits for
//! [`Reply::Ready`](protocol::Reply::Ready) and then asks. The worker answers one request after the
//! other; of several that wait for the same slot only the newest is counted, so that typing never
//! piles up. Vocabulary packs are fetched when a request first needs them, one at a time, from the folder
//! `vocab/` beside the worker's own file, and are kept in the Cache API where there is one; meanwhile all is counted
//! by those that are there.

pub mod own;
pub mod protocol;
pub mod queue;

#[cfg(feature = "ui")]
pub mod answer;
#[cfg(feature = "ui")]
pub mod ask;
#[cfg(feature = "worker")]
mod error;
#[cfg(any(feature = "worker", feature = "ui"))]
pub(crate) mod fields;
#[cfg(feature = "worker")]
mod packs;
#[cfg(feature = "worker")]
mod read;
#[cfg(feature = "worker")]
mod serve;
#[cfg(feature = "tokenizer")]
pub mod sheet;
#[cfg(any(feature = "worker", feature = "desk"))]
pub(crate) mod stream;
#[cfg(any(feature = "desk", feature = "ui"))]
pub(crate) mod today;

#[cfg(feature = "worker")]
pub use error::WorkerError;
#[cfg(feature = "worker")]
pub use serve::start;
