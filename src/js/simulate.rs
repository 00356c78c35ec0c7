//! A simulated conversation, as a caller reads it.

use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};

use super::deal::Agreed;
use super::error::Refusal;
use super::price::CostInfo;
use crate::conversation::{CallKind, Fare, FareCall, FareTurn, Fit, Overflow, Plan, Sent, fit};
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

/// One turn: its last call's prompt, and what all of its calls use and cost.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct TurnInfo {
    pub(super) turn: u32,
    /// The last call's whole prompt, in tokens.
    pub(super) prompt: u64,
    pub(super) sent: SentInfo,
    pub(super) usage: UsageInfo,
    pub(super) cost: CostInfo,
    /// The calls one by one, where there are several.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) calls: Vec<CallInfo>,
}

/// One call of a turn.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct CallInfo {
    pub(super) kind: &'static str,
    pub(super) prompt: u64,
    pub(super) sent: SentInfo,
    pub(super) usage: UsageInfo,
    pub(super) cost: CostInfo,
}

/// What a prompt is made of; the five usual origins always stand.
#[derive(Clone, Copy, Debug)]
pub(super) struct SentInfo(pub(super) Sent);

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
        fare: &Fare,
        model: &Model,
        agreed: Agreed,
    ) -> Result<Self, Refusal> {
        let cost = CostInfo::new(fare.total, fare.bill()?, fare.warnings()).with(agreed);
        let (low, high) = fare.band.unzip();
        Ok(Self {
            usage: UsageInfo(fare.usage),
            cost: FareInfo { cost, low: low.map(Money::decimal), high: high.map(Money::decimal) },
            method: if plan.is_exact() { Method::Exact } else { Method::Estimated },
            fit: fit(fare.calls.iter().map(|call| &call.call), model).into(),
            turns: fare.turns().map(TurnInfo::new).collect::<Result<_, _>>()?,
            system: plan.system,
            tools: plan.tools,
        })
    }
}

impl TurnInfo {
    fn new(turn: FareTurn<'_>) -> Result<Self, Refusal> {
        let sent = turn.last().map(|call| call.call.sent).unwrap_or_default();
        let calls = if turn.calls.len() > 1 { turn.calls } else { &[] };
        Ok(Self {
            turn: turn.number,
            prompt: sent.total(),
            sent: SentInfo(sent),
            usage: UsageInfo(turn.usage),
            cost: CostInfo::new(turn.cost, turn.bill()?, turn.warnings()),
            calls: calls.iter().map(CallInfo::from).collect(),
        })
    }
}

impl From<&FareCall> for CallInfo {
    fn from(FareCall { call, cost }: &FareCall) -> Self {
        Self {
            kind: match call.kind {
                CallKind::Tools => "tools",
                CallKind::Answer => "answer",
                CallKind::Retry => "retry",
                CallKind::Summary => "summary",
                CallKind::Loop => "loop",
            },
            prompt: call.sent.total(),
            sent: SentInfo(call.sent),
            usage: UsageInfo(call.usage),
            cost: cost.clone().into(),
        }
    }
}

impl Serialize for SentInfo {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        const ALWAYS: [&str; 5] = ["system", "tools", "userHistory", "outputHistory", "user"];
        let mut map = serializer.serialize_map(None)?;
        for (origin, tokens) in self.0.parts() {
            if tokens > 0 || ALWAYS.contains(&origin) {
                map.serialize_entry(origin, &tokens)?;
            }
        }
        map.end()
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
