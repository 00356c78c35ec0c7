//! The figures of how a conversation is led: what each is called, and how it is read and written.

use crate::conversation::{Budget, Conduct, MCP_SERVER_MEDIAN, Over, Strategy, Trap};
use crate::money::Money;
use crate::scenario::{MOST_TOKENS, MOST_WAIT};

/// A whole number.
#[derive(Clone, Copy)]
pub(super) struct Figure {
    pub(super) id: &'static str,
    pub(super) label: &'static str,
    pub(super) unit: &'static str,
    pub(super) least: u64,
    pub(super) most: u64,
    pub(super) get: fn(&Conduct) -> u64,
    pub(super) set: fn(&mut Conduct, u64),
}

/// A sum that may not be exceeded.
#[derive(Clone, Copy)]
pub(super) struct Limit {
    pub(super) id: &'static str,
    pub(super) label: &'static str,
    pub(super) of: fn(&mut Budget) -> &mut Option<Money>,
}

/// Shares are in thousandths.
const SHARE: (&str, u64, u64) = ("of 1,000", 0, 1_000);
const TOKENS: (&str, u64, u64) = ("tokens", 0, MOST_TOKENS);
const SECONDS: (&str, u64, u64) = ("s", 0, MOST_WAIT);
const SOME: (&str, u64, u64) = ("", 0, 20_000);
const ONE_UP: (&str, u64, u64) = ("", 1, 20_000);

macro_rules! figure {
    ($id:literal, $label:literal, $kind:expr, $get:expr, $set:expr) => {
        Figure {
            id: $id,
            label: $label,
            unit: $kind.0,
            least: $kind.1,
            most: $kind.2,
            get: $get,
            set: $set,
        }
    };
}

pub(super) const TOOLS: [Figure; 8] = [
    figure!("rounds", "Tool rounds a turn", SOME, |it| it.tool_use.rounds.into(), |it, n| it
        .tool_use
        .rounds =
        small(n)),
    figure!(
        "parallel",
        "Tools called at once",
        ONE_UP,
        |it| it.tool_use.parallel.into(),
        |it, n| it.tool_use.parallel = small(n)
    ),
    figure!("arguments", "Arguments of a call", TOKENS, |it| it.tool_use.arguments, |it, n| {
        it.tool_use.arguments = n;
    }),
    figure!("results", "Result of a call", TOKENS, |it| it.tool_use.results, |it, n| it
        .tool_use
        .results =
        n),
    figure!(
        "servers",
        "MCP servers",
        ("", 0, 50),
        |it| it.tool_use.servers.len() as u64,
        |it, n| {
            let each = schemas(it);
            it.tool_use.servers = vec![each; small(n) as usize];
        }
    ),
    figure!("schemas", "Schemas of a server", TOKENS, |it| schemas(it), |it, n| {
        let servers = it.tool_use.servers.len().max(1);
        it.tool_use.servers = vec![n; servers];
    }),
    figure!("reasoning", "Reasoning a call", TOKENS, |it| it.reasoning, |it, n| it.reasoning = n),
    figure!("documents", "Documents a turn", TOKENS, |it| it.documents, |it, n| it.documents = n),
];

pub(super) const CACHE: [Figure; 3] = [
    figure!("turn-wait", "Between turns", SECONDS, |it| it.pace.turn_seconds, |it, n| it
        .pace
        .turn_seconds =
        n),
    figure!("call-wait", "Between calls of a turn", SECONDS, |it| it.pace.call_seconds, |it, n| {
        it.pace.call_seconds = n;
    }),
    figure!("hits", "Cache hits", SHARE, |it| it.caching.hit_per_mille.into(), |it, n| {
        it.caching.hit_per_mille = share(n);
    }),
];

pub(super) const MISHAPS: [Figure; 8] = [
    figure!("fail", "Calls that fail", SHARE, |it| it.retries.per_mille.into(), |it, n| {
        it.retries.per_mille = share(n);
    }),
    figure!("retries", "Retries at most", SOME, |it| it.retries.most.into(), |it, n| it
        .retries
        .most =
        small(n)),
    figure!("feedback", "Error sent back", TOKENS, |it| it.retries.feedback, |it, n| it
        .retries
        .feedback =
        n),
    figure!("trap", "Run into a loop", SHARE, |it| trap(it).per_mille.into(), |it, n| {
        change_trap(it, |trap| trap.per_mille = share(n));
    }),
    figure!("trap-turn", "Loop in turn", ONE_UP, |it| trap(it).turn.into(), |it, n| {
        change_trap(it, |trap| trap.turn = small(n));
    }),
    figure!("trap-calls", "Calls of the loop", ONE_UP, |it| trap(it).calls.into(), |it, n| {
        change_trap(it, |trap| trap.calls = small(n));
    }),
    figure!("trap-output", "Each answers", TOKENS, |it| trap(it).output, |it, n| {
        change_trap(it, |trap| trap.output = n);
    }),
    figure!("trap-results", "Each gets back", TOKENS, |it| trap(it).results, |it, n| {
        change_trap(it, |trap| trap.results = n);
    }),
];

/// The strategies: id, name, and what one begins with when it is chosen.
pub(super) const STRATEGIES: [(&str, &str, Strategy); 5] = [
    ("keep", "Keep all", Strategy::BEGINNINGS[0]),
    ("window", "Only the last turns", Strategy::BEGINNINGS[1]),
    ("summarise", "Summarise", Strategy::BEGINNINGS[2]),
    ("prune", "Leave out tool results", Strategy::BEGINNINGS[3]),
    ("retrieve", "Search instead", Strategy::BEGINNINGS[4]),
];

/// The figures of a strategy, and of which.
pub(super) const STRATEGY: [(&[&str], Figure); 6] = [
    (
        &["window", "retrieve", "summarise", "prune"],
        figure!(
            "kept-turns",
            "Turns kept",
            SOME,
            |it| it.strategy.kept().unwrap_or_default().into(),
            |it, n| match &mut it.strategy {
                Strategy::Window { turns } | Strategy::Retrieve { turns, .. } => *turns = small(n),
                Strategy::Summarise { keep, .. } | Strategy::PruneTools { keep, .. } => {
                    *keep = small(n);
                }
                Strategy::KeepAll => {}
            }
        ),
    ),
    (
        &["summarise", "prune"],
        figure!(
            "mark-share",
            "Over window share",
            SHARE,
            |it| match it.strategy.mark() {
                Some(Over::PerMille(share)) => share.into(),
                _ => 0,
            },
            |it, n| set_over(it, Over::PerMille(share(n)))
        ),
    ),
    (
        &["summarise", "prune"],
        figure!(
            "mark-tokens",
            "Or over this prompt",
            TOKENS,
            |it| match it.strategy.mark() {
                Some(Over::Tokens(tokens)) => tokens,
                _ => 0,
            },
            |it, n| set_over(it, Over::Tokens(n))
        ),
    ),
    (
        &["summarise"],
        figure!(
            "summary",
            "Summary",
            TOKENS,
            |it| match it.strategy {
                Strategy::Summarise { summary, .. } => summary,
                _ => 0,
            },
            |it, n| {
                if let Strategy::Summarise { summary, .. } = &mut it.strategy {
                    *summary = n;
                }
            }
        ),
    ),
    (
        &["summarise"],
        figure!(
            "instruction",
            "Request for it",
            TOKENS,
            |it| match it.strategy {
                Strategy::Summarise { instruction, .. } => instruction,
                _ => 0,
            },
            |it, n| {
                if let Strategy::Summarise { instruction, .. } = &mut it.strategy {
                    *instruction = n;
                }
            }
        ),
    ),
    (
        &["retrieve"],
        figure!(
            "found",
            "Found by the search",
            TOKENS,
            |it| match it.strategy {
                Strategy::Retrieve { tokens, .. } => tokens,
                _ => 0,
            },
            |it, n| {
                if let Strategy::Retrieve { tokens, .. } = &mut it.strategy {
                    *tokens = n;
                }
            }
        ),
    ),
];

pub(super) const BUDGETS: [Limit; 4] = [
    Limit { id: "budget-call", label: "A call", of: |it| &mut it.call },
    Limit { id: "budget-turn", label: "A turn", of: |it| &mut it.turn },
    Limit { id: "budget-talk", label: "A conversation", of: |it| &mut it.conversation },
    Limit { id: "budget-task", label: "A task", of: |it| &mut it.task },
];

/// A strategy's id in [`STRATEGIES`].
pub(super) const fn kind_of(strategy: &Strategy) -> &'static str {
    match strategy {
        Strategy::KeepAll => "keep",
        Strategy::Window { .. } => "window",
        Strategy::Summarise { .. } => "summarise",
        Strategy::PruneTools { .. } => "prune",
        Strategy::Retrieve { .. } => "retrieve",
    }
}

fn small(number: u64) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

fn share(number: u64) -> u16 {
    u16::try_from(number).unwrap_or(u16::MAX)
}

/// The page knows servers of one size.
fn schemas(conduct: &Conduct) -> u64 {
    conduct.tool_use.servers.first().copied().unwrap_or(MCP_SERVER_MEDIAN)
}

/// The loop, or one that nobody runs into.
fn trap(conduct: &Conduct) -> Trap {
    conduct.trap.unwrap_or(Trap { per_mille: 0, turn: 1, calls: 1, output: 0, results: 0 })
}

fn change_trap(conduct: &mut Conduct, change: impl FnOnce(&mut Trap)) {
    let mut changed = trap(conduct);
    change(&mut changed);
    conduct.trap = Some(changed);
}

const fn set_over(conduct: &mut Conduct, mark: Over) {
    if let Strategy::Summarise { over, .. } | Strategy::PruneTools { over, .. } =
        &mut conduct.strategy
    {
        *over = mark;
    }
}
