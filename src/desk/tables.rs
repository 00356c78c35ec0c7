//! What an import is shown in: what was read, the sums by model, and a replay's.

use super::protocol::{Row, Table};
use super::records::{Imported, Replayed, variance};
use super::words::{bytes, counted, difference, money, name, sum, whole};
use crate::import::{CacheUse, Replay, Tally};
use crate::usage::Usage;

/// How many unknown fields and missing models one sentence names.
const MOST_NAMED: usize = 12;

/// What became of every record.
pub(super) fn read(imported: &Imported) -> Table {
    let report = &imported.records.report;
    let mut rows = Vec::new();
    let mut add = |what: &str, value: String| {
        rows.push(Row { cells: vec![what.to_owned(), value], ..Row::default() });
    };
    let files: Vec<String> = imported.files.iter().map(|file| name(file)).collect();
    add("Read", format!("{} of {}", bytes(report.bytes), files.join(", ")));
    let formats: Vec<String> = report
        .formats
        .iter()
        .map(|(format, count)| {
            format!("{}: {}", format.name(), counted(*count, "record", "records"))
        })
        .collect();
    add("Kind", formats.join("; "));
    let mut calls = format!(
        "{} in {}",
        counted(report.calls, "call", "calls"),
        counted(report.records, "record", "records")
    );
    if report.merged > 0 {
        let merged = counted(report.merged, "record", "records");
        calls = format!("{calls}; {merged} repeat or go on with another and were merged into it");
    }
    add("Calls", calls);
    let texts = imported.records.dialogues.len() as u64;
    let named = imported.summary.conversations.iter().filter(|one| one.id.is_some()).count() as u64;
    add("Conversations", whole(named + texts));
    for (aside, count) in &report.asides {
        add("Left aside", format!("{}: {}", aside.says(), whole(*count)));
    }
    if !report.other_charges.is_zero() {
        add("Other charges", money(report.other_charges));
    }
    if report.refused > 0 {
        add("Not usable", counted(report.refused, "record", "records"));
        for refusal in report.refusals.iter().take(MOST_NAMED) {
            add(&format!("Line {}", whole(refusal.line)), refusal.reason.clone());
        }
    }
    if let Some(line) = report.cut_off {
        add(
            "Cut off",
            format!("the file ends inside the record that begins on line {}", whole(line)),
        );
    }
    if report.not_utf8 > 0 {
        add(
            "Encoding",
            format!(
                "{} not in UTF-8, read as Latin-1",
                counted(report.not_utf8, "record is", "records are")
            ),
        );
    }
    if report.billed_unreadable > 0 {
        add(
            "Billed",
            format!(
                "{} could not be read as dollars",
                counted(report.billed_unreadable, "amount", "amounts")
            ),
        );
    }
    if report.moments_unreadable > 0 {
        add(
            "Times",
            format!(
                "{} could not be read; without one a call has the prices of today",
                counted(report.moments_unreadable, "moment", "moments")
            ),
        );
    }
    if !report.unknown_fields.is_empty() {
        let fields = report.unknown_fields.iter().take(MOST_NAMED);
        let fields: Vec<String> =
            fields.map(|(field, count)| format!("{} ({})", name(field), whole(*count))).collect();
        let kinds = report.unknown_fields.len();
        let more = if kinds > MOST_NAMED || report.more_unknown > 0 { ", and more" } else { "" };
        add("Unknown fields", format!("{}{more}", fields.join(", ")));
    }
    for (trouble, count) in imported.summary.troubles.iter().take(MOST_NAMED) {
        add("Unpriced", format!("{}: {}", counted(*count, "call", "calls"), trouble.message));
    }
    Table { name: "read".to_owned(), title: "What was read".to_owned(), rows, ..Table::default() }
}

/// What other terms would have cost.
pub(super) fn replayed(imported: &Imported, replayed: &Replayed, replay: &Replay) -> Table {
    let total = &replayed.total;
    let recorded = &imported.summary.total;
    let mut rows = vec![
        row([
            "As recorded".to_owned(),
            sum(recorded.computed, recorded.priced_calls, recorded.calls),
        ]),
        row(["Replayed".to_owned(), sum(total.cost, total.priced, total.calls)]),
    ];
    if total.both > 0 {
        let change = difference(total.both_replayed - total.both_recorded, total.both_recorded);
        let over = if total.both < total.calls {
            format!(", over the {} priced both ways", counted(total.both, "call", "calls"))
        } else {
            String::new()
        };
        rows.push(row(["Difference".to_owned(), format!("{change}{over}")]));
    }
    rows.extend(
        replayed
            .trouble
            .iter()
            .map(|why| row(["Unpriced".to_owned(), format!("for instance, {why}")])),
    );
    let mut terms = vec![replay.model.clone().unwrap_or_else(|| "the recorded models".to_owned())];
    terms.extend(replay.tier.as_ref().map(|tier| format!("tier {tier}")));
    terms.extend(replay.date.map(|date| format!("prices of {date}")));
    terms.push(cache(replay.cache).to_owned());
    if !replay.deal.rates.is_empty() || !replay.deal.adjustments.is_empty() {
        terms.push("your prices and discounts".to_owned());
    }
    Table {
        name: "replayed".to_owned(),
        title: format!("Replayed on {}", terms.join(", ")),
        note: "The numbers of tokens stay as recorded: another tokenizer would cut the same texts otherwise.".to_owned(),
        rows,
        ..Table::default()
    }
}

const fn cache(cache: CacheUse) -> &'static str {
    match cache {
        CacheUse::AsRecorded => "cache as recorded",
        CacheUse::Off => "no cache",
        CacheUse::Best => "cache at its best",
    }
}

/// Billed against computed, by model.
pub(super) fn models(imported: &Imported) -> Table {
    let mut rows: Vec<Row> = imported
        .summary
        .models
        .iter()
        .map(|model| {
            let priced_as = model.priced_as.as_deref().unwrap_or("not in the price book");
            row_of(vec![name(&model.name), priced_as.to_owned()], &model.tally)
        })
        .collect();
    let mut all = row_of(vec!["Everything".to_owned(), String::new()], &imported.summary.total);
    all.marked = true;
    rows.push(all);
    Table {
        name: "models".to_owned(),
        title: "Billed and computed, by model".to_owned(),
        note: "Computed at list prices of the day of each call, without discounts.".to_owned(),
        head: head(&[
            "Model",
            "Priced as",
            "Calls",
            "In full",
            "Read",
            "Written",
            "Answered",
            "Billed",
            "Computed",
            "Difference",
        ]),
        rows,
        ..Table::default()
    }
}

/// The cells of a tally behind what names it.
fn row_of(mut cells: Vec<String>, tally: &Tally) -> Row {
    let usage = &tally.usage;
    cells.extend([
        whole(tally.calls),
        whole(usage.input),
        whole(usage.cache_read),
        whole(written(usage)),
        whole(usage.completion_total()),
        if tally.billed_calls == 0 {
            "not recorded".to_owned()
        } else {
            sum(tally.billed, tally.billed_calls, tally.calls)
        },
        sum(tally.computed, tally.priced_calls, tally.calls),
        variance(tally),
    ]);
    Row { cells, ..Row::default() }
}

/// What was written to a cache, whatever its life.
pub(super) fn written(usage: &Usage) -> u64 {
    usage.cache_write.saturating_add(usage.cache_write_1h).saturating_add(usage.cache_write_12h)
}

pub(super) fn head(columns: &[&str]) -> Vec<String> {
    columns.iter().map(|column| (*column).to_owned()).collect()
}

pub(super) fn row(cells: impl Into<Vec<String>>) -> Row {
    Row { cells: cells.into(), ..Row::default() }
}
