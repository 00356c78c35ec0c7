//! How old the price book is.

use jiff::civil::Date;
use serde::Serialize;

use crate::pricing::catalogue::Catalogue;

/// A book older than this many days is stale: prices moved about monthly in 2026.
pub const STALE_AFTER_DAYS: i64 = 60;

/// How old the price book is on a day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Freshness {
    /// The newest day on which figures were gathered.
    #[serde(with = "crate::iso")]
    pub retrieved_at: Date,
    /// Days since then; negative where the day asked for is earlier.
    pub days: i64,
    /// Whether that is more than [`STALE_AFTER_DAYS`].
    pub stale: bool,
    /// Price changes that came, or come, after the book was made and on or before the day asked for:
    /// promotions that ended, announcements that took effect.
    pub moved: Vec<Moved>,
}

/// A model whose price moved since the book was made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Moved {
    /// The whole id of the model.
    pub model: String,
    /// The day of the change.
    #[serde(with = "crate::iso")]
    pub on: Date,
    /// Whether the book knows the price after it.
    pub known: bool,
}

impl Catalogue {
    /// How old this book is on a day; `None` for a book without channels.
    pub fn freshness(&self, today: Date) -> Option<Freshness> {
        let retrieved_at = self.retrieved_at()?;
        // Not `today - retrieved_at`, whose span would bring all of jiff's errors into the page.
        let days = today.duration_since(retrieved_at).as_hours() / 24;
        let mut moved = Vec::new();
        for model in self.models() {
            let last = model.prices.last().and_then(|row| row.to);
            for row in &model.prices {
                if row.from > retrieved_at && row.from <= today {
                    moved.push(Moved { model: model.id.clone(), on: row.from, known: true });
                }
            }
            if let Some(end) = last.filter(|end| *end >= retrieved_at && *end <= today) {
                moved.push(Moved { model: model.id.clone(), on: end, known: false });
            }
        }
        Some(Freshness { retrieved_at, days, stale: days > STALE_AFTER_DAYS, moved })
    }
}
