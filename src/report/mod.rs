//! What leaves Farebox as a file: a fare in the forms that other people's tools read.

mod csv;
mod focus;

pub use focus::{Counted, FocusError, Statement, focus};
