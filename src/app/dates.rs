//! Dates as people type and read them.

use jiff::civil::Date;

use super::numbers::NotTaken;

/// The forms in which a date may be typed, besides `2026-12-01`.
const FORMS: [&str; 5] = ["%d %b %Y", "%d %B %Y", "%b %d, %Y", "%B %d, %Y", "%d.%m.%Y"];

/// Reads a date; nothing typed, and `today`, are `None`.
pub(super) fn parse_day(typed: &str) -> Result<Option<Date>, NotTaken> {
    let typed = typed.trim();
    if typed.is_empty() || typed.eq_ignore_ascii_case("today") {
        return Ok(None);
    }
    let read = typed.parse().ok().filter(|_| typed.len() == "2026-12-01".len());
    let read = read.or_else(|| FORMS.iter().find_map(|form| Date::strptime(form, typed).ok()));
    read.map(Some).ok_or_else(|| {
        let shown: String = typed.chars().take(24).collect();
        NotTaken(format!(
            "\u{201c}{shown}\u{201d} is not a date; type one such as 2026-12-01 or 1 Dec 2026."
        ))
    })
}

/// A date for a reader: `22 Nov 2026`.
pub(super) fn day(date: Date) -> String {
    date.strftime("%-d %b %Y").to_string()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn dates_as_people_type_them() {
        for typed in ["2026-12-01", " 1 Dec 2026 ", "1 December 2026", "Dec 1, 2026", "01.12.2026"]
        {
            assert_eq!(parse_day(typed), Ok(Some(date(2026, 12, 1))), "{typed}");
        }
        assert_eq!(parse_day("today"), Ok(None));
        assert_eq!(parse_day("  "), Ok(None));
        assert_eq!(parse_day(&day(date(2026, 2, 3))), Ok(Some(date(2026, 2, 3))));
    }

    #[test]
    fn what_is_no_date_is_refused_with_a_reason() {
        for typed in
            ["2026-02-30", "31 Feb 2026", "12/01/2026", "yesterday", "2026", "20261201", "0"]
        {
            let NotTaken(message) = parse_day(typed).unwrap_err();
            assert!(message.contains(typed) && message.contains("not a date"), "{message}");
        }
    }
}
