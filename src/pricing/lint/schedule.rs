//! Lints of schedules and the calendars that they refer to.

use super::{Lint, is_uplift};

impl Lint<'_> {
    pub(super) fn schedules(&mut self) {
        for (number, schedule) in self.channel.schedules.iter().enumerate() {
            let path = format!("schedule[{number}]");
            for window in &schedule.windows {
                if window.end <= window.start {
                    self.find(
                        "window_empty",
                        &format!("{path}.windows"),
                        "a window ends after it starts; split one that crosses midnight",
                    );
                }
            }
            if schedule.weekdays.iter().any(|day| !(1..=7).contains(day)) {
                self.find(
                    "weekday_unknown",
                    &format!("{path}.weekdays"),
                    "weekdays go from Monday, 1, to Sunday, 7",
                );
            }
            if schedule.calendar.is_some() && self.channel.calendar_of(schedule).is_none() {
                self.find(
                    "calendar_missing",
                    &format!("{path}.calendar"),
                    "this file has no such calendar",
                );
            }
            if !is_uplift(schedule.factor) {
                let reason =
                    format!("a factor of {} is none that any provider has", schedule.factor);
                self.find("modifier_factor", &format!("{path}.factor"), reason);
            }
            for id in schedule.models.iter().flatten() {
                self.known_model(&path, id);
            }
            self.evidence(&path, schedule.confidence, &schedule.sources);
        }
        for (number, calendar) in self.channel.calendars.iter().enumerate() {
            let path = format!("calendar[{number}]");
            if calendar.days.windows(2).any(|pair| pair.first() >= pair.last()) {
                self.find(
                    "days_unordered",
                    &format!("{path}.days"),
                    "days go from old to new, each once",
                );
            }
            if calendar.days.iter().any(|day| !calendar.covers(*day)) {
                self.find(
                    "day_not_covered",
                    &format!("{path}.days"),
                    "a day is outside what the calendar covers",
                );
            }
            self.sources(&path, &calendar.sources);
        }
    }
}
