//! The line in which one says what spreads, and how.

use leptos::prelude::*;

use super::super::desk_link::{Computed, Desk};
use super::super::numbers::{NotTaken, parse_thousandths, parse_whole, thousandths, whole};
use super::super::session::Session;
use super::super::words::sentence;
use crate::forecast::{Dial, Each, MOST_DRAWN, Spread, What};
use crate::scenario::Scenario;

/// A way to spread: its name, what its one or two figures are called, and how it is made of them.
struct Kind {
    name: &'static str,
    figures: (&'static str, &'static str),
    make: fn(&str, &str) -> Result<Spread, NotTaken>,
}

/// In the order of [`place_of`].
const KINDS: [Kind; 6] = [
    Kind {
        name: "One number",
        figures: ("Number", ""),
        make: |one, _| Ok(Spread::Fixed { value: size(one)? }),
    },
    Kind {
        name: "Anything between",
        figures: ("From", "To"),
        make: |one, two| Ok(Spread::Range { low: size(one)?, high: size(two)? }),
    },
    Kind {
        name: "Log-normal",
        figures: ("P50", "P95"),
        make: |one, two| Ok(Spread::LogNormal { p50: size(one)?, p95: size(two)? }),
    },
    Kind {
        name: "Poisson",
        figures: ("Mean", ""),
        make: |one, _| Ok(Spread::Poisson { mean_milli: parse_thousandths(one)? }),
    },
    Kind {
        name: "Geometric",
        figures: ("Mean", ""),
        make: |one, _| Ok(Spread::Geometric { mean_milli: parse_thousandths(one)? }),
    },
    Kind {
        name: "Values seen",
        figures: ("Values, with spaces", ""),
        make: |one, _| {
            let values = one.split_whitespace().map(size).collect::<Result<_, _>>()?;
            Ok(Spread::Values { values })
        },
    },
];

/// The place of values that were seen.
const VALUES: usize = 5;

/// What stands in the line. Copied freely: it holds signals only.
#[derive(Clone, Copy, Default)]
pub(super) struct Draft {
    what: RwSignal<usize>,
    kind: RwSignal<usize>,
    one: RwSignal<String>,
    two: RwSignal<String>,
    /// Whether it is drawn once for each conversation.
    once: RwSignal<bool>,
    /// In which of an agent's stages, from 1; 0 is all.
    stage: RwSignal<usize>,
    refused: RwSignal<Option<String>>,
}

impl Draft {
    /// Puts one into the line, to be changed.
    pub(super) fn load(&self, dial: &Dial) {
        let [one, two] = figures_of(&dial.spread);
        self.what.set(What::ALL.iter().position(|what| *what == dial.what).unwrap_or_default());
        self.kind.set(place_of(&dial.spread));
        self.one.set(one);
        self.two.set(two);
        self.once.set(dial.each == Each::Conversation);
        self.stage.set(dial.stage.map_or(0, |stage| stage as usize + 1));
        self.refused.set(None);
    }

    /// What the line says about a task of so many stages, or why it says nothing that can be drawn.
    fn dial(&self, stages: usize) -> Result<Dial, String> {
        let what = untrack(|| chosen_what(self.what));
        let kind = KINDS.get(self.kind.get_untracked()).unwrap_or(&KINDS[0]);
        let (one, two) = (self.one.get_untracked(), self.two.get_untracked());
        let spread = (kind.make)(&one, &two).map_err(|NotTaken(why)| why)?;
        spread.check().map_err(|why| sentence(&why.to_string()))?;
        let each = if self.once.get_untracked() { Each::Conversation } else { Each::Turn };
        // A stage that was taken out meanwhile is shown as none.
        let stage = self.stage.get_untracked().checked_sub(1).filter(|stage| *stage < stages);
        Ok(Dial { what, spread, each, stage: stage.map(|stage| stage as u32) })
    }
}

/// The line, with a button that adds it to what spreads or puts it in the place of the same.
#[component]
pub(super) fn DialLine(draft: Draft) -> impl IntoView {
    let scenario = expect_context::<Session>().scenario;
    let Draft { what, kind, one, two, once, stage, refused } = draft;
    let add = move |_| {
        let mut next = scenario.get_untracked();
        let added = draft.dial(next.stages.len()).and_then(|dial| {
            next.futures.dials.retain(|kept| !kept.is_of(dial.what, dial.stage));
            next.futures.dials.push(dial);
            next.check().map_err(|why| sentence(&why.to_string()))?;
            scenario.set(next);
            Ok(())
        });
        refused.set(added.err());
    };
    let desk = expect_context::<Desk>();
    let seen = desk.work(Computed::Seen);
    let is_recorded = move || {
        let told = matches!(chosen_what(what), What::Output | What::Reasoning | What::Wait);
        told && desk.records.tables.with(|tables| !tables.is_empty())
    };
    Effect::new(move || {
        if let Some(row) = seen.tables.get().first().and_then(|table| table.rows.first()) {
            kind.set(VALUES);
            one.set(row.cells.join(" "));
            refused.set(None);
            seen.tables.set(Vec::new());
        }
    });
    Effect::new(move || {
        if let Some(why) = seen.refused.get() {
            refused.set(Some(why));
        }
    });
    let chosen = move || KINDS.get(kind.get()).unwrap_or(&KINDS[0]).figures;
    let is_once = move || chosen_what(what).is_once();
    let select = |id: &'static str,
                  label: &'static str,
                  place: RwSignal<usize>,
                  names: Vec<String>| {
        let options = names.into_iter().enumerate().map(move |(at, name)| {
            view! { <option value=at.to_string() prop:selected=move || place.get() == at>{name}</option> }
        });
        view! {
            <div class="field">
                <label for=id>{label}</label>
                <select id=id on:change=move |event| place.set(event_target_value(&event).parse().unwrap_or_default())>
                    {options.collect_view()}
                </select>
            </div>
        }
    };
    let field = |id: &'static str, text: RwSignal<String>, label: Signal<&'static str>| {
        view! {
            <div class="field" class:none=move || label.get().is_empty()>
                <label for=id>{move || label.get()}</label>
                <input id=id type="text" autocomplete="off" prop:value=move || text.get()
                    on:input=move |event| text.set(event_target_value(&event))
                    aria-invalid=move || refused.with(Option::is_some).to_string() aria-describedby="dial-notice"/>
            </div>
        }
    };
    let stages = Memo::new(move |_| scenario.with(Scenario::stage_names));
    let in_stage = move || {
        let mut names = stages.get();
        names.insert(0, "All".to_owned());
        (names.len() > 1).then(|| select("dial-stage", "Stage", stage, names))
    };
    view! {
        <div class="own-line" id="dial-line">
            {select("dial-what", "What varies", what, What::ALL.iter().map(|what| what.name().to_owned()).collect())}
            {in_stage}
            {select("dial-kind", "How", kind, KINDS.iter().map(|kind| kind.name.to_owned()).collect())}
            {field("dial-one", one, Signal::derive(move || chosen().0))}
            {field("dial-two", two, Signal::derive(move || chosen().1))}
            <div class="field" class:none=is_once>
                <label for="dial-each">"Drawn"</label>
                <select id="dial-each" on:change=move |event| once.set(event_target_value(&event) == "once")>
                    <option value="turn" prop:selected=move || !once.get()>"Each turn"</option>
                    <option value="once" prop:selected=move || once.get()>"Once for all turns"</option>
                </select>
            </div>
            <button type="button" class="add" on:click=add>"Let it vary"</button>
        </div>
        <Show when=is_recorded>
            <button type="button" class="link" on:click=move |_| desk.look_up(untrack(|| chosen_what(what)))>"Take it from the records"</button>
        </Show>
        <p id="dial-notice" class="notice error" class:none=move || refused.with(Option::is_none) aria-live="polite">
            {move || refused.get()}
        </p>
    }
}

fn chosen_what(place: RwSignal<usize>) -> What {
    What::ALL.get(place.get()).copied().unwrap_or(What::Output)
}

/// `half below 1,000, 95 of 100 below 2,500`.
pub(super) fn spread_in_words(spread: &Spread) -> String {
    let [one, two] = figures_of(spread);
    match spread {
        Spread::Fixed { .. } => format!("always {one}"),
        Spread::Range { .. } => format!("{one} to {two}"),
        Spread::LogNormal { .. } => format!("half below {one}, 95 of 100 below {two}"),
        Spread::Poisson { .. } => format!("Poisson, mean {one}"),
        Spread::Geometric { .. } => format!("geometric, mean {one}"),
        Spread::Values { values } => format!("as seen, {} values", whole(values.len() as u64)),
    }
}

/// The figures as they are typed.
fn figures_of(spread: &Spread) -> [String; 2] {
    match spread {
        Spread::Fixed { value } => [whole(*value), String::new()],
        Spread::Range { low, high } => [whole(*low), whole(*high)],
        Spread::LogNormal { p50, p95 } => [whole(*p50), whole(*p95)],
        Spread::Poisson { mean_milli } | Spread::Geometric { mean_milli } => {
            [thousandths(*mean_milli), String::new()]
        }
        Spread::Values { values } => {
            let values: Vec<String> = values.iter().map(|value| whole(*value)).collect();
            [values.join(" "), String::new()]
        }
    }
}

/// Its place in [`KINDS`].
const fn place_of(spread: &Spread) -> usize {
    match spread {
        Spread::Fixed { .. } => 0,
        Spread::Range { .. } => 1,
        Spread::LogNormal { .. } => 2,
        Spread::Poisson { .. } => 3,
        Spread::Geometric { .. } => 4,
        Spread::Values { .. } => VALUES,
    }
}

fn size(typed: &str) -> Result<u64, NotTaken> {
    parse_whole(typed, 0, MOST_DRAWN)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_is_made_of_its_figures_as_they_are_shown() {
        let spreads = [
            Spread::Fixed { value: 1_200 },
            Spread::Range { low: 0, high: 9_000 },
            Spread::LogNormal { p50: 1_000, p95: 2_500 },
            Spread::Poisson { mean_milli: 2_500 },
            Spread::Geometric { mean_milli: 400_000 },
            Spread::Values { values: vec![3, 1_000, 7] },
        ];
        for (place, spread) in spreads.into_iter().enumerate() {
            assert_eq!(place_of(&spread), place);
            let [one, two] = figures_of(&spread);
            assert_eq!((KINDS[place].make)(&one, &two), Ok(spread));
            assert_eq!(two.is_empty(), KINDS[place].figures.1.is_empty());
        }
        assert!((KINDS[1].make)("5", "").is_err());
        assert!((KINDS[5].make)("5 x", "").is_err());
    }
}
