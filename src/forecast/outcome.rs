//! What came out of many futures.

use crate::money::{Money, MoneyError};

/// A future that costs more than so many times the median runs away.
pub const RUNAWAY: u64 = 10;

/// What came out of many futures.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcomes {
    /// Each future's cost, ascending.
    costs: Vec<Money>,
    /// All of them together.
    pub total: Money,
    /// How many fell into the loop.
    pub trapped: u32,
    /// What each budget does, the smallest first.
    pub budgets: Vec<BudgetPoint>,
}

/// What a hard budget for the task does to all futures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BudgetPoint {
    /// The budget: a call that would take the task over it is not made.
    pub budget: Money,
    /// What all futures cost with it.
    pub spent: Money,
    /// How many tasks it kills.
    pub killed: u32,
    /// How many of these were no loop: honest work.
    pub killed_honest: u32,
}

/// One bar of a histogram.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bin {
    /// From this cost on …
    pub from: Money,
    /// … up to this one; the last bar holds its own upper end and all beyond.
    pub to: Money,
    /// How many futures.
    pub count: u32,
}

/// Budgets to try for a task that costs so much when everything is in the middle: once that, and up to
/// twenty times; and one more where it is asked for. In ascending order, each once.
///
/// # Errors
/// [`MoneyError::TooLarge`] where one is beyond what is held.
pub fn budgets_to_try(middle: Money, own: Option<Money>) -> Result<Vec<Money>, MoneyError> {
    /// In halves of the middle.
    const HALVES: [u64; 7] = [2, 3, 4, 6, 10, 20, 40];
    let mut budgets: Vec<Money> = own.into_iter().collect();
    for halves in HALVES {
        budgets.extend(middle.times_count(halves)?.shared(2));
    }
    budgets.sort_unstable();
    budgets.dedup();
    Ok(budgets)
}

impl BudgetPoint {
    pub(super) const fn new(budget: Money) -> Self {
        Self { budget, spent: Money::ZERO, killed: 0, killed_honest: 0 }
    }

    /// A task is stopped when so much is spent.
    pub(super) fn stop(&mut self, spent: Money, trapped: bool) -> Result<(), MoneyError> {
        self.killed += 1;
        self.killed_honest += u32::from(!trapped);
        self.finish(spent)
    }

    /// A task ends when so much is spent.
    pub(super) fn finish(&mut self, spent: Money) -> Result<(), MoneyError> {
        self.spent = self.spent.checked_add(spent)?;
        Ok(())
    }
}

impl Outcomes {
    pub(super) fn new(
        mut costs: Vec<Money>,
        total: Money,
        trapped: u32,
        budgets: Vec<BudgetPoint>,
    ) -> Option<Self> {
        costs.sort_unstable();
        (!costs.is_empty()).then_some(Self { costs, total, trapped, budgets })
    }

    /// How many futures.
    pub fn runs(&self) -> u32 {
        self.costs.len() as u32
    }

    /// The cost that so many of a thousand futures do not exceed, by nearest rank; 500 is the median.
    pub fn percentile(&self, per_mille: u32) -> Money {
        let rank = (self.costs.len() * per_mille.min(1_000) as usize).div_ceil(1_000).max(1);
        self.costs.get(rank - 1).or(self.costs.last()).copied().unwrap_or_default()
    }

    /// The mean, rounded to 10⁻²⁴ dollars.
    pub fn mean(&self) -> Money {
        self.total.shared(self.costs.len() as u64).unwrap_or_default()
    }

    /// How many futures cost more than this.
    pub fn above(&self, cost: Money) -> u32 {
        (self.costs.len() - self.costs.partition_point(|one| *one <= cost)) as u32
    }

    /// How many futures run away: cost more than [`RUNAWAY`] times the median.
    pub fn runaways(&self) -> Result<u32, MoneyError> {
        Ok(self.above(self.percentile(500).times_count(RUNAWAY)?))
    }

    /// How many whole times the cheapest of a hundred futures (P1) the dearest of a hundred (P99) costs;
    /// `None` where the cheapest costs nothing.
    pub fn tail(&self) -> Option<u64> {
        self.percentile(10).times_in(self.percentile(990))
    }

    /// The share of so many futures in all, in thousandths, rounded half up.
    pub fn share(&self, futures: u32) -> u64 {
        let runs = self.costs.len().max(1) as u64;
        (u64::from(futures) * 1_000 + runs / 2) / runs
    }

    /// What the budget at a place saves of all futures' cost.
    pub fn saved(&self, point: &BudgetPoint) -> Money {
        self.total - point.spent
    }

    /// How many futures are where: so many bars from the cheapest future to that of the 99th percentile,
    /// the last with all beyond.
    pub fn histogram(&self, bars: u32) -> Vec<Bin> {
        let bars = u64::from(bars.max(1));
        let (first, last) = (self.percentile(0), self.percentile(990));
        let at = |place: u64| match (last - first).times_count(place) {
            Ok(product) => first + product.shared(bars).unwrap_or_default(),
            Err(_) => last,
        };
        let mut counted = 0;
        (0..bars)
            .map(|bar| {
                let (from, to) = (at(bar), at(bar + 1));
                let until = if bar + 1 == bars {
                    self.costs.len()
                } else {
                    self.costs.partition_point(|cost| *cost < to)
                };
                let count = until.saturating_sub(counted) as u32;
                counted = until.max(counted);
                Bin { from, to, count }
            })
            .collect()
    }
}
