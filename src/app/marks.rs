//! What a price must be known by, in a word or two: a promotion, a last known price, one's own.

use crate::pricing::Warning;

/// A word about a price, with the sentence behind it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Mark {
    /// The word.
    pub(super) label: &'static str,
    /// The sentence.
    pub(super) why: String,
}

impl Mark {
    /// For a model whose cache does not offer the life that was chosen.
    pub(super) fn usual_life() -> Self {
        Self {
            label: "usual cache life",
            why: "This model's cache has no such life as was chosen: its entries live as usual."
                .to_owned(),
        }
    }
}

/// The marks of a price: those that its warnings ask for, and whether it is the reader's own.
pub(super) fn marks(warnings: &[Warning], own: bool) -> Vec<Mark> {
    let of_book = warnings.iter().filter_map(|warning| {
        Some(Mark { label: label(warning.code)?, why: warning.message.clone() })
    });
    let own = own.then(|| Mark {
        label: "your price",
        why: "Your own rate, discount or margin is in this figure.".to_owned(),
    });
    of_book.chain(own).collect()
}

fn label(code: &str) -> Option<&'static str> {
    Some(match code {
        "community" => "community, not reviewed",
        "price_expired" => "last known",
        "promotion_ends" => "promotion",
        "price_announced" => "announced",
        "change_announced" => "price will change",
        "model_retired" => "retired",
        _ => return None,
    })
}
