//! The desk: a worker that is loaded when it is first needed, for work that the page need not carry.
//!
//! It holds a price book of its own and what was imported, reads files as they come, writes estimates down for
//! other tools, and answers with tables that are ready to be shown: the page asks and shows, and computes nothing. A page starts it
//! with `new Worker("desk_loader.js", { type: "module" })` and waits for
//! [`Kind::Ready`](protocol::Kind::Ready); to cancel an import it terminates the worker.

mod conversations;
mod estimate;
pub mod protocol;
mod records;
#[cfg(feature = "desk")]
mod serve;
mod tables;
mod words;

pub use estimate::EstimateError;
pub use records::Desk;
#[cfg(feature = "desk")]
pub use serve::start;
