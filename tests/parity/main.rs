//! Token for token the same as implementations that we did not write.
//!
//! `FAREBOX_LONG=1` makes the generated runs ten times as long.

mod generate;
mod measure;
mod openai;
mod random;
mod texts;
