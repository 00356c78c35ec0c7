//! What Anthropic adds.

use super::fit::{most_squares, within_edge};
use super::{Image, Item, Rule};

const FRAME_OLD: &str = "npm ai-tokenizer 1.0.6 (6 a request, 2 a message); nothing by Anthropic";
const FRAME_NEW: &str =
    "jackin.tailrocks.com: a message of one character counts 7; nothing by Anthropic";
const TOOLS: &str = "the span of Anthropic's other models; nothing is published for this one";
const IMAGES: &str = "Anthropic's page on vision, 28-pixel patches and their budgets, by crate vision-squeezer 0.6.2 and jackin.tailrocks.com";
const IMAGES_NEWEST: &str =
    "the same; Hugging Face data set JOHNISKING/image-token-cost saw about 2,992 for the largest";
const PAGES: &str = "Anthropic's page on PDF (1,500 to 3,000 a page), and 1,592 to 3,182 as measured by jackin.tailrocks.com and Hugging Face data set JOHNISKING/pdf-token-cost";

/// The models that have the tokenizer and the frame of before Opus 4.7.
fn is_old(model: &str) -> bool {
    let generation = model.split('-').find_map(|word| word.parse::<u32>().ok());
    let minor = || {
        let mut numbers = model.split('-').filter_map(|word| word.parse::<u32>().ok());
        numbers.nth(1).filter(|minor| *minor < 100).unwrap_or(0)
    };
    match generation {
        Some(4) => minor() < 7,
        Some(generation) => generation < 4,
        None => false,
    }
}

/// Opus, Sonnet and Haiku 5.5.
fn is_newest(model: &str) -> bool {
    model.ends_with("-5-5")
}

pub(super) fn rule(model: &str, item: Item) -> Option<Rule> {
    Some(match item {
        // Anthropic publishes no figure, and the second message was seen to take less than the first.
        Item::Message => Rule::new(2, 3, 7, if is_old(model) { FRAME_OLD } else { FRAME_NEW }),
        Item::Request if is_old(model) => Rule::new(0, 5, 6, FRAME_OLD),
        Item::Request => Rule::new(0, 3, 9, FRAME_NEW),
        Item::Image(image) => picture(model, image),
        Item::PdfPage => Rule::new(1_500, 2_300, 3_200, PAGES),
        // The price book has the figure of each model that one is published for.
        Item::ToolPrompt => Rule::unknown(286, 400, 804, TOOLS),
        Item::Name | Item::AudioSecond | Item::VideoSecond => return None,
    })
}

fn picture(model: &str, image: Image) -> Rule {
    let sides = (u64::from(image.width), u64::from(image.height));
    let (edge, budget) = if is_old(model) { (1_568, 1_568) } else { (2_576, 4_784) };
    let tokens = most_squares(within_edge(sides, edge), 28, budget);
    // How the picture is shrunk into its budget is not published: measured ones lie within 3 %.
    let (low, high) = if tokens * 10 < budget * 9 {
        (tokens, tokens)
    } else {
        (tokens * 97 / 100, (tokens * 103).div_ceil(100))
    };
    if is_newest(model) {
        let seen = tokens.min(2_992);
        return Rule::new(low.min(seen), seen, high, IMAGES_NEWEST);
    }
    Rule::new(low, tokens, high, IMAGES)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn count(model: &str, width: u32, height: u32) -> crate::count::Count {
        picture(model, Image { width, height, ..Image::default() }).count
    }

    #[test]
    fn generations_are_told_by_their_numbers() {
        for old in [
            "claude-opus-4-6",
            "claude-haiku-4-5",
            "claude-3-5-sonnet-20241022",
            "claude-opus-4-20250514",
        ] {
            assert!(is_old(old), "{old}");
        }
        for new in [
            "claude-opus-4-7",
            "claude-opus-4-8",
            "claude-sonnet-5",
            "claude-fable-5-1",
            "claude-opus-5-5",
        ] {
            assert!(!is_old(new), "{new}");
        }
        assert!(is_newest("claude-haiku-5-5") && !is_newest("claude-fable-5-2"));
    }

    /// JOHNISKING/image-token-cost, less the prompt's tokens: 65 with Haiku 4.5 and 77 with Claude 5.5,
    /// as the square of 37 by 37 patches tells.
    #[test]
    fn what_a_data_set_was_billed() {
        for (model, prompt, width, height, billed) in [
            ("claude-haiku-4-5", 65, 1024, 1024, 1434),
            ("claude-opus-5-5", 77, 1024, 1024, 1446),
            ("claude-haiku-4-5", 65, 1920, 1080, 1625),
            ("claude-opus-5-5", 77, 1920, 1080, 2768),
            ("claude-haiku-4-5", 65, 3840, 2160, 1657),
            ("claude-opus-5-5", 77, 3840, 2160, 3069),
        ] {
            let count = count(model, width, height);
            let image = billed - prompt;
            assert!(
                (count.low..=count.high).contains(&image),
                "{model} {width}: {image}, {count:?}"
            );
        }
    }

    #[test]
    fn patches_and_budgets() {
        assert_eq!(count("claude-opus-4-7", 280, 280).tokens, 100); // 10 × 10
        assert_eq!(count("claude-opus-4-7", 281, 280).tokens, 110); // 11 × 10
        // 3840 by 2160 becomes 2576 by 1449, 92 by 52 patches.
        assert_eq!(count("claude-opus-4-7", 3840, 2160).tokens, 4784);
        // 1920 by 1080 becomes 1456 by 819, 52 by 30 patches.
        assert_eq!(count("claude-sonnet-4-6", 1920, 1080).tokens, 1560);
    }
}
