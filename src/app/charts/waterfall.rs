//! From the list price to the fare: one bar a step, hanging where the step before it ended.

use leptos::prelude::*;

use crate::money::Money;
use crate::pricing::{StepKind, Waterfall};

/// The drawing's own units; it scales to the width that it is given.
const WIDTH: u32 = 440;
const ROW: u32 = 19;
const BAR: u32 = 11;
/// Where the names end and the bars begin.
const LEFT: u32 = 128;
/// What the bars may take.
const ROOM: u32 = WIDTH - LEFT;

/// What a step is called.
pub(in crate::app) const fn step_name(kind: StepKind) -> &'static str {
    match kind {
        StepKind::List => "List price, all in full",
        StepKind::Drift => "Newer tokenizer",
        StepKind::Tier => "Service tier",
        StepKind::LongContext => "Long prompts",
        StepKind::Cache => "Prompt cache",
        StepKind::Schedule => "Hour of the day",
        StepKind::Geography => "Where it runs",
        StepKind::Negotiated => "Your prices",
        StepKind::Fees => "Fees",
    }
}

/// One bar, in hundredths of the drawing's units.
struct Bar {
    name: &'static str,
    class: &'static str,
    from: u32,
    to: u32,
}

/// The chart of a way.
pub(in crate::app) fn waterfall_chart(way: &Waterfall) -> impl IntoView + use<> {
    let bars = bars(way);
    let height = ROW * bars.len() as u32;
    let drawn = bars
        .iter()
        .zip(0..)
        .map(|(bar, at)| {
            let top = ROW * at;
            let (left, right) = (bar.from.min(bar.to), bar.from.max(bar.to));
            view! {
                <text x="0" y=(top + 13).to_string()>{bar.name}</text>
                <rect class=bar.class x=hundredths(LEFT * 100 + left) y=(top + 4).to_string()
                    width=hundredths((right - left).max(100)) height=BAR.to_string()/>
                <line x1=hundredths(LEFT * 100 + bar.to) x2=hundredths(LEFT * 100 + bar.to)
                    y1=(top + 4).to_string() y2=(top + ROW + 4).min(height).to_string()/>
            }
        })
        .collect_view();
    view! {
        <svg class="waterfall" viewBox=format!("0 0 {WIDTH} {height}") role="img"
            aria-label="Bars: how each step changes the price, from the list price to this fare. The table below says the same.">
            {drawn}
        </svg>
    }
}

fn bars(way: &Waterfall) -> Vec<Bar> {
    let widest = way.steps.iter().map(|step| step.after).max().unwrap_or_default();
    let place = |amount: Money| {
        let share = amount.per_ten_thousand_of(widest).unwrap_or_default().clamp(0, 10_000);
        u32::try_from(share).unwrap_or_default() * ROOM / 100
    };
    let mut bars = Vec::new();
    let mut at = 0;
    for step in &way.steps {
        let to = place(step.after);
        let class = match step.kind {
            StepKind::List => "whole",
            _ if step.delta < Money::ZERO => "less",
            _ => "more",
        };
        bars.push(Bar { name: step_name(step.kind), class, from: at, to });
        at = to;
    }
    bars.push(Bar { name: "This fare", class: "whole", from: 0, to: at });
    bars
}

/// Hundredths as a decimal number for SVG.
fn hundredths(value: u32) -> String {
    format!("{}.{:02}", value / 100, value % 100)
}
