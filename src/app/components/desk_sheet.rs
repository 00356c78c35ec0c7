//! A table as the desk wrote it, some with bars in their rows: the figures stand beside them, so that
//! nothing is said by a drawing alone.

use leptos::prelude::*;

use super::super::desk_link::Desk;
use crate::desk::protocol::Table;

/// The drawing's own units, across and down.
const ROOM: u16 = 1_000;
const HEIGHT: u16 = 16;

/// One table as the desk wrote it.
pub(super) fn sheet(desk: Desk, table: Table) -> impl IntoView {
    let Table { name, title, note, head, rows, part, bars, line, .. } = table;
    let has_bars = !bars.is_empty();
    let rows = rows.into_iter().map(|row| {
        let drawn = has_bars.then(|| drawing(&row.bars, line));
        let mut cells = row.cells.into_iter();
        let first = cells.next().unwrap_or_default();
        let first = match row.key {
            None => first.into_any(),
            Some(key) => {
                let pick = move |_| {
                    desk.look.update(|look| (look.picked, look.first) = (Some(key), 0));
                    desk.show();
                };
                view! { <button type="button" class="opener" aria-pressed=row.marked.to_string() on:click=pick>{first}</button> }.into_any()
            }
        };
        view! {
            <tr class:chosen=row.marked>
                <th scope="row">{first}</th>
                {drawn}
                {cells.map(|cell| view! { <td>{cell}</td> }).collect_view()}
            </tr>
        }
    });
    let head = (!head.is_empty()).then(|| {
        let mut head = head.into_iter().map(|cell| view! { <th scope="col">{cell}</th> });
        let first = head.next();
        let bars = has_bars.then(|| view! { <th scope="col" class="bar">{bars}</th> });
        view! { <thead><tr>{first}{bars}{head.collect_view()}</tr></thead> }
    });
    let turn = move |to: u32, label: &'static str| {
        let go = move |_| {
            desk.look.update(|look| look.first = to);
            desk.show();
        };
        view! { <button type="button" class="link" on:click=go>{label}</button> }
    };
    let shown = u32::try_from(rows.len()).unwrap_or_default();
    let pages = part.map(|(first, all)| {
        let before = (first > 0).then(|| turn(first.saturating_sub(shown.max(1)), "Earlier"));
        let after = (first + shown < all).then(|| turn(first + shown, "Later"));
        view! { <p class="pages">{format!("{}\u{2013}{} of {all} ", first + 1, first + shown)}{before}" "{after}</p> }
    });
    let label = title.clone();
    view! {
        <div class="sheet-of" data-table=name>
            <h2>{title}<span class="beside">{note}</span></h2>
            <div class="scroll" tabindex="0" role="region" aria-label=label>
                <table>{head}<tbody>{rows.collect_view()}</tbody></table>
            </div>
            {pages}
        </div>
    }
}

/// A row's bars, one below the other, with the line through all rows.
fn drawing(bars: &[(u16, u16)], line: Option<u16>) -> impl IntoView + use<> {
    let height = HEIGHT / bars.len().max(1) as u16;
    let drawn = bars.iter().zip(0_u16..).map(|((from, to), at)| {
        let (top, width) = (height * at + 1, to.saturating_sub(*from).max(2));
        view! {
            <rect x=from.to_string() y=top.to_string() width=width.to_string() height=(height - 2).to_string()/>
        }
    });
    let line = line.map(|at| view! { <path d=format!("M{at} 0V{HEIGHT}")/> });
    view! {
        <td class="bar">
            <svg viewBox=format!("0 0 {ROOM} {HEIGHT}") preserveAspectRatio="none" aria-hidden="true">
                {drawn.collect_view()}
                {line}
            </svg>
        </td>
    }
}
