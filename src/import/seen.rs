//! Sizes as records tell them, for forecasts that draw from what was seen.

use super::call::{Call, Requests};
use super::reader::Records;
use super::tally::Summary;
use crate::forecast::What;

/// The most values that stand for all that were seen: what a link can carry.
pub const MOST_SEEN: usize = 100;

/// What the records tell of a size: every value in ascending order, or where there are more than
/// [`MOST_SEEN`] so many in even steps from the smallest to the largest, and of how many they are. Only
/// calls that are written down one by one tell anything; nothing where the records do not tell of `what`.
pub fn seen(what: What, records: &Records, summary: &Summary) -> (Vec<u64>, usize) {
    let calls = || records.calls.iter().filter(|call| call.requests == Requests::One);
    let mut values: Vec<u64> = match what {
        What::Output => calls().map(|call| call.usage.output).collect(),
        What::Reasoning => calls().map(|call| call.usage.reasoning).collect(),
        What::Wait => summary
            .conversations
            .iter()
            .filter(|conversation| conversation.id.is_some())
            .flat_map(|conversation| {
                let of = |place: &usize| records.calls.get(*place);
                let pairs = conversation.calls.windows(2);
                pairs.filter_map(move |pair| waited(of(pair.first()?)?, of(pair.last()?)?))
            })
            .collect(),
        _ => Vec::new(),
    };
    values.sort_unstable();
    let all = values.len();
    (in_even_steps(values), all)
}

/// Seconds from one call to the next.
pub(super) fn waited(one: &Call, next: &Call) -> Option<u64> {
    let seconds = next.when?.as_second().checked_sub(one.when?.as_second())?;
    u64::try_from(seconds).ok()
}

fn in_even_steps(values: Vec<u64>) -> Vec<u64> {
    let last = values.len().saturating_sub(1);
    if last < MOST_SEEN {
        return values;
    }
    let steps = MOST_SEEN - 1;
    (0..MOST_SEEN).filter_map(|step| values.get(last * step / steps).copied()).collect()
}
