//! What an outcome costs that somebody accepts: the calls, the people who look, and the work done again.

use crate::money::{Money, MoneyError};

/// Many tasks and what becomes of them. Money is dollars for each.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tasks {
    /// How many.
    pub tasks: u64,
    /// How many of a thousand are accepted.
    pub accepted_per_mille: u32,
    /// What the calls of one cost.
    pub task: Money,
    /// What it costs that a person looks at one.
    pub review: Money,
    /// What it costs to do a rejected one again by hand.
    pub rework: Money,
}

/// What they come to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Accepted {
    /// How many are accepted, rounded down.
    pub accepted: u64,
    /// What the calls cost.
    pub calls: Money,
    /// What the people who look cost.
    pub reviews: Money,
    /// What the rejected ones cost again.
    pub reworks: Money,
    /// All of it.
    pub total: Money,
    /// Of all of it, what an accepted outcome costs, rounded to 10⁻²⁴ dollars; `None` where none is
    /// accepted.
    pub each: Option<Money>,
}

impl Tasks {
    /// What the tasks come to.
    ///
    /// # Errors
    /// [`MoneyError::TooLarge`] where a sum is beyond what is held.
    pub fn accepted(&self) -> Result<Accepted, MoneyError> {
        let share = u128::from(self.accepted_per_mille.min(1_000));
        let accepted = (u128::from(self.tasks) * share / 1_000) as u64;
        let calls = self.task.times_count(self.tasks)?;
        let reviews = self.review.times_count(self.tasks)?;
        let reworks = self.rework.times_count(self.tasks - accepted)?;
        let total = calls.checked_add(reviews)?.checked_add(reworks)?;
        Ok(Accepted { accepted, calls, reviews, reworks, total, each: total.shared(accepted) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cheaper_bot_with_the_better_result_costs_less_where_people_pay_for_failures() {
        let dollars = |text| Money::parse(text).unwrap();
        // The two support bots: 92 and 89 of a hundred satisfied. A person takes over for $4.
        let bot = |task, accepted_per_mille| {
            let tasks = Tasks { tasks: 1_000, accepted_per_mille, task, ..Tasks::default() };
            Tasks { rework: dollars("4"), ..tasks }.accepted().unwrap()
        };
        let (small, large) = (bot(dollars("0.000012"), 920), bot(dollars("0.0012"), 890));
        // 0.012 + 80 × 4, and 1.2 + 110 × 4.
        assert_eq!((small.total, large.total), (dollars("320.012"), dollars("441.2")));
        // Over 920 and 890.
        assert_eq!(small.each.unwrap().fixed(6), "0.347839");
        assert_eq!(large.each.unwrap().fixed(6), "0.495730");
        assert_eq!(bot(dollars("1"), 0).each, None);
    }
}
