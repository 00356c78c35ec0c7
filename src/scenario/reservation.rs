//! Capacity that a conversation is compared with.

use serde::{Deserialize, Serialize};

use crate::money::Money;
use crate::pricing::{Channel, Comparison, Model, Provision, ProvisionError, Weights, Work};
use crate::usage::Usage;

/// How much of which capacity, and how often the conversation is had.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Reservation {
    /// One of the channel's capacities; its first where this one is not sold there.
    pub id: String,
    /// One of its terms; its first where there is no such.
    pub term: String,
    /// Units.
    pub units: u64,
    /// Conversations a day.
    pub per_day: u64,
    /// Input tokens that one unit takes in a minute; the reader's own figure.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tokens_per_minute: Option<u64>,
    /// Input tokens that an output token counts for, in place of the book's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub output_weight: Option<u32>,
}

impl Default for Reservation {
    fn default() -> Self {
        Self {
            id: String::new(),
            term: String::new(),
            units: 10,
            per_day: 1_000,
            tokens_per_minute: None,
            output_weight: None,
        }
    }
}

impl Reservation {
    /// What is reserved on a channel; `None` where it sells no capacity, or none with a known price.
    pub fn on<'a>(&self, channel: &'a Channel) -> Option<Provision<'a>> {
        let sold = &channel.capacities;
        let capacity = sold.iter().find(|it| it.id == self.id).or(sold.first())?;
        let terms = &capacity.terms;
        let term = terms.iter().find(|it| it.id == self.term).or(terms.first())?;
        let provision = Provision { capacity, term, units: self.units, tokens_per_minute: None };
        Some(provision.taking(self.tokens_per_minute))
    }

    /// Compares it with a conversation of these calls that costs so much on demand.
    pub fn compare<'a>(
        &self,
        provision: &Provision<'_>,
        model: &Model,
        each: Option<Money>,
        calls: impl IntoIterator<Item = &'a Usage>,
    ) -> Result<Comparison, ProvisionError> {
        let own = Weights { output: self.output_weight, cached: None };
        let weights = own.or(Weights::of(provision.capacity, model));
        let work = Work { each, weight: weights.weigh_all(calls), per_day: self.per_day };
        provision.compare(&work)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pricing::Catalogue;

    #[test]
    fn what_is_not_named_is_the_first_that_is_sold() {
        let book = Catalogue::built_in().unwrap();
        let channel = |model: &str| book.channel_of(model).unwrap();
        let plain = Reservation::default();
        let azure = plain.on(channel("azure/global.gpt-5.4")).unwrap();
        assert_eq!((azure.capacity.unit.as_str(), azure.term.id.as_str()), ("PTU", "hourly"));
        let year = Reservation { term: "1y".to_owned(), ..plain.clone() };
        assert_eq!(year.on(channel("azure/global.gpt-5.4")).unwrap().term.bound_days, 365);
        // No price of a model unit is known, and the first-party channel sells none.
        assert!(plain.on(channel("bedrock/nova-pro")).is_none());
        assert!(plain.on(channel("anthropic/claude-opus-5")).is_none());
    }

    #[test]
    fn a_conversation_weighs_what_its_calls_do() {
        let book = Catalogue::built_in().unwrap();
        let model = book.model("azure/global.gpt-5.4").unwrap();
        let month = Reservation {
            term: "1m".to_owned(),
            units: 100,
            per_day: 10_000,
            tokens_per_minute: Some(3_000),
            ..Reservation::default()
        };
        let provision = month.on(book.channel_of(&model.id).unwrap()).unwrap();
        let call = Usage { input: 2_000, cache_read: 6_000, output: 500, ..Usage::default() };
        let each = Some(Money::parse("0.028").unwrap());
        // Two calls of 2,000 + 6 × 500: half as many as in src/pricing/provision.rs fit in a day.
        let compared = month.compare(&provision, model, each, [&call, &call]).unwrap();
        assert_eq!(compared.most_per_day, Some(43_200));
        // 26,000 / (0.028 × 30) = 30,952.4.
        assert_eq!(compared.break_even_per_day, Some(30_953));
        let heavy = Reservation { output_weight: Some(16), ..month };
        let compared = heavy.compare(&provision, model, each, [&call, &call]).unwrap();
        assert_eq!(compared.most_per_day, Some(21_600));
    }
}
