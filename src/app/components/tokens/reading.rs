//! Rows of tokens, and the one that is read.

use leptos::prelude::*;

use super::super::super::glyphs::{Glyph, glyphs, hexadecimal};
use super::super::super::numbers::whole;
use crate::worker::protocol::Row;

/// The colours that tokens take in turn.
const TINTS: u32 = 4;
/// The most bytes of a token that are spelled out.
const SPELLED: usize = 24;

/// A token that is read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Picked {
    /// Its place in the text, from 0.
    pub(super) number: u32,
    id: u32,
    bytes: Vec<u8>,
}

impl Picked {
    /// `Token 17 of 245,343, id 3,981, 6 bytes: 20 74 6f 6b 65 6e`.
    pub(super) fn sentence(&self, of: u64) -> String {
        let (number, id) = (whole(u64::from(self.number) + 1), self.id);
        let shown = self.bytes.get(..SPELLED).unwrap_or(&self.bytes);
        let more = if self.bytes.len() > SPELLED { " \u{2026}" } else { "" };
        let noun = if self.bytes.len() == 1 { "byte" } else { "bytes" };
        format!(
            "Token {number} of {}, id {id}, {} {noun}: {}{more}",
            whole(of),
            whole(self.bytes.len() as u64),
            hexadecimal(shown),
        )
    }
}

/// The token with this number, if it is in these rows.
pub(super) fn find(rows: &[Row], number: u32) -> Option<Picked> {
    let row = rows.iter().rfind(|row| row.first <= number)?;
    let piece = row.tokens.get((number - row.first) as usize)?;
    Some(Picked { number, id: piece.id, bytes: piece.bytes.clone() })
}

/// The token that a key leads to, if it is in these rows.
pub(super) fn next(rows: &[Row], now: Option<&Picked>, key: &str) -> Option<Picked> {
    let first = rows.first()?.first;
    let number = match (key, now) {
        ("ArrowLeft", Some(now)) => now.number.checked_sub(1)?,
        ("ArrowRight", Some(now)) => now.number + 1,
        ("ArrowRight", None) => first,
        _ => return None,
    };
    // One that was scrolled away is taken up again where the eye is.
    find(rows, number).or_else(|| find(rows, first))
}

/// One row, each token in its tint.
pub(super) fn row(row: &Row, picked: RwSignal<Option<Picked>>) -> impl IntoView + use<> {
    let tokens = (row.first..)
        .zip(&row.tokens)
        .map(|(number, piece)| {
            let is_picked = move || {
                picked.with(|picked| picked.as_ref().is_some_and(|picked| picked.number == number))
            };
            let tint = format!("token tint-{}", number % TINTS);
            view! {
                <span class=tint class:picked=is_picked data-n=number.to_string()>
                    {glyphs(&piece.bytes).into_iter().map(glyph).collect_view()}
                </span>
            }
        })
        .collect_view();
    view! { <div class="row">{tokens}</div> }
}

fn glyph(glyph: Glyph) -> AnyView {
    match glyph {
        Glyph::Plain(text) => text.into_any(),
        Glyph::Sign(sign) => view! { <i>{sign}</i> }.into_any(),
        Glyph::Bytes(bytes) => view! { <b>{bytes}</b> }.into_any(),
    }
}
