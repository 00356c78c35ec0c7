//! Random requests, biased towards the places where calculators go wrong: band boundaries, the first and
//! last day of a row, cached and written tokens on either side.

use std::collections::BTreeMap;

use farebox::money::Money;
use farebox::pricing::{Catalogue, Kind, Model, Terms};
use farebox::usage::Usage;
use jiff::civil::{Date, time};
use serde::{Deserialize, Serialize};

/// One request, priced here.
pub(crate) struct Case {
    pub(crate) terms: Terms,
    pub(crate) usage: Usage,
    pub(crate) ours: Option<Money>,
    /// Whether the channel has peak hours, and not on this day.
    day_off: bool,
    pub(crate) question: Question,
}

/// The same request in the oracle's words.
#[derive(Serialize)]
pub(crate) struct Question {
    provider: String,
    model: String,
    at: String,
    context: BTreeMap<&'static str, &'static str>,
    usage: BTreeMap<&'static str, u64>,
}

/// Cases that are known not to be comparable.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Exclusion {
    pub(crate) name: String,
    models: Vec<String>,
    tier: Option<String>,
    prompt_over: Option<u64>,
    days_off: Option<bool>,
    bucket: Option<String>,
    from: Option<toml::value::Datetime>,
    before: Option<toml::value::Datetime>,
    #[serde(rename = "reason")]
    _reason: String,
}

impl Exclusion {
    pub(crate) fn all() -> Vec<Self> {
        #[derive(Deserialize)]
        struct File {
            exclusion: Vec<Exclusion>,
        }
        toml::from_str::<File>(include_str!("exclusions.toml")).unwrap().exclusion
    }

    /// Whether everything that the entry names holds for a case.
    pub(crate) fn holds_for(&self, case: &Case) -> bool {
        let date = |datetime: &toml::value::Datetime| datetime.to_string().parse::<Date>().unwrap();
        self.models.contains(&case.terms.model)
            && self.tier.as_ref().is_none_or(|tier| *tier == case.terms.tier)
            && self.prompt_over.is_none_or(|tokens| case.usage.prompt_total() > tokens)
            && self.days_off.is_none_or(|off| off == case.day_off)
            && self
                .bucket
                .as_ref()
                .is_none_or(|key| case.usage.used().any(|(bucket, _)| bucket.key() == key))
            && self.from.as_ref().is_none_or(|from| case.terms.date >= date(from))
            && self.before.as_ref().is_none_or(|before| case.terms.date < date(before))
    }
}

/// Makes cases from a seed.
pub(crate) struct Generator<'a> {
    book: &'a Catalogue,
    models: Vec<&'a Model>,
    names: BTreeMap<String, String>,
    state: u64,
}

impl<'a> Generator<'a> {
    pub(crate) fn new(book: &'a Catalogue, seed: u64) -> Self {
        let names = toml::from_str(include_str!("names.toml")).unwrap();
        Self { book, models: book.models().collect(), names, state: seed }
    }

    pub(crate) fn case(&mut self) -> Case {
        let number = self.below(self.models.len() as u64) as usize;
        let model = self.models[number];
        let date = self.date(model);
        let tiers = self.book.tiers(&model.id, date).unwrap();
        // The standard tier half of the time.
        let tier = if self.below(2) == 0 { 0 } else { self.below(tiers.len() as u64) as usize };
        let hour = i8::try_from(self.below(24)).unwrap();
        let terms = Terms::new(&model.id, date).tier(tiers[tier]).at(time(hour, 30, 0, 0));
        let card = self.book.card(&terms).unwrap();
        let boundaries: Vec<u64> = card.band_starts().collect();
        let mut usage = self.usage(&boundaries);
        if model.kind == Kind::Embedding {
            // Nothing is generated; genai-prices has a price for the output of mistral-embed all the same.
            (usage.output, usage.reasoning) = (0, 0);
        }
        let ours = card.total(&usage).unwrap();
        let channel = self.book.channel_of(&model.id).unwrap();
        let day_off = channel
            .schedules_for(model, date)
            .any(|schedule| !schedule.has_dear_hours(channel.calendar_of(schedule), date));
        let name = self.names.get(&model.id).map_or(model.id.as_str(), String::as_str);
        let (provider, name) = name.split_once('/').unwrap();
        let question = Question {
            provider: provider.to_owned(),
            model: name.to_owned(),
            at: format!("{date}T{hour:02}:30:00+00:00"),
            context: context_of(model, tiers[tier]),
            usage: reported(&usage),
        };
        Case { terms, usage, ours, day_off, question }
    }

    /// A day of one of the model's rows, often its first or its last.
    fn date(&mut self, model: &Model) -> Date {
        let days = [
            "2026-10-01",
            "2026-10-14",
            "2026-10-20",
            "2026-11-05",
            "2026-11-22",
            "2026-11-30",
            "2026-12-01",
            "2026-12-31",
            "2027-01-01",
            "2027-02-01",
        ];
        let row = &model.prices[self.below(model.prices.len() as u64) as usize];
        let date = match self.below(4) {
            0 => row.from,
            1 => row.to.map_or(row.from, |to| to.yesterday().unwrap()),
            _ => days[self.below(days.len() as u64) as usize].parse().unwrap(),
        };
        date.max(model.prices[0].from)
    }

    fn usage(&mut self, boundaries: &[u64]) -> Usage {
        let prompt = if !boundaries.is_empty() && self.below(2) == 0 {
            let boundary = boundaries[self.below(boundaries.len() as u64) as usize];
            boundary - 2 + self.below(4)
        } else {
            self.size()
        };
        let mut left = prompt;
        let mut part = |random: &mut Self, chance: u64| {
            if random.below(chance) > 0 || left == 0 {
                return 0;
            }
            let part = random.below(left) + 1;
            left -= part;
            part
        };
        let cache_read = part(self, 2);
        let cache_write = part(self, 3);
        let cache_write_1h = part(self, 4);
        let input_audio = part(self, 20);
        let cache_read_audio = part(self, 40);
        let output = self.size();
        let reasoning = if self.below(3) == 0 { self.size() } else { 0 };
        let searches = |random: &mut Self| if random.below(6) == 0 { random.below(50) } else { 0 };
        let web_searches = searches(self);
        let file_searches = searches(self);
        Usage {
            input: left,
            cache_read,
            cache_write,
            cache_write_1h,
            input_audio,
            cache_read_audio,
            output,
            reasoning,
            web_searches,
            file_searches,
            ..Usage::default()
        }
    }

    fn size(&mut self) -> u64 {
        match self.below(4) {
            0 => self.below(50),
            1 => self.below(5_000),
            2 => self.below(150_000),
            _ => self.below(1_000_000),
        }
    }

    fn below(&mut self, bound: u64) -> u64 {
        self.state = self.state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut x = self.state;
        x = (x ^ (x >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        x = (x ^ (x >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (x ^ (x >> 31)) % bound
    }
}

/// The oracle's words for a tier.
fn context_of(model: &Model, tier: &str) -> BTreeMap<&'static str, &'static str> {
    let pair = match (model.channel.as_str(), tier) {
        (_, "standard") => return BTreeMap::new(),
        (_, "batch") => ("processing", "batch"),
        ("anthropic", "fast") => ("speed", "fast"),
        (_, "fast") => ("service_tier", "priority"),
        (_, "flex") => ("service_tier", "flex"),
        _ => ("service_tier", "ultrafast"),
    };
    BTreeMap::from([pair])
}

/// The usage as a provider reports it: totals that include their parts.
fn reported(usage: &Usage) -> BTreeMap<&'static str, u64> {
    let mut reported = BTreeMap::from([
        ("input_tokens", usage.prompt_total()),
        ("output_tokens", usage.completion_total()),
        ("cache_read_tokens", usage.cache_read + usage.cache_read_audio),
        ("cache_write_tokens", usage.cache_write + usage.cache_write_1h),
        ("cache_write_1h_tokens", usage.cache_write_1h),
        ("input_audio_tokens", usage.input_audio + usage.cache_read_audio),
        ("cache_audio_read_tokens", usage.cache_read_audio),
        ("web_searches", usage.web_searches),
        ("storage_searches", usage.file_searches),
    ]);
    // Audio in a prompt that was partly cached: the oracle asks for the overlap, zero or not.
    let audio = usage.input_audio + usage.cache_read_audio > 0;
    reported.retain(|key, amount| *amount > 0 || (audio && *key == "cache_audio_read_tokens"));
    reported
}
