//! Capacity bought whole against this fare, where the model's channel sells any.

use std::sync::Arc;

use leptos::prelude::*;

use super::super::numbers::{NotTaken, parse_whole, per_mille, whole};
use super::super::offers::Quote;
use super::super::session::Session;
use super::fold::is_open;
use super::notices::WholeField;
use super::typed_field::TypedField;
use crate::money::Money;
use crate::pricing::{Capacity, CapacityTerm, Comparison, Period, Provision, Weights};
use crate::scenario::Reservation;

/// The most units, and the most conversations a day.
const MOST: u64 = 100_000_000;
/// The most tokens that a unit may take in a minute, and that an output token may count for.
const MOST_TOKENS: u64 = 1_000_000_000;
const MOST_WEIGHT: u64 = 1_000;

/// The comparison, folded away until asked for; nothing where the channel sells no capacity.
#[component]
pub(in crate::app) fn CapacityPanel(
    /// The fare.
    #[prop(into)]
    quote: Signal<Option<Arc<Quote>>>,
) -> impl IntoView {
    let session = expect_context::<Session>();
    let scenario = session.scenario;
    let open = RwSignal::new(false);
    // What is sold, so that the fields stay as long as that does not change.
    let sold = Memo::new(move |_| {
        let model = scenario.with(|scenario| scenario.model.clone());
        session.library.with(|book| {
            let channel = book.channel_of(&model).ok()?;
            (!channel.capacities.is_empty()).then(|| channel.capacities.clone())
        })
    });
    let shown = move || sold.get().map(|sold| fields(&sold, quote));
    view! {
        <Show when=move || sold.with(Option::is_some)>
            <details class="folded" id="capacity" on:toggle=move |event| open.set(is_open(&event))>
                <summary>"Against capacity bought whole"</summary>
                <Show when=move || open.get()>{shown}</Show>
            </details>
        </Show>
    }
}

fn fields(sold: &[Capacity], quote: Signal<Option<Arc<Quote>>>) -> AnyView {
    let notes = sold.iter().filter_map(|capacity| capacity.note.clone());
    let note = notes.collect::<Vec<_>>().join(" ");
    if sold.iter().all(|capacity| capacity.terms.is_empty()) {
        return view! { <p class="soft">{note}</p> }.into_any();
    }
    let session = expect_context::<Session>();
    let scenario = session.scenario;
    let kept = Memo::new(move |_| scenario.with(|scenario| scenario.capacity.clone()));
    let change = move |change: &dyn Fn(&mut Reservation)| {
        scenario.update(|scenario| change(&mut scenario.capacity));
    };
    let terms: Vec<(String, String)> = sold
        .iter()
        .flat_map(|capacity| capacity.terms.iter().map(move |term| choice(capacity, term)))
        .collect();
    let options = move || {
        let kept = kept.get();
        let chosen = format!("{} {}", kept.id, kept.term);
        terms
            .iter()
            .map(|(value, label)| {
                let selected = *value == chosen;
                view! { <option value=value.clone() selected=selected>{label.clone()}</option> }
            })
            .collect_view()
    };
    let choose = move |event| {
        if let Some((id, term)) = event_target_value(&event).split_once(' ') {
            change(&|it| (it.id, it.term) = (id.to_owned(), term.to_owned()));
        }
    };
    let taken =
        Signal::derive(move || kept.with(|it| it.tokens_per_minute.map(whole).unwrap_or_default()));
    let take = move |typed: &str| {
        let tokens = optional(typed, MOST_TOKENS)?;
        change(&|it| it.tokens_per_minute = tokens);
        Ok(())
    };
    let weight = Signal::derive(move || {
        kept.with(|it| it.output_weight.map(|it| whole(u64::from(it))).unwrap_or_default())
    });
    let take_weight = move |typed: &str| {
        let weight = optional(typed, MOST_WEIGHT)?.and_then(|weight| u32::try_from(weight).ok());
        change(&|it| it.output_weight = weight);
        Ok(())
    };
    let known_weight = Signal::derive(move || {
        with_reserved(session, |provision, model| Weights::of(provision.capacity, model).output)
            .flatten()
            .map_or_else(|| "unknown".to_owned(), |weight| whole(u64::from(weight)))
    });
    let lines = move || {
        let quote = quote.get()?;
        let kept = kept.get();
        let calls = || quote.fare.calls.iter().map(|call| &call.call.usage);
        with_reserved(session, |provision, model| {
            match kept.compare(provision, model, quote.fare.total, calls()) {
                Ok(compared) => sentences(&compared, &kept, &provision.capacity.unit),
                Err(why) => vec![why.to_string()],
            }
        })
        .map(|lines| lines.into_iter().map(|line| view! { <li>{line}</li> }).collect_view())
    };
    view! {
        <div class="own-line">
            <div class="field">
                <label for="capacity-term">"Bought"</label>
                <select id="capacity-term" on:change=choose>{options}</select>
            </div>
            <WholeField id="capacity-units" notice_id="capacity-units-notice" label="Units" least=1 most=MOST
                value=Signal::derive(move || kept.with(|it| it.units)) set=move |units| change(&|it| it.units = units)/>
            <WholeField id="capacity-per-day" notice_id="capacity-per-day-notice" label="Conversations a day" least=0 most=MOST
                value=Signal::derive(move || kept.with(|it| it.per_day)) set=move |times| change(&|it| it.per_day = times)/>
            <TypedField id="capacity-takes" notice_id="capacity-takes-notice" label=Signal::stored("Tokens a minute, each unit".to_owned())
                placeholder=Signal::stored("unknown".to_owned()) shown=taken take=Box::new(take)/>
            <TypedField id="capacity-weight" notice_id="capacity-weight-notice" label=Signal::stored("Input tokens for one of output".to_owned())
                placeholder=known_weight shown=weight take=Box::new(take_weight)/>
        </div>
        <ul class="compared" id="capacity-compared" aria-live="polite">{lines}</ul>
        <p class="soft">{note}</p>
    }
    .into_any()
}

/// Reads what is reserved on the chosen model's channel.
fn with_reserved<T>(
    session: Session,
    read: impl FnOnce(&Provision<'_>, &crate::pricing::Model) -> T,
) -> Option<T> {
    session.library.with(|book| {
        session.scenario.with(|scenario| {
            let channel = book.channel_of(&scenario.model).ok()?;
            let provision = scenario.capacity.on(channel)?;
            Some(read(&provision, book.model(&scenario.model).ok()?))
        })
    })
}

/// Nothing typed is nothing known.
fn optional(typed: &str, most: u64) -> Result<Option<u64>, String> {
    if typed.trim().is_empty() {
        return Ok(None);
    }
    parse_whole(typed, 1, most).map(Some).map_err(|NotTaken(why)| why)
}

/// A term as one chooses it: `PTU, $260.00 a month, bound for 30 days`.
fn choice(capacity: &Capacity, term: &CapacityTerm) -> (String, String) {
    let per = match term.per {
        Period::Hour => "an hour",
        Period::Month => "a month",
        Period::Year => "a year",
    };
    let bound = match term.bound_days {
        0 => String::new(),
        days => format!(", bound for {days} days"),
    };
    let label = format!("{}, {} {per}{bound}", capacity.unit, term.price.price());
    (format!("{} {}", capacity.id, term.id), label)
}

/// What the comparison says.
fn sentences(compared: &Comparison, kept: &Reservation, unit: &str) -> Vec<String> {
    let share = |share: u64| per_mille((share + 5) / 10);
    let days = compared.days;
    let on_demand = compared.on_demand.map_or_else(|| "unpriced".to_owned(), Money::readable);
    let mut lines = vec![format!(
        "{} {unit} for {days} days: {}, used or not. On demand, {} conversations a day: {on_demand}.",
        whole(kept.units),
        compared.cost.readable(),
        whole(kept.per_day),
    )];
    if let Some(least) = compared.break_even_per_day {
        lines.push(format!("Pays from {} conversations a day on.", whole(least)));
    }
    match (compared.most_per_day, compared.used) {
        (Some(most), Some(used)) if used <= 10_000 => {
            let idle = compared.idle.map(Money::readable).unwrap_or_default();
            lines.push(format!(
                "Takes {} a day: {} full, {idle} of it idle.",
                whole(most),
                share(used)
            ));
        }
        (Some(most), _) => lines.push(format!(
            "Takes {} a day: {} do not fit.",
            whole(most),
            whole(kept.per_day)
        )),
        (None, _) if kept.tokens_per_minute.is_none() => lines.push(
            "How full it would be is not known: type how many tokens a minute a unit takes, as your provider says."
                .to_owned(),
        ),
        (None, _) => lines.push(
            "How full it would be is not known: no source says what an output or a cached token counts for."
                .to_owned(),
        ),
    }
    match compared.break_even_used {
        Some(used) if used > 10_000 => {
            lines.push("Even full it is dearer than on demand.".to_owned());
        }
        Some(used) => lines.push(format!("Pays from {} full on.", share(used))),
        None => {}
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    fn compared() -> Comparison {
        Comparison {
            days: 30,
            cost: Money::parse("26000").unwrap(),
            on_demand: Some(Money::parse("8400").unwrap()),
            break_even_per_day: Some(61_905),
            most_per_day: Some(86_400),
            used: Some(2_314),
            break_even_used: Some(7_164),
            idle: Some(Money::parse("19981.481481").unwrap()),
        }
    }

    #[test]
    fn every_figure_is_in_a_sentence() {
        let kept = Reservation {
            units: 100,
            per_day: 20_000,
            tokens_per_minute: Some(3_000),
            ..Reservation::default()
        };
        let lines = sentences(&compared(), &kept, "PTU");
        assert_eq!(
            lines,
            [
                "100 PTU for 30 days: $26,000.00, used or not. On demand, 20,000 conversations a day: $8,400.00.",
                "Pays from 61,905 conversations a day on.",
                "Takes 86,400 a day: 23.1\u{202f}% full, $19,981.48 of it idle.",
                "Pays from 71.6\u{202f}% full on.",
            ]
        );
        let never = Comparison { break_even_used: Some(14_329), used: Some(10_001), ..compared() };
        let lines = sentences(&never, &kept, "PTU");
        assert_eq!(lines[2], "Takes 86,400 a day: 20,000 do not fit.");
        assert_eq!(lines[3], "Even full it is dearer than on demand.");
    }

    #[test]
    fn what_is_not_known_is_said() {
        let blind = Comparison {
            most_per_day: None,
            used: None,
            break_even_used: None,
            idle: None,
            ..compared()
        };
        let lines = sentences(&blind, &Reservation::default(), "GSU");
        assert!(lines[2].contains("type how many tokens"), "{lines:?}");
        let typed = Reservation { tokens_per_minute: Some(5), ..Reservation::default() };
        assert!(sentences(&blind, &typed, "GSU")[2].contains("no source"));
        let unpriced = Comparison { on_demand: None, break_even_per_day: None, ..blind };
        let lines = sentences(&unpriced, &typed, "GSU");
        assert!(lines[0].ends_with("unpriced.") && lines.len() == 2, "{lines:?}");
    }
}
