//! Where nothing is published: the span of what is published for others, never zero.

use super::{Item, Rule};

const SPAN: &str = "nothing is published for this model: the span of what is for others";

pub(super) fn rule(item: Item) -> Rule {
    let (low, mid, high) = match item {
        Item::Message => (0, 4, 7),
        Item::Request => (0, 3, 9),
        Item::Name => (0, 1, 2),
        // From Google's none to Opus 4.7 with a tool that must be used (804).
        Item::ToolPrompt => (0, 300, 810),
        // From OpenAI's detail: low to Claude's largest.
        Item::Image(_) => (70, 1_100, 4_784),
        Item::PdfPage => (258, 1_500, 3_200),
        Item::AudioSecond => (0, 32, 64),
        Item::VideoSecond => (0, 70, 280),
    };
    Rule::unknown(low, mid, high, SPAN)
}
