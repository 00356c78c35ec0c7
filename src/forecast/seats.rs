//! Seats against tokens: where a price for each person and month breaks even, and for whom.

use crate::money::{Money, MoneyError};

/// Seats and tokens for the same people.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Seats {
    /// The most tasks a month that cost no more than a seat; `None` where a task costs nothing.
    pub break_even: Option<u64>,
    /// How many people have no more tasks than that: tokens are cheaper for them, or the same.
    pub light: u64,
    /// How many have more.
    pub heavy: u64,
    /// What seats for all cost.
    pub seats: Money,
    /// What tokens for all cost.
    pub tokens: Money,
    /// What it costs when each has what is cheaper for them.
    pub mixed: Money,
}

/// Compares seats at a price with tasks at a cost, for people who each have so many tasks a month.
///
/// # Errors
/// [`MoneyError::TooLarge`] where a sum is beyond what is held.
pub fn seats(seat: Money, task: Money, tasks_of: &[u64]) -> Result<Seats, MoneyError> {
    let break_even = task.times_in(seat);
    let mut both = Seats {
        break_even,
        light: 0,
        heavy: 0,
        seats: seat.times_count(tasks_of.len() as u64)?,
        tokens: Money::ZERO,
        mixed: Money::ZERO,
    };
    for tasks in tasks_of {
        let tokens = task.times_count(*tasks)?;
        both.tokens = both.tokens.checked_add(tokens)?;
        both.mixed = both.mixed.checked_add(tokens.min(seat))?;
        if tokens <= seat {
            both.light += 1;
        } else {
            both.heavy += 1;
        }
    }
    Ok(both)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seat_pays_for_the_heavy_ones() {
        let dollars = |text| Money::parse(text).unwrap();
        // Nine who have 20 tasks a month and one who has 1,000: fifty times as many.
        let tasks = [20, 20, 20, 20, 20, 20, 20, 20, 20, 1_000];
        let both = seats(dollars("50"), dollars("0.3"), &tasks).unwrap();
        // 50 / 0.3 = 166.7 tasks.
        assert_eq!((both.break_even, both.light, both.heavy), (Some(166), 9, 1));
        // 9 × $6 + $300, and 9 × $6 + $50.
        assert_eq!((both.seats, both.tokens), (dollars("500"), dollars("354")));
        assert_eq!(both.mixed, dollars("104"));
        assert_eq!(seats(dollars("50"), Money::ZERO, &tasks).unwrap().break_even, None);
    }
}
