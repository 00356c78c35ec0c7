//! Dates as people type and read them.

use jiff::civil::Date;

use super::numbers::NotTaken;

/// English, as the page is. (The library's own formatting would add 30 kB to the page.)
const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// Reads a date: `2026-12-01`, `1 Dec 2026`, `December 1, 2026`. Nothing typed, and `today`, are `None`.
pub(super) fn parse_day(typed: &str) -> Result<Option<Date>, NotTaken> {
    let typed = typed.trim();
    if typed.is_empty() || typed.eq_ignore_ascii_case("today") {
        return Ok(None);
    }
    in_figures(typed).or_else(|| in_words(typed)).map(Some).ok_or_else(|| {
        let shown: String = typed.chars().take(24).collect();
        NotTaken(format!(
            "\u{201c}{shown}\u{201d} is not a date; type one such as 2026-12-01 or 1 Dec 2026."
        ))
    })
}

/// `2026-12-01`.
fn in_figures(typed: &str) -> Option<Date> {
    let mut parts = typed.split('-');
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() || year.len() != 4 {
        return None;
    }
    Date::new(figures(year)?, figures(month)?.try_into().ok()?, figures(day)?.try_into().ok()?).ok()
}

/// `1 Dec 2026` or `December 1, 2026`.
fn in_words(typed: &str) -> Option<Date> {
    let mut parts = typed.split([' ', ',']).filter(|part| !part.is_empty());
    let (one, two, year) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() || year.len() != 4 {
        return None;
    }
    let (day, name) =
        if one.starts_with(|it: char| it.is_ascii_digit()) { (one, two) } else { (two, one) };
    let is_it = |month: &str| {
        month
            .get(..name.len())
            .is_some_and(|start| name.len() >= 3 && start.eq_ignore_ascii_case(name))
    };
    let month = MONTHS.iter().position(|month| is_it(month))?;
    Date::new(figures(year)?, i8::try_from(month + 1).ok()?, figures(day)?.try_into().ok()?).ok()
}

/// Up to four figures and nothing else.
fn figures(text: &str) -> Option<i16> {
    let plain = (1..=4).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    if plain { text.parse().ok() } else { None }
}

/// A date for a reader: `22 Nov 2026`.
pub(super) fn day(date: Date) -> String {
    let month =
        usize::try_from(date.month() - 1).ok().and_then(|month| MONTHS.get(month)?.get(..3));
    format!("{} {} {}", date.day(), month.unwrap_or_default(), date.year())
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn dates_as_people_type_them() {
        for typed in
            ["2026-12-01", " 1 Dec 2026 ", "1 December 2026", "December 1, 2026", "DEC 01 2026"]
        {
            assert_eq!(parse_day(typed), Ok(Some(date(2026, 12, 1))), "{typed}");
        }
        assert_eq!(parse_day("today"), Ok(None));
        assert_eq!(parse_day("  "), Ok(None));
        assert_eq!(parse_day(&day(date(2026, 2, 3))), Ok(Some(date(2026, 2, 3))));
    }

    #[test]
    fn what_is_no_date_is_refused_with_a_reason() {
        for typed in [
            "2026-02-30",
            "31 Feb 2026",
            "12/01/2026",
            "yesterday",
            "2026",
            "20261201",
            "0",
            "1 D 2026",
            "1 Dec 26",
            "+1 Dec 2026",
            "2026-12-01-01",
        ] {
            let NotTaken(message) = parse_day(typed).unwrap_err();
            assert!(message.contains(typed) && message.contains("not a date"), "{message}");
        }
    }
}
