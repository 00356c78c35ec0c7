//! The counting engine: a worker's message loop, or a JavaScript module.

fn main() {}
