//! What Google adds.

use super::fit::squares;
use super::{Detail, Image, Item, Rule};

const TEXT: &str =
    "PyPI google-genai 3.4.0, its own counter: the tokens of the texts and nothing around them";
const TILES: &str = "Google's page on tokens, by geminibyexample.com and crate vision-squeezer 0.6.2: 258, or 258 for each tile of 768 pixels";
const RESOLUTION: &str = "Gemini 3's media_resolution, by fastgptplus.com and discuss.ai.google.dev; 1,065 to 1,101 measured in Hugging Face data set JOHNISKING/image-token-cost";
const PAGES: &str =
    "Gemini 3's media_resolution; 561 measured in Hugging Face data set JOHNISKING/pdf-token-cost";
const SECONDS: &str =
    "Google's page on tokens, by geminibyexample.com: video 263 and audio 32 a second";
const FRAMES: &str = "Gemini 3's media_resolution: 70 a frame, one frame a second";
const SOUND: &str = "32 a second for Gemini 2; nothing is published since";

/// Gemini 1 and 2, whose pictures are cut into tiles; from 3 on they have a resolution.
fn has_tiles(model: &str) -> bool {
    ["gemini-1", "gemini-2"].iter().any(|start| model.starts_with(start))
}

pub(super) fn rule(model: &str, item: Item) -> Rule {
    let tiles = has_tiles(model);
    match item {
        Item::Message | Item::Request | Item::Name | Item::ToolPrompt => Rule::plain(0, TEXT),
        Item::Image(image) if tiles => tiled(image),
        Item::Image(image) => resolved(image.detail),
        Item::PdfPage if tiles => Rule::plain(258, TILES),
        Item::PdfPage => Rule::new(532, 560, 588, PAGES),
        Item::AudioSecond if tiles => Rule::plain(32, SECONDS),
        Item::AudioSecond => Rule::new(16, 32, 64, SOUND),
        Item::VideoSecond if tiles => Rule::plain(263, SECONDS),
        Item::VideoSecond => Rule::new(66, 70, 280, FRAMES),
    }
}

fn tiled(image: Image) -> Rule {
    let sides = (u64::from(image.width), u64::from(image.height));
    if image.width <= 384 && image.height <= 384 {
        return Rule::plain(258, TILES);
    }
    // How the picture is scaled before it is cut is not told: one tile at the least.
    let tiles = 258 * squares(sides, 768).min(1_000);
    Rule::new(258, tiles, tiles, TILES)
}

fn resolved(detail: Detail) -> Rule {
    let tokens = match detail {
        Detail::Low => 280,
        Detail::Medium => 560,
        Detail::Auto | Detail::High => 1_120,
        Detail::Ultra => 2_240,
    };
    // A picture's shape leaves some of it unused: 5 % as measured.
    Rule::new(tokens * 95 / 100, tokens, tokens, RESOLUTION)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn image(model: &str, width: u32, height: u32) -> crate::count::Count {
        rule(model, Item::Image(Image { width, height, ..Image::default() })).count
    }

    #[test]
    fn pictures_of_gemini_2_are_tiles() {
        assert_eq!(image("gemini-2.5-flash", 384, 384).tokens, 258);
        assert_eq!(image("gemini-2.5-flash", 768, 768).tokens, 258);
        assert_eq!(image("gemini-2.5-flash", 1000, 1000).tokens, 1032); // 4 tiles
    }

    #[test]
    fn measured_pictures_and_pages_lie_within_the_bands() {
        let count = image("gemini-3.5-flash", 1920, 1080);
        for measured in [1_065, 1_101] {
            assert!((count.low..=count.high).contains(&measured), "{measured}");
        }
        let page = rule("gemini-4-argon", Item::PdfPage).count;
        assert!((page.low..=page.high).contains(&561));
    }
}
