//! What the page's plain script, www/share.js, may ask of it: links, steps back and forth, keeping.
//!
//! The script draws what is not needed at first paint, so that the program stays small. It asks by one
//! function of two texts, a command and what it is about, and gets an answer as JSON.

use leptos::prelude::*;
use serde::Serialize;
use wasm_bindgen::prelude::*;

use super::books::load_wide;
use super::session::Session;
use super::storage::{self, forget, keep_text, kept_text};
use crate::scenario::Scenario;
use crate::scenario::history::History;
use crate::scenario::link::{self, LinkError, Opened};

#[wasm_bindgen]
extern "C" {
    /// Hands over the function to ask by. Throws where share.js did not load.
    #[wasm_bindgen(catch, js_namespace = fareboxShare)]
    fn attach(ask: &JsValue) -> Result<(), JsValue>;

    /// Tells that something has changed, and how many steps there are back and forth.
    #[wasm_bindgen(catch, js_namespace = fareboxShare)]
    fn changed(behind: usize, ahead: usize) -> Result<(), JsValue>;
}

/// An answer: what of it there is.
#[derive(Default, Serialize)]
#[serde(rename_all = "camelCase")]
struct Answer {
    /// Why it could not be done: a sentence.
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<String>,
    /// The link, or the text that was kept.
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<String>,
    /// Fields that a link leaves out, or that this build does not know.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    fields: Vec<String>,
    /// Bytes of text in the estimate.
    text_bytes: usize,
    /// Whether its counts are exact.
    exact: bool,
    /// By what they were counted.
    #[serde(skip_serializing_if = "String::is_empty")]
    counted_by: String,
    /// The host's price book, where it is in use.
    #[serde(skip_serializing_if = "Option::is_none")]
    book: Option<String>,
}

impl Answer {
    fn text(text: Option<String>) -> Self {
        Self { text, ..Self::default() }
    }

    fn done(done: bool) -> Self {
        Self::text(done.then(String::new))
    }
}

impl From<LinkError> for Answer {
    fn from(why: LinkError) -> Self {
        Self { error: Some(why.to_string()), ..Self::default() }
    }
}

/// Opens the door, and keeps the steps.
pub(super) fn open(session: Session) {
    let scenario = session.scenario;
    let history = StoredValue::new(History::new(scenario.get_untracked()));
    let tell = move || {
        let (behind, ahead) = history.with_value(|steps| (steps.behind(), steps.ahead()));
        // Without its script the page has no such buttons.
        let _ = changed(behind, ahead);
    };
    let ask = move |command: String, about: String| {
        let answer = match command.as_str() {
            "link" => untrack(|| write(&session, about == "texts")).unwrap_or_else(Answer::from),
            "statement" => untrack(|| statement(&session)),
            "open" => untrack(|| take(&session, link::read(&about))).unwrap_or_else(Answer::from),
            // For the page that takes this one's place (`www/shell/lock.js`): all that the user set, the
            // steps behind it, and the real counts that estimates are held to.
            "state" => {
                let form = scenario.with_untracked(link::form);
                Answer::text(form.ok().map(|form| form.to_string()))
            }
            "restore" => {
                untrack(|| take(&session, link::read_json(&about))).unwrap_or_else(Answer::from)
            }
            "steps" => Answer::text(history.with_value(written_steps)),
            "resume" => {
                let steps = read_steps(&about);
                let now = scenario.get_untracked();
                let resumed = steps.map(|steps| history.set_value(History::resumed(now, steps)));
                tell();
                Answer::done(resumed.is_some())
            }
            "calibrations" => Answer::text(
                session
                    .counts
                    .with_untracked(|counts| serde_json::to_string(&counts.calibrations).ok()),
            ),
            "calibrate" => {
                let read = storage::read(&about);
                Answer::done(read.is_some_and(|read| {
                    session.counts.update(|counts| counts.calibrations = read);
                    true
                }))
            }
            "undo" | "redo" => {
                let step = history.try_update_value(|steps| {
                    let step =
                        if command == "undo" { steps.undo(now()) } else { steps.redo(now()) };
                    step.cloned()
                });
                if let Some(step) = step.flatten() {
                    scenario.set(step);
                }
                tell();
                Answer::default()
            }
            "kept" => Answer::text(kept_text(&about)),
            "keep" => {
                let (name, text) = about.split_once('\n').unwrap_or_default();
                Answer::done(keep_text(name, text))
            }
            "forget" => {
                forget(&about);
                Answer::default()
            }
            _ => Answer::default(),
        };
        serde_json::to_string(&answer).unwrap_or_default()
    };
    let ask = Closure::<dyn Fn(String, String) -> String>::new(ask).into_js_value();
    let _ = attach(&ask);
    Effect::new(move || {
        session.counts.track();
        scenario.with(|scenario| history.update_value(|steps| steps.note(scenario, now())));
        tell();
    });
}

/// The link to the scenario as it is, or with sizes in place of its texts.
fn write(session: &Session, texts: bool) -> Result<Answer, LinkError> {
    session.scenario.with(|scenario| {
        let text_bytes = scenario.text_bytes();
        if texts {
            let text = Some(link::write(scenario)?);
            return Ok(Answer { text, text_bytes, ..Answer::default() });
        }
        let written = link::write_sized(&sized(session, scenario))?;
        let text = Some(written.link);
        Ok(Answer { text, text_bytes, fields: written.left_out, ..Answer::default() })
    })
}

/// The scenario as the desk is asked about it: a link with sizes in the place of texts, and with the date
/// whose prices hold.
pub(super) fn asked(session: &Session) -> Result<String, LinkError> {
    let mut scenario = session.scenario.with(|scenario| sized(session, scenario));
    scenario.date = Some(session.date());
    Ok(link::write_sized(&scenario)?.link)
}

/// What the desk needs to write the estimate down: a link with sizes, and how they were counted.
fn statement(session: &Session) -> Answer {
    match session.quote.get() {
        Err(why) => Answer { error: Some(why), ..Answer::default() },
        Ok(quote) if !quote.settled => Answer {
            error: Some("the text is still being counted; try again in a moment".to_owned()),
            ..Answer::default()
        },
        Ok(quote) => {
            let (exact, counted_by) = (quote.exact, quote.counted_by.clone());
            let book = session.hosts.get_value();
            let link = write(session, false).unwrap_or_else(Answer::from);
            Answer { exact, counted_by, book, ..link }
        }
    }
}

/// Sizes as the chosen model counts.
fn sized(session: &Session, scenario: &Scenario) -> Scenario {
    scenario.sized(|slot| session.part_count(slot).map_or(0, |(count, _)| count.tokens))
}

/// Opens a link that was made here: the reader's own prices stay.
pub(super) fn open_own(session: &Session, link: &str) -> Result<(), LinkError> {
    let mut opened = link::read(link)?;
    opened.scenario.deal = session.scenario.with_untracked(|scenario| scenario.deal.clone());
    take(session, Ok(opened)).map(drop)
}

/// The steps back and forth as JSON, for [`read_steps`].
fn written_steps(history: &History) -> Option<String> {
    let forms = history
        .handed()
        .map(|steps| steps.iter().map(link::form).collect::<Result<serde_json::Value, _>>());
    let [past, future] = forms;
    Some(serde_json::Value::from_iter([past.ok()?, future.ok()?]).to_string())
}

/// What [`written_steps`] wrote; `None` where any of it is something else.
fn read_steps(text: &str) -> Option<[Vec<Scenario>; 2]> {
    let [past, future] = serde_json::from_str::<[Vec<serde_json::Value>; 2]>(text).ok()?;
    let read = |forms: Vec<serde_json::Value>| -> Option<Vec<Scenario>> {
        forms.iter().map(|form| Some(link::from_form(form).ok()?.scenario)).collect()
    };
    Some([read(past)?, read(future)?])
}

/// Puts what was read in place of what is here; where it could not be read, nothing changes.
fn take(session: &Session, opened: Result<Opened, LinkError>) -> Result<Answer, LinkError> {
    let opened = opened?;
    if !session.library.with(|book| book.has(&opened.scenario.model)) {
        // It may be one that a search has found.
        load_wide(session.wide);
    }
    session.scenario.set(opened.scenario);
    Ok(Answer { fields: opened.unknown, ..Answer::done(true) })
}

/// Milliseconds on a clock that does not go back.
#[expect(clippy::cast_sign_loss, reason = "a page is not older than itself")]
fn now() -> u64 {
    window().performance().map_or(0, |clock| clock.now() as u64)
}
