//! A recorded conversation on its way to be an estimate: the link, and what one should know of it.

use super::protocol::Table;
use super::words::{counted, time, whole};
use crate::import::{Gaps, Lives, Recorded, RecordedError};
use crate::scenario::link;

/// A table with nothing but the way to open a conversation as a scenario, or why there is none.
pub(super) fn opened(recorded: Result<Recorded, RecordedError>) -> Table {
    let recorded = match recorded {
        Ok(recorded) => recorded,
        Err(why) => return no_scenario(&why.to_string()),
    };
    let link = match link::write(&recorded.scenario) {
        Ok(link) => link,
        Err(why) => return no_scenario(&why.to_string()),
    };
    Table { link, note: note_on(&recorded), ..Table::default() }
}

/// What one should know of a record as an estimate.
fn note_on(recorded: &Recorded) -> String {
    let Recorded { ref scenario, beyond, left_out, fees, divided, without_fixed, lives, gaps } =
        *recorded;
    let mut note = Vec::new();
    if left_out > 0 {
        let left_out = whole(left_out as u64);
        note.push(format!("As an estimate it has its first turns, without the last {left_out}."));
    }
    if beyond > 0 {
        note.push(format!(
            "As an estimate it sends {} tokens more: its history was cut short, and the estimate\u{2019}s goes on.",
            whole(beyond)
        ));
    }
    if fees > 0 {
        note.push(
            "What was billed by the piece, such as a search, is no part of an estimate.".to_owned(),
        );
    }
    // Texts are what they are.
    let of_sizes = scenario.first.text().is_none();
    if divided > 0 {
        note.push(format!(
            "Each prompt is as long as it was billed; how {} into system prompt, tools, messages, tool results and pictures is estimated by their texts.",
            match scenario.turns - divided {
                0 => "it divides".to_owned(),
                others => format!("it divides (but for {}, which stand as one message each)", whole(others.into())),
            }
        ));
    } else if of_sizes {
        note.push("Nothing in the record tells the parts of a prompt apart: what each adds is one message.".to_owned());
    }
    if without_fixed {
        note.push(
            "It holds neither system prompt nor tools: what the first messages leave of the first prompt stands as the system prompt.".to_owned(),
        );
    }
    if let Some(Gaps { median, longest }) = gaps {
        note.push(format!(
            "The cache lives by the time between its calls: {} at the median, {} at the longest.",
            time(median),
            time(longest)
        ));
    }
    if lives.has_longer() {
        note.push(note_on_lives(lives, scenario.conduct.caching.ttl.as_deref()));
    }
    note.join(" ")
}

/// For how long the record wrote to the cache, and how long the estimate's entries live for that.
fn note_on_lives(lives: Lives, ttl: Option<&str>) -> String {
    let Lives { usual, hour, twelve_hours } = lives;
    let written: Vec<String> =
        [(usual, "as usual"), (hour, "for an hour"), (twelve_hours, "for twelve hours")]
            .into_iter()
            .filter(|(tokens, _)| *tokens > 0)
            .map(|(tokens, life)| format!("{} {life}", counted(tokens, "token", "tokens")))
            .collect();
    let why = match ttl {
        None if usual < hour.max(twelve_hours) => {
            ", as this model\u{2019}s cache offers nothing longer"
        }
        _ if lives.is_mixed() => {
            ", as an estimate has one life for all: the one for which most were written"
        }
        _ => "",
    };
    format!(
        "To the cache it wrote {}; the estimate\u{2019}s entries live {}{why}.",
        written.join(", "),
        ttl.map_or("as usual".to_owned(), |id| format!("for {id}")),
    )
}

fn no_scenario(why: &str) -> Table {
    Table { note: format!("It cannot be opened as an estimate: {why}."), ..Table::default() }
}
