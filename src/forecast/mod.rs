//! Many futures of one conversation: what it costs when sizes, counts and mishaps vary.
//!
//! A [`Futures`] says what spreads ([`Dial`], [`Spread`]), how many runs there are and from which seed.
//! A [`Run`] holds them, some at a time ([`Run::step`]), so that whoever computes can report progress and
//! stop; its [`Outcomes`] are percentiles, a histogram, the share that runs away, and what budgets save
//! and kill. [`tornado()`] says what drives the spread.
//!
//! Each future is a [`Talk`](crate::conversation::Talk) as the ledger's, with draws in the place of even
//! shares: one set of rules. Where mishaps alone vary, the mean comes to the ledger's total.
//!
//! Beyond one conversation there are sums: [`scissors()`] (falling prices, growing volume), [`seats()`]
//! (seats against tokens) and [`Tasks`] (the cost of an accepted outcome).
//!
//! **Same seed, same result, on every machine.** Draws are a function of seed, run, turn and dial. What a
//! draw means is computed with IEEE 754 sums, products, quotients and square roots, and the exponential
//! and logarithm of the crate `libm`, which are made of these: no machine's own mathematics is asked.
//! Money stays whole throughout.

mod accepted;
mod dial;
mod dice;
mod normal;
mod outcome;
mod run;
mod scissors;
mod seats;
mod spread;
mod tornado;

pub use accepted::{Accepted, Tasks};
pub use dial::{Dial, Each, Futures, MOST_RUNS, What};
pub use outcome::{Bin, BudgetPoint, Outcomes, RUNAWAY, budgets_to_try};
pub use run::{ForecastError, Progress, Run};
pub use scissors::{Month, Trend, scissors};
pub use seats::{Seats, seats};
pub use spread::{MOST_DRAWN, MOST_POISSON_MILLI, Spread, SpreadError};
pub use tornado::{Bar, Driver, tornado};
