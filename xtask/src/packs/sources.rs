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
    /// The licence text inside the package.
    pub(crate) licence_file: &'static str,
}

/// Every pack that ships, in the order of the manifest.
///
/// The two `OpenAI` hashes are those that tiktoken 0.14.0 itself expects of the files it downloads.
pub(crate) const SOURCES: &[Source] = &[
    Source {
        id: "o200k_base",
        package: "splintr-vocab-o200k",
        version: "1.0.0",
        path: "vocabs/o200k_base.tiktoken",
        sha256: "446a9538cb6c348e3516120d7c08b09f57c36495e2acfffe59a5bf8b0cfb1a2d",
        licence: "MIT",
        licence_file: "LICENSE",
    },
    Source {
        id: "cl100k_base",
        package: "splintr-vocab-cl100k",
        version: "1.0.0",
        path: "vocabs/cl100k_base.tiktoken",
        sha256: "223921b76ee99bde995b7ff738513eef100fb51d18c93597a113bcffe865b2a7",
        licence: "MIT",
        licence_file: "LICENSE",
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
