//! Charts: inline SVG, one per file. Each has a title, a description and a table that says the same.

pub(super) mod turns;
pub(super) mod waterfall;
