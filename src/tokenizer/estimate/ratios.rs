//! Tokens of a closed tokenizer per thousand tokens of `o200k_base`, kind by kind.
//!
//! The sources of every figure are in `docs/accuracy.md`. The middle is the class's published ratio,
//! the band the spread of the published values that bear on it; where there is only one, eight per
//! cent to either side, which is how far two published values for one class lie apart elsewhere.

use super::Rate;
use super::content::Content;

/// Claude 3 to 4.6.
pub(super) fn claude_legacy(content: Content) -> Rate {
    let (mid, low, high) = match content {
        Content::English => (1130, 1050, 1250),
        Content::German => (1440, 1300, 1560),
        Content::French => (1310, 1200, 1420),
        Content::Spanish | Content::Italian => (1280, 1170, 1390),
        Content::Portuguese => (1300, 1190, 1410),
        Content::Latin => (1350, 1100, 1750),
        Content::Code => (1240, 1130, 1320),
        Content::Markup => (1240, 1130, 1340),
        Content::Json => (1210, 1130, 1290),
        Content::Numbers => (1020, 950, 1100),
        Content::Cyrillic => (1380, 1220, 1500),
        Content::Greek => (1720, 1580, 1860),
        Content::Hebrew => (1610, 1480, 1740),
        Content::Arabic => (1850, 1700, 2030),
        Content::Devanagari => (1870, 1720, 2020),
        Content::Bengali => (2010, 1850, 2170),
        Content::Tamil => (1860, 1710, 2010),
        Content::Telugu => (1710, 1570, 1850),
        Content::Malayalam => (2480, 2280, 2680),
        Content::Thai => (2060, 1900, 2220),
        Content::Han => (1390, 1240, 1540),
        Content::Japanese => (1270, 1170, 1380),
        Content::Korean => (1570, 1440, 1700),
        Content::OtherScript => (1850, 1180, 2500),
        Content::Symbols => (1200, 900, 1800),
    };
    Rate { mid, low, high }
}

/// Claude Opus 4.7 and later, Sonnet 5 and later, Fable 5, Haiku 5.5.
pub(super) fn claude_2026(content: Content) -> Rate {
    let (mid, low, high) = match content {
        Content::English => (1580, 1400, 1750),
        Content::German => (1990, 1800, 2150),
        Content::French => (1680, 1550, 1850),
        Content::Spanish => (1670, 1500, 1800),
        Content::Italian => (1650, 1500, 1790),
        Content::Portuguese => (1710, 1560, 1850),
        Content::Latin => (1750, 1400, 2100),
        Content::Code => (1570, 1350, 1720),
        Content::Markup => (1640, 1420, 1780),
        Content::Json => (1560, 1420, 1680),
        Content::Numbers => (1090, 1000, 1180),
        Content::Cyrillic => (1450, 1280, 1600),
        Content::Greek => (1790, 1640, 1940),
        Content::Hebrew => (1700, 1560, 1840),
        Content::Arabic => (1930, 1750, 2130),
        Content::Devanagari => (1900, 1740, 2060),
        Content::Bengali => (2030, 1860, 2200),
        Content::Tamil => (1870, 1720, 2020),
        Content::Telugu => (1720, 1580, 1860),
        Content::Malayalam => (2520, 2310, 2730),
        Content::Thai => (2100, 1930, 2270),
        Content::Han => (1490, 1330, 1660),
        Content::Japanese => (1350, 1240, 1460),
        Content::Korean => (1670, 1530, 1810),
        Content::OtherScript => (1900, 1300, 2550),
        Content::Symbols => (1250, 900, 1900),
    };
    Rate { mid, low, high }
}
