//! The futures of a conversation, or of an agent's task: drawn some at a time, then shown in tables with bars.

use super::ask::{AskError, AskedTask};
use super::protocol::{Row, Table};
use super::records::Desk;
use super::tables::{head, row};
use super::words::{counted, money, name, percent, percent_of, share_to_draw, whole};
use crate::forecast::{
    Bar, Bin, BudgetPoint, Driver, Outcomes, Progress, RUNAWAY, Run, budgets_to_try, tornado,
};
use crate::money::Money;

/// How many bars a histogram has.
const BARS: u32 = 20;
/// The percentiles that are told, in thousandths, with their names.
const TOLD: [(u32, &str); 4] = [(50, "P5"), (500, "P50"), (950, "P95"), (990, "P99")];

/// Those that are told of each stage.
const STAGE_TOLD: [u32; 3] = [50, 500, 950];

/// A drawing under way. It owns what it needs, so that the desk can do other work between its steps.
#[derive(Debug)]
pub struct Drawing {
    run: Run,
    seed: u64,
    /// What the conversation costs with everything in the middle.
    middle: Money,
    drivers: Vec<Bar>,
    /// The user's own budget for the task.
    budget: Option<Money>,
    /// The names of an agent's stages; none of a conversation.
    stages: Vec<String>,
}

impl Desk {
    /// Makes the futures of a conversation ready to be drawn; `link` as in
    /// [`Request::Futures`](super::protocol::Request::Futures).
    ///
    /// # Errors
    /// What the link, the prices, the plan or the spreads have wrong.
    pub fn draw(&self, link: &str) -> Result<Drawing, AskError> {
        let AskedTask { scenario, legs } = self.asked_task(link)?;
        let futures = &scenario.futures;
        let (middle, drivers) = tornado(&legs, &futures.dials)?;
        let budget = scenario.budget.task;
        let run = Run::new(legs, futures, &budgets_to_try(middle, budget)?)?;
        let stages = scenario.stage_names().iter().map(|it| name(it)).collect();
        Ok(Drawing { run, seed: futures.seed, middle, drivers, budget, stages })
    }
}

impl Drawing {
    /// Draws the next `count` futures, or as many as are left.
    ///
    /// # Errors
    /// Where one cannot be priced.
    pub fn step(&mut self, count: u32) -> Result<Progress, AskError> {
        Ok(self.run.step(count)?)
    }

    /// How far it is: `3,200 of 10,000 futures drawn`.
    pub fn says(&self) -> String {
        let Progress { done, of } = self.run.progress();
        format!("{} of {} futures drawn", whole(done.into()), whole(of.into()))
    }

    /// What has come out so far; nothing before the first future.
    ///
    /// # Errors
    /// Where a sum is beyond what is held.
    pub fn tables(&self) -> Result<Vec<Table>, AskError> {
        let Some(outcomes) = self.run.outcomes() else { return Ok(Vec::new()) };
        let mut tables = vec![self.summary(&outcomes)?];
        tables.extend(self.by_stage(&outcomes)?);
        tables.extend(histogram(&outcomes));
        tables.extend(self.tornado());
        tables.push(self.budgets(&outcomes));
        Ok(tables)
    }

    fn summary(&self, outcomes: &Outcomes) -> Result<Table, AskError> {
        let runs = outcomes.runs();
        let of_all = |futures: u32| {
            let share = percent(outcomes.share(futures));
            format!("{} of {} ({share})", whole(futures.into()), whole(runs.into()))
        };
        let mut rows: Vec<Row> = TOLD
            .iter()
            .map(|(share, name)| row([(*name).to_owned(), money(outcomes.percentile(*share))]))
            .collect();
        let mut add = |what: &str, value: String| rows.push(row([what.to_owned(), value]));
        add("Mean", outcomes.mean().readable());
        add(
            "Cheapest and dearest",
            format!("{}, {}", money(outcomes.percentile(0)), money(outcomes.percentile(1_000))),
        );
        if let Some(times) = outcomes.tail() {
            let first = money(outcomes.percentile(10));
            add("Tail", format!("P99 is {} times P1, {first}", whole(times)));
        }
        let runaways = of_all(outcomes.runaways()?);
        add("Run away", format!("{runaways} cost more than {RUNAWAY} times the P50"));
        if outcomes.trapped > 0 {
            add("In the loop", of_all(outcomes.trapped));
        }
        Ok(Table {
            name: "futures".to_owned(),
            title: format!("{} from seed {}", counted(runs.into(), "future", "futures"), self.seed),
            note: "The same seed gives the same figures on every machine.".to_owned(),
            rows,
            ..Table::default()
        })
    }

    /// What each stage comes to; nothing where there is one conversation.
    fn by_stage(&self, outcomes: &Outcomes) -> Result<Option<Table>, AskError> {
        let mut stages = Vec::with_capacity(self.stages.len());
        for (place, name) in self.stages.iter().enumerate() {
            if let Some(stage) = self.run.stage(place)? {
                stages.push((name, STAGE_TOLD.map(|share| stage.percentile(share)), stage.total));
            }
        }
        let last = stages.iter().flat_map(|(_, told, _)| told).copied().max().unwrap_or_default();
        let rows = stages.iter().map(|(name, told, total)| {
            let [low, _, high] = told.map(|cost| share_to_draw(cost, last));
            let mut cells = vec![(*name).clone()];
            cells.extend(told.map(money));
            cells.push(percent_of(*total, outcomes.total));
            Row { cells, bars: vec![(low, high)], ..Row::default() }
        });
        Ok((!stages.is_empty()).then(|| Table {
            name: "stages".to_owned(),
            title: "What each stage comes to".to_owned(),
            note: "All copies of it together. Percentiles of stages do not add up to those of the task; the shares, which are of the mean, do.".to_owned(),
            head: head(&["Stage", "P5", "P50", "P95", "Share"]),
            bars: format!("P5 to P95, of {}", last.readable()),
            rows: rows.collect(),
            ..Table::default()
        }))
    }

    /// What drives the spread; nothing where nothing does.
    fn tornado(&self) -> Option<Table> {
        let ends = || self.drivers.iter().flat_map(|bar| [bar.low, bar.high]).chain([self.middle]);
        let (first, last) = (ends().min()?, ends().max()?);
        let place = |cost: Money| share_to_draw(cost - first, last - first);
        let rows = self.drivers.iter().map(|bar| {
            let (low, high) = (place(bar.low), place(bar.high));
            Row {
                cells: vec![self.driver(bar.driver), money(bar.low), money(bar.high)],
                bars: vec![(low.min(high), low.max(high))],
                ..Row::default()
            }
        });
        (first < last).then(|| Table {
            name: "tornado".to_owned(),
            title: "What drives the spread".to_owned(),
            note: "Each alone, the largest first: a size or count from its P5 to its P95, cache hits from all to none, failures from none to as often as they are set, a loop from outside to inside.".to_owned(),
            head: head(&["What", "Low end", "High end"]),
            bars: format!(
                "{} to {}; the line is {}, everything in the middle",
                first.readable(),
                last.readable(),
                self.middle.readable()
            ),
            line: Some(place(self.middle)),
            rows: rows.collect(),
            ..Table::default()
        })
    }

    /// What a bar is of, with its stage where it is of one among several.
    fn driver(&self, driver: Driver) -> String {
        let (name, stage) = match driver {
            Driver::Dial { what, stage } => (what.name(), stage),
            Driver::CacheMisses => ("Cache misses", None),
            Driver::Retries => ("Calls that fail", None),
            Driver::Trap { stage } => ("The loop", Some(stage)),
        };
        match stage.and_then(|stage| self.stages.get(stage as usize)) {
            Some(stage) => format!("{name}, {stage}"),
            None => name.to_owned(),
        }
    }

    fn budgets(&self, outcomes: &Outcomes) -> Table {
        let killed = |futures: u32| {
            format!("{} ({})", whole(futures.into()), percent(outcomes.share(futures)))
        };
        let of_point = |point: &BudgetPoint| {
            let (saved, own) = (outcomes.saved(point), self.budget == Some(point.budget));
            let label = point.budget.readable();
            Row {
                cells: vec![
                    if own { format!("{label}, yours") } else { label },
                    format!("{} ({})", saved.readable(), percent_of(saved, outcomes.total)),
                    killed(point.killed),
                    killed(point.killed_honest),
                ],
                marked: own,
                bars: vec![
                    (0, share_to_draw(saved, outcomes.total)),
                    (0, to_draw(outcomes.share(point.killed_honest))),
                ],
                ..Row::default()
            }
        };
        Table {
            name: "budgets".to_owned(),
            title: "What a hard budget for the task saves and kills".to_owned(),
            note: format!(
                "From once to twenty times {}, the cost with everything in the middle.",
                self.middle.readable()
            ),
            head: head(&["Budget", "Saved", "Tasks killed", "Of them no loop"]),
            bars: "Above the money saved, below the honest tasks killed".to_owned(),
            rows: outcomes.budgets.iter().map(of_point).collect(),
            ..Table::default()
        }
    }
}

/// How the costs spread, where they do; rows in which a percentile falls are marked with it.
fn histogram(outcomes: &Outcomes) -> Option<Table> {
    let spread = outcomes.percentile(0) < outcomes.percentile(990);
    let bins = outcomes.histogram(BARS);
    let most = bins.iter().map(|bin| bin.count).max().unwrap_or_default();
    let rows = bins.iter().enumerate().map(|(at, bin)| {
        let Bin { from, to, count } = *bin;
        let last = at + 1 == bins.len();
        let falls = TOLD.iter().filter(|(share, _)| {
            let cost = outcomes.percentile(*share);
            cost >= from && (last || cost < to)
        });
        let told: Vec<&str> = falls.map(|(_, name)| *name).collect();
        let range = if last {
            format!("{} and more", from.readable())
        } else {
            format!("{}\u{2013}{}", from.readable(), to.readable())
        };
        Row {
            marked: !told.is_empty(),
            cells: vec![
                range,
                whole(count.into()),
                percent(outcomes.share(count)),
                told.join(", "),
            ],
            bars: vec![(0, to_draw(u64::from(count) * 1_000 / u64::from(most.max(1))))],
            ..Row::default()
        }
    });
    spread.then(|| Table {
        name: "histogram".to_owned(),
        title: "How the costs spread".to_owned(),
        head: head(&["Cost", "Futures", "Share", "Percentile"]),
        bars: "How many futures cost so much".to_owned(),
        rows: rows.collect(),
        ..Table::default()
    })
}

/// Thousandths for a drawing.
fn to_draw(per_mille: u64) -> u16 {
    u16::try_from(per_mille).unwrap_or(1_000)
}
