//! Figures and moments as the tables say them.

use std::cmp::Ordering;

use jiff::Timestamp;
use jiff::tz::TimeZone;

pub(super) use crate::money::whole;
use crate::money::{Money, group_thousands};

/// `1 call`, `26,000 calls`.
pub(super) fn counted(value: u64, one: &str, many: &str) -> String {
    format!("{} {}", whole(value), if value == 1 { one } else { many })
}

/// A size in bytes: `14.2 kB`.
pub(super) fn bytes(size: u64) -> String {
    match size {
        0..1_000 => format!("{size} B"),
        1_000..1_000_000 => format!("{}.{} kB", size / 1_000, size % 1_000 / 100),
        _ => format!("{}.{} MB", size / 1_000_000, size % 1_000_000 / 100_000),
    }
}

/// A time by its two largest units: `5 s`, `2 min 5 s`, `1 d 23 h`.
pub(super) fn time(seconds: u64) -> String {
    let (large, rest, units) = match seconds {
        0..60 => return format!("{seconds} s"),
        60..3_600 => (seconds / 60, seconds % 60, ["min", "s"]),
        3_600..86_400 => (seconds / 3_600, seconds % 3_600 / 60, ["h", "min"]),
        _ => (seconds / 86_400, seconds % 86_400 / 3_600, ["d", "h"]),
    };
    let [unit, smaller] = units;
    let rest = if rest == 0 { String::new() } else { format!(" {rest} {smaller}") };
    format!("{} {unit}{rest}", whole(large))
}

/// A day and time of day in UTC: `2026-11-20 10:30`.
pub(super) fn moment(when: Option<Timestamp>) -> String {
    let Some(when) = when else { return String::new() };
    let when = TimeZone::UTC.to_datetime(when);
    format!(
        "{:04}-{:02}-{:02} {:02}:{:02}",
        when.year(),
        when.month(),
        when.day(),
        when.hour(),
        when.minute()
    )
}

/// A sum that may miss parts: exact where all `of` are in it, and said to be partial where only `known`
/// are; nothing where none is.
pub(super) fn sum(amount: Money, known: u64, of: u64) -> String {
    match known {
        0 => "unknown".to_owned(),
        known if known < of => format!("{} for {} of {}", money(amount), whole(known), whole(of)),
        _ => money(amount),
    }
}

/// An amount with every figure that it has, so that it can be checked: `$0.03532`, `−$1,234.50`.
pub(super) fn money(amount: Money) -> String {
    let exact = amount.exact();
    let (sign, plain) =
        exact.strip_prefix('-').map_or(("", exact.as_str()), |rest| ("\u{2212}", rest));
    let (units, fraction) = plain.split_once('.').unwrap_or((plain, ""));
    format!("{sign}${}.{fraction:0<2}", group_thousands(units))
}

/// A difference with its sign, and what it is of a whole: `+$0.0052 (+12.3 %)`.
pub(super) fn difference(amount: Money, of: Money) -> String {
    let sign = if amount > Money::ZERO { "+" } else { "" };
    let share = amount.per_mille_of(of).map(|share| {
        let plus = match share.cmp(&0) {
            Ordering::Less => "\u{2212}",
            Ordering::Equal => "",
            Ordering::Greater => "+",
        };
        format!(" ({plus}{})", percent(u64::try_from(share.unsigned_abs()).unwrap_or(u64::MAX)))
    });
    format!("{sign}{}{}", money(amount), share.unwrap_or_default())
}

/// Thousandths as a percentage with one decimal: `12.3 %`.
pub(super) fn percent(per_mille: u64) -> String {
    format!("{}.{}\u{202f}%", whole(per_mille / 10), per_mille % 10)
}

/// What an amount is of a whole, as a percentage; none of it where that is nothing.
pub(super) fn percent_of(amount: Money, of: Money) -> String {
    percent(u64::try_from(amount.per_mille_of(of).unwrap_or_default()).unwrap_or_default())
}

/// How much of a whole an amount is, in thousandths of it, for a drawing: 0 to 1,000.
pub(super) fn share_to_draw(amount: Money, of: Money) -> u16 {
    let share = amount.per_mille_of(of).unwrap_or_default();
    u16::try_from(share.clamp(0, 1_000)).unwrap_or_default()
}

/// The beginning of a name, so that a hostile one does not fill the page.
pub(super) fn name(text: &str) -> String {
    const MOST: usize = 60;
    let shown: String = text.chars().filter(|letter| !letter.is_control()).take(MOST).collect();
    if shown.len() < text.len() { format!("{shown}\u{2026}") } else { shown }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_keep_every_figure_and_differences_their_sign() {
        let parse = |text| Money::parse(text).unwrap();
        assert_eq!(money(parse("0.03532")), "$0.03532");
        assert_eq!(money(parse("1234.5")), "$1,234.50");
        assert_eq!(money(parse("-12")), "\u{2212}$12.00");
        assert_eq!(difference(parse("0.5"), parse("4")), "+$0.50 (+12.5\u{202f}%)");
        assert_eq!(difference(parse("-1"), parse("4")), "\u{2212}$1.00 (\u{2212}25.0\u{202f}%)");
        assert_eq!(difference(Money::ZERO, parse("4")), "$0.00 (0.0\u{202f}%)");
        assert_eq!(difference(parse("1"), Money::ZERO), "+$1.00");
        // Two thirds are nearer to 66.7 than to 66.6 in a hundred.
        assert_eq!(difference(parse("-2"), parse("3")), "\u{2212}$2.00 (\u{2212}66.7\u{202f}%)");
        assert_eq!(percent_of(parse("2"), parse("3")), "66.7\u{202f}%");
    }

    #[test]
    fn what_is_unknown_is_no_zero_and_what_is_partial_says_so() {
        assert_eq!(sum(Money::ZERO, 0, 7), "unknown");
        assert_eq!(sum(Money::parse("1").unwrap(), 3, 7), "$1.00 for 3 of 7");
        assert_eq!(sum(Money::parse("1").unwrap(), 7, 7), "$1.00");
    }

    #[test]
    fn times_have_their_two_largest_units() {
        for (seconds, says) in [
            (0, "0 s"),
            (59, "59 s"),
            (60, "1 min"),
            (125, "2 min 5 s"),
            (86_399, "23 h 59 min"),
            (169_200, "1 d 23 h"),
        ] {
            assert_eq!(time(seconds), says);
        }
    }

    #[test]
    fn moments_are_short_and_in_utc() {
        assert_eq!(moment("2026-11-20T10:30:59Z".parse().ok()), "2026-11-20 10:30");
        assert_eq!(moment(None), "");
    }
}
