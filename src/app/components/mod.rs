//! The parts of the page, one per file.

pub(super) mod as_of;
pub(super) mod attachments;
mod capacity;
pub(super) mod choose;
pub(super) mod compose;
mod conduct;
mod conduct_figures;
pub(super) mod dials;
pub(super) mod examples;
pub(super) mod find;
pub(super) mod header;
pub(super) mod hours;
pub(super) mod models;
pub(super) mod notices;
pub(super) mod own_prices;
pub(super) mod own_sums;
pub(super) mod own_tokenizer;
pub(super) mod part;
pub(super) mod records;
pub(super) mod stages;
pub(super) mod tags;
pub(super) mod ticket;
pub(super) mod tokens;
pub(super) mod turn_table;
pub(super) mod typed_field;
pub(super) mod view_switch;
pub(super) mod way;
