//! Numbers as programs print them, to plain decimals: no float on the way.

/// The largest exponent that is followed. Beyond it a figure is neither tokens nor money.
const MOST_EXPONENT: i32 = 60;

/// Whether a text is a number at all: digits with at most one point and an exponent.
pub(super) fn looks_like_number(text: &str) -> bool {
    parts(text).is_some()
}

/// The plain decimal form of a number: `1.2e-05` is `0.000012`. `None` for anything else.
pub(super) fn plain(text: &str) -> Option<String> {
    let (negative, digits, point) = parts(text)?;
    let mut plain = String::with_capacity(digits.len() + 8);
    if negative {
        plain.push('-');
    }
    let count = i32::try_from(digits.len()).ok()?;
    if point <= 0 {
        plain.push_str("0.");
        plain.extend(std::iter::repeat_n('0', point.unsigned_abs() as usize));
        plain.push_str(&digits);
    } else if point >= count {
        plain.push_str(&digits);
        plain.extend(std::iter::repeat_n('0', (point - count).unsigned_abs() as usize));
    } else {
        let (whole, fraction) = digits.split_at(point.unsigned_abs() as usize);
        plain.push_str(whole);
        plain.push('.');
        plain.push_str(fraction);
    }
    Some(plain)
}

/// A number that is whole and not negative: `12`, `12.0`, `1.2e1`.
pub(super) fn whole(text: &str) -> Option<u64> {
    let plain = plain(text)?;
    let (whole, fraction) = plain.split_once('.').unwrap_or((&plain, ""));
    if fraction.bytes().any(|digit| digit != b'0') {
        return None;
    }
    whole.parse().ok()
}

/// Sign, digits without the point, and after how many of them the point stands.
fn parts(text: &str) -> Option<(bool, String, i32)> {
    let text = text.trim();
    let (negative, text) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text),
    };
    let (mantissa, exponent) = match text.find(['e', 'E']) {
        Some(at) => (text.get(..at)?, exponent(text.get(at + 1..)?)?),
        None => (text, 0),
    };
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits = [whole, fraction].concat();
    if whole.is_empty() || digits.len() > 80 || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let point = i32::try_from(whole.len()).ok()? + exponent;
    Some((negative, digits, point))
}

fn exponent(text: &str) -> Option<i32> {
    let digits = text.strip_prefix('+').unwrap_or(text);
    // A sign alone, or two of them, is no number.
    if !digits.trim_start_matches('-').bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let exponent: i32 = digits.parse().ok()?;
    // Far beyond every figure that is meant; clamped, so that it reads as out of range and not as no number.
    Some(exponent.clamp(-MOST_EXPONENT, MOST_EXPONENT))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_programs_print_becomes_plain() {
        for (printed, expected) in [
            ("0", "0"),
            ("12.50", "12.50"),
            ("1.2e-05", "0.000012"),
            ("1.2E+3", "1200"),
            ("2.9999999999999997e-06", "0.0000029999999999999997"),
            ("-3e0", "-3"),
            ("12e-1", "1.2"),
        ] {
            assert_eq!(plain(printed).as_deref(), Some(expected), "{printed}");
        }
        for no in ["", "-", "1e", "e5", "1.2.3", "0x10", "=1+1", "NaN", "1,000", "$5", "1e--5"] {
            assert_eq!(plain(no), None, "{no}");
        }
    }

    #[test]
    fn only_whole_numbers_are_whole() {
        assert_eq!(whole("12.0"), Some(12));
        assert_eq!(whole("1.5e1"), Some(15));
        assert_eq!(whole("1.5"), None);
        assert_eq!(whole("-1"), None);
        assert_eq!(whole("1e59"), None);
    }
}
