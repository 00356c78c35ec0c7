//! The conversations of an import, and one of them turn by turn.

use super::opened::opened;
use super::protocol::{Look, Row, Table};
use super::records::{
    Desk, Imported, MOST_CONVERSATIONS, MOST_TURNS, Replayed, Sums, texts_fare, variance,
};
use super::tables::{head, row, written};
use super::words::{difference, moment, money, name, sum, whole};
use crate::import::{
    Call, Dialogue, Pricer, Replay, Requests, Role, scenario_of, scenario_of_texts,
};
use crate::money::Money;

/// The conversations, the dearest first.
pub(super) fn conversations(
    desk: &Desk,
    imported: &Imported,
    look: &Look,
    replayed: Option<&Replayed>,
) -> Table {
    let listed = &imported.summary.conversations;
    let texts = &imported.records.dialogues;
    let mut order: Vec<usize> = (0..listed.len()).collect();
    order.sort_by_key(|place| listed.get(*place).map(|one| std::cmp::Reverse(one.tally.computed)));
    let mut rows = Vec::new();
    for place in order.into_iter().take(MOST_CONVERSATIONS) {
        let Some(one) = listed.get(place) else { continue };
        let mut cells = vec![
            one.id.as_deref().map_or_else(|| "no conversation named".to_owned(), name),
            moment(one.begins),
            whole(one.tally.calls),
            whole(one.tally.usage.prompt_total()),
            whole(one.tally.usage.completion_total()),
            if one.tally.billed_calls == 0 {
                String::new()
            } else {
                sum(one.tally.billed, one.tally.billed_calls, one.tally.calls)
            },
            sum(one.tally.computed, one.tally.priced_calls, one.tally.calls),
        ];
        match replayed.and_then(|replayed| replayed.conversations.get(place)) {
            Some(sums) => cells.extend(replay_cells(sums)),
            None => cells.push(variance(&one.tally)),
        }
        let key = u32::try_from(place).ok();
        let marked = key.is_some() && key == look.picked;
        rows.push(Row { key, cells, marked, ..Row::default() });
    }
    for (place, dialogue) in
        texts.iter().enumerate().take(MOST_CONVERSATIONS.saturating_sub(rows.len()))
    {
        let key = u32::try_from(listed.len() + place).ok();
        let cells = text_cells(desk, dialogue, look.replay.as_ref());
        let marked = key.is_some() && key == look.picked;
        rows.push(Row { key, cells, marked, ..Row::default() });
    }
    let all = (listed.len() + texts.len()) as u64;
    let note = if all > MOST_CONVERSATIONS as u64 {
        format!(
            "The {} dearest of {}. Pick one to see it turn by turn.",
            whole(MOST_CONVERSATIONS as u64),
            whole(all)
        )
    } else {
        "Pick one to see it turn by turn.".to_owned()
    };
    let mut columns =
        vec!["Conversation", "Begins (UTC)", "Calls", "Sent", "Answered", "Billed", "Computed"];
    columns.extend_from_slice(if look.replay.is_some() {
        &["Replayed", "Change"]
    } else {
        &["Difference"]
    });
    Table {
        name: "conversations".to_owned(),
        title: "By conversation".to_owned(),
        note,
        head: head(&columns),
        rows,
        ..Table::default()
    }
}

fn replay_cells(sums: &Sums) -> [String; 2] {
    let change = if sums.both == 0 {
        String::new()
    } else {
        difference(sums.both_replayed - sums.both_recorded, sums.both_recorded)
    };
    [sum(sums.cost, sums.priced, sums.calls), change]
}

/// A conversation of texts: sizes are estimates.
fn text_cells(desk: &Desk, dialogue: &Dialogue, replay: Option<&Replay>) -> Vec<String> {
    let answers = dialogue.messages.iter().filter(|message| message.role == Role::Assistant);
    let name =
        dialogue.id.as_deref().map_or_else(|| format!("line {}", whole(dialogue.line)), name);
    let unknown = || "unknown".to_owned();
    let mut cells = vec![name, String::new(), whole(answers.count() as u64)];
    let (sent, answered, cost, band) = match texts_fare(desk, dialogue, replay) {
        Ok(fare) => (
            format!("\u{2248} {}", whole(fare.usage.prompt_total())),
            format!("\u{2248} {}", whole(fare.usage.completion_total())),
            fare.total.map_or_else(unknown, |total| format!("\u{2248} {}", total.readable())),
            fare.band.and_then(|(low, high)| low.readable_to(high)),
        ),
        Err(_) => (String::new(), String::new(), unknown(), None),
    };
    cells.extend([sent, answered, String::new()]);
    if replay.is_some() {
        cells.push(unknown());
    }
    cells.extend([cost, band.unwrap_or_default()]);
    cells
}

/// One conversation, turn by turn.
pub(super) fn turns(desk: &Desk, imported: &Imported, look: &Look, picked: u32) -> Option<Table> {
    let listed = &imported.summary.conversations;
    let place = picked as usize;
    let Some(conversation) = listed.get(place) else {
        let dialogue = imported.records.dialogues.get(place - listed.len())?;
        return Some(text_turns(desk, dialogue, look));
    };
    let calls: Vec<&Call> =
        conversation.calls.iter().filter_map(|place| imported.records.calls.get(*place)).collect();
    let mut recorded = Pricer::new(&desk.book, desk.today);
    let replayed = look
        .replay
        .as_ref()
        .map(|replay| Pricer::new(&desk.book, desk.today).replay(calls.iter().copied(), replay));
    let first = (look.first as usize).min(calls.len().saturating_sub(1));
    let mut rows = Vec::new();
    for (at, call) in calls.iter().enumerate().skip(first).take(MOST_TURNS) {
        let usage = &call.usage;
        let priced = recorded.as_recorded(call);
        let cost = |cost: Option<Money>| cost.map_or_else(|| "unknown".to_owned(), money);
        let requests = match call.requests {
            Requests::One => String::new(),
            Requests::Sum(requests) => format!(" ({} requests)", whole(requests)),
            Requests::Unknown => " (a sum)".to_owned(),
        };
        let mut line = vec![
            whole(at as u64 + 1),
            moment(call.when),
            format!("{}{requests}", name(&call.model)),
            whole(usage.input),
            whole(usage.cache_read),
            whole(written(usage)),
            whole(usage.completion_total()),
            call.billed.map(money).unwrap_or_default(),
            cost(priced.cost),
        ];
        match replayed.as_ref().and_then(|replayed| replayed.get(at)) {
            Some(other) => {
                line.push(cost(other.cost));
                line.push(match (priced.cost, other.cost) {
                    (Some(before), Some(after)) => difference(after - before, before),
                    _ => String::new(),
                });
            }
            None => line.push(match (call.billed, priced.cost) {
                (Some(billed), Some(cost)) => difference(cost - billed, billed),
                _ => String::new(),
            }),
        }
        rows.push(row(line));
    }
    let mut columns = vec![
        "Turn",
        "When (UTC)",
        "Model",
        "In full",
        "Read",
        "Written",
        "Answered",
        "Billed",
        "Computed",
    ];
    columns.extend_from_slice(if look.replay.is_some() {
        &["Replayed", "Change"]
    } else {
        &["Difference"]
    });
    let title = conversation.id.as_deref().map_or_else(
        || "Calls that name no conversation".to_owned(),
        |id| format!("Turn by turn: {}", name(id)),
    );
    let all = u32::try_from(calls.len()).unwrap_or(u32::MAX);
    let part = (calls.len() > MOST_TURNS).then(|| (u32::try_from(first).unwrap_or_default(), all));
    Some(Table {
        name: "turns".to_owned(),
        title,
        head: head(&columns),
        rows,
        part,
        ..opened(scenario_of(&calls, &desk.book, desk.today))
    })
}

/// A conversation of texts, turn by turn.
fn text_turns(desk: &Desk, dialogue: &Dialogue, look: &Look) -> Table {
    let mut table = Table {
        name: "turns".to_owned(),
        title: "Turn by turn, estimated from the texts".to_owned(),
        ..opened(scenario_of_texts(dialogue, &desk.book))
    };
    match texts_fare(desk, dialogue, look.replay.as_ref()) {
        Err(why) => table.note = format!("No fare: {why}."),
        Ok(fare) => {
            table.head = head(&["Turn", "Sent", "In full", "Read", "Written", "Answered", "Cost"]);
            let turns: Vec<_> = fare.turns().collect();
            for turn in turns.iter().skip(look.first as usize).take(MOST_TURNS) {
                let usage = &turn.usage;
                table.rows.push(row([
                    whole(turn.number.into()),
                    whole(usage.prompt_total()),
                    whole(usage.input),
                    whole(usage.cache_read),
                    whole(usage.cache_write),
                    whole(usage.completion_total()),
                    turn.cost.map_or_else(|| "unknown".to_owned(), Money::readable),
                ]));
            }
            if turns.len() > MOST_TURNS {
                table.part = Some((look.first, u32::try_from(turns.len()).unwrap_or(u32::MAX)));
            }
        }
    }
    table
}
