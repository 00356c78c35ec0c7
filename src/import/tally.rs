//! Sums over recorded calls: what was billed against what the price book computes.

use std::borrow::Borrow;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::call::{Call, Requests};
use super::price::{Priced, Trouble};
use crate::money::Money;
use crate::usage::Usage;

/// Sums over some calls. What is unknown is in no sum, and is counted.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Tally {
    /// Calls, or lines of reports.
    pub calls: u64,
    /// Requests; `None` where a line does not say how many it sums.
    pub requests: Option<u64>,
    /// All usage together.
    pub usage: Usage,
    /// What was billed, in dollars, by the calls that say so.
    pub billed: Money,
    /// How many say so.
    pub billed_calls: u64,
    /// What the price book computes, in dollars, of the calls that have a price.
    pub computed: Money,
    /// How many have one.
    pub priced_calls: u64,
    /// Over the calls that have both: computed less billed, in dollars.
    pub variance: Money,
    /// How many have both.
    pub compared: u64,
    /// Of those: what was billed, in dollars.
    pub compared_billed: Money,
}

impl Tally {
    /// Adds a call.
    pub fn add(&mut self, call: &Call, priced: &Priced) {
        let requests = match call.requests {
            Requests::One => Some(1),
            Requests::Sum(requests) => Some(requests),
            Requests::Unknown => None,
        };
        let before = if self.calls == 0 { Some(0) } else { self.requests };
        self.requests = before.zip(requests).map(|(sum, more)| sum.saturating_add(more));
        self.calls += 1;
        self.usage = self.usage.plus(&call.usage);
        if let Some(billed) = call.billed {
            self.billed = self.billed + billed;
            self.billed_calls += 1;
        }
        if let Some(cost) = priced.cost {
            self.computed = self.computed + cost;
            self.priced_calls += 1;
        }
        if let (Some(billed), Some(cost)) = (call.billed, priced.cost) {
            self.variance = self.variance + (cost - billed);
            self.compared_billed = self.compared_billed + billed;
            self.compared += 1;
        }
    }

    /// How far the computed sum is from the billed one, in ten-thousandths of the latter.
    pub fn variance_per_ten_thousand(&self) -> Option<i128> {
        self.variance.per_ten_thousand_of(self.compared_billed)
    }
}

/// The calls of one conversation, by their places in a list of calls.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conversation {
    /// Its id; `None` for the calls that name no conversation.
    pub id: Option<Arc<str>>,
    /// Its calls, in the order in which they were made.
    pub calls: Vec<usize>,
    /// Its sums.
    pub tally: Tally,
    /// The first moment.
    pub begins: Option<Timestamp>,
}

/// The calls of one model.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OfModel {
    /// The model's name as recorded.
    pub name: Arc<str>,
    /// The id that it is priced as; `None` where it is not in the book.
    pub priced_as: Option<Arc<str>>,
    /// Its sums.
    pub tally: Tally,
}

/// All sums of a file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// Everything.
    pub total: Tally,
    /// By conversation, in the order of their first calls; the calls without one last.
    pub conversations: Vec<Conversation>,
    /// By recorded name, the dearest first.
    pub models: Vec<OfModel>,
    /// Why calls have no price, and how many.
    pub troubles: BTreeMap<Trouble, u64>,
}

/// Sums up calls with their prices as recorded, `priced` in the order of `calls`.
pub fn summary<P: Borrow<Priced>>(calls: &[Call], priced: impl IntoIterator<Item = P>) -> Summary {
    let mut summary = Summary::default();
    let mut places: HashMap<Option<&Arc<str>>, usize> = HashMap::new();
    let mut models: HashMap<(&Arc<str>, Option<Arc<str>>), usize> = HashMap::new();
    for (place, (call, priced)) in calls.iter().zip(priced).enumerate() {
        let priced = priced.borrow();
        summary.total.add(call, priced);
        let id = call.conversation.as_ref();
        let at = *places.entry(id).or_insert_with(|| {
            let (tally, calls) = (Tally::default(), Vec::new());
            summary.conversations.push(Conversation {
                id: id.cloned(),
                calls,
                tally,
                begins: None,
            });
            summary.conversations.len() - 1
        });
        if let Some(conversation) = summary.conversations.get_mut(at) {
            conversation.tally.add(call, priced);
            conversation.calls.push(place);
        }
        let at = *models.entry((&call.model, priced.model.clone())).or_insert_with(|| {
            let (name, priced_as) = (Arc::clone(&call.model), priced.model.clone());
            summary.models.push(OfModel { name, priced_as, tally: Tally::default() });
            summary.models.len() - 1
        });
        if let Some(model) = summary.models.get_mut(at) {
            model.tally.add(call, priced);
        }
        if let Some(trouble) = &priced.trouble {
            *summary.troubles.entry(Trouble::clone(trouble)).or_default() += 1;
        }
    }
    for conversation in &mut summary.conversations {
        // Lines of a session may be written in another order than the calls were made.
        conversation.calls.sort_by_key(|place| calls.get(*place).and_then(|call| call.when));
        conversation.begins = conversation
            .calls
            .iter()
            .find_map(|place| calls.get(*place).and_then(|call| call.when));
    }
    summary.conversations.sort_by_key(|conversation| conversation.id.is_none());
    summary.models.sort_by_key(|model| std::cmp::Reverse(model.tally.computed));
    summary
}
