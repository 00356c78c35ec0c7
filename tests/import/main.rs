//! Records of other people: goldens with sums by hand, damage, size.

mod bad;
mod estimate;
mod goldens;
mod large;
mod replay;
mod support;
