//! Token for token the same as implementations that we did not write.
//!
//! `FAREBOX_LONG=1` makes the generated runs ten times as long.

// A test's helpers may fail the test.
#![allow(clippy::unwrap_used, clippy::panic)]

mod generate;
mod limits;
mod makers;
mod measure;
mod openai;
mod patterns;
mod pitfalls;
mod random;
mod texts;
