//! The way from the list price to a cost, as a caller reads it.

use serde::Serialize;

use crate::pricing::{StepKind, Waterfall};

/// How a cost came about. The deltas add up to the total exactly, so none of these figures is rounded.
#[derive(Clone, Debug, Serialize)]
pub(super) struct WaterfallInfo {
    pub(super) steps: Vec<StepInfo>,
    pub(super) total: String,
}

/// One step of it.
#[derive(Clone, Debug, Serialize)]
pub(super) struct StepInfo {
    pub(super) kind: StepKind,
    /// The change in dollars; for the first step the list price itself.
    pub(super) delta: String,
    /// The cost after it.
    pub(super) after: String,
}

impl From<Waterfall> for WaterfallInfo {
    fn from(waterfall: Waterfall) -> Self {
        Self {
            steps: waterfall
                .steps
                .into_iter()
                .map(|step| StepInfo {
                    kind: step.kind,
                    delta: step.delta.exact(),
                    after: step.after.exact(),
                })
                .collect(),
            total: waterfall.total.exact(),
        }
    }
}
