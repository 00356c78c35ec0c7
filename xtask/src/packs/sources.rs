//! Where every vocabulary comes from: package, version, path, sha256, licence.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};

/// One vocabulary in one published package.
pub(crate) struct Source {
    /// The tokenizer's id in Farebox.
    pub(crate) id: &'static str,
    /// The crate that carries the file.
    pub(crate) package: &'static str,
    /// Its exact version.
    pub(crate) version: &'static str,
    /// The file inside the package.
    pub(crate) path: &'static str,
    /// The sha256 of that file, lower-case hexadecimal.
    pub(crate) sha256: &'static str,
    /// The licence of the vocabulary, as the package states it.
    pub(crate) licence: &'static str,
    /// The licence text, below the vendored packages.
    pub(crate) licence_file: &'static str,
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
}

/// Every pack that ships, in the order of the manifest; a base before what starts with it.
///
/// The four hashes of `OpenAI` files are those that tiktoken 0.14.0 itself expects of what it downloads.
pub(crate) const SOURCES: &[Source] = &[
    Source {
        id: "o200k_base",
        package: "splintr-vocab-o200k",
        version: "1.0.0",
        path: "vocabs/o200k_base.tiktoken",
        sha256: "446a9538cb6c348e3516120d7c08b09f57c36495e2acfffe59a5bf8b0cfb1a2d",
        licence: "MIT",
        licence_file: "splintr-vocab-o200k-1.0.0/LICENSE",
        form: Form::Ranks,
        base: None,
    },
    Source {
        id: "cl100k_base",
        package: "splintr-vocab-cl100k",
        version: "1.0.0",
        path: "vocabs/cl100k_base.tiktoken",
        sha256: "223921b76ee99bde995b7ff738513eef100fb51d18c93597a113bcffe865b2a7",
        licence: "MIT",
        licence_file: "splintr-vocab-cl100k-1.0.0/LICENSE",
        form: Form::Ranks,
        base: None,
    },
    Source {
        id: "r50k_base",
        package: "tiktoken-rs",
        version: "0.12.1",
        path: "assets/r50k_base.tiktoken",
        sha256: "306cd27f03c1a714eca7108e03d66b7dc042abe8c258b44c199a7ed9838dd930",
        licence: "MIT",
        licence_file: "splintr-vocab-cl100k-1.0.0/LICENSE",
        form: Form::Ranks,
        base: None,
    },
    Source {
        id: "p50k_base",
        package: "tiktoken-rs",
        version: "0.12.1",
        path: "assets/p50k_base.tiktoken",
        sha256: "94b5ca7dff4d00767bc256fdd1b27e5b17361d7b8a5f968547f9f23eb70d2069",
        licence: "MIT",
        licence_file: "splintr-vocab-cl100k-1.0.0/LICENSE",
        form: Form::Ranks,
        base: Some("r50k_base"),
    },
    Source {
        id: "qwen3",
        package: "splintr-vocab-qwen",
        version: "1.0.0",
        path: "vocabs/qwen3.tiktoken",
        sha256: "b2b1b8dfb5cc5f024bafc373121c6aba3f66f9a5a0269e243470a1de16a33186",
        licence: "Apache-2.0",
        licence_file: "splintr-vocab-qwen-1.0.0/LICENSE",
        form: Form::Ranks,
        base: None,
    },
    Source {
        id: "deepseek",
        package: "splintr-vocab-deepseek",
        version: "1.0.0",
        path: "vocabs/deepseek_v3.tiktoken",
        sha256: "5c63751cfae1f031a81b1b16821fae4d83aeb023eeed5f8ab98a5fe71e87f7c1",
        licence: "MIT",
        licence_file: "splintr-vocab-deepseek-1.0.0/LICENSE",
        form: Form::Spelt { specials: 3 },
        base: None,
    },
    Source {
        id: "llama3",
        package: "splintr-vocab-llama3",
        version: "1.0.0",
        path: "vocabs/llama3.tiktoken",
        sha256: "82e9d31979e92ab929cd544440f129d9ecd797b69e327f80f17e1c50d5551b55",
        licence: "Llama 3.1 Community License",
        licence_file: "splintr-vocab-llama3-1.0.0/LICENSE",
        form: Form::Ranks,
        base: Some("cl100k_base"),
    },
    Source {
        id: "kimi",
        package: "splintr-vocab-kimi",
        version: "1.0.0",
        path: "vocabs/kimi.tiktoken",
        sha256: "b6c497a7469b33ced9c38afb1ad6e47f03f5e5dc05f15930799210ec050c5103",
        licence: "Modified MIT",
        licence_file: "splintr-vocab-kimi-1.0.0/LICENSE",
        form: Form::Ranks,
        base: None,
    },
    Source {
        id: "glm4",
        package: "splintr-vocab-glm",
        version: "1.0.0",
        path: "vocabs/glm4.tiktoken",
        sha256: "5a493598071550244b2ee7f26118f3edec2150b9dfa967929a99052ac83fe716",
        licence: "MIT",
        licence_file: "splintr-vocab-glm-1.0.0/LICENSE",
        form: Form::Ranks,
        base: None,
    },
];

impl Source {
    /// The vocabulary file below the vendored packages.
    pub(crate) fn file(&self, vendor: &Path) -> PathBuf {
        self.folder(vendor).join(self.path)
    }

    /// The package's folder below the vendored packages.
    pub(crate) fn folder(&self, vendor: &Path) -> PathBuf {
        vendor.join(format!("{}-{}", self.package, self.version))
    }

    /// `crate NAME VERSION: PATH`, for manifests.
    pub(crate) fn citation(&self) -> String {
        format!("crate {} {}: {}", self.package, self.version, self.path)
    }
}

/// Fetches every package into `work` by `cargo vendor`, and says where they lie.
pub(crate) fn fetch(work: &Path) -> Result<PathBuf> {
    let vendor = work.join("vendor");
    if SOURCES.iter().all(|source| source.file(&vendor).is_file()) {
        return Ok(vendor);
    }
    fs::create_dir_all(work)?;
    let mut manifest = String::from(
        "[package]\nname = \"packs\"\nversion = \"0.0.0\"\nedition = \"2021\"\n\n[lib]\npath = \"lib.rs\"\n\n[workspace]\n\n[dependencies]\n",
    );
    let mut packages: Vec<_> = SOURCES.iter().map(|s| (s.package, s.version)).collect();
    packages.sort_unstable();
    packages.dedup();
    for (package, version) in packages {
        writeln!(manifest, "{package} = \"={version}\"")?;
    }
    fs::write(work.join("Cargo.toml"), manifest)?;
    fs::write(work.join("lib.rs"), "")?;
    let status = Command::new("cargo")
        .args(["vendor", "--quiet", "--versioned-dirs", "vendor"])
        .current_dir(work)
        .stdout(std::process::Stdio::null())
        .status()
        .context("cargo vendor")?;
    ensure!(status.success(), "cargo vendor could not fetch the vocabulary packages");
    Ok(vendor)
}
