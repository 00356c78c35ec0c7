// What a bench's module exports, whatever its work is: `benches/browser/module.mjs` calls it.

use std::sync::OnceLock;

static WORK: OnceLock<Work> = OnceLock::new();

/// Reads the book; how many tasks there are.
// SAFETY: no other symbol of this module has these names.
#[unsafe(no_mangle)]
pub extern "C" fn prepare() -> usize {
    WORK.get_or_init(Work::new);
    TASKS.len()
}

/// How often a task is done in a round.
#[unsafe(no_mangle)]
pub extern "C" fn times(task: usize) -> u32 {
    TASKS[task].1
}

/// Does a task so many times.
#[unsafe(no_mangle)]
pub extern "C" fn run(task: usize, times: u32) {
    TASKS[task].2(WORK.get_or_init(Work::new), times);
}
