//! Starting other programs.

use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};

/// A command in the project's folder, with `folders` before the user's own PATH.
pub(crate) fn command(program: impl AsRef<OsStr>, folders: &[PathBuf]) -> Result<Command> {
    let mut command = Command::new(program);
    command.current_dir(crate::project::root());
    if !folders.is_empty() {
        command.env("PATH", path_with(folders)?);
    }
    Ok(command)
}

/// Runs a command whose output the user sees; fails where it fails.
pub(crate) fn run(command: &mut Command) -> Result<()> {
    let shown = show(command);
    println!("  $ {shown}");
    let status = command.status().with_context(|| format!("cannot start `{shown}`"))?;
    if !status.success() {
        bail!("`{shown}` failed ({status})");
    }
    Ok(())
}

/// What a command prints; fails where it fails.
pub(crate) fn output(command: &mut Command) -> Result<String> {
    let shown = show(command);
    let output =
        command.stdin(Stdio::null()).output().with_context(|| format!("cannot start `{shown}`"))?;
    if !output.status.success() {
        bail!("`{shown}` failed: {}", String::from_utf8_lossy(&output.stderr).trim());
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// Runs a command of xtask that links the library, which the other commands do without.
pub(crate) fn xtask_with_library<A: AsRef<OsStr>>(
    arguments: impl IntoIterator<Item = A>,
) -> Result<()> {
    let mut again = command("cargo", &[])?;
    again.args(["run", "--quiet", "--package=xtask", "--features=library", "--"]);
    run(again.args(arguments))
}

/// The first program of that name on PATH.
pub(crate) fn find(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    let file = format!("{name}{}", std::env::consts::EXE_SUFFIX);
    std::env::split_paths(&path).map(|folder| folder.join(&file)).find(|file| is_program(file))
}

/// The command that starts npm's programs: on Windows they are scripts, which a bare name does not find.
pub(crate) fn npm_program(name: &str) -> String {
    if cfg!(windows) { format!("{name}.cmd") } else { name.to_owned() }
}

fn is_program(file: &Path) -> bool {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        file.metadata().is_ok_and(|meta| meta.is_file() && meta.permissions().mode() & 0o111 != 0)
    }
    #[cfg(not(unix))]
    {
        file.is_file()
    }
}

fn path_with(folders: &[PathBuf]) -> Result<OsString> {
    let own = std::env::var_os("PATH").unwrap_or_default();
    let all = folders.iter().cloned().chain(std::env::split_paths(&own));
    std::env::join_paths(all).context("a folder's name cannot stand in PATH")
}

fn show(command: &Command) -> String {
    std::iter::once(command.get_program())
        .chain(command.get_args())
        .map(|part| {
            let part = part.to_string_lossy();
            if part.contains(' ') { format!("'{part}'") } else { part.into_owned() }
        })
        .collect::<Vec<_>>()
        .join(" ")
}
