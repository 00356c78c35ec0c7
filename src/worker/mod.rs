//! The counting worker: its messages, its loop and the cache of vocabulary packs.

pub mod protocol;
