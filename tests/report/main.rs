//! What is written for other people's tools, read back.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that cannot read what was written has failed"
)]

mod focus;
mod table;
mod validator;
