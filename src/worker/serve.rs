//! The message loop.

/// Installs the loop in the worker that this module was loaded in.
pub fn start() {}
