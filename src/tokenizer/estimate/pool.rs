//! Tokens of families that nobody has published ratios for, per thousand tokens of `o200k_base`.
//!
//! Nothing better is known of such a tokenizer than that it is one of its time. So its band is what the
//! public ones span, kind by kind, from the 5th percentile of the one that makes the fewest tokens to
//! the 95th of the one that makes the most; its middle is that of its nearest relative, or the
//! median. Measured over samples of 400 characters; `docs/accuracy.md` has the texts, the command and
//! the check on texts and tokenizers that were left out.

use super::Rate;
use super::content::Content;

type Bands = [(u16, u16, u16); Content::ALL.len()];
type Middles = [u16; Content::ALL.len()];

/// xAI gives no vocabulary away. `npm ai-tokenizer 1.0.6` found Grok 3 within 1.5 % of `o200k_base`;
/// of Grok 4 and later nothing is published.
pub(super) fn grok(content: Content) -> Rate {
    band(&MODERN, content, Some(1000), 150)
}

/// Amazon gives no vocabulary away. `npm ai-tokenizer 1.0.6` took `cl100k_base` for Nova Pro and was
/// 2 to 10 % off.
pub(super) fn nova(content: Content) -> Rate {
    band(&MODERN, content, of(&CL100K, content), 120)
}

/// Of Muse nothing is published; its maker's last public vocabulary is that of Llama 4.
pub(super) fn muse(content: Content) -> Rate {
    band(&MODERN, content, of(&LLAMA4, content), 100)
}

/// Of Voyage 4 nothing is published; Voyage 3 counts as Qwen 2 does.
pub(super) fn voyage(content: Content) -> Rate {
    band(&MODERN, content, of(&QWEN3, content), 100)
}

/// Cohere's own tokenizer, measured with the vocabulary of Command R; that Command A has the same one
/// is inferred.
pub(super) fn cohere(content: Content) -> Rate {
    band(&COHERE, content, None, 0)
}

/// Any tokenizer at all, small and old vocabularies and Claude's among them.
pub(super) fn any(content: Content) -> Rate {
    band(&ANY, content, None, 0)
}

fn of(middles: &Middles, content: Content) -> Option<u64> {
    middles.get(content as usize).copied().map(Into::into)
}

/// A band with its own middle or another, at least so many thousandths of one to either side of it.
fn band(bands: &Bands, content: Content, middle: Option<u64>, least: u64) -> Rate {
    let (mid, low, high) = bands.get(content as usize).copied().unwrap_or((1000, 1000, 1000));
    let mid = middle.unwrap_or(mid.into());
    Rate { mid, low: u64::from(low).min(mid - least), high: u64::from(high).max(mid + least) }
}

/// Middle, low and high of eight vocabularies of many languages: `cl100k_base`, Llama 3 and 4, Qwen 3,
/// `DeepSeek` V3, Kimi K2, GLM 4, Tekken. Kinds in the order of [`Content::ALL`]: English, German,
/// French, Spanish, Italian, Portuguese, other Latin | code, markup, JSON, numbers | Cyrillic, Greek,
/// Hebrew, Arabic | Devanagari, Bengali, Tamil, Telugu, Malayalam, Thai | Han, Japanese, Korean, other
/// scripts, symbols.
#[rustfmt::skip]
const MODERN: Bands = [
    (1030, 870, 1320), (1180, 860, 1600), (1140, 880, 1520), (1140, 860, 1530), (1080, 800, 1400), (1120, 810, 1560), (1110, 800, 1600),
    (1000, 870, 1280), (1000, 850, 1350), (1000, 840, 1490), (1000, 870, 2060),
    (1220, 750, 2200), (1140, 820, 3250), (1200, 820, 2730), (1300, 840, 2690),
    (1540, 910, 3250), (1530, 910, 3680), (1820, 910, 4130), (1710, 910, 4150), (1970, 910, 4840), (1240, 680, 2600),
    (890, 660, 1650), (930, 600, 1640), (1140, 740, 1980), (1470, 750, 5830), (1000, 630, 1650),
];

/// The same with Mistral's vocabulary of 32,768, Command R's and both of Claude's.
#[rustfmt::skip]
const ANY: Bands = [
    (1030, 870, 1930), (1180, 860, 2370), (1140, 880, 2040), (1150, 860, 1980), (1100, 800, 1970), (1130, 810, 2040), (1150, 800, 2310),
    (1010, 870, 1900), (1030, 850, 1960), (1040, 840, 1850), (1020, 860, 2180),
    (1260, 750, 2200), (1330, 650, 3710), (1420, 820, 2800), (1310, 840, 3400),
    (1830, 910, 3340), (2030, 910, 3680), (1870, 910, 4130), (1720, 910, 4150), (2520, 910, 6350), (1670, 680, 2910),
    (1000, 660, 1830), (1000, 600, 1810), (1150, 740, 2370), (1890, 750, 5830), (1010, 630, 2090),
];

/// Command R's alone.
#[rustfmt::skip]
const COHERE: Bands = [
    (1080, 910, 1370), (1100, 920, 1300), (1060, 900, 1260), (1090, 910, 1340), (980, 820, 1200), (1110, 890, 1370), (1110, 800, 1470),
    (1110, 880, 1390), (1200, 890, 1390), (1180, 880, 1570), (1400, 1010, 2070),
    (1110, 800, 1620), (800, 650, 970), (1020, 860, 1200), (1260, 890, 1910),
    (1830, 1400, 2310), (2690, 2020, 3610), (2570, 1710, 3340), (3240, 2430, 4040), (3720, 2520, 4970), (2090, 1570, 2860),
    (920, 760, 1090), (770, 620, 950), (950, 790, 1170), (2200, 950, 3990), (970, 630, 1650),
];

#[rustfmt::skip]
const LLAMA4: Middles = [
    990, 990, 1000, 1000, 930, 960, 980, 1000, 1000, 1000, 1000,
    970, 950, 1140, 1090, 1060, 1140, 1640, 1340, 1310, 870, 820, 730, 870, 1300, 970,
];

#[rustfmt::skip]
const QWEN3: Middles = [
    1030, 1180, 1140, 1150, 1110, 1180, 1150, 1010, 1030, 1040, 1350,
    1310, 2520, 970, 1310, 2250, 2410, 2460, 2840, 2980, 1300, 890, 880, 1150, 1890, 790,
];

#[rustfmt::skip]
const CL100K: Middles = [
    1030, 1190, 1140, 1150, 1110, 1120, 1170, 1000, 1000, 990, 1000,
    1610, 2610, 2200, 1930, 2490, 2800, 3140, 3350, 3630, 1900, 1390, 1390, 1620, 2880, 1020,
];
