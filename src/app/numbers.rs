//! Numbers as people type and read them.

pub(super) use crate::money::whole;

/// Why a typed figure was not taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct NotTaken(pub(super) String);

/// Reads a whole number as people type it: `15`, `1,000`, `1 000`, `4k`, `1.5M`, `500 tokens`.
pub(super) fn parse_whole(typed: &str, least: u64, most: u64) -> Result<u64, NotTaken> {
    let refuse = |why: String| Err(NotTaken(why));
    let bare: String = typed
        .trim()
        .trim_end_matches("tokens")
        .trim_end_matches("token")
        .chars()
        .filter(|letter| {
            !letter.is_whitespace() && !matches!(letter, ',' | '_' | '\'' | '\u{a0}' | '\u{202f}')
        })
        .map(half_width)
        .collect();
    if bare.is_empty() {
        return refuse(format!("Type a whole number from {} to {}.", whole(least), whole(most)));
    }
    if bare.starts_with(['-', '\u{2212}']) {
        return refuse(format!(
            "A negative number makes no sense here; type {} or more.",
            whole(least)
        ));
    }
    let (digits, scale) = match bare.char_indices().last() {
        Some((at, 'k' | 'K')) => (&bare[..at], 3),
        Some((at, 'm' | 'M')) => (&bare[..at], 6),
        _ => (bare.as_str(), 0),
    };
    // `1,5k` is one and a half thousand to most of Europe: it is not to be read as fifteen thousand.
    let decimal_comma = scale > 0
        && typed.rsplit_once(',').is_some_and(|(_, behind)| {
            behind.chars().take_while(char::is_ascii_digit).count() != 3
        });
    let too_much = || format!("That is more than {}, the most that is allowed here.", whole(most));
    match scaled(digits, scale) {
        Scaled::Is(_) | Scaled::TooLarge if decimal_comma => refuse(format!(
            "\u{201c}{}\u{201d} can be read in two ways; type it with a point, such as 1.5k, or without.",
            shortened(typed)
        )),
        Scaled::No => refuse(format!(
            "\u{201c}{}\u{201d} is not a whole number, such as 1,000 or 4k.",
            shortened(typed)
        )),
        Scaled::TooLarge => refuse(too_much()),
        Scaled::Is(value) if value > most => refuse(too_much()),
        Scaled::Is(value) if value < least => refuse(format!("Type {} or more.", whole(least))),
        Scaled::Is(value) => Ok(value),
    }
}

/// A digit that an East Asian keyboard writes, as everybody's.
fn half_width(letter: char) -> char {
    match letter {
        '\u{ff10}'..='\u{ff19}' => char::from(b'0' + (u32::from(letter) - 0xff10) as u8),
        other => other,
    }
}

/// Reads a number with up to three decimals, such as `6` or `2.5`, as thousandths.
pub(super) fn parse_thousandths(typed: &str) -> Result<u64, NotTaken> {
    match scaled(typed.trim(), 3) {
        Scaled::Is(thousandths) => Ok(thousandths),
        Scaled::No | Scaled::TooLarge => Err(NotTaken(format!(
            "\u{201c}{}\u{201d} is no number with up to three decimals, such as 6 or 2.5.",
            shortened(typed)
        ))),
    }
}

/// What digits with a scale come to.
enum Scaled {
    /// No such number.
    No,
    /// Beyond 64 bits.
    TooLarge,
    /// This.
    Is(u64),
}

/// `digits` with up to `scale` decimals, times 10^`scale`.
fn scaled(digits: &str, scale: usize) -> Scaled {
    let (integer, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let plain = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if integer.is_empty()
        || !plain(integer)
        || !plain(fraction)
        || fraction.len() > scale
        || digits.ends_with('.')
    {
        return Scaled::No;
    }
    format!("{integer}{fraction:0<scale$}").parse().map_or(Scaled::TooLarge, Scaled::Is)
}

/// The start of what was typed, for a message.
fn shortened(typed: &str) -> String {
    let typed = typed.trim();
    match typed.char_indices().nth(24) {
        Some((at, _)) => format!("{}\u{2026}", &typed[..at]),
        None => typed.to_owned(),
    }
}

/// Thousandths as a number: `6`, `2.5`.
pub(super) fn thousandths(value: u64) -> String {
    let text = format!("{}.{:03}", whole(value / 1_000), value % 1_000);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// A size in bytes for people: `14.2 kB`.
pub(super) fn bytes(size: usize) -> String {
    match size {
        0..1_000 => format!("{size} B"),
        1_000..1_000_000 => format!("{}.{} kB", size / 1_000, size % 1_000 / 100),
        _ => format!("{}.{} MB", size / 1_000_000, size % 1_000_000 / 100_000),
    }
}

/// Thousandths as a percentage with one decimal: `2.5 %`.
pub(super) fn per_mille(value: u64) -> String {
    format!("{}.{}\u{202f}%", whole(value / 10), value % 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_numbers_as_people_type_them() {
        for (typed, value) in [
            ("15", 15),
            (" 1,000 ", 1_000),
            ("1 000", 1_000),
            ("4k", 4_000),
            ("1.5M", 1_500_000),
            ("500 tokens", 500),
            ("1,500k", 1_500_000),
            ("１５", 15),
            ("0", 0),
        ] {
            assert_eq!(parse_whole(typed, 0, 10_000_000), Ok(value), "{typed}");
        }
    }

    #[test]
    fn means_have_up_to_three_decimals_and_come_back() {
        for (typed, value, shown) in
            [("6", 6_000, "6"), (" 2.5 ", 2_500, "2.5"), ("0.125", 125, "0.125"), ("0", 0, "0")]
        {
            assert_eq!(parse_thousandths(typed), Ok(value), "{typed}");
            assert_eq!(thousandths(value), shown);
        }
        assert_eq!(thousandths(1_200_000), "1,200");
        for typed in ["", "2.1234", "-1", "1e3", "x", "2."] {
            assert!(parse_thousandths(typed).unwrap_err().0.contains("three decimals"), "{typed}");
        }
    }

    #[test]
    fn what_is_no_whole_number_is_refused_with_a_reason() {
        for (typed, reason) in [
            ("", "Type a whole number"),
            ("abc", "not a whole number"),
            ("1.5", "not a whole number"),
            ("1e3", "not a whole number"),
            ("-5", "negative"),
            ("0", "or more"),
            ("99999999999999999999999", "more than"),
            ("2000", "more than 1,000"),
            ("1,5k", "two ways"),
            ("1,5M", "two ways"),
            ("1.000", "not a whole number"),
        ] {
            let NotTaken(message) = parse_whole(typed, 1, 1_000).unwrap_err();
            assert!(message.contains(reason), "{typed}: {message}");
        }
    }
}
