//! Everything that a user can set, in one versioned value.
//!
//! Events change only the [`Scenario`]; counts, usage and costs are computed from it. [`link`] makes a
//! short text of one, [`history`] keeps what it was before.

mod examples;
pub mod history;
mod letters;
pub mod link;
mod part;
mod plan;
mod reservation;
mod slot;
mod stages;
mod written;

use std::collections::BTreeMap;

use jiff::civil::{Date, Time};
use serde::{Deserialize, Serialize};
use thiserror::Error;

pub use examples::{Example, examples};
pub use part::Part;
pub use reservation::Reservation;
pub use slot::Slot;
pub use stages::LONGEST_NAME;
pub use written::{Aside, Written};

use crate::conversation::{Budget, Conduct, Stage};
use crate::forecast::{Futures, MOST_DIALS, MOST_RUNS};
use crate::framing::{Attachments, Frame, Framing, ToolChoice, frame};
use crate::pricing::{Deal, Model};

/// The version of the scenario's form that this build writes.
pub const VERSION: u32 = 1;
/// The most turns that a scenario may have: every model is priced for every turn while one types.
pub const MOST_TURNS: u32 = 1_000;
/// The most tokens that one part, message or answer may be.
pub const MOST_TOKENS: u64 = 100_000_000;
/// The longest time between two turns, in seconds: a year.
pub const MOST_WAIT: u64 = 31_536_000;
/// The most calls that a scenario may come to, all stages together.
pub const MOST_CALLS: u64 = 20_000;
/// The most entries of a list, such as the stages of an agent.
const MOST_LISTED: usize = 50;
/// The most rates and discounts of the reader's own: each is looked at for every model while one types.
const MOST_OWN: usize = 1_000;
/// The most pictures, pages or seconds that are taken, and the longest side of a picture in pixels.
pub const MOST_BESIDE: u32 = 100_000;
/// The most sizes of pictures.
const MOST_SIZES: usize = 100;

/// Everything that a user can set.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Scenario {
    /// The version of this form.
    pub version: u32,
    /// The model, by catalogue id.
    pub model: String,
    /// The service tier, `standard` unless chosen otherwise.
    pub tier: String,
    /// Price modifiers by name, such as `inferenceGeo` → `us`.
    pub modifiers: BTreeMap<String, String>,
    /// The date whose prices hold; `None` for today.
    #[serde(with = "crate::iso::option")]
    pub date: Option<Date>,
    /// The time of day in UTC, where prices depend on it; `None` for the cheaper hours.
    #[serde(skip_serializing_if = "Option::is_none", with = "crate::iso::option")]
    pub time: Option<Time>,
    /// The user's own prices, discounts, commitment and currency.
    #[serde(skip_serializing_if = "is_default")]
    pub deal: Deal,
    /// The system prompt, sent on every turn.
    pub system: Part,
    /// The tool schemas, sent on every turn.
    pub tools: Part,
    /// The user's first message.
    pub first: Part,
    /// What the first message holds beside text.
    #[serde(skip_serializing_if = "Attachments::is_empty")]
    pub attachments: Attachments,
    /// Whether what the provider adds around texts counts.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub frame: bool,
    /// Whether each special token that is spelt in a text, such as `<|endoftext|>`, counts as one; else it
    /// is ordinary text.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub special: bool,
    /// Tokens that the user adds in each later turn.
    pub later: u64,
    /// Tokens that the model answers in each turn.
    pub output: u64,
    /// How many turns the conversation has.
    pub turns: u32,
    /// What single turns say, where that is not as the figures above have it.
    #[serde(skip_serializing_if = "is_default")]
    pub written: Written,
    /// Whether the prompt cache is used.
    pub cache: bool,
    /// How the conversation is led, beside its sizes.
    #[serde(skip_serializing_if = "is_default")]
    pub conduct: Conduct,
    /// The stages of an agent; where there are any, they are the task, and the sizes above are not used.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub stages: Vec<Stage>,
    /// What the task may cost.
    #[serde(skip_serializing_if = "is_default")]
    pub budget: Budget,
    /// Capacity bought whole, to compare with.
    #[serde(skip_serializing_if = "is_default")]
    pub capacity: Reservation,
    /// What spreads, where many futures are asked for.
    #[serde(skip_serializing_if = "is_default")]
    pub futures: Futures,
}

impl Default for Scenario {
    fn default() -> Self {
        Self {
            version: VERSION,
            model: "anthropic/claude-opus-5".to_owned(),
            tier: "standard".to_owned(),
            modifiers: BTreeMap::new(),
            date: None,
            time: None,
            deal: Deal::default(),
            system: Part::empty(),
            tools: Part::empty(),
            first: Part::empty(),
            attachments: Attachments::default(),
            frame: false,
            special: false,
            later: 1_000,
            output: 500,
            turns: 15,
            written: Written::default(),
            cache: true,
            conduct: Conduct::default(),
            stages: Vec::new(),
            budget: Budget::default(),
            capacity: Reservation::default(),
            futures: Futures::default(),
        }
    }
}

/// A field of a scenario is beyond what can be computed.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
#[error("{field} is {value}, and it can be {least} to {most}")]
pub struct ScenarioError {
    /// The field's name in the serde form.
    pub field: &'static str,
    /// What it is.
    pub value: u64,
    /// The least that it can be.
    pub least: u64,
    /// The most that it can be.
    pub most: u64,
}

impl ScenarioError {
    /// A stable code for programs.
    pub const fn code(&self) -> &'static str {
        "scenario_out_of_range"
    }
}

impl Scenario {
    /// Makes sure that every figure is in the range that the page offers. Whoever adds a figure that
    /// makes work grow, bounds it here: a scenario may come from anybody's link.
    pub fn check(&self) -> Result<(), ScenarioError> {
        let figures = [
            ("turns", u64::from(self.turns), 1, u64::from(MOST_TURNS)),
            ("later", self.later, 0, MOST_TOKENS),
            ("output", self.output, 0, MOST_TOKENS),
            ("system", self.system.size(), 0, MOST_TOKENS),
            ("tools", self.tools.size(), 0, MOST_TOKENS),
            ("first", self.first.size(), 0, MOST_TOKENS),
        ];
        let conduct = &self.conduct;
        let stages = self.stages.iter().map(|stage| calls(&stage.conduct, stage.turns));
        let calls = stages.fold(calls(conduct, self.turns), u64::saturating_add);
        let lists = [
            ("conduct.toolUse.servers", conduct.tool_use.servers.len(), MOST_LISTED),
            ("conduct.changes", conduct.changes.len(), MOST_LISTED),
            ("stages", self.stages.len(), MOST_LISTED),
            ("deal.adjustments", self.deal.adjustments.len(), MOST_OWN),
            ("deal.rates", self.deal.rates.len(), MOST_OWN),
            ("futures.dials", self.futures.dials.len(), MOST_DIALS),
        ];
        let lists = lists.map(|(field, length, most)| (field, length as u64, 0, most as u64));
        let runs = ("futures.runs", u64::from(self.futures.runs), 1, u64::from(MOST_RUNS));
        let Attachments { images, pdf_pages, audio_seconds, video_seconds } = &self.attachments;
        let beside = [*pdf_pages, *audio_seconds, *video_seconds].into_iter();
        let beside = beside.chain(images.iter().flat_map(|it| [it.width, it.height, it.count]));
        let beside = [
            ("attachments", beside.max().unwrap_or_default().into(), 0, u64::from(MOST_BESIDE)),
            ("attachments", images.len() as u64, 0, MOST_SIZES as u64),
        ];
        let more = [runs, ("calls", calls, 0, MOST_CALLS)];
        for (field, value, least, most) in
            figures.into_iter().chain(lists).chain(beside).chain(more)
        {
            if value < least || value > most {
                return Err(ScenarioError { field, value, least, most });
            }
        }
        self.written.check()
    }

    /// What the scenario has beside texts: its attachments, and what a model's provider adds where that
    /// counts. A size that was typed holds its frame already, so only texts are framed.
    pub fn framed(&self, model: &Model) -> Frame {
        let has_text = |part: &Part| part.text().is_some_and(|text| !text.is_empty());
        let texts = [&self.system, &self.first].into_iter().filter(|part| has_text(part)).count();
        // Where a conduct says how tools are chosen, the ledger counts their prompt itself.
        let counted = self.conduct.tool_use.choice.is_some() && model.tool_use_tokens.is_some();
        frame(&Framing {
            model: &model.id,
            messages: if self.frame { texts as u32 } else { 0 },
            names: 0,
            tools: (self.frame && has_text(&self.tools) && !counted).then_some(ToolChoice::Auto),
            tool_prompt: model.tool_use_tokens.map(|it| [it.auto_none, it.any_tool]),
            attachments: &self.attachments,
        })
    }
}

/// The most calls that a conversation of so many turns makes.
fn calls(conduct: &Conduct, turns: u32) -> u64 {
    let attempts = match conduct.retries.per_mille {
        0 => 1,
        _ => u64::from(conduct.retries.most) + 1,
    };
    let rounds = u64::from(conduct.tool_use.rounds) + 1;
    let trap = conduct.trap.map_or(0, |trap| u64::from(trap.calls));
    rounds.saturating_mul(attempts).saturating_mul(u64::from(turns)).saturating_add(trap)
}

/// Whether nothing is said, so that nothing need be kept.
fn is_default<T: Default + PartialEq>(said: &T) -> bool {
    *said == T::default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::conversation::{MCP_SERVER_MEDIAN, Over, Strategy};

    #[test]
    fn a_scenario_survives_its_json() {
        let mut scenario =
            Scenario { first: Part::Text("Grüße, 世界".into()), ..Scenario::default() };
        scenario.modifiers.insert("inferenceGeo".to_owned(), "us".to_owned());
        scenario.date = Some(jiff::civil::date(2026, 12, 1));
        scenario.time = Some(jiff::civil::time(1, 0, 0, 0));
        scenario.deal.rates.push(crate::pricing::OwnRate {
            model: scenario.model.clone(),
            bucket: crate::usage::Bucket::Output,
            rate: crate::money::Rate::parse("21.5").unwrap(),
        });
        scenario.conduct.strategy = Strategy::Summarise {
            over: Over::PerMille(800),
            keep: 2,
            summary: 1_000,
            instruction: 0,
        };
        scenario.conduct.tool_use.servers = vec![MCP_SERVER_MEDIAN];
        let json = serde_json::to_string(&scenario).unwrap();
        assert_eq!(serde_json::from_str::<Scenario>(&json).unwrap(), scenario);
    }

    #[test]
    fn only_texts_are_framed() {
        let book = crate::pricing::Catalogue::built_in().unwrap();
        let model = book.model("anthropic/claude-opus-4-7").unwrap();
        let parts = |scenario: &Scenario| -> Vec<&str> {
            scenario.framed(model).parts.iter().map(|part| part.what).collect()
        };
        let mut scenario = Scenario {
            system: Part::Text("Be brief.".into()),
            tools: Part::Tokens { tokens: 900 },
            ..Scenario::default()
        };
        assert_eq!(parts(&scenario), [""; 0]);
        scenario.frame = true;
        assert_eq!(parts(&scenario), ["messages", "request"]);
        scenario.tools = Part::Text("[]".into());
        scenario.attachments.pdf_pages = 2;
        assert_eq!(parts(&scenario), ["messages", "request", "toolPrompt", "pdfPages"]);
        let json = serde_json::to_string(&scenario).unwrap();
        assert_eq!(serde_json::from_str::<Scenario>(&json).unwrap(), scenario);
    }

    #[test]
    fn work_without_end_is_refused() {
        let mut scenario = Scenario::default();
        assert_eq!(scenario.check(), Ok(()));
        scenario.conduct.tool_use.rounds = 10_000;
        let error = scenario.check().unwrap_err();
        // 15 turns of 10,001 calls.
        assert_eq!((error.field, error.value, error.most), ("calls", 150_015, MOST_CALLS));
        scenario.conduct.tool_use.rounds = 0;
        scenario.stages = vec![Stage { turns: u32::MAX, ..Stage::default() }];
        assert_eq!(scenario.check().unwrap_err().field, "calls");
        scenario.stages = vec![Stage::default(); 51];
        assert_eq!(scenario.check().unwrap_err().field, "stages");
        scenario.stages.clear();
        let own = |model: u32| crate::pricing::OwnRate {
            model: model.to_string(),
            bucket: crate::usage::Bucket::Input,
            rate: crate::money::Rate::default(),
        };
        scenario.deal.rates = (0..1_001).map(own).collect();
        assert_eq!(scenario.check().unwrap_err().field, "deal.rates");
        scenario.deal.rates.pop();
        assert_eq!(scenario.check(), Ok(()));
        scenario.futures.runs = 0;
        assert_eq!(scenario.check().unwrap_err().field, "futures.runs");
    }

    #[test]
    fn a_conduct_names_what_it_does_not_know() {
        let json = r#"{"conduct":{"retries":{"perMile":50}}}"#;
        let error = serde_json::from_str::<Scenario>(json).unwrap_err();
        assert!(error.to_string().contains("unknown field `perMile`"), "{error}");
    }

    #[test]
    fn a_scenario_of_before_own_prices_still_reads() {
        let old = r#"{"version":1,"model":"openai/gpt-5.4","turns":3}"#;
        let scenario: Scenario = serde_json::from_str(old).unwrap();
        assert_eq!((scenario.deal, scenario.time, scenario.turns), (Deal::default(), None, 3));
    }
}
