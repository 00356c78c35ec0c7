//! Calendar dates and times of day as they are written: `2026-11-22`, `09:30`.
//!
//! The calendar itself is `jiff`'s. Its own reading and writing knows every form of ISO 8601, time zones
//! and all, and would be a twentieth of the page; price files and scenarios hold one form of each.

use jiff::civil::{Date, Time};
use serde::de::Error;
use serde::{Deserialize, Deserializer, Serializer};

/// What has one written form.
pub trait Written: Copy {
    /// What it is and how it is written, for an error.
    const WHAT: &'static str;

    /// Reads the one form; `None` for all else.
    fn read(text: &str) -> Option<Self>;

    /// Writes what [`Written::read`] reads.
    fn write(self) -> String;
}

/// Four figures of the year, two of the month, two of the day.
impl Written for Date {
    const WHAT: &'static str = "a date such as 2026-11-22";

    fn read(text: &str) -> Option<Self> {
        let [year, month, day] = figures(text, b'-', [4, 2, 2])?;
        Self::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
    }

    fn write(self) -> String {
        format!("{:04}-{:02}-{:02}", self.year(), self.month(), self.day())
    }
}

/// Hours, minutes and, where they matter, seconds, of two figures each.
impl Written for Time {
    const WHAT: &'static str = "a time of day such as 09:30";

    fn read(text: &str) -> Option<Self> {
        let [hour, minute, second] = figures(text, b':', [2, 2, 2])
            .or_else(|| figures(text, b':', [2, 2]).map(|[hour, minute]| [hour, minute, 0]))?;
        let small = |number: i16| i8::try_from(number).ok();
        Self::new(small(hour)?, small(minute)?, small(second)?, 0).ok()
    }

    fn write(self) -> String {
        format!("{:02}:{:02}:{:02}", self.hour(), self.minute(), self.second())
    }
}

/// For `#[serde(with = "crate::iso")]`: writes a string.
pub fn serialize<T: Written, S: Serializer>(value: &T, to: S) -> Result<S::Ok, S::Error> {
    to.serialize_str(&value.write())
}

/// For `#[serde(with = "crate::iso")]`: reads a string.
pub fn deserialize<'de, T: Written, D: Deserializer<'de>>(from: D) -> Result<T, D::Error> {
    read(&String::deserialize(from)?)
}

/// For `#[serde(default, with = "crate::iso::option")]`: what may be absent or null.
pub mod option {
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    use super::Written;

    /// Writes a string, or null.
    #[allow(clippy::ref_option, reason = "serde passes a reference to the field")]
    pub fn serialize<T: Written, S: Serializer>(
        value: &Option<T>,
        to: S,
    ) -> Result<S::Ok, S::Error> {
        value.map(Written::write).serialize(to)
    }

    /// Reads a string, or null.
    pub fn deserialize<'de, T: Written, D: Deserializer<'de>>(
        from: D,
    ) -> Result<Option<T>, D::Error> {
        Option::<String>::deserialize(from)?.map(|text| super::read(&text)).transpose()
    }
}

/// For `#[serde(with = "crate::iso::list")]`.
pub mod list {
    use serde::{Deserialize, Deserializer, Serializer};

    use super::Written;

    /// Writes strings.
    #[allow(clippy::ptr_arg, reason = "serde passes a reference to the field")]
    pub fn serialize<T: Written, S: Serializer>(values: &Vec<T>, to: S) -> Result<S::Ok, S::Error> {
        to.collect_seq(values.iter().map(|value| value.write()))
    }

    /// Reads strings.
    pub fn deserialize<'de, T: Written, D: Deserializer<'de>>(from: D) -> Result<Vec<T>, D::Error> {
        Vec::<String>::deserialize(from)?.iter().map(|text| super::read(text)).collect()
    }
}

fn read<T: Written, E: Error>(text: &str) -> Result<T, E> {
    T::read(text).ok_or_else(|| {
        let shown: String = text.chars().take(24).collect();
        E::custom(format_args!("\u{201c}{shown}\u{201d} is not {}", T::WHAT))
    })
}

/// Numbers of so many figures each, and nothing else.
fn figures<const N: usize>(text: &str, between: u8, lengths: [usize; N]) -> Option<[i16; N]> {
    let mut numbers = [0; N];
    let mut parts = text.as_bytes().split(|byte| *byte == between);
    for (number, length) in numbers.iter_mut().zip(lengths) {
        let part = parts.next().filter(|part| part.len() == length)?;
        for byte in part {
            if !byte.is_ascii_digit() {
                return None;
            }
            *number = *number * 10 + i16::from(byte - b'0');
        }
    }
    parts.next().is_none().then_some(numbers)
}

#[cfg(test)]
mod tests {
    use jiff::civil::{date, time};

    use super::*;

    #[test]
    fn one_form_is_read_and_written() {
        assert_eq!(Date::read("2026-11-22"), Some(date(2026, 11, 22)));
        assert_eq!(date(2026, 1, 2).write(), "2026-01-02");
        assert_eq!(Time::read("09:30:00"), Some(time(9, 30, 0, 0)));
        assert_eq!(Time::read("09:30"), Some(time(9, 30, 0, 0)));
        assert_eq!(time(9, 5, 0, 0).write(), "09:05:00");
    }

    #[test]
    fn every_other_form_is_refused() {
        for text in [
            "",
            "2026-11",
            "2026-11-2",
            "26-11-22",
            "2026-13-01",
            "2026-02-30",
            "2026-11-22T00:00:00",
            "+002026-11-22",
            "2026/11/22",
            "２０２６-11-22",
            "2026-11-22-",
            "-026-11-22",
        ] {
            assert_eq!(Date::read(text), None, "{text}");
        }
        for text in ["9:30", "09", "24:00:00", "09:60:00", "09:30:00Z", "09:30:00.5"] {
            assert_eq!(Time::read(text), None, "{text}");
        }
    }

    #[test]
    fn a_wrong_date_says_what_would_be_right() {
        let mut from = serde_json::Deserializer::from_str("\"next week\"");
        let error = deserialize::<Date, _>(&mut from).unwrap_err();
        assert!(
            error
                .to_string()
                .starts_with("\u{201c}next week\u{201d} is not a date such as 2026-11-22")
        );
    }
}
