//! A simulated conversation, as a caller reads it.

use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};

use super::deal::Agreed;
use super::error::Refusal;
use super::price::CostInfo;
use crate::conversation::{Fare, FareTurn, Fit, Overflow, Plan, Sent, fit};
use crate::count::{Count, Method};
use crate::money::Money;
use crate::pricing::Model;
use crate::usage::{Bucket, Usage};

/// A simulated conversation.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Simulated {
    pub(super) turns: Vec<TurnInfo>,
    pub(super) usage: UsageInfo,
    pub(super) cost: FareInfo,
    /// Whether every count in it is exact.
    pub(super) method: Method,
    /// What the system prompt and the tools were counted as.
    pub(super) system: Count,
    pub(super) tools: Count,
    pub(super) fit: FitInfo,
}

/// One turn.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct TurnInfo {
    pub(super) turn: u32,
    /// The whole prompt, in tokens.
    pub(super) prompt: u64,
    pub(super) sent: SentInfo,
    pub(super) usage: UsageInfo,
    pub(super) cost: CostInfo,
}

/// What a prompt is made of.
#[derive(Clone, Copy, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct SentInfo {
    pub(super) system: u64,
    pub(super) tools: u64,
    pub(super) user_history: u64,
    pub(super) output_history: u64,
    pub(super) user: u64,
}

/// The cost of all turns.
#[derive(Clone, Debug, Serialize)]
pub(super) struct FareInfo {
    #[serde(flatten)]
    pub(super) cost: CostInfo,
    /// The least that the counts' bands allow, in dollars.
    pub(super) low: Option<String>,
    /// The most.
    pub(super) high: Option<String>,
}

/// A usage in which the four usual buckets always stand.
#[derive(Clone, Copy, Debug)]
pub(super) struct UsageInfo(pub(super) Usage);

/// How the fullest turn fits.
#[derive(Clone, Copy, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct FitInfo {
    pub(super) fullest: u64,
    pub(super) context_window: Option<u64>,
    pub(super) left: Option<u64>,
    pub(super) overflow_at_turn: Option<u32>,
    /// `window`, `input` or `output`: the limit that is broken there.
    pub(super) overflow: Option<&'static str>,
}

impl Simulated {
    /// The answer for a plan and its fare.
    pub(super) fn new(
        plan: Plan,
        fare: Fare,
        model: &Model,
        agreed: Agreed,
    ) -> Result<Self, Refusal> {
        let ledger: Vec<_> = fare.turns.iter().map(|turn| turn.turn).collect();
        let cost = CostInfo::new(fare.total, fare.bill()?, fare.warnings()).with(agreed);
        let (low, high) = fare.band.unzip();
        Ok(Self {
            usage: UsageInfo(fare.usage),
            cost: FareInfo { cost, low: low.map(Money::decimal), high: high.map(Money::decimal) },
            method: if plan.is_exact() { Method::Exact } else { Method::Estimated },
            fit: fit(&ledger, model).into(),
            turns: fare.turns.into_iter().map(TurnInfo::from).collect(),
            system: plan.system,
            tools: plan.tools,
        })
    }
}

impl From<FareTurn> for TurnInfo {
    fn from(FareTurn { turn, cost }: FareTurn) -> Self {
        Self {
            turn: turn.number,
            prompt: turn.usage.prompt_total(),
            sent: turn.sent.into(),
            usage: UsageInfo(turn.usage),
            cost: cost.into(),
        }
    }
}

impl From<Sent> for SentInfo {
    fn from(sent: Sent) -> Self {
        let Sent { system, tools, user_history, output_history, user } = sent;
        Self { system, tools, user_history, output_history, user }
    }
}

impl From<Fit> for FitInfo {
    fn from(fit: Fit) -> Self {
        Self {
            fullest: fit.fullest,
            context_window: fit.window,
            left: fit.left(),
            overflow_at_turn: fit.overflow.map(|(turn, _)| turn),
            overflow: fit.overflow.map(|(_, limit)| match limit {
                Overflow::Window => "window",
                Overflow::Input => "input",
                Overflow::Output => "output",
            }),
        }
    }
}

impl Serialize for UsageInfo {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        const ALWAYS: [Bucket; 4] =
            [Bucket::Input, Bucket::CacheRead, Bucket::CacheWrite, Bucket::Output];
        let mut map = serializer.serialize_map(None)?;
        for bucket in Bucket::ALL {
            let amount = self.0.get(*bucket);
            if amount > 0 || ALWAYS.contains(bucket) {
                map.serialize_entry(bucket, &amount)?;
            }
        }
        map.end()
    }
}
