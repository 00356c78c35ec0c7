//! What a price book of the right shape still cannot say.
//!
//! Every rule here caught a real mistake in somebody's price data, or would have. A row that is right
//! although it breaks a rule of ratios says so in its `note`; one that breaks a rule of size says so in
//! `override` as well.

mod model;
mod row;
mod schedule;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use crate::pricing::catalogue::{Channel, Review};
use crate::pricing::error::Finding;
use crate::pricing::row::{Confidence, Evidence};
use crate::usage::{Bucket, Unit};

/// The tiers that a file may name besides the standard one.
pub(super) const TIERS: [&str; 5] = ["batch", "flex", "fast", "ultrafast", "thinking"];

/// What only a reviewed file is held to: ratios and sizes that are likely slips, and how ids look.
/// Other people's data is taken over as it is, and says so wherever it shows.
const OF_REVIEW: [&str; 10] = [
    "band_cheaper",
    "band_too_early",
    "bad_id",
    "batch_ratio",
    "embedding_with_output",
    "jump",
    "output_below_input",
    "rate_over_100",
    "read_above_input",
    "write_ratio",
];

/// Every finding in these channels, in file order.
pub(super) fn lint(channels: &[Channel]) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut ids = BTreeSet::new();
    let mut names = BTreeSet::new();
    for channel in channels {
        let mut lint = Lint { channel, findings: &mut findings };
        if !names.insert(channel.channel.as_str()) {
            lint.find("channel_twice", "channel", "another file has this channel already");
        }
        lint.head();
        lint.modifiers();
        lint.exclusives();
        lint.schedules();
        lint.capacities();
        lint.fees();
        lint.cache("cache.ttls", &channel.cache.ttls);
        lint.evidence("cache", channel.cache.confidence, &channel.cache.sources);
        for (number, model) in channel.models.iter().enumerate() {
            let path = format!("model[{number}]");
            for id in std::iter::once(&model.id).chain(&model.aliases) {
                let prefix = format!("{}/", channel.channel);
                let short = id.strip_prefix(&prefix).unwrap_or(id);
                if !ids.insert(format!("{prefix}{short}")) {
                    let at = format!("{path}.id");
                    lint.find("model_twice", &at, format!("{short} is in the book already"));
                }
            }
            lint.model(&path, model);
        }
    }
    findings
}

/// The findings of one file.
struct Lint<'a> {
    channel: &'a Channel,
    findings: &'a mut Vec<Finding>,
}

impl Lint<'_> {
    fn find(&mut self, rule: &'static str, path: &str, reason: impl Into<String>) {
        if self.channel.review == Review::Community && OF_REVIEW.contains(&rule) {
            return;
        }
        self.findings.push(Finding {
            rule,
            file: self.channel.file.clone(),
            path: path.to_owned(),
            line: None,
            reason: reason.into(),
        });
    }

    fn head(&mut self) {
        let channel = self.channel;
        if channel.schema != super::load::SCHEMA {
            self.find(
                "schema_version",
                "schema",
                format!("version {} is not known", channel.schema),
            );
        }
        if channel.currency != "USD" {
            self.find(
                "currency",
                "currency",
                "figures are in USD only; a reader's own currency is applied later",
            );
        }
        if channel.unit != "usd_per_mtok" {
            self.find("unit", "unit", "figures are in usd_per_mtok, dollars per million tokens");
        }
        if !is_id(&channel.channel, false) {
            self.find(
                "bad_id",
                "channel",
                "an id has lower-case letters, digits, dots and hyphens",
            );
        }
        let mut ids = BTreeSet::new();
        for (number, source) in channel.sources.iter().enumerate() {
            let path = format!("source[{number}]");
            if !ids.insert(source.id.as_str()) {
                self.find("source_twice", &path, format!("{} is there already", source.id));
            }
            if source.reference.trim().is_empty() {
                self.find(
                    "source_empty",
                    &path,
                    "name the package, version and path, or the page and its date",
                );
            }
        }
    }

    fn modifiers(&mut self) {
        let mut seen = BTreeSet::new();
        for (number, modifier) in self.channel.modifiers.iter().enumerate() {
            let path = format!("modifier[{number}]");
            if !seen.insert((&modifier.key, &modifier.value)) {
                self.find("modifier_twice", &path, "another modifier has this key and value");
            }
            if !is_uplift(modifier.factor) {
                let reason =
                    format!("a factor of {} is no uplift that any provider has", modifier.factor);
                self.find("modifier_factor", &format!("{path}.factor"), reason);
            }
            for id in modifier.models.iter().flatten().chain(&modifier.standard_only) {
                self.known_model(&path, id);
            }
            self.evidence(&path, modifier.confidence, &modifier.sources);
        }
    }

    fn exclusives(&mut self) {
        for (number, exclusive) in self.channel.exclusives.iter().enumerate() {
            let path = format!("exclusive[{number}]");
            if exclusive.tiers.len() < 2 {
                self.find(
                    "exclusive_alone",
                    &path,
                    "name the two or more tiers that exclude each other",
                );
            }
            for tier in &exclusive.tiers {
                if !TIERS.contains(&tier.as_str()) {
                    self.find(
                        "tier_unknown",
                        &path,
                        format!("{tier} is no tier; known are {}", TIERS.join(", ")),
                    );
                }
            }
            self.sources(&path, &exclusive.sources);
        }
    }

    fn fees(&mut self) {
        let mut seen = BTreeSet::new();
        for (number, fee) in self.channel.fees.iter().enumerate() {
            let path = format!("fee[{number}]");
            let known = Bucket::ALL.iter().any(|b| b.unit() == Unit::Fee && b.key() == fee.id);
            if !known {
                self.find(
                    "fee_unknown",
                    &format!("{path}.id"),
                    format!("{} is nothing that is charged by the call", fee.id),
                );
            }
            if fee.price.divided_exactly(fee.per).is_none() {
                self.find("fee_per", &format!("{path}.per"), "the price of one must be exact");
            }
            if fee.price < crate::money::Money::ZERO {
                self.find("fee_negative", &format!("{path}.price"), "a fee cannot be negative");
            }
            let all = vec![String::new()];
            for id in fee.models.as_ref().unwrap_or(&all) {
                if !id.is_empty() {
                    self.known_model(&path, id);
                }
                if !seen.insert((fee.id.clone(), id.clone())) {
                    self.find(
                        "fee_twice",
                        &path,
                        format!("{} has a price for {id} already", fee.id),
                    );
                }
            }
            self.evidence(&path, fee.confidence, &fee.sources);
        }
    }

    fn capacities(&mut self) {
        for (number, capacity) in self.channel.capacities.iter().enumerate() {
            let path = format!("capacity[{number}]");
            if capacity.terms.is_empty() && capacity.note.is_none() {
                self.find("capacity_without_price", &path, "say in `note` that no price is known");
            }
            for (number, term) in capacity.terms.iter().enumerate() {
                if term.price <= crate::money::Money::ZERO {
                    let at = format!("{path}.term[{number}].price");
                    self.find("capacity_free", &at, "capacity has a price");
                }
            }
            self.evidence(&path, capacity.confidence, &capacity.sources);
        }
    }

    fn cache(&mut self, path: &str, ttls: &[crate::pricing::cache::Ttl]) {
        for (number, ttl) in ttls.iter().enumerate() {
            let path = format!("{path}[{number}]");
            let writes = ["cache_write", "cache_write_1h", "cache_write_12h"];
            if !writes.contains(&ttl.write.as_str()) {
                self.find(
                    "ttl_write",
                    &path,
                    format!("{} is no write; known are {}", ttl.write, writes.join(", ")),
                );
            }
            if ttl.seconds == 0 {
                self.find(
                    "ttl_zero",
                    &path,
                    "an entry lives for some seconds; leave the life out where it is unknown",
                );
            }
        }
    }

    fn known_model(&mut self, path: &str, id: &str) {
        let prefix = format!("{}/", self.channel.channel);
        let known = self
            .channel
            .models
            .iter()
            .any(|model| model.id.strip_prefix(&prefix).unwrap_or(&model.id) == id);
        if !known {
            self.find("model_unknown", path, format!("this file has no model {id}"));
        }
    }

    /// Sources that exist, and enough of them for the confidence claimed.
    fn evidence(&mut self, path: &str, confidence: Confidence, sources: &[String]) {
        self.sources(path, sources);
        if confidence == Confidence::A && sources.len() < 2 && !self.is_page(sources) {
            self.find(
                "confidence_too_high",
                path,
                "confidence A needs the provider's page or two sources at least",
            );
        }
    }

    fn evidences<'e>(
        &mut self,
        path: &str,
        evidences: impl Iterator<Item = (&'e String, &'e Evidence)>,
    ) {
        for (key, evidence) in evidences {
            let path = format!("{path}.{key}");
            self.evidence(&path, evidence.confidence, &evidence.sources);
        }
    }

    fn sources(&mut self, path: &str, sources: &[String]) {
        if sources.is_empty() {
            self.find("source_missing", path, "a figure without a source does not go in");
        }
        for id in sources {
            if !self.channel.sources.iter().any(|source| source.id == *id) {
                self.find("source_unknown", path, format!("this file has no source {id}"));
            }
        }
    }

    fn is_page(&self, sources: &[String]) -> bool {
        self.channel
            .sources
            .iter()
            .any(|source| source.kind == "provider_page" && sources.contains(&source.id))
    }
}

/// Whether a factor can be an uplift or a discount: between a half and three.
fn is_uplift(factor: crate::money::Factor) -> bool {
    let one = crate::money::Money::from_pico(1_000_000);
    let product = one.times(factor).map_or(0, crate::money::Money::pico);
    (500_000..=3_000_000).contains(&product)
}

/// Whether this can be an id: lower-case letters, digits, dots, hyphens, underscores; in a model's id
/// slashes and colons too.
fn is_id(text: &str, of_model: bool) -> bool {
    !text.is_empty()
        && text.bytes().all(|byte| {
            byte.is_ascii_lowercase()
                || byte.is_ascii_digit()
                || matches!(byte, b'.' | b'-' | b'_')
                || (of_model && matches!(byte, b'/' | b':'))
        })
}
