//! `cargo xtask bench`: our engine and others, in one headless browser; writes docs/benchmarks.md.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};

use crate::project::{root, target};
use crate::run::{command, npm_program, output, run};
use crate::{npm, site, tools};

/// What `bench` takes.
#[derive(clap::Args)]
pub(crate) struct BenchArgs {
    /// How many times everything is measured; the medians are reported
    #[arg(long, default_value_t = 5)]
    rounds: u32,
    /// Only how fast usages are priced, natively and in WebAssembly; the rest of the page stays as it is
    #[arg(long)]
    pricing: bool,
    /// Only how fast conversations are priced and their futures drawn, likewise
    #[arg(long, conflicts_with = "pricing")]
    conversations: bool,
}

/// How a program of the site is built: cargo's profile, and what wasm-opt does with it (`www/index.html`).
struct Build {
    /// What its module is called behind the bench's name.
    suffix: &'static str,
    profile: &'static str,
    wasm_opt: &'static [&'static str],
}

/// As the workers are, and the package: for speed.
const ENGINE: Build = Build { suffix: "", profile: "engine", wasm_opt: &["-O3"] };
/// As the page is: for size.
const PAGE: Build = Build {
    suffix: "_page",
    profile: "release",
    wasm_opt: &["-O1", "-s", "2", "--dae-optimizing"],
};

/// Builds what ships, installs what it is compared with, and measures.
pub(crate) fn bench(args: &BenchArgs) -> Result<()> {
    let browser = tools::browser()?;
    let folder = root().join("benches").join("browser");
    if !args.conversations {
        timed("pricing", &[ENGINE])?;
    }
    if !args.pricing {
        timed("conversation", &[ENGINE, PAGE])?;
    }
    let program = if args.pricing {
        "pricing.mjs"
    } else if args.conversations {
        "conversations.mjs"
    } else {
        install(&folder)?;
        site::build()?;
        npm::build()?;
        tokenizers_in_wasm(&folder)?;
        "run.mjs"
    };
    run(command(tools::node()?, &[])?
        .arg(folder.join(program))
        .env("CHROMIUM", browser.chromium)
        .env("FAREBOX_BENCH", target().join("bench"))
        .env("FAREBOX_ROUNDS", args.rounds.to_string()))
}

/// A bench that runs natively and in WebAssembly: the native figures as JSON, and the same work as modules.
fn timed(name: &str, builds: &[Build]) -> Result<()> {
    let to = target().join("bench");
    fs::create_dir_all(&to).with_context(|| format!("cannot make {}", to.display()))?;
    let folders = tools::for_build()?;
    let plain = ["--locked", "--package=farebox", "--no-default-features"];
    println!("bench: {name}, natively");
    let mut native = command("cargo", &folders)?;
    native.arg("bench").args(plain).arg("--profile=engine").arg(format!("--bench={name}"));
    native.args(["--", "--json"]);
    fs::write(to.join(format!("{name}.json")), output(&mut native)?)?;
    for Build { suffix, profile, wasm_opt } in builds {
        let mut cargo = command("cargo", &folders)?;
        cargo.arg("build").args(plain).arg(format!("--profile={profile}"));
        cargo.arg(format!("--example={name}_wasm")).arg("--target=wasm32-unknown-unknown");
        run(&mut cargo)?;
        let built = target().join("wasm32-unknown-unknown").join(profile).join("examples");
        run(command(npm_program("wasm-opt"), &folders)?
            .args(*wasm_opt)
            .arg("-o")
            .arg(to.join(format!("{name}{suffix}.wasm")))
            .arg(built.join(format!("{name}_wasm.wasm"))))?;
    }
    Ok(())
}

/// The libraries of the comparison: apart from the project's own packages, as they weigh a quarter of
/// a gigabyte and nothing else needs them.
fn install(folder: &Path) -> Result<()> {
    let lock = folder.join("package-lock.json");
    let wanted = fs::read(&lock).with_context(|| format!("cannot read {}", lock.display()))?;
    let stamp = folder.join("node_modules").join(".farebox-lock");
    if fs::read(&stamp).is_ok_and(|found| found == wanted) {
        return Ok(());
    }
    println!(
        "bench: installing the npm packages of benches/browser: the tokenizers to compare with, and texts"
    );
    run(command(npm_program("npm"), &[])?
        .args(["ci", "--no-audit", "--no-fund"])
        .current_dir(folder))?;
    fs::write(&stamp, wanted).with_context(|| format!("cannot write {}", stamp.display()))
}

/// The `tokenizers` crate as a module for browsers, optimised like ours.
fn tokenizers_in_wasm(folder: &Path) -> Result<()> {
    let folders = tools::for_build()?;
    let built = target().join("bench");
    let crate_folder = folder.join("tokenizers-wasm");
    let mut cargo = command("cargo", &folders)?;
    cargo.args(["build", "--locked", "--release", "--target=wasm32-unknown-unknown"]);
    run(cargo.env("CARGO_TARGET_DIR", &built).current_dir(crate_folder))?;
    let package = root().join("target").join("bench").join("pkg");
    let wasm = built.join("wasm32-unknown-unknown").join("release").join("tokenizers_wasm.wasm");
    let mut bind = command("wasm-bindgen", &folders)?;
    bind.args(["--target=web", "--no-typescript", "--out-name=tokenizers", "--out-dir"]);
    run(bind.arg(&package).arg(wasm))?;
    let wasm = package.join("tokenizers_bg.wasm");
    run(command(npm_program("wasm-opt"), &folders)?.arg("-O3").arg("-o").arg(&wasm).arg(&wasm))
}
