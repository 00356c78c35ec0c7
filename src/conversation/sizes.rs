//! The sizes of a conversation's turns as they are given: one for all turns, or a list.

use super::plan::{MOST_TURNS, Plan, PlanError, TurnSizes};
use crate::count::Count;

/// How large a part is, turn by turn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Sizes {
    /// The same in every turn.
    Even(Count),
    /// One for every turn, in order.
    PerTurn(Vec<Count>),
}

impl Default for Sizes {
    fn default() -> Self {
        Self::Even(Count::none())
    }
}

impl Sizes {
    /// How many turns a list has; `None` where one size stands for all.
    fn entries(&self) -> Option<usize> {
        match self {
            Self::Even(_) => None,
            Self::PerTurn(sizes) => Some(sizes.len()),
        }
    }

    fn at(&self, turn: usize) -> Count {
        match self {
            Self::Even(size) => size.clone(),
            Self::PerTurn(sizes) => sizes.get(turn).cloned().unwrap_or_default(),
        }
    }
}

impl Plan {
    /// A conversation of these sizes. It has `turns` turns; where that is `None`, as many as a list has
    /// entries, and a single one where there is no list.
    ///
    /// # Errors
    /// [`PlanError::NoTurns`], [`PlanError::TooManyTurns`], and [`PlanError::Mismatch`] for a list that
    /// has not one entry per turn. How large the turns may get is checked when the plan is used.
    pub fn of_sizes(
        system: Count,
        tools: Count,
        user: &Sizes,
        output: &Sizes,
        turns: Option<u64>,
    ) -> Result<Self, PlanError> {
        let turns = match turns {
            Some(turns) => usize::try_from(turns).unwrap_or(usize::MAX),
            None => user.entries().or(output.entries()).unwrap_or(1),
        };
        for (part, sizes) in [("user", user), ("output", output)] {
            if let Some(entries) = sizes.entries().filter(|entries| *entries != turns) {
                return Err(PlanError::Mismatch { part, entries, turns });
            }
        }
        if turns == 0 {
            return Err(PlanError::NoTurns);
        }
        if turns > MOST_TURNS as usize {
            return Err(PlanError::TooManyTurns(turns));
        }
        let turns = (0..turns)
            .map(|turn| {
                let (user, output) = (user.at(turn), output.at(turn));
                TurnSizes { user, output, ..TurnSizes::default() }
            })
            .collect();
        Ok(Self { system, tools, turns, ..Self::default() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plan(user: &Sizes, output: &Sizes, turns: Option<u64>) -> Result<Plan, PlanError> {
        Plan::of_sizes(Count::typed(4_000), Count::none(), user, output, turns)
    }

    fn list(sizes: &[u64]) -> Sizes {
        Sizes::PerTurn(sizes.iter().map(|size| Count::typed(*size)).collect())
    }

    #[test]
    fn the_turns_are_those_asked_for_else_those_of_a_list_else_one() {
        let even = Sizes::Even(Count::typed(7));
        assert_eq!(plan(&even, &even, Some(3)).unwrap().turns.len(), 3);
        assert_eq!(plan(&even, &Sizes::default(), None).unwrap().turns.len(), 1);
        let plan = plan(&even, &list(&[10, 20]), None).unwrap();
        let sizes: Vec<_> =
            plan.turns.iter().map(|turn| (turn.user.tokens, turn.output.tokens)).collect();
        assert_eq!(sizes, [(7, 10), (7, 20)]);
    }

    #[test]
    fn a_list_has_one_entry_per_turn() {
        let wrong = plan(&list(&[1, 2]), &list(&[1, 2, 3]), None).unwrap_err();
        assert_eq!(wrong, PlanError::Mismatch { part: "output", entries: 3, turns: 2 });
        assert_eq!(wrong.code(), "turns_mismatch");
        assert!(matches!(
            plan(&list(&[1, 2]), &Sizes::default(), Some(3)),
            Err(PlanError::Mismatch { part: "user", entries: 2, turns: 3 })
        ));
    }

    #[test]
    fn no_turns_and_endless_turns_are_refused() {
        assert_eq!(plan(&list(&[]), &Sizes::default(), None), Err(PlanError::NoTurns));
        assert_eq!(plan(&Sizes::default(), &Sizes::default(), Some(0)), Err(PlanError::NoTurns));
        let most = u64::from(MOST_TURNS);
        assert!(plan(&Sizes::default(), &Sizes::default(), Some(most)).is_ok());
        assert!(matches!(
            plan(&Sizes::default(), &Sizes::default(), Some(u64::MAX)),
            Err(PlanError::TooManyTurns(_))
        ));
    }
}
