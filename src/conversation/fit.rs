//! Does it fit? The context window's fill, turn by turn.

use super::ledger::Call;
use crate::pricing::{Model, RateCard};

/// Which of a model's limits a turn breaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Overflow {
    /// Prompt and answer together are larger than the context window.
    Window,
    /// The prompt is larger than the model's input limit.
    Input,
    /// The answer is larger than the model's output limit.
    Output,
}

/// How a conversation fits a model.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fit {
    /// Prompt and answer of the fullest turn, in tokens.
    pub fullest: u64,
    /// The model's context window in tokens, where it is known.
    pub window: Option<u64>,
    /// The first turn that does not fit, from 1, and the limit that it breaks.
    pub overflow: Option<(u32, Overflow)>,
}

impl Fit {
    /// Tokens left in the window after the fullest turn; `None` where the window is unknown or full.
    pub fn left(&self) -> Option<u64> {
        self.window.and_then(|window| window.checked_sub(self.fullest))
    }

    /// The same with one call more.
    #[must_use]
    pub fn and(mut self, call: &Call, model: &Model) -> Self {
        let (prompt, answer) = (call.usage.prompt_total(), call.usage.completion_total());
        let over = |limit: Option<u64>, tokens: u64| limit.is_some_and(|limit| tokens > limit);
        self.fullest = self.fullest.max(prompt + answer);
        let broken = if over(model.context_window, prompt + answer) {
            Some(Overflow::Window)
        } else if over(model.max_input, prompt) {
            Some(Overflow::Input)
        } else if over(model.max_output, answer) {
            Some(Overflow::Output)
        } else {
            None
        };
        self.overflow = self.overflow.or(broken.map(|limit| (call.turn, limit)));
        self
    }

    /// The fill of the window by the fullest turn, in thousandths.
    pub fn per_mille(&self) -> Option<u64> {
        let window = self.window.filter(|window| *window > 0)?;
        Some(self.fullest.saturating_mul(1_000) / window)
    }
}

/// Compares every call with a model's limits. Limits that are unknown are not checked.
pub fn fit<'a>(calls: impl IntoIterator<Item = &'a Call>, model: &Model) -> Fit {
    let none = Fit { fullest: 0, window: model.context_window, overflow: None };
    calls.into_iter().fold(none, |fit, call| fit.and(call, model))
}

/// The first turn with a call in a long-context band, from 1, and the shortest prompt of that band.
pub fn long_context<'a>(
    calls: impl IntoIterator<Item = &'a Call>,
    card: &RateCard,
) -> Option<(u32, u64)> {
    let first = card.band_starts().min()?;
    let call = calls.into_iter().find(|call| call.usage.prompt_total() >= first)?;
    Some((call.turn, first))
}
