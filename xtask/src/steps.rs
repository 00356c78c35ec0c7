//! `cargo xtask test`: every check, one after the other, each announced and timed.

use std::path::PathBuf;
use std::process::{Command, ExitCode};
use std::time::Instant;

use anyhow::{Context, Result, bail};
use clap::ValueEnum;

use crate::prices::{self, PricesCommand};
use crate::project::{self, root};
use crate::run::{command, find, run, xtask_with_library};
use crate::{budget, npm, server, site, tools};

const WASM: [&str; 2] = ["--target", "wasm32-unknown-unknown"];
/// The features of each WebAssembly program, as the page and the package link them.
const PROGRAMS: [&str; 4] = ["ui", "worker", "desk", "js"];

/// What `test` takes.
#[derive(clap::Args)]
pub(crate) struct TestArgs {
    /// Only these steps, in the order given; all when none is named
    steps: Vec<Step>,
    /// The long runs too: wider generated tests, and checks that must first build their tool
    #[arg(long)]
    long: bool,
    /// Only the files of tests/e2e and tests/npm whose name holds this
    #[arg(long)]
    spec: Option<String>,
}

/// One check.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Step {
    /// The code is formatted
    Fmt,
    /// Clippy on this machine's target, every target and test
    Clippy,
    /// Clippy on WebAssembly, once for each program's features
    ClippyWasm,
    /// The documentation builds without a warning
    Doc,
    /// The rooms of the code keep their order
    Architecture,
    /// Tests on this machine
    Native,
    /// The examples in the documentation
    Doctest,
    /// The vocabulary packs are what their pinned packages give
    Packs,
    /// The tokenizers of the vocabularies' makers give the same tokens
    Tokens,
    /// The price book and another price library agree to the last digit
    Oracle,
    /// Licences and sources of the dependencies
    Deny,
    /// Tests in WebAssembly in headless Chromium
    Wasm,
    /// The release build of the page
    Build,
    /// The page's size as sent
    Size,
    /// The JavaScript package
    Npm,
    /// The page in Chromium, end to end
    E2e,
}

enum Outcome {
    Passed,
    /// Did not run, for a reason that is no failure.
    Skipped(String),
}

/// Runs the steps and says at the end how many passed.
pub(crate) fn test(args: &TestArgs) -> ExitCode {
    let steps = if args.steps.is_empty() { Step::value_variants() } else { &args.steps };
    let (mut passed, mut failed, mut skipped) = (0, Vec::new(), Vec::new());
    for (position, step) in steps.iter().enumerate() {
        println!("\n== {} ({} of {})", step.name(), position + 1, steps.len());
        let start = Instant::now();
        let outcome = step.run(args);
        let seconds = start.elapsed().as_secs_f32();
        match outcome {
            Ok(Outcome::Passed) => {
                passed += 1;
                println!("== {} passed in {seconds:.1} s", step.name());
            }
            Ok(Outcome::Skipped(why)) => {
                println!("== {} skipped: {why}", step.name());
                skipped.push(step.name());
            }
            Err(error) => {
                println!("== {} FAILED after {seconds:.1} s: {error:#}", step.name());
                failed.push(step.name());
            }
        }
    }
    println!();
    if !skipped.is_empty() {
        println!("skipped: {}", skipped.join(", "));
    }
    if !failed.is_empty() {
        println!("failed: {}", failed.join(", "));
    }
    println!("{passed} passed, {} failed", failed.len());
    if failed.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

impl Step {
    fn name(self) -> String {
        self.to_possible_value().map_or_else(String::new, |value| value.get_name().to_owned())
    }

    fn run(self, args: &TestArgs) -> Result<Outcome> {
        match self {
            Self::Fmt => {
                tools::require_component("cargo-fmt", "rustfmt")?;
                cargo(&["fmt", "--all", "--check"])
            }
            Self::Clippy => {
                tools::require_component("cargo-clippy", "clippy")?;
                cargo(&[
                    "clippy",
                    "--locked",
                    "--workspace",
                    "--all-targets",
                    "--features=xtask/library",
                    "--keep-going",
                    "--",
                    "-Dwarnings",
                ])
            }
            Self::ClippyWasm => clippy_wasm(),
            Self::Doc => doc(),
            Self::Architecture => cargo(&["test", "--locked", "--test=architecture"]),
            Self::Native => native(args.long),
            Self::Doctest => cargo(&["test", "--locked", "--doc"]),
            Self::Packs => xtask_with_library(["packs", "--check"]).map(|()| Outcome::Passed),
            Self::Tokens => tokens(args.long),
            Self::Oracle => {
                prices::run(&PricesCommand::Oracle { long: args.long }).map(|()| Outcome::Passed)
            }
            Self::Deny => deny(args.long),
            Self::Wasm => wasm(),
            Self::Build => site::build().map(|_| Outcome::Passed),
            Self::Size => budget::check(&site::build()?).map(|()| Outcome::Passed),
            Self::Npm => npm_package(args),
            Self::E2e => e2e(args),
        }
    }
}

fn cargo(arguments: &[&str]) -> Result<Outcome> {
    run(command("cargo", &[])?.args(arguments)).map(|()| Outcome::Passed)
}

fn clippy_wasm() -> Result<Outcome> {
    tools::for_build()?;
    for features in PROGRAMS {
        let mut clippy = command("cargo", &[])?;
        clippy.args(["clippy", "--locked", "--package=farebox", "--lib", "--bins"]).args(WASM);
        clippy.args(["--no-default-features", "--features", features, "--keep-going"]);
        run(clippy.args(["--", "-Dwarnings"]))?;
    }
    let features = project::features_of_tests("browser_")?.join(",");
    let mut clippy = command("cargo", &[])?;
    clippy.args(["clippy", "--locked", "--package=farebox", "--test=browser_*"]).args(WASM);
    clippy.args(["--no-default-features", "--features", &features, "--", "-Dwarnings"]);
    run(&mut clippy)?;
    Ok(Outcome::Passed)
}

fn doc() -> Result<Outcome> {
    let mut doc = command("cargo", &[])?;
    doc.args(["doc", "--locked", "--workspace", "--no-deps", "--document-private-items"]);
    run(doc.env("RUSTDOCFLAGS", "-Dwarnings"))?;
    Ok(Outcome::Passed)
}

fn native(long: bool) -> Result<Outcome> {
    let mut tests = command("cargo", &[])?;
    if find("cargo-nextest").is_some() {
        tests.args(["nextest", "run", "--locked", "--workspace", "--no-fail-fast"]);
        // It is a step of its own.
        tests.args(["-E", "not binary(architecture)"]);
    } else {
        tests.args([
            "test",
            "--locked",
            "--workspace",
            "--lib",
            "--bins",
            "--tests",
            "--no-fail-fast",
        ]);
    }
    run(with_length(&mut tests, long))?;
    // The page's own tests, with the page's features: the others need no Leptos.
    let mut page = command("cargo", &[])?;
    page.args(["test", "--locked", "--package=farebox", "--no-default-features"]);
    run(page.args(["--features=ui", "--lib", "app::"]))?;
    if long {
        // FOCUS's own validator, in a Python environment that the test makes under `target/focus`.
        let mut focus = command("cargo", &[])?;
        focus.args(["test", "--locked", "--package=farebox", "--no-default-features"]);
        run(focus.args(["--test=report", "--", "--ignored", "--nocapture"]))?;
    }
    Ok(Outcome::Passed)
}

/// Makes its own Python environment under `target/makers`.
fn tokens(long: bool) -> Result<Outcome> {
    let fetch: &[&str] = &["packs", "--fetch", "--long"];
    xtask_with_library(fetch.iter().take(if long { 3 } else { 2 }))?;
    let mut tests = command("cargo", &[])?;
    tests.args(["test", "--locked", "--package=farebox", "--test=parity", "makers"]);
    run(with_length(tests.args(["--", "--ignored", "--nocapture"]), long))?;
    Ok(Outcome::Passed)
}

fn deny(long: bool) -> Result<Outcome> {
    let Some(folder) = tools::cargo_deny(long)? else {
        return Ok(Outcome::Skipped(
            "cargo-deny is not here; `cargo xtask test deny --long` builds it, which takes minutes"
                .into(),
        ));
    };
    let mut deny = command("cargo", &[folder])?;
    // The database of advisories is fetched from a git host, which not every machine reaches.
    run(deny.args(["deny", "--all-features", "check", "licenses", "bans", "sources"]))?;
    Ok(Outcome::Passed)
}

/// Tests named `browser_*` in Cargo.toml; each asks for the features that it needs.
fn wasm() -> Result<Outcome> {
    let (folders, browser) = tools::for_wasm_tests()?;
    let mut tests = command("cargo", &folders)?;
    tests.args(["test", "--locked", "--package=farebox", "--no-default-features"]).args(WASM);
    tests.args([
        "--features",
        &project::features_of_tests("browser_")?.join(","),
        "--test",
        "browser_*",
    ]);
    run(tests.env("CHROMEDRIVER", browser.driver).env("WASM_BINDGEN_TEST_TIMEOUT", "120"))?;
    Ok(Outcome::Passed)
}

/// Builds the package, then runs tests/npm against it in Node.
fn npm_package(args: &TestArgs) -> Result<Outcome> {
    if !root().join("www/npm/package.json").is_file() {
        return Ok(Outcome::Skipped("www/npm holds no package yet".into()));
    }
    let package = npm::build()?;
    let mut node = node_tests(args, "npm")?;
    run(node.env("FAREBOX_PACKAGE", package))?;
    Ok(Outcome::Passed)
}

/// The files of tests/e2e against the site as it ships, at the root and below a path.
fn e2e(args: &TestArgs) -> Result<Outcome> {
    let browser = tools::browser()?;
    let site = site::build()?;
    let address = server::in_background(&site, &["/", "/docs/tools/farebox/"])?;
    let mut node = node_tests(args, "e2e")?;
    node.env("CHROMIUM", browser.chromium)
        .env("FAREBOX_SITE", format!("http://{address}/"))
        .env("FAREBOX_SITE_BELOW", format!("http://{address}/docs/tools/farebox/"))
        .envs(tools::others(args.long)?);
    run(&mut node)?;
    Ok(Outcome::Passed)
}

/// Node's test runner over the `.test.mjs` files of a folder in tests, one after the other.
fn node_tests(args: &TestArgs, folder: &str) -> Result<Command> {
    let folder = root().join("tests").join(folder);
    let only = args.spec.as_deref().unwrap_or_default();
    let mut files: Vec<PathBuf> = std::fs::read_dir(&folder)
        .with_context(|| format!("cannot list {}", folder.display()))?
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| {
            let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
            name.ends_with(".test.mjs") && name.contains(only)
        })
        .collect();
    if files.is_empty() {
        bail!("{} holds no such .test.mjs file", folder.display());
    }
    files.sort();
    let mut node = command(tools::node()?, &[])?;
    node.args(["--test", "--test-concurrency=1", "--test-reporter=spec"]).args(files);
    with_length(&mut node, args.long);
    Ok(node)
}

/// Tests that can run long look at this variable.
fn with_length(command: &mut Command, long: bool) -> &mut Command {
    if long { command.env("FAREBOX_LONG", "1") } else { command }
}
