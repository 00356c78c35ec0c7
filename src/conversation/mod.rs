//! Conversations: from the sizes of turns to the usage and the cost of every call.
//!
//! Models are stateless: every call sends the system prompt, the tool schemas and the whole history
//! again. This room keeps the ledger of it: what each call sends by origin ([`Sent`]), which
//! buckets it is billed in ([`Usage`](crate::usage::Usage)), and what that costs.
//!
//! The way through, first to last:
//!
//! 1. A [`Plan`] has the sizes: what is fixed, and what each turn adds ([`TurnSizes`]: the user's
//!    message, documents, images, tool rounds with their arguments and results, reasoning, answer).
//! 2. Its [`Rules`] say how it is led: the [`Strategy`] for a growing history, [`Caching`],
//!    [`Retries`], a loop [`Trap`], changes of fixed parts. [`Conduct`] is all of this as a user
//!    sets it; [`Conduct::apply`] makes it part of a plan, for one model.
//! 3. A [`Talk`] is one conversation under way, call by call. A [`Chance`] decides what happens only at
//!    times: [`Evenly`] for a ledger, draws for forecasts.
//! 4. [`ledger()`] collects the [`Call`]s; [`fare()`] prices them, line by line, and adds the band that
//!    estimated counts bring; [`total()`] only adds up.
//! 5. Questions about a fare: [`fit()`] and [`long_context`] (overflow, dear bands), [`missed`] (another
//!    tokenizer), [`compare()`] (strategies side by side) and [`Compaction`] (when a summary pays),
//!    [`Budget`] (what a limit saves and cuts), [`turns_bought`] (what a sum buys).
//! 6. An agent is several conversations, one a [`Stage`]: [`agent_fare`] splits its cost.
//!
//! ```
//! use farebox::conversation::{Plan, fare};
//! use farebox::count::Count;
//! use farebox::pricing::{Catalogue, Terms};
//!
//! let book = Catalogue::built_in()?;
//! let card = book.card(&Terms::new("openai/gpt-5.5", jiff::civil::date(2026, 11, 22)))?;
//! let (system, user, output) = (Count::typed(4_000), Count::typed(1_000), Count::typed(500));
//! let plan = Plan::even(system, Count::none(), &user, &output, 15);
//! let fare = fare(&plan, &card, None)?;
//! assert_eq!(fare.calls[14].call.sent.total(), 26_000);
//! assert_eq!(fare.usage.input, 232_500);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! This room knows counts and prices, never text or tokenizers, and no chance but what it is given.

mod agent;
mod budget;
mod cache;
mod chance;
mod compare;
mod conduct;
mod drift;
mod fare;
mod fit;
mod framed;
mod history;
mod ledger;
mod plan;
mod rules;
mod sizes;
mod strategy;
mod talk;

pub use agent::{AgentFare, Identity, Split, Stage, StageFare, Till, agent_fare};
pub use budget::{
    Action, Budget, Cut, Limit, Stop, TurnsBought, tasks_bought, turns_bought, users_served,
};
pub use cache::{CacheLedger, Prompt};
pub use chance::{Chance, Evenly};
pub use compare::{BreakEven, Compaction, Compared, compare};
pub use conduct::{
    Conduct, MCP_SERVER_LARGEST, MCP_SERVER_MEDIAN, MCP_SERVER_P90, Pace, ToolChoice, ToolUse,
};
pub use drift::{Missed, missed};
pub use fare::{
    Fare, FareCall, FareError, FareTurn, fare, fare_of, total, total_of, total_of_calls,
};
pub use fit::{Fit, Overflow, fit, long_context};
pub use ledger::{Call, CallKind, Sent, ledger, ledger_of};
pub use plan::{Level, MOST_CALLS, MOST_TURNS, Plan, PlanError, TurnSizes, TurnTokens};
pub use rules::{Caching, Change, Extent, FixedPart, ReasoningKept, Retries, Rules, Trap};
pub use sizes::Sizes;
pub use strategy::{Over, Strategy};
pub use talk::{Fixed, Talk};
