//! The desk: a worker that is loaded when it is first needed, for work that the page need not carry.
//!
//! It holds a price book of its own and what was imported, reads files as they come, draws the futures of
//! a conversation, compares strategies, writes estimates down for other tools, and answers with tables that are
//! ready to be shown, some with bars: the page asks and shows, and computes nothing. A page starts it
//! with `new Worker("desk_loader.js", { type: "module" })` and waits for
//! [`Kind::Ready`](protocol::Kind::Ready); to cancel an import it terminates the worker.

mod ask;
mod conversations;
mod estimate;
mod futures;
mod opened;
pub mod protocol;
mod purse;
mod records;
#[cfg(feature = "desk")]
mod serve;
mod strategies;
mod tables;
mod words;

pub use ask::AskError;
pub use estimate::EstimateError;
pub use futures::Drawing;
pub use records::Desk;
#[cfg(feature = "desk")]
pub use serve::start;
