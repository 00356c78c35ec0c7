//! The vocabulary packs of this build.
//!
//! Written by `cargo xtask packs`; do not edit.

use super::registry::Pack;

/// Every pack under `www/vocab/`, in the order of the manifest.
#[rustfmt::skip]
pub const PACKS: &[Pack] = &[
    Pack {
        id: "o200k_base",
        file: "o200k_base.dfe8602bd2e9.pack",
        bytes: 704_857,
        unpacked_bytes: 1_198_740,
        sha256: "dfe8602bd2e992585f63c944fbda57d5e75d95a87a9a249359d5e3ea9d779cc4",
        vocabulary: 199_998,
        base: None,
        source: "crate splintr-vocab-o200k 1.0.0: vocabs/o200k_base.tiktoken",
        licence: "MIT",
    },
    Pack {
        id: "cl100k_base",
        file: "cl100k_base.9346e34b0b91.pack",
        bytes: 326_775,
        unpacked_bytes: 600_288,
        sha256: "9346e34b0b919cc1143b6e983732f61715f1b56da90fc519e201f32d52e7a015",
        vocabulary: 100_256,
        base: None,
        source: "crate splintr-vocab-cl100k 1.0.0: vocabs/cl100k_base.tiktoken",
        licence: "MIT",
    },
];
