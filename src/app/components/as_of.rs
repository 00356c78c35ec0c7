//! The day whose prices hold: today, or any other, past or announced.

use jiff::civil::Date;
use leptos::prelude::*;

use super::super::dates::{day, parse_day};
use super::super::numbers::NotTaken;
use super::super::session::Session;
use super::notices::{Notice, NoticeLine};
use super::typed_field::TypedField;

/// The field; what is wrong with the day stands in [`AsOfNotice`], which has the room for it.
#[component]
pub(in crate::app) fn AsOf(
    /// What is wrong with what was typed.
    notice: RwSignal<Option<Notice>>,
) -> impl IntoView {
    let session = expect_context::<Session>();
    let scenario = session.scenario;
    let take = move |typed: &str| {
        let used = || day(session.date());
        let chosen = parse_day(typed)
            .map_err(|NotTaken(why)| format!("{why} Still pricing as of {}.", used()))?;
        if let Some((name, first)) = chosen.and_then(|date| too_early(session, date)) {
            return Err(format!(
                "No price of {name} is known before {}. Still pricing as of {}.",
                day(first),
                used()
            ));
        }
        scenario.update(|scenario| scenario.date = chosen);
        Ok(())
    };
    view! {
        <TypedField id="as-of" notice_id="as-of-notice" label="Prices as of" placeholder=Signal::stored("today".to_owned())
            shown=Signal::derive(move || day(session.date())) take=Box::new(take) notice=notice/>
    }
}

/// What is wrong with the day, or worth knowing about it.
#[component]
pub(in crate::app) fn AsOfNotice(
    /// What is wrong with what was typed.
    notice: RwSignal<Option<Notice>>,
) -> impl IntoView {
    let session = expect_context::<Session>();
    let shown = Signal::derive(move || {
        if let Some(wrong) = notice.get() {
            return Some(wrong);
        }
        let date = session.scenario.with(|scenario| scenario.date)?;
        if let Some((name, first)) = too_early(session, date) {
            let why =
                format!("No price of {name} is known before {}; choose a later day.", day(first));
            return Some(Notice::Error(why));
        }
        let freshness = session.book.with(|book| book.freshness(date))?;
        freshness.stale.then(|| {
            Notice::Hint(format!(
                "The price book is of {}: what had been announced by then is in it, and nothing later.",
                day(freshness.retrieved_at)
            ))
        })
    });
    view! { <NoticeLine id="as-of-notice" notice=shown/> }
}

/// The chosen model's name and first day with a price, where the day is before it.
fn too_early(session: Session, date: Date) -> Option<(String, Date)> {
    session.library.with(|book| {
        session.scenario.with(|scenario| {
            let model = book.model(&scenario.model).ok()?;
            let first = model.prices.first().map(|row| row.from).filter(|first| date < *first)?;
            Some((model.name.clone(), first))
        })
    })
}
