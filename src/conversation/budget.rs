//! Budgets: what a limit saves, and which work it cuts; and what a sum buys.

use serde::{Deserialize, Serialize};

use super::chance::Evenly;
use super::fare::{FareCall, FareError, sum_of};
use super::ledger::CallKind;
use super::plan::{Level, MOST_CALLS, MOST_TURNS, Plan};
use super::talk::Talk;
use crate::money::Money;
use crate::pricing::{CachePolicy, PricingError, RateCard};

/// Limits in dollars. A call that would take a sum over its limit is not made, and nothing after it: a
/// strict bound, as a gateway keeps that knows a call's cost before it lets it pass.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct Budget {
    /// For each call.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub call: Option<Money>,
    /// For each turn.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub turn: Option<Money>,
    /// For each conversation: of an agent, each stage's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub conversation: Option<Money>,
    /// For the whole task.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub task: Option<Money>,
    /// What happens at a limit.
    pub action: Action,
}

/// What happens at a limit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Action {
    /// The task ends.
    #[default]
    Stop,
    /// Somebody is told, and it goes on.
    Warn,
}

/// Which limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Limit {
    /// [`Budget::call`].
    Call,
    /// [`Budget::turn`].
    Turn,
    /// [`Budget::conversation`].
    Conversation,
    /// [`Budget::task`].
    Task,
}

/// Where a limit is met first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stop {
    /// Which limit.
    pub limit: Limit,
    /// The conversation, from 0.
    pub conversation: usize,
    /// The turn of the call that is too much, from 1.
    pub turn: u32,
    /// Its place among the turn's calls, from 1.
    pub number: u32,
}

/// What a budget does to a task.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Cut {
    /// What the task costs without a budget.
    pub whole: Money,
    /// What it costs with it.
    pub spent: Money,
    /// The first call that is too much, where there is one. With [`Action::Warn`] it is made all the same.
    pub stop: Option<Stop>,
    /// How many calls are made.
    pub made: usize,
    /// How many are not.
    pub cut: usize,
    /// How many of these are honest work: neither a loop's nor another attempt.
    pub honest_cut: usize,
}

impl Cut {
    /// What the budget saves.
    pub fn saved(&self) -> Money {
        self.whole - self.spent
    }
}

impl Budget {
    /// Whether there is any limit.
    pub fn is_set(&self) -> bool {
        self.call.or(self.turn).or(self.conversation).or(self.task).is_some()
    }

    /// What this budget does to a task of one conversation, or of several after each other; `None` where
    /// the price of some call is not known.
    pub fn cut(&self, conversations: &[&[FareCall]]) -> Result<Option<Cut>, FareError> {
        let mut cut = Cut::default();
        for (conversation, calls) in conversations.iter().enumerate() {
            let (mut talk, mut turn, mut number) = (Money::ZERO, Money::ZERO, 0);
            for FareCall { call, cost } in *calls {
                let Some(price) = cost.total else { return Ok(None) };
                if call.turn != number {
                    (turn, number) = (Money::ZERO, call.turn);
                }
                cut.whole = cut.whole.checked_add(price)?;
                let (by_turn, by_talk) = (turn.checked_add(price)?, talk.checked_add(price)?);
                let whole = cut.spent.checked_add(price)?;
                if cut.stop.is_none() {
                    let limits = [
                        (Limit::Call, self.call, price),
                        (Limit::Turn, self.turn, by_turn),
                        (Limit::Conversation, self.conversation, by_talk),
                        (Limit::Task, self.task, whole),
                    ];
                    let met = limits
                        .into_iter()
                        .find(|(_, most, sum)| most.is_some_and(|most| *sum > most));
                    cut.stop = met.map(|(limit, ..)| Stop {
                        limit,
                        conversation,
                        turn: call.turn,
                        number: call.number,
                    });
                }
                if cut.stop.is_some() && self.action == Action::Stop {
                    cut.cut += 1;
                    cut.honest_cut +=
                        usize::from(!matches!(call.kind, CallKind::Loop | CallKind::Retry));
                } else {
                    (turn, talk, cut.spent) = (by_turn, by_talk, whole);
                    cut.made += 1;
                }
            }
        }
        Ok(Some(cut))
    }
}

/// How many turns a sum buys.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TurnsBought {
    /// So many.
    pub turns: u32,
    /// Whether it may be more: so far it was followed.
    pub or_more: bool,
}

/// How many turns of a conversation a sum buys, the last turn's sizes going on for as long as it takes;
/// `None` where some rate is unknown. It is followed for [`MOST_TURNS`], until there are [`MOST_CALLS`] calls,
/// or up to a prompt that is longer than can be priced.
pub fn turns_bought(
    purse: Money,
    plan: &Plan,
    card: &RateCard,
    cache: Option<&CachePolicy>,
) -> Result<Option<TurnsBought>, FareError> {
    plan.check()?;
    let mut chance = Evenly::new();
    let mut talk = Talk::new(&plan.rules, cache)?;
    talk.begin(plan.fixed(Level::Best), MOST_TURNS, &mut chance);
    let (mut spent, mut calls) = (Some(Money::ZERO), 0);
    let mut turns = plan.turns.iter().map(|turn| turn.at(Level::Best));
    let mut last = turns.next().unwrap_or_default();
    for bought in 0..MOST_TURNS {
        let held = talk.turn(&last, &mut chance, &mut |call| {
            calls += 1;
            spent = sum_of(spent, card.total(&call.usage)?)?;
            Ok::<(), FareError>(())
        });
        match held {
            // The plan's own turns can be priced: it is one of those that go on.
            Err(FareError::Pricing(PricingError::UsageTooLarge { .. })) => {
                return Ok(Some(TurnsBought { turns: bought, or_more: true }));
            }
            held => held?,
        };
        match spent {
            None => return Ok(None),
            Some(spent) if spent > purse => {
                return Ok(Some(TurnsBought { turns: bought, or_more: false }));
            }
            Some(_) if calls >= MOST_CALLS => {
                return Ok(Some(TurnsBought { turns: bought + 1, or_more: true }));
            }
            Some(_) => last = turns.next().unwrap_or(last),
        }
    }
    Ok(Some(TurnsBought { turns: MOST_TURNS, or_more: true }))
}

/// How many tasks of this cost a sum buys; `None` where they cost nothing.
pub fn tasks_bought(purse: Money, task: Money) -> Option<u64> {
    task.times_in(purse)
}

/// How many users a sum serves who each have so many tasks of this cost; `None` where they cost nothing.
pub fn users_served(purse: Money, task: Money, tasks_each: u64) -> Result<Option<u64>, FareError> {
    Ok(task.times_count(tasks_each)?.times_in(purse))
}
