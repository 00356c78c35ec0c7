//! The ways in which records write a moment.

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;

/// A moment as text: RFC 3339, or a date and time without zone, which is taken for UTC.
pub(super) fn written(text: &str) -> Option<Timestamp> {
    if let Ok(moment) = text.parse::<Timestamp>() {
        return Some(moment);
    }
    let civil = text.parse::<DateTime>().ok().or_else(|| {
        text.parse::<Date>().ok().map(|date| date.to_datetime(jiff::civil::time(0, 0, 0, 0)))
    })?;
    TimeZone::UTC.to_timestamp(civil).ok()
}

/// Seconds since 1970, as digits; a fraction is left out.
pub(super) fn seconds(digits: &str) -> Option<Timestamp> {
    let whole = digits.trim_matches('"').split('.').next()?;
    Timestamp::from_second(whole.parse().ok()?).ok()
}

/// Nanoseconds since 1970, as digits.
pub(super) fn nanoseconds(digits: &str) -> Option<Timestamp> {
    Timestamp::from_nanosecond(digits.trim_matches('"').parse().ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_read_however_they_are_written() {
        let expected: Timestamp = "2026-11-20T10:30:00Z".parse().unwrap();
        for text in [
            "2026-11-20T10:30:00Z",
            "2026-11-20T10:30:00.000+00:00",
            "2026-11-20 10:30:00",
            "2026-11-20T12:30:00+02:00",
        ] {
            assert_eq!(written(text), Some(expected), "{text}");
        }
        assert_eq!(written("2026-11-20").unwrap().to_string(), "2026-11-20T00:00:00Z");
        assert_eq!(seconds("1795170600"), Some(expected));
        assert_eq!(seconds("1795170600.75"), Some(expected));
        assert_eq!(nanoseconds("\"1795170600000000000\""), Some(expected));
        for no in ["", "yesterday", "9".repeat(39).as_str()] {
            assert_eq!(written(no).or(seconds(no)).or(nanoseconds(no)), None, "{no}");
        }
    }
}
