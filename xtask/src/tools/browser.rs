//! Chromium and its driver.

use std::path::PathBuf;
use std::process::Command;

use anyhow::{Result, bail};

use super::announce;
use super::crates::geckodriver;
use crate::run::{find, run};

const BROWSERS: [&str; 4] =
    ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
/// Where installers put the browser without putting it on PATH.
const BROWSER_PLACES: [&str; 4] = [
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    r"C:\Program Files\Google\Chrome\Application\chrome.exe",
    r"C:\Program Files (x86)\Google\Chrome\Application\chrome.exe",
];
const DRIVER_PLACES: [&str; 2] =
    ["/usr/lib/chromium/chromedriver", "/usr/lib/chromium-browser/chromedriver"];

/// What the long tests need besides: the variable that names it, the program, Debian's package.
const OTHERS: [(&str, &str, &str); 5] = [
    ("FIREFOX", "firefox-esr", "firefox-esr"),
    ("WEBKIT_DRIVER", "WebKitWebDriver", "webkit2gtk-driver"),
    // WebKit's small browser needs a display.
    ("XVFB", "Xvfb", "xvfb"),
    ("NGINX", "nginx", "nginx-light"),
    ("APACHE", "apache2", "apache2"),
];

/// A browser to test in.
pub(crate) struct Browser {
    /// Chromium or Chrome.
    pub(crate) chromium: PathBuf,
    /// The program that drives it for wasm-bindgen's test runner.
    pub(crate) driver: PathBuf,
}

/// The browser and its driver, installed where the system is Debian's kind.
pub(crate) fn browser() -> Result<Browser> {
    if let (Some(chromium), Some(driver)) = (chromium(), driver()) {
        return Ok(Browser { chromium, driver });
    }
    if find("apt-get").is_some() {
        announce("Debian's chromium and chromium-driver", "tests run in a real browser");
        apt_get(&["update", "-q"])?;
        apt_get(&["install", "-y", "-q", "chromium", "chromium-driver"])?;
    }
    match (chromium(), driver()) {
        (Some(chromium), Some(driver)) => Ok(Browser { chromium, driver }),
        (None, _) => bail!(
            "No Chromium found: install Chromium or Chrome, or name its program in the variable CHROMIUM."
        ),
        (Some(chromium), None) => bail!(
            "No chromedriver found: install the one of {}'s version, or name it in the variable CHROMEDRIVER.",
            chromium.display()
        ),
    }
}

fn chromium() -> Option<PathBuf> {
    named("CHROMIUM")
        .or_else(|| BROWSERS.iter().find_map(|name| find(name)))
        .or_else(|| first_there(&BROWSER_PLACES))
}

fn driver() -> Option<PathBuf> {
    named("CHROMEDRIVER").or_else(|| find("chromedriver")).or_else(|| first_there(&DRIVER_PLACES))
}

fn named(variable: &str) -> Option<PathBuf> {
    std::env::var_os(variable).map(PathBuf::from).filter(|program| program.is_file())
}

fn first_there(places: &[&str]) -> Option<PathBuf> {
    places.iter().map(PathBuf::from).find(|program| program.is_file())
}

/// The programs for the tests in other engines and behind real servers, as variables of `tests/e2e`:
/// what is here, and with `install` all of it.
pub(crate) fn others(install: bool) -> Result<Vec<(&'static str, PathBuf)>> {
    let missing: Vec<&str> = OTHERS
        .iter()
        .filter(|(_, program, _)| find(program).is_none())
        .map(|(.., package)| *package)
        .collect();
    if install && !missing.is_empty() && find("apt-get").is_some() {
        announce(
            &format!("Debian's {}", missing.join(", ")),
            "the long tests run in three engines, behind real servers",
        );
        apt_get(&["update", "-q"])?;
        apt_get(&[&["install", "-y", "-q", "--no-install-recommends"], &missing[..]].concat())?;
    }
    let mut programs: Vec<_> = OTHERS
        .iter()
        .filter_map(|(variable, program, _)| Some((*variable, find(program)?)))
        .collect();
    if programs.iter().any(|(variable, _)| *variable == "FIREFOX") {
        programs.extend(geckodriver(install)?.map(|driver| ("GECKODRIVER", driver)));
    }
    Ok(programs)
}

/// As root, else through sudo; never waits for a question.
fn apt_get(arguments: &[&str]) -> Result<()> {
    let root = crate::run::output(Command::new("id").arg("-u")).is_ok_and(|id| id.trim() == "0");
    let mut command = if root {
        Command::new("apt-get")
    } else if find("sudo").is_some() {
        let mut sudo = Command::new("sudo");
        sudo.args(["DEBIAN_FRONTEND=noninteractive", "apt-get"]);
        sudo
    } else {
        bail!(
            "A program is missing and this user may not install it: as root, `apt-get {}`.",
            arguments.join(" ")
        );
    };
    run(command.env("DEBIAN_FRONTEND", "noninteractive").args(arguments))
}
