//! The parts of the page, one per file.

pub(super) mod choose;
pub(super) mod compose;
pub(super) mod dials;
pub(super) mod header;
pub(super) mod models;
pub(super) mod notices;
pub(super) mod part;
pub(super) mod ticket;
pub(super) mod tokens;
pub(super) mod turn_table;
pub(super) mod view_switch;
