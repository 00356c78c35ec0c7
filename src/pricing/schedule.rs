//! Hours of the day that are dearer: the peak hours of `DeepSeek` on Chinese working days.

use jiff::civil::{Date, Time};
use serde::{Deserialize, Serialize};

use crate::money::Factor;
use crate::pricing::row::Confidence;
use crate::pricing::rules::ModifierScope;

/// A factor on the price of tokens at certain hours of certain days. All times are UTC.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Schedule {
    /// What a line names it by.
    pub id: String,
    /// The name for a reader.
    pub name: String,
    /// The factor in these hours.
    pub factor: Factor,
    /// What it multiplies.
    pub scope: ModifierScope,
    /// The hours, none of them across midnight.
    pub windows: Vec<Window>,
    /// The days of the week, Monday 1 to Sunday 7.
    pub weekdays: Vec<i8>,
    /// The calendar of days on which it does not hold.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub calendar: Option<String>,
    /// The models it is for, without the channel; all where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub models: Option<Vec<String>>,
    /// The first day.
    #[serde(with = "crate::iso")]
    pub from: Date,
    /// `start` or `completion` of the request.
    pub decided_by: String,
    /// How well it is supported.
    pub confidence: Confidence,
    /// The sources that give it.
    pub sources: Vec<String>,
}

/// Some hours of a day, in UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Window {
    /// The first minute.
    #[serde(with = "crate::iso")]
    pub start: Time,
    /// The first minute after.
    #[serde(with = "crate::iso")]
    pub end: Time,
}

/// Days that are out of the ordinary, such as public holidays.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Calendar {
    /// What schedules refer to it by.
    pub id: String,
    /// The name for a reader.
    pub name: String,
    /// The first day that it knows.
    #[serde(with = "crate::iso")]
    pub covers_from: Date,
    /// The first day that it no longer knows.
    #[serde(with = "crate::iso")]
    pub covers_to: Date,
    /// The days.
    #[serde(with = "crate::iso::list")]
    pub days: Vec<Date>,
    /// The sources that give them.
    pub sources: Vec<String>,
}

impl Schedule {
    /// Whether it is for this model on this day at all.
    pub fn is_for(&self, short_id: &str, date: Date) -> bool {
        let listed = |models: &Vec<String>| models.iter().any(|id| id == short_id);
        self.from <= date && self.models.as_ref().is_none_or(listed)
    }

    /// Whether the dearer hours come up on this day; `calendar` is the one it refers to.
    pub fn has_dear_hours(&self, calendar: Option<&Calendar>, date: Date) -> bool {
        self.weekdays.contains(&date.weekday().to_monday_one_offset())
            && calendar.is_none_or(|calendar| !calendar.days.contains(&date))
    }

    /// Whether it holds at this time.
    pub fn holds(&self, calendar: Option<&Calendar>, date: Date, time: Time) -> bool {
        self.has_dear_hours(calendar, date)
            && self.windows.iter().any(|window| window.start <= time && time < window.end)
    }

    /// The hours for a reader: `01:00\u{2013}04:00 and 06:00\u{2013}10:00 UTC`.
    pub fn hours(&self) -> String {
        let hours: Vec<_> = self.windows.iter().map(Window::hours).collect();
        format!("{} UTC", hours.join(" and "))
    }
}

impl Window {
    /// The hours for a reader: `01:00\u{2013}04:00`.
    pub fn hours(&self) -> String {
        let Self { start, end } = self;
        format!(
            "{:02}:{:02}\u{2013}{:02}:{:02}",
            start.hour(),
            start.minute(),
            end.hour(),
            end.minute()
        )
    }
}

impl Calendar {
    /// Whether it knows this day.
    pub fn covers(&self, date: Date) -> bool {
        self.covers_from <= date && date < self.covers_to
    }
}
