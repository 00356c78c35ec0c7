//! What a sum buys: turns of a conversation, whole conversations or tasks of an agent, users.

use super::ask::{AskError, Asked};
use super::protocol::{Row, Table};
use super::tables::{head, row};
use super::words::{money, whole};
use crate::conversation::{Budget, Level, tasks_bought, total, turns_bought, users_served};
use crate::money::{Money, MoneyError};

/// The sums that are always shown, in dollars; the reader's own budgets stand among them.
const SUMS: [u32; 4] = [1, 10, 100, 1_000];
/// How many conversations each user is taken to hold; the column says so.
const EACH: u64 = 10;

/// The table, or nothing where some rate is unknown.
pub(super) fn what_sums_buy(asked: &Asked<'_>) -> Result<Option<Table>, AskError> {
    let cache = asked.cache.as_ref();
    let Some(one) = total(&asked.plan, Level::Best, &asked.card, cache)? else { return Ok(None) };
    let budget = &asked.scenario.budget;
    let sums = sums(&[budget.conversation, budget.task])?;
    let mut rows = Vec::with_capacity(sums.len());
    for (sum, own) in sums {
        let bought = turns_bought(sum, &asked.plan, &asked.card, cache)?;
        let Some(bought) = bought else { return Ok(None) };
        let more = if bought.or_more { " or more" } else { "" };
        let turns = format!("{}{more}", whole(bought.turns.into()));
        let mut line = whole_ones(sum, own, one)?;
        line.cells.insert(1, turns);
        rows.push(line);
    }
    Ok(Some(Table {
        name: "purse".to_owned(),
        title: "What a sum buys".to_owned(),
        note: format!(
            "Turns of one conversation that goes on as its last turn does; conversations as this one, {} each.",
            one.readable()
        ),
        head: head(&["Sum", "Turns", "Conversations", &format!("Users with {EACH} each")]),
        rows,
        ..Table::default()
    }))
}

/// The table for an agent's task that costs so much.
pub(super) fn what_sums_buy_of_tasks(budget: &Budget, one: Money) -> Result<Table, AskError> {
    let rows = sums(&[budget.task])?.into_iter().map(|(sum, own)| whole_ones(sum, own, one));
    Ok(Table {
        name: "purse".to_owned(),
        title: "What a sum buys".to_owned(),
        note: format!("Tasks as this one, {} each.", one.readable()),
        head: head(&["Sum", "Tasks", &format!("Users with {EACH} each")]),
        rows: rows.collect::<Result<_, AskError>>()?,
        ..Table::default()
    })
}

/// The sums of a table, ascending, each with whether it is one of the reader's own budgets.
fn sums(own: &[Option<Money>]) -> Result<Vec<(Money, bool)>, MoneyError> {
    let own = own.iter().copied().flatten();
    let mut sums: Vec<(Money, bool)> = own.map(|sum| (sum, true)).collect();
    for sum in SUMS {
        sums.push((Money::parse(&sum.to_string())?, false));
    }
    sums.sort_unstable_by_key(|(sum, own)| (*sum, !own));
    sums.dedup_by_key(|(sum, _)| *sum);
    Ok(sums)
}

/// A sum, how many things of this cost it buys, and how many users it serves.
fn whole_ones(sum: Money, own: bool, one: Money) -> Result<Row, AskError> {
    let label = if own { format!("{}, your budget", money(sum)) } else { money(sum) };
    let cells = [label, many(tasks_bought(sum, one)), many(users_served(sum, one, EACH)?)];
    Ok(Row { marked: own, ..row(cells) })
}

/// A number of things; what costs nothing can be had without end.
fn many(bought: Option<u64>) -> String {
    bought.map_or_else(|| "any number".to_owned(), whole)
}
