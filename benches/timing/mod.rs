//! How the benches time what they do, and how they tell it.

use std::time::Instant;

/// What was timed, and nanoseconds for one.
pub(crate) type Figure = (&'static str, f64);

/// The median of five rounds, in nanoseconds for one.
#[expect(clippy::cast_precision_loss, reason = "a bench prints what it measured")]
pub(crate) fn measure(times: u32, mut work: impl FnMut(u32)) -> f64 {
    let mut rounds: Vec<f64> = (0..5)
        .map(|_| {
            let start = Instant::now();
            work(times);
            start.elapsed().as_nanos() as f64 / f64::from(times)
        })
        .collect();
    rounds.sort_by(f64::total_cmp);
    rounds[2]
}

/// Prints the figures: as JSON with `--json`, a list, as the order says which of them WebAssembly does too.
#[expect(clippy::print_stdout, reason = "a bench prints what it measured")]
pub(crate) fn tell(figures: &[Figure]) {
    if std::env::args().any(|argument| argument == "--json") {
        println!("{}", serde_json::json!(figures));
        return;
    }
    for (name, one) in figures {
        println!("{name:<44} {one:>14.1} ns each  {:>14.0} a second", 1e9 / one);
    }
}
