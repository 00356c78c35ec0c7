//! What `OpenAI` adds.

use super::fit::{documented_squares, most_squares, short_side, squares, within_edge};
use super::{Detail, Image, Item, Rule};

const COOKBOOK: &str = "OpenAI Cookbook, \u{201c}How to count tokens with tiktoken\u{201d}";
const COOKBOOK_LATER: &str =
    "OpenAI Cookbook, for GPT-4o; one user saw 109 tokens with GPT-5 where it says 110";
const MEASURED: &str = "measured by users, community.openai.com/t/1262691 and 1281361";
const TILES: &str = "OpenAI's page on images (512-pixel tiles)";
const TILES_5: &str = "crate vision-squeezer 0.6.2 (512-pixel tiles)";
const PATCHES: &str = "OpenAI's page on images (32-pixel patches)";
const PATCHES_LATER: &str =
    "measured by users, community.openai.com; budget by crate vision-squeezer 0.6.2";
const PATCHES_6: &str =
    "Hugging Face data set JOHNISKING/image-token-cost; budget by crate vision-squeezer 0.6.2";
const PAGE: &str = "a page's text as in Hugging Face data set JOHNISKING/pdf-token-cost and its picture; nothing is published";

/// How a model's pictures are billed.
enum Pictures {
    /// So many for the picture and so many for each tile of 512 pixels.
    Tiles { base: u64, tile: u64 },
    /// So many hundredths for each patch of 32 pixels, of at most so many patches.
    Patches { hundredths: u64, most: u64 },
    /// The same, where the budget holds for `detail: high` only.
    Uncapped { hundredths: u64, most: u64 },
}

use Pictures::{Patches, Tiles, Uncapped};

/// By the beginning of the model's name; the first that fits holds.
const PICTURES: [(&str, Pictures, &str); 16] = [
    ("gpt-4o-mini", Tiles { base: 2833, tile: 5667 }, MEASURED),
    ("gpt-4.1-mini", Patches { hundredths: 162, most: 1536 }, PATCHES),
    ("gpt-4.1-nano", Patches { hundredths: 246, most: 1536 }, PATCHES),
    ("o4-mini", Patches { hundredths: 172, most: 1536 }, PATCHES),
    ("gpt-4o", Tiles { base: 85, tile: 170 }, TILES),
    ("gpt-4.1", Tiles { base: 85, tile: 170 }, TILES),
    ("o3", Tiles { base: 75, tile: 150 }, MEASURED),
    ("gpt-5-mini", Patches { hundredths: 120, most: 1536 }, PATCHES_LATER),
    ("gpt-5-nano", Patches { hundredths: 150, most: 1536 }, PATCHES_LATER),
    ("gpt-5.2", Patches { hundredths: 120, most: 1536 }, PATCHES_LATER),
    ("gpt-5.4", Patches { hundredths: 120, most: 2500 }, PATCHES_LATER),
    ("gpt-5.5", Patches { hundredths: 120, most: 2500 }, PATCHES_LATER),
    ("gpt-5.6", Patches { hundredths: 120, most: 2500 }, PATCHES_LATER),
    ("gpt-5", Tiles { base: 70, tile: 140 }, TILES_5),
    ("gpt-6", Uncapped { hundredths: 120, most: 2500 }, PATCHES_6),
    ("gpt-4", Tiles { base: 85, tile: 170 }, TILES),
];

pub(super) fn rule(model: &str, item: Item) -> Option<Rule> {
    // The models that the cookbook's function was compared with the API for.
    let cookbook = ["gpt-4o", "gpt-3.5"].iter().any(|known| model.starts_with(known))
        || model == "gpt-4"
        || model.starts_with("gpt-4-");
    Some(match item {
        // 3 and the token of the role.
        Item::Message if cookbook => Rule::plain(4, COOKBOOK),
        Item::Message => Rule::new(3, 4, 5, COOKBOOK_LATER),
        Item::Request if cookbook => Rule::plain(3, COOKBOOK),
        Item::Request => Rule::new(2, 3, 5, COOKBOOK_LATER),
        Item::Name if cookbook => Rule::plain(1, COOKBOOK),
        Item::Name => Rule::new(0, 1, 2, COOKBOOK_LATER),
        // All that tools add is in the rendering of their schemas.
        Item::ToolPrompt => Rule::plain(0, COOKBOOK),
        Item::Image(image) => picture(model, image)?,
        Item::PdfPage => {
            // Text without its picture, up to a page of 150 dots an inch.
            let page = picture(model, Image { width: 1275, height: 1650, ..Image::default() })?;
            let text = 461;
            Rule::unknown(text, text + page.count.tokens, 2 * text + page.count.high, PAGE)
        }
        Item::AudioSecond | Item::VideoSecond => return None,
    })
}

fn picture(model: &str, image: Image) -> Option<Rule> {
    let (_, pictures, source) = PICTURES.iter().find(|(start, ..)| model.starts_with(start))?;
    let sides = (u64::from(image.width), u64::from(image.height));
    Some(match pictures {
        Tiles { base, .. } if image.detail == Detail::Low => Rule::plain(*base, source),
        Tiles { base, tile } => {
            let tiles = squares(short_side(within_edge(sides, 2048), 768), 512);
            Rule::plain(base + tile * tiles, source)
        }
        Patches { hundredths, most } => {
            let tokens = |patches: u64| (patches * hundredths).div_ceil(100);
            // The API was seen to fill the budget where the page's own reckoning does not.
            let fullest = tokens(most_squares(sides, 32, *most));
            Rule::new(tokens(documented_squares(sides, 32, *most)), fullest, fullest, source)
        }
        Uncapped { hundredths, most } => {
            let tokens = |patches: u64| (patches * hundredths).div_ceil(100);
            let capped = tokens(most_squares(sides, 32, *most));
            if image.detail == Detail::Auto {
                let full = tokens(squares(sides, 32));
                Rule::new(capped, full, full, source)
            } else {
                Rule::new(tokens(documented_squares(sides, 32, *most)), capped, capped, source)
            }
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tokens(model: &str, width: u32, height: u32, detail: Detail) -> u64 {
        picture(model, Image { width, height, count: 1, detail }).unwrap().count.tokens
    }

    #[test]
    fn the_examples_of_openais_page() {
        assert_eq!(tokens("gpt-4o", 1024, 1024, Detail::High), 765); // 85 + 4 × 170
        assert_eq!(tokens("gpt-4o", 2048, 4096, Detail::High), 1105); // 85 + 6 × 170
        assert_eq!(tokens("gpt-4o", 4096, 8192, Detail::Low), 85);
        // 32 × 32 patches.
        assert_eq!(tokens("gpt-4.1-mini", 1024, 1024, Detail::Auto), 1659); // 1024 × 1.62 = 1658.88
        let large = Image { width: 1800, height: 2400, ..Image::default() };
        let large = picture("gpt-4.1-mini", large).unwrap().count;
        assert_eq!(large.low, 2353); // 1452 × 1.62 = 2352.24
        assert!(large.high <= 2489); // 1536 × 1.62 = 2488.32
    }

    /// A picture of 128 by 64 pixels, what was billed less a text of 11 to 13 tokens, as far as
    /// community.openai.com/t/1262691 tells: low, then high.
    #[test]
    fn what_users_were_billed() {
        for (model, low, high) in [
            ("o3", 86, 236),
            ("gpt-4.1", 97, 267),
            ("gpt-4o", 97, 267),
            ("gpt-4o-mini", 2845, 8512),
            ("o4-mini", 26, 26),
            ("gpt-4.1-mini", 26, 26),
            ("gpt-4.1-nano", 33, 33),
        ] {
            for (detail, billed) in [(Detail::Low, low), (Detail::High, high)] {
                let text = billed - tokens(model, 128, 64, detail);
                assert!((11..=13).contains(&text), "{model} {detail:?}: {text} of text");
            }
        }
        // t/1281361: less a text of 8 tokens.
        assert_eq!(tokens("gpt-4.1", 2049, 513, Detail::Auto), 1453 - 8); // 85 + 8 × 170
        assert_eq!(tokens("gpt-4.1", 2050, 513, Detail::Auto), 773 - 8); // 85 + 4 × 170
        // Less an overhead of 9 to 10 tokens, 2,498 in all.
        assert_eq!(tokens("gpt-4.1-mini", 4000, 1474, Detail::Auto), 2489); // 1536 × 1.62
    }

    /// JOHNISKING/image-token-cost: 1.2 a patch and no budget, up to 14,364 at 12 megapixels; `high` at
    /// about 2,940.
    #[test]
    fn what_a_data_set_has_for_gpt_6() {
        let full = tokens("gpt-6-sol", 4000, 3000, Detail::Auto);
        assert!(full.abs_diff(14_364) * 100 < 14_364 * 3, "{full}"); // 125 × 94 × 1.2 = 14,100
        let high = tokens("gpt-6-sol", 4000, 3000, Detail::High);
        assert!(high.abs_diff(2_940) * 100 < 2_940 * 3, "{high}");
    }

    #[test]
    fn every_chat_model_has_its_pictures() {
        for model in
            ["gpt-6-astra", "gpt-6.1-sol", "gpt-5.1", "gpt-5", "gpt-5.4-nano", "gpt-5.5-pro"]
        {
            assert!(picture(model, Image { width: 10, height: 10, ..Image::default() }).is_some());
        }
        assert!(rule("gpt-4o", Item::AudioSecond).is_none());
    }
}
