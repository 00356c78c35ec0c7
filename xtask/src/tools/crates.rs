//! Programs from Rust packages, each version in a folder of its own.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use super::announce;
use crate::project::locked_version;
use crate::run::{find, output, run};

/// The last version whose Rust requirement ours meets: 0.22.1 asks for Rust 1.96.1.
const TRUNK: &str = "0.21.14";
const CARGO_DENY: &str = "0.20.2";
const GECKODRIVER: &str = "0.36.0";

/// One program, where it comes from and how it is built.
struct Crate<'a> {
    name: &'a str,
    /// The program by which it is known; a package may bring more.
    program: &'a str,
    version: &'a str,
    why: &'a str,
    /// Whether to build with the versions that its own lock file names.
    locked: bool,
}

/// The folder that holds `trunk`.
pub(super) fn trunk() -> Result<PathBuf> {
    folder_of(&Crate {
        name: "trunk",
        program: "trunk",
        version: TRUNK,
        why: "it builds the page",
        locked: true,
    })
}

/// The folder that holds `wasm-bindgen` and `wasm-bindgen-test-runner`, at the version of Cargo.lock:
/// any other refuses the wasm that the library of that version made.
pub(super) fn wasm_bindgen() -> Result<PathBuf> {
    folder_of(&Crate {
        name: "wasm-bindgen-cli",
        program: "wasm-bindgen",
        version: &locked_version("wasm-bindgen")?,
        why: "it joins WebAssembly and JavaScript, and must equal the library's version",
        // The lock file of 0.2.130 names versions that not every registry mirror holds.
        locked: false,
    })
}

/// The folder that holds `cargo-deny`: installed only where `install` asks for it, as that takes
/// minutes; `None` where it is missing and not asked for.
pub(crate) fn cargo_deny(install: bool) -> Result<Option<PathBuf>> {
    let deny = Crate {
        name: "cargo-deny",
        program: "cargo-deny",
        version: CARGO_DENY,
        why: "it checks licences and sources of every dependency",
        locked: true,
    };
    match (present(&deny)?, find("cargo-deny"), install) {
        (Some(folder), ..) => Ok(Some(folder)),
        // Any version reads our few rules.
        (None, Some(program), _) => Ok(program.parent().map(Path::to_path_buf)),
        (None, None, true) => folder_of(&deny).map(Some),
        (None, None, false) => Ok(None),
    }
}

/// The program `geckodriver`, which Debian lacks: installed only where `install` asks for it.
pub(super) fn geckodriver(install: bool) -> Result<Option<PathBuf>> {
    let driver = Crate {
        name: "geckodriver",
        program: "geckodriver",
        version: GECKODRIVER,
        why: "it drives Firefox",
        locked: true,
    };
    let folder = match (present(&driver)?, find("geckodriver")) {
        (Some(folder), _) => Some(folder),
        // Any version speaks the protocol.
        (None, Some(program)) => return Ok(Some(program)),
        (None, None) if install => Some(folder_of(&driver)?),
        (None, None) => None,
    };
    let file = format!("geckodriver{}", std::env::consts::EXE_SUFFIX);
    Ok(folder.map(|folder| folder.join(file)))
}

fn folder_of(wanted: &Crate) -> Result<PathBuf> {
    if let Some(folder) = present(wanted)? {
        return Ok(folder);
    }
    let Crate { name, version, .. } = wanted;
    let root = cache()?.join(format!("{name}-{version}"));
    announce(
        &format!("{name} {version} into {}", root.display()),
        &format!("{}; from source this takes some minutes, once", wanted.why),
    );
    if !(find("cargo-binstall").is_some() && binstall(wanted, &root)) {
        install(wanted, &root)?;
    }
    match present(wanted)? {
        Some(folder) => Ok(folder),
        None => bail!("{name} {version} was installed, yet {} holds no program", root.display()),
    }
}

/// Where the program is, if it is: in our cache, or on PATH at the very version.
fn present(wanted: &Crate) -> Result<Option<PathBuf>> {
    let file = format!("{}{}", wanted.program, std::env::consts::EXE_SUFFIX);
    let ours = cache()?.join(format!("{}-{}", wanted.name, wanted.version)).join("bin");
    if ours.join(&file).is_file() {
        return Ok(Some(ours));
    }
    let theirs = find(wanted.program).filter(|program| {
        output(Command::new(program).arg("--version"))
            .is_ok_and(|says| says.split_whitespace().any(|word| word == wanted.version))
    });
    Ok(theirs.and_then(|program| program.parent().map(Path::to_path_buf)))
}

/// Fetches a built program; says whether that worked, as building it ourselves is left.
fn binstall(wanted: &Crate, root: &Path) -> bool {
    let mut command = Command::new("cargo");
    command
        .args(["binstall", "--no-confirm", "--disable-telemetry", "--root"])
        .arg(root)
        .arg(format!("{}@={}", wanted.name, wanted.version));
    if wanted.locked {
        command.arg("--locked");
    }
    run(&mut command)
        .inspect_err(|error| println!("tools: {error:#}; building it from source"))
        .is_ok()
}

fn install(wanted: &Crate, root: &Path) -> Result<()> {
    let Crate { name, version, .. } = wanted;
    let mut command = Command::new("cargo");
    command.args(["install", name, "--version", &format!("={version}"), "--root"]).arg(root);
    if wanted.locked {
        command.arg("--locked");
    }
    run(&mut command).with_context(|| {
        format!(
            "{name} {version} could not be installed. Without a network, put {} {version} on PATH; \
             with one, see the error above",
            wanted.program
        )
    })
}

/// A folder of the user's for files that can be made again.
fn cache() -> Result<PathBuf> {
    let variable = |name: &str| {
        std::env::var_os(name).map(PathBuf::from).filter(|folder| folder.is_absolute())
    };
    let base = if cfg!(windows) {
        variable("LOCALAPPDATA")
    } else if cfg!(target_os = "macos") {
        variable("XDG_CACHE_HOME")
            .or_else(|| variable("HOME").map(|home| home.join("Library").join("Caches")))
    } else {
        variable("XDG_CACHE_HOME").or_else(|| variable("HOME").map(|home| home.join(".cache")))
    };
    let base = base.context("no folder for tools: set HOME (on Windows LOCALAPPDATA)")?;
    Ok(base.join("farebox").join("tools"))
}
