//! Many futures of a conversation, or of an agent's task: what it costs when sizes, counts and mishaps vary.
//!
//! A [`Leg`] is one stage of the task with its prices; a conversation is a task of one ([`Leg::alone`],
//! [`legs()`]). A [`Futures`] says what spreads ([`Dial`], [`Spread`]), how many runs there are and from which
//! seed. A [`Run`] holds them, some at a time ([`Run::step`]), so that whoever computes can report progress and
//! stop; its [`Outcomes`] are percentiles, a histogram, the share that runs away, and what budgets save
//! and kill. [`tornado()`] says what drives the spread.
//!
//! Each future is a [`Talk`](crate::conversation::Talk) as the ledger's, with draws in the place of even
//! shares: one set of rules. Where mishaps alone vary, the mean comes to the ledger's total.
//!
//! Cache hits, failures and the loop happen by the chance that the rules give, in each future anew; that chance
//! itself is one figure and has no spread.
//!
//! The stages of a task are drawn apart from each other, and so is each copy of a stage. Between them stands
//! what the fare has there too: a fixed size that is handed over, whatever the stage before has answered, and
//! also where it has ended in its loop. Calls come in the order of the stages, the copies of one after each
//! other: a budget stops the task at the first that is too much.
//!
//! Beyond one task there are sums: [`scissors()`] (falling prices, growing volume), [`seats()`]
//! (seats against tokens) and [`Tasks`] (the cost of an accepted outcome).
//!
//! **Same seed, same result, on every machine.** Draws are a function of seed, run, stage, copy, turn
//! and dial. What a draw means is computed with IEEE 754 sums, products, quotients and square roots, and the exponential
//! and logarithm of the crate `libm`, which are made of these: no machine's own mathematics is asked.
//! Money stays whole throughout.

mod accepted;
mod dial;
mod dice;
mod leg;
mod luck;
mod normal;
mod outcome;
mod run;
mod scissors;
mod seats;
mod spread;
mod tornado;

pub use accepted::{Accepted, Tasks};
pub use dial::{Dial, Each, Futures, MOST_DIALS, MOST_RUNS, What};
pub use leg::{Leg, legs, total_of};
pub use outcome::{Bin, BudgetPoint, Outcomes, RUNAWAY, budgets_to_try};
pub use run::{ForecastError, MOST_STAGE_COSTS, Progress, Run};
pub use scissors::{Month, Trend, scissors};
pub use seats::{Seats, seats};
pub use spread::{MOST_DRAWN, MOST_POISSON_MILLI, Spread, SpreadError};
pub use tornado::{Bar, Driver, tornado};
