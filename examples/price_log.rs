//! Prices a log of calls: JSON, one call on each line, in the form that the JavaScript package takes.
//!
//! `cargo run --example price_log -- tests/data/usage.jsonl`
//!
//! ```json
//! {"model":"openai/gpt-5.5","date":"2026-11-20","tier":"batch","usage":{"input":1200,"output":300}}
//! ```

use std::collections::BTreeMap;
use std::error::Error;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Write};

use farebox::money::Money;
use farebox::pricing::{Catalogue, PricingError, STANDARD, Terms};
use farebox::usage::Usage;
use serde::Deserialize;

/// One call. No default date: a log without one has no price.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Call {
    model: String,
    #[serde(with = "farebox::iso")]
    date: jiff::civil::Date,
    #[serde(default, with = "farebox::iso::option")]
    time: Option<jiff::civil::Time>,
    #[serde(default)]
    tier: Option<String>,
    #[serde(default)]
    modifiers: BTreeMap<String, String>,
    usage: Usage,
}

/// What the calls of one model come to.
#[derive(Default)]
struct Sum {
    calls: u64,
    cost: Money,
    /// Calls that use something whose price nobody published: they are not in `cost`.
    unpriced: u64,
}

fn main() -> Result<(), Box<dyn Error>> {
    let path = std::env::args().nth(1).ok_or("give a file with one call in JSON on each line")?;
    run(BufReader::new(File::open(path)?), &mut io::stdout().lock())
}

/// Writes a line for each model, one for all, and one for each line of the log that is no call.
pub(crate) fn run(log: impl BufRead, out: &mut impl Write) -> Result<(), Box<dyn Error>> {
    let book = Catalogue::built_in()?;
    let mut sums: BTreeMap<String, Sum> = BTreeMap::new();
    let mut refused = Vec::new();
    for (number, line) in (1..).zip(log.lines()) {
        let line = line?;
        if line.trim().is_empty() {
            continue;
        }
        match price(&book, &line) {
            Ok((model, cost)) => {
                let sum = sums.entry(model).or_default();
                sum.calls += 1;
                match cost {
                    Some(cost) => sum.cost = sum.cost.checked_add(cost)?,
                    None => sum.unpriced += 1,
                }
            }
            Err(why) => refused.push(format!("line {number}: {why}")),
        }
    }
    let mut total = Money::ZERO;
    for (model, Sum { calls, cost, unpriced }) in &sums {
        let left_out =
            if *unpriced == 0 { String::new() } else { format!(", {unpriced} unpriced") };
        writeln!(out, "{:>16}  {model}: {calls} calls{left_out}", format!("${cost}"))?;
        total = total.checked_add(*cost)?;
    }
    writeln!(out, "{:>16}  together", format!("${total}"))?;
    for why in refused {
        writeln!(out, "{why}")?;
    }
    Ok(())
}

/// The model of one call, and its cost where every price that it needs is known.
fn price(book: &Catalogue, line: &str) -> Result<(String, Option<Money>), Box<dyn Error>> {
    let call: Call = serde_json::from_str(line)?;
    let terms = Terms {
        model: call.model,
        date: call.date,
        time: call.time,
        tier: call.tier.unwrap_or_else(|| STANDARD.to_owned()),
        modifiers: call.modifiers,
    };
    let cost: Result<_, PricingError> = book.card(&terms)?.total(&call.usage);
    Ok((terms.model, cost?))
}
