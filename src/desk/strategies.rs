//! The strategies for a history that grows, side by side, and when a summary pays.

use super::ask::{AskError, Asked, sized};
use super::protocol::{Row, Table};
use super::purse::{what_sums_buy, what_sums_buy_of_tasks};
use super::records::Desk;
use super::tables::{head, row};
use super::words::{counted, difference, money, percent, share_to_draw, whole};
use crate::conversation::{
    Compaction, Compared, FareError, Fit, Level, Over, Strategy, compare, ledger,
};
use crate::forecast::total_of;
use crate::money::Money;

/// At how many turns a summary is tried.
const TRIED: usize = 8;

impl Desk {
    /// The tables that compare the strategies for a conversation, and say what a sum buys of it; of an agent,
    /// whose stages each have a strategy of their own, what a sum buys. `link` as in
    /// [`Request::Strategies`](super::protocol::Request::Strategies).
    ///
    /// # Errors
    /// What the link, the prices or the plan have wrong.
    pub fn strategies(&self, link: &str) -> Result<Vec<Table>, AskError> {
        let scenario = sized(link)?;
        if !scenario.stages.is_empty() {
            let one = total_of(&self.legs(&scenario)?)?;
            let purse = one.map(|one| what_sums_buy_of_tasks(&scenario.budget, one));
            return Ok(purse.transpose()?.into_iter().collect());
        }
        let asked = self.talk(scenario)?;
        let mut tables = vec![side_by_side(&asked)?];
        tables.extend(break_even(&asked)?);
        tables.extend(what_sums_buy(&asked)?);
        Ok(tables)
    }
}

fn side_by_side(asked: &Asked<'_>) -> Result<Table, AskError> {
    let chosen = asked.scenario.conduct.strategy;
    let strategies = chosen.alternatives();
    let compared =
        compare(&asked.plan, &strategies, &asked.card, asked.cache.as_ref(), asked.model)?;
    let dearest = compared.iter().filter_map(|one| one.total).max().unwrap_or_default();
    let rows = strategies.iter().zip(&compared).map(|(strategy, one)| {
        let usage = &one.usage;
        let tokens = usage.prompt_total().saturating_add(usage.completion_total());
        let calls = match one.summaries {
            0 => whole(one.calls.into()),
            summaries => format!(
                "{}, {} of them summaries",
                whole(one.calls.into()),
                whole(summaries.into())
            ),
        };
        let [against, from] =
            compared.first().map_or_else(Default::default, |all| against(one, all));
        Row {
            cells: vec![
                name(strategy),
                one.total.map_or_else(|| "unpriced".to_owned(), money),
                against,
                from,
                calls,
                whole(tokens),
                fill(&one.fit),
            ],
            marked: *strategy == chosen,
            bars: one.total.map(|total| (0, share_to_draw(total, dearest))).into_iter().collect(),
            ..Row::default()
        }
    });
    Ok(Table {
        name: "strategies".to_owned(),
        title: "The same conversation under each strategy".to_owned(),
        note:
            "The chosen one is marked; the others keep as many turns, and begin at the same size."
                .to_owned(),
        head: head(&[
            "Strategy",
            "Cost",
            "Against keeping all",
            "Cheaper from",
            "Calls",
            "Tokens",
            "Window",
        ]),
        bars: "What it costs".to_owned(),
        rows: rows.collect(),
        ..Table::default()
    })
}

/// What a strategy changes against keeping all, and from which turn on it is cheaper.
fn against(one: &Compared, all: &Compared) -> [String; 2] {
    if one.strategy == all.strategy {
        return [String::new(), String::new()];
    }
    if one.after_turn == all.after_turn && one.usage == all.usage {
        return ["does not act here".to_owned(), String::new()];
    }
    let change = one.total.zip(all.total).map(|(one, all)| difference(one - all, all));
    let from = one.pays_from(all).map_or_else(|| "never".to_owned(), |turn| format!("turn {turn}"));
    [change.unwrap_or_default(), from]
}

/// When a summary that is made at some turn has cost less than it saved; nothing where there is no history.
fn break_even(asked: &Asked<'_>) -> Result<Option<Table>, AskError> {
    let mut plan = asked.plan.clone();
    plan.rules.strategy = Strategy::KeepAll;
    let (summary, instruction) = asked
        .scenario
        .conduct
        .strategy
        .alternatives()
        .into_iter()
        .find_map(|strategy| match strategy {
            Strategy::Summarise { summary, instruction, .. } => Some((summary, instruction)),
            _ => None,
        })
        .unwrap_or_default();
    let calls = ledger(&plan, Level::Best, asked.cache.as_ref()).map_err(FareError::from)?;
    let firsts: Vec<_> = calls.iter().filter(|call| call.number == 1 && call.turn > 1).collect();
    let caching = &plan.rules.caching;
    let cached = asked.cache.as_ref().and_then(|policy| caching.extent_on(policy));
    let tried = TRIED.min(firsts.len());
    let mut rows = Vec::new();
    for nth in 1..=tried {
        let Some(call) = firsts.get(firsts.len() * nth / tried - 1) else { continue };
        let (fixed, history) = (call.sent.fixed(), call.sent.history());
        let compaction = Compaction { fixed, history, instruction, summary };
        let [cost, saves, pays] = match compaction.break_even(&asked.card, cached)? {
            Some(pays) => [
                pays.cost.readable(),
                if pays.saves > Money::ZERO { pays.saves.readable() } else { "nothing".to_owned() },
                pays.calls
                    .map_or_else(|| "never".to_owned(), |calls| format!("{} calls", whole(calls))),
            ],
            None => ["unpriced"; 3].map(str::to_owned),
        };
        rows.push(row([format!("turn {}", call.turn), whole(history), cost, saves, pays]));
    }
    Ok((!rows.is_empty()).then(|| Table {
        name: "breakEven".to_owned(),
        title: "When a summary pays".to_owned(),
        note: format!(
            "All that was said becomes a summary of {} tokens; afterwards each call sends less, but a cache begins anew.",
            whole(summary)
        ),
        head: head(&["Before", "History", "Costs at once", "Saves a call", "Pays after"]),
        rows,
        ..Table::default()
    }))
}

fn name(strategy: &Strategy) -> String {
    match strategy {
        Strategy::KeepAll => "Keep all".to_owned(),
        Strategy::Window { turns } => format!("Only the last {}", turns_of(*turns)),
        Strategy::Summarise { over, keep, .. } => {
            format!("Summarise {}, keep the last {}", beyond(*over), turns_of(*keep))
        }
        Strategy::PruneTools { over, keep } => {
            format!(
                "Leave out tool results {}, keep those of the last {}",
                beyond(*over),
                turns_of(*keep)
            )
        }
        Strategy::Retrieve { turns, tokens } => {
            format!("The last {}, and {} tokens from a search", turns_of(*turns), whole(*tokens))
        }
    }
}

fn turns_of(turns: u32) -> String {
    counted(turns.into(), "turn", "turns")
}

fn beyond(over: Over) -> String {
    match over {
        Over::Tokens(tokens) => format!("over {} tokens", whole(tokens)),
        Over::PerMille(share) => format!("over {} of the window", percent(share.into())),
    }
}

/// How full the fullest call makes the window.
fn fill(fit: &Fit) -> String {
    match (fit.overflow, fit.per_mille()) {
        (Some((turn, _)), _) => format!("does not fit from turn {turn}"),
        (None, Some(share)) => percent(share),
        (None, None) => "unknown".to_owned(),
    }
}
