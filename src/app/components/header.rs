//! The line at the top: name, price date, privacy, presenting, colours.

use leptos::prelude::*;

use super::super::books::Origin;
use super::super::dates::day;
use super::super::numbers::whole;
use super::super::session::{Session, Theme};
use super::super::worker_link::EngineState;
use super::examples::Examples;
use super::view_switch::ViewSwitch;

/// The header of the page.
#[component]
pub(in crate::app) fn Header() -> impl IntoView {
    let session = expect_context::<Session>();
    let presenting = session.presenting;
    let engine = move || match session.engine.get() {
        EngineState::Starting => ("", "starting the counter\u{2026}".to_owned()),
        EngineState::Ready => ("", String::new()),
        EngineState::Loading(tokenizer) => ("", format!("loading {tokenizer}\u{2026}")),
        EngineState::Troubled(message) => ("trouble", message),
    };
    view! {
        <header class="top">
            <h1><a class="mark" href="./" aria-label="Farebox, start again">
                <svg viewBox="0 0 24 24" width="24" height="24" aria-hidden="true">
                    <circle cx="12" cy="12" r="10.6" class="rim"/>
                    <circle cx="12" cy="12" r="7.4" class="coin"/>
                    <path d="M9.7 16.2V7.8h5.2M9.7 12h4.2" class="letter"/>
                </svg>
                "farebox"
            </a></h1>
            <ViewSwitch/>
            <Examples/>
            <p class="engine" role="status" class:trouble=move || !engine().0.is_empty()>
                {move || engine().1}
            </p>
            <BookDate/>
            // Privacy, the lock and what is here without a network: `www/shell/badge.js`.
            <farebox-badge></farebox-badge>
            // Filled by www/share.js: undo, redo, share.
            <div id="page-tools"></div>
            <button
                type="button"
                aria-pressed=move || presenting.get().to_string()
                on:click=move |_| presenting.update(|on| *on = !*on)
            >
                {move || if presenting.get() { "Edit" } else { "Present" }}
            </button>
            <ThemeButton/>
            <Refusal/>
        </header>
    }
}

/// Whose prices these are and of which day; past sixty days also how old they are.
#[component]
fn BookDate() -> impl IntoView {
    let session = expect_context::<Session>();
    let freshness = move || session.book.with(|book| book.freshness(session.today));
    let stale = move || freshness().is_some_and(|freshness| freshness.stale);
    let text = move || {
        let freshness = freshness()?;
        let whose = match session.origin.get() {
            Origin::Host { .. } => "host\u{2019}s price book of",
            Origin::BuiltIn | Origin::Refused(_) => "prices of",
        };
        let older = match session.origin.get() {
            Origin::Host { older: true } => ", older than the built-in one",
            _ => "",
        };
        let age = if freshness.stale {
            let days = u64::try_from(freshness.days).unwrap_or_default();
            format!(", {} days old: prices may have moved", whole(days))
        } else {
            String::new()
        };
        Some(format!("{whose} {}{older}{age}", day(freshness.retrieved_at)))
    };
    view! { <p class="book" class:stale=stale>{text}</p> }
}

/// Why the host's price book is not used, where it is not.
#[component]
fn Refusal() -> impl IntoView {
    let origin = expect_context::<Session>().origin;
    let why = move || match origin.get() {
        Origin::Refused(why) => {
            Some(view! { <p class="refusal notice error" role="alert">{why}</p> })
        }
        Origin::BuiltIn | Origin::Host { .. } => None,
    };
    view! { {why} }
}

/// Changes the colours: as the system, light, dark.
#[component]
fn ThemeButton() -> impl IntoView {
    let theme = expect_context::<Session>().theme;
    Effect::new(move || {
        let name = match theme.get() {
            Theme::System => "system",
            Theme::Light => "light",
            Theme::Dark => "dark",
        };
        if let Some(root) = document().document_element() {
            // Only a detached or foreign root refuses an attribute; then the colours stay as they are.
            let _ = root.set_attribute("data-theme", name);
        }
    });
    let next = move |_| {
        theme.update(|theme| {
            *theme = match theme {
                Theme::System => Theme::Dark,
                Theme::Dark => Theme::Light,
                Theme::Light => Theme::System,
            };
        });
    };
    view! {
        <button type="button" class="quiet" on:click=next aria-label=move || match theme.get() {
            Theme::System => "Colours: as the system. Change to dark",
            Theme::Dark => "Colours: dark. Change to light",
            Theme::Light => "Colours: light. Change to the system's",
        }>
            <svg viewBox="0 0 20 20" width="18" height="18" aria-hidden="true" class="theme-icon">
                <circle cx="10" cy="10" r="7.2"/>
                <path d=move || match theme.get() {
                    Theme::System => "M10 2.8a7.2 7.2 0 0 1 0 14.4z",
                    Theme::Dark => "M10 2.8a7.2 7.2 0 0 1 0 14.4a7.2 7.2 0 0 1 0 -14.4z",
                    Theme::Light => "M10 8.6a1.4 1.4 0 1 1 0 2.8a1.4 1.4 0 1 1 0 -2.8z",
                } class="filled"/>
            </svg>
        </button>
    }
}
