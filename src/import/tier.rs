//! What providers call their service tiers, and what the price book calls them.
//!
//! `None` is the standard tier. A name that is not known stays as it is: the price book then says that
//! it has no such tier, and the call is unpriced instead of priced wrongly.

/// Half price, and waits.
pub(super) const BATCH: &str = "batch";
/// Dearer and faster.
pub(super) const FAST: &str = "fast";

/// `OpenAI`'s tiers: `priority` is called `fast` since 2026-07-30. Gateways pass them on.
pub(super) fn openai(tier: &str) -> Option<&str> {
    match tier {
        "" | "auto" | "default" | "standard" | "on_demand" => None,
        "priority" => Some(FAST),
        other => Some(other),
    }
}

/// Anthropic's tiers. Its `priority` is capacity bought beforehand, which no list prices: it stays.
pub(super) fn anthropic<'a>(tier: Option<&'a str>, speed: Option<&str>) -> Option<&'a str> {
    match tier {
        Some(BATCH) => Some(BATCH),
        None | Some("" | "auto" | "default" | "standard" | "standard_only") => {
            (speed == Some("fast")).then_some(FAST)
        }
        Some(other) => Some(other),
    }
}

/// A place of inference that costs extra.
pub(super) fn geo(place: Option<&str>) -> Option<&str> {
    place.filter(|place| !matches!(*place, "" | "global" | "not_available" | "unknown"))
}
