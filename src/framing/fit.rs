//! How large a picture is once a provider has shrunk it.

/// A picture's sides, in pixels or in patches.
pub(super) type Sides = (u64, u64);

/// Shrunk so that neither side is longer than `edge`.
pub(super) fn within_edge((width, height): Sides, edge: u64) -> Sides {
    scaled((width, height), edge, width.max(height))
}

/// Shrunk so that the shorter side is no longer than `edge`.
pub(super) fn short_side((width, height): Sides, edge: u64) -> Sides {
    scaled((width, height), edge, width.min(height))
}

/// How many squares of this side cover it.
pub(super) fn squares((width, height): Sides, side: u64) -> u64 {
    width.div_ceil(side).saturating_mul(height.div_ceil(side))
}

/// The most squares that the picture can have when it is shrunk, keeping its shape, to at most `most`
/// of them.
pub(super) fn most_squares((width, height): Sides, side: u64, most: u64) -> u64 {
    let all = squares((width, height), side);
    if all <= most {
        return all;
    }
    // At its best one of the sides is a whole number of squares.
    let best = |long: u64, other: u64| {
        let upper = (1..=most).rev().find_map(|along| {
            let squares = along.saturating_mul((along * other).div_ceil(long).max(1));
            (squares <= most).then_some(squares)
        });
        upper.unwrap_or(1)
    };
    best(width.max(1), height).max(best(height.max(1), width))
}

/// The squares of the picture as `OpenAI`'s page shrinks it: to an area of `most` squares, then on
/// until one side is a whole number of them.
pub(super) fn documented_squares((width, height): Sides, side: u64, most: u64) -> u64 {
    let all = squares((width, height), side);
    if all <= most || width == 0 || height == 0 {
        return all;
    }
    let across = (most * width / height).isqrt().max(1);
    let down = (most * height / width).isqrt().max(1);
    if across * height <= down * width {
        across * (across * height).div_ceil(width)
    } else {
        down * (down * width).div_ceil(height)
    }
}

/// Both sides times `to / from`, if that shrinks them. Half a pixel goes: `OpenAI` bills a picture of
/// 2050 by 513 as 512 high, one of 2049 by 513 as 513 (community.openai.com/t/1281361).
fn scaled((width, height): Sides, to: u64, from: u64) -> Sides {
    if from <= to {
        return (width, height);
    }
    let scale = |side: u64| (2 * side * to).saturating_add(from - 1) / (2 * from);
    (scale(width).max(1), scale(height).max(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_a_pixel_goes() {
        assert_eq!(within_edge((2050, 513), 2048), (2048, 512));
        assert_eq!(within_edge((2049, 513), 2048), (2048, 513));
        assert_eq!(short_side((1024, 2048), 768), (768, 1536));
        assert_eq!(within_edge((10, 10), 2048), (10, 10));
    }

    #[test]
    fn a_budget_of_squares_is_filled_and_not_passed() {
        // Sent to gpt-4.1-mini, 4000 by 1474 was billed as 64 by 24 patches; OpenAI's own
        // calculator says 63 by 23 (community.openai.com/t/1281361).
        assert_eq!(most_squares((4000, 1474), 32, 1536), 1536);
        assert_eq!(documented_squares((4000, 1474), 32, 1536), 63 * 23);
        // OpenAI's page: 1800 by 2400 becomes 33 by 44.
        assert_eq!(documented_squares((1800, 2400), 32, 1536), 1452);
        for sides in [(1, 1), (1, 9_000_000), (65_535, 65_535), (3_000_000_000, 7)] {
            assert!((1..=1568).contains(&most_squares(sides, 28, 1568)), "{sides:?}");
            assert!(documented_squares(sides, 28, 1568) >= 1, "{sides:?}");
        }
    }
}
