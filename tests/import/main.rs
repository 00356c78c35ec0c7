//! Records of other people: goldens with sums by hand, damage, size.

mod bad;
mod content;
mod estimate;
mod every_format;
mod gaps;
mod goldens;
mod large;
mod lives;
mod nasty;
mod replay;
mod span_events;
mod support;
