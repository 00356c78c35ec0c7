//! Tokens per thousand characters, kind by kind: for a figure before any vocabulary has come.
//!
//! Measured with the exact tokenizers over samples of 400 characters; the band is the 5th to the 95th
//! percentile of the samples. Texts: the Universal Declaration of Human Rights in forty languages
//! (`tests/data/udhr`), the translations of Django 5.2 into 42 languages, and the sources of Django and
//! of the crates axum, `clap_builder`, jiff, `miniz_oxide`, regex-automata and tokio.
//! `docs/accuracy.md` has the command.

use super::Rate;
use super::content::Content;

/// Tokens of `o200k_base` per thousand characters.
pub(super) fn o200k(content: Content) -> Rate {
    let (mid, low, high) = match content {
        Content::English => (216, 188, 247),
        Content::German => (216, 191, 260),
        Content::French => (242, 205, 306),
        Content::Spanish => (236, 195, 295),
        Content::Italian => (259, 223, 312),
        Content::Portuguese => (219, 197, 300),
        Content::Latin => (306, 193, 420),
        Content::Code => (245, 179, 311),
        Content::Markup => (352, 235, 579),
        Content::Json => (228, 156, 330),
        Content::Numbers => (482, 316, 730),
        Content::Cyrillic => (333, 235, 465),
        Content::Greek => (407, 322, 556),
        Content::Hebrew => (426, 375, 542),
        Content::Arabic => (357, 280, 480),
        Content::Devanagari => (368, 285, 503),
        Content::Bengali => (411, 334, 528),
        Content::Tamil => (390, 330, 483),
        Content::Telugu => (496, 462, 540),
        Content::Malayalam => (413, 325, 557),
        Content::Thai => (482, 372, 536),
        Content::Han => (793, 628, 915),
        Content::Japanese => (711, 580, 863),
        Content::Korean => (594, 502, 724),
        Content::OtherScript => (633, 279, 1983),
        Content::Symbols => (2263, 1000, 3000),
    };
    Rate { mid, low, high }
}

/// Tokens of `cl100k_base` per thousand characters.
pub(super) fn cl100k(content: Content) -> Rate {
    let (mid, low, high) = match content {
        Content::English => (222, 196, 252),
        Content::German => (277, 258, 310),
        Content::French => (276, 245, 325),
        Content::Spanish => (270, 225, 321),
        Content::Italian => (291, 259, 343),
        Content::Portuguese => (270, 253, 330),
        Content::Latin => (347, 191, 488),
        Content::Code => (244, 178, 310),
        Content::Markup => (348, 234, 607),
        Content::Json => (226, 158, 332),
        Content::Numbers => (482, 320, 730),
        Content::Cyrillic => (507, 371, 638),
        Content::Greek => (938, 870, 1054),
        Content::Hebrew => (979, 924, 1079),
        Content::Arabic => (738, 676, 835),
        Content::Devanagari => (1025, 960, 1092),
        Content::Bengali => (1246, 1195, 1290),
        Content::Tamil => (1391, 1340, 1441),
        Content::Telugu => (1760, 1687, 1810),
        Content::Malayalam => (1595, 1534, 1642),
        Content::Thai => (963, 845, 977),
        Content::Han => (1114, 757, 1438),
        Content::Japanese => (983, 808, 1186),
        Content::Korean => (906, 711, 1037),
        Content::OtherScript => (1751, 890, 2545),
        Content::Symbols => (2299, 1000, 3000),
    };
    Rate { mid, low, high }
}
