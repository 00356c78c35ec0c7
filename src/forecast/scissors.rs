//! Prices fall, volume grows faster, the bill rises: the scissors.

use crate::money::{Money, MoneyError};

/// One month of a plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Month {
    /// From 1.
    pub number: u32,
    /// How many tasks, rounded down to whole ones.
    pub tasks: u64,
    /// What one task costs, to 10⁻²⁴ dollars.
    pub task: Money,
    /// What all of them cost.
    pub bill: Money,
}

/// How a month differs from the one before, in thousandths; negative where it falls.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Trend {
    /// Of the number of tasks.
    pub volume_per_mille: i32,
    /// Of the cost of one.
    pub price_per_mille: i32,
}

/// The months of a plan that begins with so many tasks of this cost. A guess about prices to come is no
/// price: it is rounded to 10⁻²⁴ dollars where it has more decimals.
///
/// # Errors
/// [`MoneyError::TooLarge`] where a month's bill is beyond what is held.
pub fn scissors(
    tasks: u64,
    task: Money,
    trend: Trend,
    months: u32,
) -> Result<Vec<Month>, MoneyError> {
    let (volume, price) = (after(trend.volume_per_mille), after(trend.price_per_mille));
    // Thousandths of a task carry over, so that slow growth is growth.
    let mut milli = u128::from(tasks) * 1_000;
    let mut task = task;
    let mut plan = Vec::new();
    for number in 1..=months {
        let tasks = u64::try_from(milli / 1_000).map_err(|_| MoneyError::TooLarge)?;
        plan.push(Month { number, tasks, task, bill: task.times_count(tasks)? });
        milli = milli.checked_mul(u128::from(volume)).ok_or(MoneyError::TooLarge)? / 1_000;
        task = task.times_count(price)?.shared(1_000).ok_or(MoneyError::TooLarge)?;
    }
    Ok(plan)
}

/// What is left of a thousand after a change.
fn after(per_mille: i32) -> u64 {
    u64::try_from(1_000 + i64::from(per_mille)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_price_falls_and_the_bill_rises() {
        // A task falls by a fifth each month, the volume grows by half: 0.8 × 1.5 = 1.2.
        let trend = Trend { volume_per_mille: 500, price_per_mille: -200 };
        let plan = scissors(1_000, Money::parse("0.5").unwrap(), trend, 3).unwrap();
        let of: Vec<_> = plan
            .iter()
            .map(|month| (month.tasks, month.task.decimal(), month.bill.decimal()))
            .collect();
        let line = |tasks, task: &str, bill: &str| (tasks, task.to_owned(), bill.to_owned());
        assert_eq!(
            of,
            [line(1_000, "0.5", "500"), line(1_500, "0.4", "600"), line(2_250, "0.32", "720")]
        );
    }

    #[test]
    fn slow_growth_of_few_tasks_is_not_lost() {
        let trend = Trend { volume_per_mille: 100, price_per_mille: 0 };
        let tasks: Vec<u64> = scissors(5, Money::from_pico(1), trend, 6)
            .unwrap()
            .iter()
            .map(|month| month.tasks)
            .collect();
        // 5, 5.5, 6.05, 6.655, 7.3205, 8.05.
        assert_eq!(tasks, [5, 5, 6, 6, 7, 8]);
        let endless = Trend { volume_per_mille: i32::MAX, price_per_mille: 0 };
        assert_eq!(scissors(u64::MAX, Money::from_pico(1), endless, 12), Err(MoneyError::TooLarge));
    }
}
