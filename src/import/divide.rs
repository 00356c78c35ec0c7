//! The tokens that a prompt was billed for, divided among its parts.
//!
//! The sum is exact, the division an estimate: by the sizes of the parts' texts, as they stand to each other.
//! What no text tells the size of (pictures; a system prompt that is not in the record) has what the texts
//! leave.

use super::content::{Content, Scope};

/// What a prompt adds to the one before it, in tokens.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Parts {
    pub(super) system: u64,
    pub(super) tools: u64,
    pub(super) message: u64,
    pub(super) results: u64,
    pub(super) images: u64,
    /// Whether anything told them apart; else all is the message.
    pub(super) told: bool,
}

/// Where a prompt stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// It is the first.
    First,
    /// Behind one that held this, where that is told.
    Behind(Option<Content>),
}

/// Divides what a prompt adds, `added` tokens of it, by what it holds.
#[inline(never)]
pub(super) fn divide(added: u64, content: Option<Content>, place: Place) -> Parts {
    let whole = Parts { message: added, ..Parts::default() };
    let Some(content) = content else { return whole };
    let first = place == Place::First;
    let new = match (content.scope, place) {
        (Scope::Whole, Place::Behind(Some(before))) => content.since(&before),
        (Scope::Whole | Scope::Fixed, Place::Behind(_)) => return whole,
        _ => content,
    };
    let Content { system, tools, messages, results, answers, pictures, .. } = new;
    // What the model said in front of the first call is part of what it is told.
    let said = if first { messages.saturating_add(answers) } else { messages };
    let fixed = if first { [system, tools] } else { [0, 0] };
    let sizes = [fixed[0], fixed[1], said, results];
    let rest = match content.scope {
        Scope::Added if first => Rest::System,
        Scope::Fixed => Rest::Message,
        _ if pictures > 0 => Rest::Images,
        _ => Rest::None,
    };
    let sum = sizes.iter().fold(0_u64, |sum, size| sum.saturating_add(*size));
    if sum == 0 && rest != Rest::Images {
        return whole;
    }
    let told = if rest == Rest::None { added } else { sum.min(added) };
    let [system, tools, message, results] = in_proportion(told, sizes);
    let mut parts = Parts { system, tools, message, results, images: 0, told: true };
    *match rest {
        Rest::System => &mut parts.system,
        Rest::Message | Rest::None => &mut parts.message,
        Rest::Images => &mut parts.images,
    } += added - told;
    parts
}

/// Which part has what the texts leave.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Rest {
    None,
    System,
    Message,
    Images,
}

impl Content {
    /// What this has more than the prompt before it.
    const fn since(&self, before: &Self) -> Self {
        Self {
            messages: self.messages.saturating_sub(before.messages),
            results: self.results.saturating_sub(before.results),
            answers: self.answers.saturating_sub(before.answers),
            pictures: self.pictures.saturating_sub(before.pictures),
            ..*self
        }
    }
}

/// So many tokens in the proportion of these sizes: together exactly as many. (Each share ends where the
/// sizes up to it do, rounded down.)
fn in_proportion<const N: usize>(tokens: u64, sizes: [u64; N]) -> [u64; N] {
    // No text is as large; its product with the tokens has room.
    let sizes = sizes.map(|size| size.min(1 << 48));
    let sum: u128 = sizes.iter().map(|size| u128::from(*size)).sum();
    let (mut before, mut given) = (0_u128, 0_u128);
    sizes.map(|size| {
        before += u128::from(size);
        let until = (u128::from(tokens) * before).checked_div(sum).unwrap_or_default();
        let share = until - given;
        given = until;
        // No share is more than the tokens.
        u64::try_from(share).unwrap_or(tokens)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn content(scope: Scope, parts: [u64; 6]) -> Content {
        let [system, tools, messages, results, answers, pictures] = parts;
        Content { scope, system, tools, messages, results, answers, pictures }
    }

    fn parts(added: u64, content: Content, before: Option<Content>) -> [u64; 5] {
        let place = before.map_or(Place::First, |before| Place::Behind(Some(before)));
        let parts = divide(added, Some(content), place);
        let Parts { system, tools, message, results, images, .. } = parts;
        let all = [system, tools, message, results, images];
        assert_eq!(all.iter().sum::<u64>(), added, "{parts:?}");
        all
    }

    #[test]
    fn what_was_billed_is_divided_as_the_texts_are_and_adds_up() {
        // 1,000 tokens of texts that an estimator takes for 800.
        let first = content(Scope::Whole, [400, 200, 160, 0, 40, 0]);
        assert_eq!(parts(1_000, first, None), [500, 250, 250, 0, 0]);
        // Then 30 and 90 more, in 121 tokens: 30.25 and what is left.
        let next = content(Scope::Whole, [400, 200, 190, 90, 300, 0]);
        assert_eq!(parts(121, next, Some(first)), [0, 0, 30, 91, 0]);
        // A picture has what the texts leave, and nothing where they leave nothing.
        let picture = content(Scope::Whole, [400, 200, 200, 90, 300, 1]);
        assert_eq!(parts(1_010, picture, Some(next)), [0, 0, 10, 0, 1_000]);
        assert_eq!(parts(7, picture, Some(next)), [0, 0, 7, 0, 0]);
    }

    #[test]
    fn what_a_record_has_not_is_what_its_texts_leave() {
        // A session holds no system prompt.
        let added = content(Scope::Added, [0, 0, 40, 60, 0, 0]);
        assert_eq!(parts(1_100, added, None), [1_000, 0, 40, 60, 0]);
        assert_eq!(parts(200, added, Some(added)), [0, 0, 80, 120, 0]);
        // A response tells its instructions and tools, and not what was said.
        let fixed = content(Scope::Fixed, [300, 100, 0, 0, 0, 0]);
        assert_eq!(parts(450, fixed, None), [300, 100, 50, 0, 0]);
        assert_eq!(parts(200, fixed, None), [150, 50, 0, 0, 0]);
        assert_eq!(parts(450, fixed, Some(fixed)), [0, 0, 450, 0, 0]);
        assert!(!divide(450, Some(fixed), Place::Behind(Some(fixed))).told);
    }

    #[test]
    fn where_nothing_tells_all_is_the_message() {
        let nothing = Parts { message: 9, ..Parts::default() };
        assert_eq!(divide(9, None, Place::First), nothing);
        let same = content(Scope::Whole, [4, 0, 5, 0, 0, 0]);
        for before in [None, Some(same)] {
            assert_eq!(divide(9, Some(same), Place::Behind(before)), nothing);
        }
        assert_eq!(in_proportion(u64::MAX, [u64::MAX; 2]), [u64::MAX / 2, u64::MAX / 2 + 1]);
    }
}
