//! Farebox: what will this call, this conversation, this month cost, on which model, and why?

pub mod conversation;
pub mod count;
mod dense;
pub mod desk;
pub mod forecast;
pub mod framing;
pub mod import;
pub mod iso;
#[cfg(any(feature = "js", all(test, feature = "tokenizer")))]
pub mod js;
pub mod money;
mod order;
pub mod pricing;
pub mod report;
pub mod scenario;
pub mod tokenizer;
pub mod usage;
pub mod worker;

#[cfg(feature = "ui")]
pub mod app;
