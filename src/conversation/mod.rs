//! Conversations: from the sizes of turns to the usage and the cost of every call.
//!
//! Models are stateless: every turn sends the system prompt, the tool schemas and the whole history
//! again. A [`Plan`] says how large each part is; [`usages`] turns it into one billed
//! [`Usage`](crate::usage::Usage) per turn, with the prompt cache as the provider runs it; [`fare()`]
//! prices them and adds the band that estimated counts bring.
//!
//! This room knows counts and prices, never text or tokenizers.

mod cache;
mod drift;
mod fare;
mod fit;
mod framed;
mod ledger;
mod plan;
mod sizes;

pub use cache::CacheLedger;
pub use drift::{Missed, missed};
pub use fare::{Fare, FareError, FareTurn, fare, total};
pub use fit::{Fit, Overflow, fit};
pub use ledger::{Sent, Turn, usages};
pub use plan::{Level, MOST_TURNS, Plan, PlanError, TurnSizes};
pub use sizes::Sizes;
