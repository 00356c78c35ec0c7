//! Which known ids a mistyped one may have meant.

use crate::order::sorted;

/// How many ids are suggested.
const MOST: usize = 3;

/// The known ids nearest to `wanted`, best first. An id of which `wanted` is a part (or the other
/// way round) is near; else letters changed, dropped, added or swapped decide.
pub(super) fn nearest<'a>(wanted: &str, known: impl Iterator<Item = &'a str>) -> Vec<String> {
    let wanted = wanted.to_ascii_lowercase();
    // A hostile id is not worth a long search.
    if wanted.is_empty() || wanted.len() > 100 {
        return Vec::new();
    }
    let scored: Vec<(usize, &str)> = known
        .filter_map(|id| {
            let tail = id.split_once('/').map_or(id, |(_, tail)| tail);
            let distance = distance(&wanted, id).min(distance(&wanted, tail));
            let part = id.contains(&wanted) || wanted.contains(tail);
            let limit = wanted.len() / 3 + 1;
            if part {
                Some((distance.min(1), id))
            } else {
                (distance <= limit).then_some((distance, id))
            }
        })
        .collect();
    sorted(scored, Ord::cmp).into_iter().take(MOST).map(|(_, id)| id.to_owned()).collect()
}

/// Levenshtein's distance over bytes; ids are ASCII.
fn distance(a: &str, b: &str) -> usize {
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.bytes().enumerate() {
        let mut diagonal = i;
        let mut left = i + 1;
        for (slot, y) in row.iter_mut().skip(1).zip(b.bytes()) {
            let above = *slot;
            left = (diagonal + usize::from(x != y)).min(above + 1).min(left + 1);
            diagonal = above;
            *slot = left;
        }
        if let Some(first) = row.first_mut() {
            *first = i + 1;
        }
    }
    row.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    const KNOWN: [&str; 4] =
        ["anthropic/claude-opus-5", "anthropic/claude-opus-5-5", "openai/gpt-5.4", "openai/o3"];

    #[test]
    fn distances_by_hand() {
        assert_eq!(distance("kitten", "sitting"), 3);
        assert_eq!(distance("", "abc"), 3);
        assert_eq!(distance("abc", "abc"), 0);
    }

    #[test]
    fn a_typing_slip_and_a_missing_channel_are_understood() {
        assert_eq!(nearest("anthropic/claude-opus-6", KNOWN.into_iter())[0], KNOWN[0]);
        assert_eq!(nearest("gpt-5.4", KNOWN.into_iter()), ["openai/gpt-5.4"]);
        assert_eq!(nearest("qqqqqqqqqqqqqqqqqq", KNOWN.into_iter()), Vec::<String>::new());
    }
}
