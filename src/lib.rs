//! Farebox: what will this call, this conversation, this month cost, on which model, and why?

pub mod count;
pub mod money;
pub mod pricing;
pub mod usage;
pub mod worker;
