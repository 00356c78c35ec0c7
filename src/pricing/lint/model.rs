//! Lints of one model: its limits, and the chain of its rows.

use super::{Lint, is_id};
use crate::pricing::cache::{CachePolicy, CacheWrites};
use crate::pricing::catalogue::Model;
use crate::pricing::row::Status;
use crate::usage::Bucket;

/// The limits that can have a source.
const LIMITS: [&str; 7] = [
    "context_window",
    "max_input",
    "max_output",
    "cache_min_tokens",
    "tool_use_tokens",
    "retires",
    "tokenizer",
];

impl Lint<'_> {
    pub(super) fn model(&mut self, path: &str, model: &Model) {
        for id in std::iter::once(&model.id).chain(&model.aliases) {
            if !is_id(id, true) {
                self.find(
                    "bad_id",
                    &format!("{path}.id"),
                    "an id has lower-case letters, digits, dots, hyphens, slashes",
                );
            }
        }
        if model.name.trim().is_empty() {
            self.find("name_empty", &format!("{path}.name"), "a model has a name for its reader");
        }
        if model.tokenizer.id.trim().is_empty() {
            self.find(
                "tokenizer_empty",
                &format!("{path}.tokenizer"),
                "name the tokenizer or the estimator",
            );
        }
        self.limits(path, model);
        if let Some(ttls) = model.cache.as_ref().and_then(|cache| cache.ttls.as_ref()) {
            self.cache(&format!("{path}.cache.ttls"), ttls);
        }
        self.chain(path, model);
        let as_input = CachePolicy::of(self.channel, model).writes == CacheWrites::Input;
        for (number, row) in model.prices.iter().enumerate() {
            let path = format!("{path}.price[{number}]");
            if as_input && row.rates.get(Bucket::CacheWrite).is_some() {
                self.find(
                    "write_rate_unused",
                    &format!("{path}.rates"),
                    "writes are charged as input here, and the row has a write rate",
                );
            }
            let before = number.checked_sub(1).and_then(|before| model.prices.get(before));
            self.row(&path, model, row, before);
        }
    }

    fn limits(&mut self, path: &str, model: &Model) {
        for (key, evidence) in &model.limits {
            let path = format!("{path}.limits.{key}");
            if !LIMITS.contains(&key.as_str()) {
                self.find(
                    "limit_unknown",
                    &path,
                    format!("{key} is no limit; known are {}", LIMITS.join(", ")),
                );
            }
            self.evidence(&path, evidence.confidence, &evidence.sources);
        }
        let given = [
            ("context_window", model.context_window),
            ("max_input", model.max_input),
            ("max_output", model.max_output),
            ("cache_min_tokens", model.cache_min_tokens),
        ];
        for (key, value) in given {
            let at = format!("{path}.{key}");
            match value {
                Some(0) => self.find(
                    "limit_zero",
                    &at,
                    "a limit of nothing; leave it out where it is unknown",
                ),
                Some(_) if !model.limits.contains_key(key) => {
                    self.find("limit_without_source", &at, format!("{key} has no entry in limits"));
                }
                _ => {}
            }
        }
        if let Some(window) = model.context_window {
            for (key, value) in given.into_iter().skip(1) {
                if value.is_some_and(|value| value > window) {
                    self.find(
                        "limit_beyond_window",
                        &format!("{path}.{key}"),
                        format!("{key} is more than the context window holds"),
                    );
                }
            }
        }
        if let (Some(released), Some(retires)) = (model.released, model.retires)
            && retires <= released
        {
            self.find(
                "retired_before_release",
                &format!("{path}.retires"),
                "a model retires after its release",
            );
        }
    }

    /// Rows in order, each starting on the day on which the one before ends.
    fn chain(&mut self, path: &str, model: &Model) {
        if model.prices.is_empty() {
            self.find(
                "no_price",
                path,
                "a model has one price row at least, if only to say that it is unknown",
            );
        }
        for (number, pair) in model.prices.windows(2).enumerate() {
            let [earlier, later] = pair else { continue };
            let at = format!("{path}.price[{}].from", number + 1);
            if later.from <= earlier.from {
                self.find(
                    "rows_unordered",
                    &at,
                    format!(
                        "rows go from old to new; {} is not after {}",
                        later.from, earlier.from
                    ),
                );
                continue;
            }
            match earlier.to {
                None => self.find(
                    "row_open",
                    &format!("{path}.price[{number}].to"),
                    format!("the next row starts on {}: end this one there", later.from),
                ),
                Some(to) if to > later.from => {
                    self.find(
                        "rows_overlap",
                        &at,
                        format!(
                            "the row before holds until {to}, and this one starts on {}",
                            later.from
                        ),
                    );
                }
                Some(to) if to < later.from => {
                    self.find(
                        "rows_gap",
                        &at,
                        format!("nothing is said from {to} to {}", later.from),
                    );
                }
                Some(_) => {}
            }
        }
        let announced = model.prices.iter().position(|row| row.status == Status::Announced);
        if let Some(first) = announced
            && model.prices.iter().skip(first).any(|row| row.status != Status::Announced)
        {
            self.find(
                "announced_in_the_middle",
                &format!("{path}.price[{first}].status"),
                "announced rows come last",
            );
        }
    }
}
