//! The counting worker: its messages, its loop and the cache of vocabulary packs.

pub mod protocol;
#[cfg(feature = "worker")]
mod serve;

#[cfg(feature = "worker")]
pub use serve::start;
