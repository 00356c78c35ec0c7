//! Lints of one price row: its dates, its status, and whether its figures can be what they say.

use std::collections::BTreeMap;

use jiff::civil::{Date, date};

use super::{Lint, TIERS};
use crate::money::Rate;
use crate::pricing::catalogue::{Kind, Model};
use crate::pricing::row::{Band, Evidence, PriceRow, Rates, Status, Tier, rated_bucket};
use crate::usage::Bucket;

/// No model was sold by the token before.
const FIRST_DAY: Date = date(2020, 6, 1);
/// Dearer than this, in pico-dollars per token, is likely a slip: 100 dollars per million tokens.
const DEAR: u64 = 100_000_000;
/// Rates that change by more than this at once are likely a slip.
const JUMP: u64 = 20;

impl Lint<'_> {
    pub(super) fn row(
        &mut self,
        path: &str,
        model: &Model,
        row: &PriceRow,
        before: Option<&PriceRow>,
    ) {
        self.dates(path, row);
        self.evidence(path, row.confidence, &row.sources);
        if row.rates.known().next().is_none() && row.note.is_none() {
            self.find(
                "row_without_rates",
                path,
                "a row without rates says in its note why nothing is known",
            );
        }
        let noted = row.note.is_some();
        self.rates(path, model, row, &row.rates, noted);
        self.figures(path, &row.rates, &row.figures);
        self.bands(path, model, row, &row.rates, &row.bands, noted);
        if let Some(before) = before {
            self.jump(path, row, before);
        }

        for (number, tier) in row.tiers.iter().enumerate() {
            let path = format!("{path}.tier[{number}]");
            if row.tiers.iter().take(number).any(|other| other.id == tier.id) {
                self.find("tier_twice", &path, format!("the row has {} already", tier.id));
            }
            self.tier(&path, model, row, tier);
        }
    }

    fn dates(&mut self, path: &str, row: &PriceRow) {
        let gathered = self.channel.retrieved_at;
        if row.from < FIRST_DAY {
            self.find(
                "date_implausible",
                &format!("{path}.from"),
                format!("nothing was sold by the token before {FIRST_DAY}"),
            );
        }
        if row.to.is_some_and(|to| to <= row.from) {
            self.find(
                "row_empty",
                &format!("{path}.to"),
                "the row ends before it starts; `to` is the first day after it",
            );
        }
        let at = format!("{path}.status");
        match row.status {
            Status::Promo if row.to.is_none() => {
                self.find(
                    "promo_without_end",
                    &at,
                    "a promotion ends: give the first day after it in `to`",
                );
            }
            Status::Historical if row.to.is_none_or(|to| to > gathered) => {
                self.find("historical_in_force", &at, format!("the row still holds on {gathered}"));
            }
            Status::Announced if row.from <= gathered => {
                self.find(
                    "announced_in_force",
                    &at,
                    format!("the row holds since {}: it is list or promo now", row.from),
                );
            }
            Status::List | Status::Promo if row.from > gathered => {
                self.find(
                    "future_not_announced",
                    &at,
                    format!("the row starts after {gathered}: it is announced"),
                );
            }
            _ => {}
        }
    }

    fn tier(&mut self, path: &str, model: &Model, row: &PriceRow, tier: &Tier) {
        if !TIERS.contains(&tier.id.as_str()) {
            self.find(
                "tier_unknown",
                &format!("{path}.id"),
                format!("{} is no tier; known are {}", tier.id, TIERS.join(", ")),
            );
        }
        if let Some(sources) = &tier.sources {
            self.evidence(path, tier.confidence.unwrap_or(row.confidence), sources);
        }
        let outside =
            tier.from.is_some_and(|from| from < row.from || row.to.is_some_and(|to| from >= to))
                || tier.to.is_some_and(|to| to <= row.from || row.to.is_some_and(|end| to > end));
        if outside {
            self.find("tier_outside_row", path, "a tier is sold within the days of its row");
        }
        if let (Some(from), Some(to)) = (tier.from, tier.to)
            && to <= from
        {
            self.find("row_empty", &format!("{path}.to"), "the tier ends before it starts");
        }
        let noted = tier.note.is_some() || row.note.is_some();
        self.rates(path, model, row, &tier.rates, noted);
        self.figures(path, &tier.rates, &tier.figures);
        self.bands(path, model, row, &tier.rates, &tier.bands, noted);
        self.ratio_to_standard(path, row, tier, noted);

        // Without a band of its own a tier would charge a long prompt at its short rates.
        for band in &row.bands {
            if !tier.bands.iter().any(|own| own.first_prompt() == band.first_prompt()) {
                self.find(
                    "tier_without_band",
                    path,
                    format!("the standard tier has a band from {} tokens on; give this tier's rates there, or an empty band where they are unknown", band.first_prompt()),
                );
            }
        }
    }

    fn bands(
        &mut self,
        path: &str,
        model: &Model,
        row: &PriceRow,
        base: &Rates,
        bands: &[Band],
        noted: bool,
    ) {
        let mut last = 0;
        for (number, band) in bands.iter().enumerate() {
            let path = format!("{path}.band[{number}]");
            if band.over.is_some() == band.at_least.is_some() {
                self.find("band_threshold", &path, "a band starts `over` a number of tokens, or at `at_least` that many: one of them");
            }
            if band.first_prompt() <= last {
                self.find("bands_unordered", &path, "bands go from short prompts to long ones");
            }
            if (1..10_000).contains(&band.first_prompt()) {
                self.find(
                    "band_too_early",
                    &path,
                    "a band starts at thousands of tokens; 272 is likely 272000",
                );
            }
            if bands.first().is_some_and(|first| first.scope != band.scope) {
                self.find(
                    "band_scopes_mixed",
                    &path,
                    "the bands of a tier are all for the request or all marginal",
                );
            }
            last = band.first_prompt();
            if let Some(sources) = &band.sources {
                self.evidence(&path, band.confidence.unwrap_or(row.confidence), sources);
            }
            let noted = noted || band.note.is_some();
            self.rates(&path, model, row, &band.rates, noted);
            self.figures(&path, &band.rates, &band.figures);
            for (bucket, rate) in band.rates.known() {
                if base.get(bucket).is_some_and(|base| rate < base) && !noted {
                    self.find(
                        "band_cheaper",
                        &format!("{path}.rates.{}", bucket.key()),
                        "a longer prompt costs less per token than a short one",
                    );
                }
            }
        }
    }

    /// Whether one set of rates can be what it says.
    fn rates(&mut self, path: &str, model: &Model, row: &PriceRow, rates: &Rates, noted: bool) {
        let at = |bucket: Bucket| format!("{path}.rates.{}", bucket.key());
        for (bucket, rate) in rates.known() {
            if rate.pico_per_token() > DEAR && !overrides(row, "rate_over_100") {
                self.find("rate_over_100", &at(bucket), format!("{rate} dollars per million tokens: a slip by a thousand? If not, name this rule in `override`"));
            }
        }
        let input = rates.get(Bucket::Input);
        let output = rates.get(Bucket::Output);
        if model.kind == Kind::Chat
            && !noted
            && let (Some(input), Some(output)) = (input, output)
            && output < input
        {
            self.find(
                "output_below_input",
                &at(Bucket::Output),
                "output costs less than input; if so, say why in `note`",
            );
        }
        if model.kind == Kind::Embedding
            && output.is_some_and(|output| output != Rate::FREE)
            && !noted
        {
            self.find(
                "embedding_with_output",
                &at(Bucket::Output),
                "an embedding has no output tokens",
            );
        }
        let Some(input) = input else { return };
        if rates.get(Bucket::CacheRead).is_some_and(|read| read > input) {
            self.find(
                "read_above_input",
                &at(Bucket::CacheRead),
                "reading from the cache costs more than not caching",
            );
        }
        // Published write premiums: 1.25x (5 or 30 minutes), 2x (an hour), 2.5x (twelve hours).
        for (bucket, hundredths) in
            [(Bucket::CacheWrite, 125), (Bucket::CacheWrite1h, 200), (Bucket::CacheWrite12h, 250)]
        {
            if let Some(write) = rates.get(bucket)
                && !noted
                && !is_ratio(write, input, hundredths)
            {
                self.find("write_ratio", &at(bucket), format!("a write is {}.{:02} times the input elsewhere; if not here, say why in `note`", hundredths / 100, hundredths % 100));
            }
        }
    }

    /// Batch and flex are half price everywhere but where a note says otherwise.
    fn ratio_to_standard(&mut self, path: &str, row: &PriceRow, tier: &Tier, noted: bool) {
        if noted || !["batch", "flex"].contains(&tier.id.as_str()) {
            return;
        }
        for (bucket, rate) in tier.rates.known() {
            if let Some(standard) = row.rates.get(bucket)
                && !is_ratio(rate, standard, 50)
            {
                self.find(
                    "batch_ratio",
                    &format!("{path}.rates.{}", bucket.key()),
                    format!("{rate} is not half of {standard}; if so, say why in `note`"),
                );
            }
        }
    }

    fn figures(&mut self, path: &str, rates: &Rates, figures: &BTreeMap<String, Evidence>) {
        for key in figures.keys() {
            if rated_bucket(key).is_none_or(|bucket| rates.get(bucket).is_none()) {
                self.find(
                    "figure_without_rate",
                    &format!("{path}.figures.{key}"),
                    "there is no such rate in this block",
                );
            }
        }
        self.evidences(&format!("{path}.figures"), figures.iter());
    }

    fn jump(&mut self, path: &str, row: &PriceRow, before: &PriceRow) {
        for (bucket, rate) in row.rates.known() {
            let Some(old) = before.rates.get(bucket) else { continue };
            let (low, high) = (rate.min(old).pico_per_token(), rate.max(old).pico_per_token());
            if low > 0 && high > low.saturating_mul(JUMP) && !overrides(row, "jump") {
                self.find(
                    "jump",
                    &format!("{path}.rates.{}", bucket.key()),
                    format!("{old} becomes {rate}: a slip? If not, name this rule in `override`"),
                );
            }
        }
    }
}

fn overrides(row: &PriceRow, rule: &str) -> bool {
    row.overrides.iter().any(|known| known == rule)
}

/// Whether `rate` is exactly `hundredths` percent of `base`.
fn is_ratio(rate: Rate, base: Rate, hundredths: u64) -> bool {
    u128::from(rate.pico_per_token()) * 100
        == u128::from(base.pico_per_token()) * u128::from(hundredths)
}
