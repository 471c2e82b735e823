//! The browsers the journeys run in, each with its driver, from the system's packages, so that
//! the two always fit each other. Chromium is what every run needs; Firefox and WebKit are for the
//! journeys under faults.

use std::path::{Path, PathBuf};

use super::cargo_tool::{CargoTool, Parts};
use super::{on_path, system_packages, version_of};
use crate::trouble::Trouble;

const GECKODRIVER_VERSION: &str = "0.37.0";

/// Which engine the journeys are to run in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Engine {
    Chromium,
    Firefox,
    Webkit,
}

impl Engine {
    pub const ALL: [Self; 3] = [Self::Chromium, Self::Firefox, Self::Webkit];

    /// What the journeys call it, in `WARUNG_ENGINE`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Chromium => "chromium",
            Self::Firefox => "firefox",
            Self::Webkit => "webkit",
        }
    }

    /// The name of the step that runs the journeys in it.
    pub fn journeys(self) -> &'static str {
        match self {
            Self::Chromium => "journeys in headless Chromium",
            Self::Firefox => "journeys in headless Firefox",
            Self::Webkit => "journeys in WebKitGTK",
        }
    }

    /// The name of the step that runs the faults in it.
    pub fn faults(self) -> &'static str {
        match self {
            Self::Chromium => "faults in headless Chromium",
            Self::Firefox => "faults in headless Firefox",
            Self::Webkit => "faults in WebKitGTK",
        }
    }

    /// Looks for browser and driver and installs what is missing. Gives back a folder to put in
    /// front of `PATH` where a tool is not on it.
    pub fn ensure(self) -> Result<Option<PathBuf>, Trouble> {
        match self {
            Self::Chromium => ensure().map(|()| None),
            Self::Firefox => ensure_firefox().and_then(|()| geckodriver().ensure()),
            Self::Webkit => ensure_webkit().map(|()| None),
        }
    }
}

/// Chromium, which the ordinary journeys run in, and a scanner that reads the codes on its pages.
pub fn ensure() -> Result<(), Trouble> {
    install_if_missing(
        || all_answer(&["chromium", "chromedriver"]),
        &["chromium", "chromium-driver"],
        "Chromium",
        "`chromium --version` or `chromedriver --version` does not answer",
        "Install a Chromium with its driver, or run `cargo xtask test --quick`, which needs no browser.",
    )?;
    install_if_missing(
        || all_answer(&["zbarimg"]),
        &["zbar-tools"],
        "the ZBar scanner",
        "`zbarimg --version` does not answer",
        "Install ZBar's tools, or run `cargo xtask test --quick`, which scans nothing.",
    )?;
    install_if_missing(
        || on_path("pdftoppm").is_some(),
        &["poppler-utils"],
        "Poppler's tools",
        "there is no `pdftoppm` on the path",
        "Install Poppler's tools, or run `cargo xtask test --quick`, which prints nothing.",
    )
}

fn ensure_firefox() -> Result<(), Trouble> {
    let is_usable = || all_answer(&["firefox"]) || all_answer(&["firefox-esr"]);
    install_if_missing(
        is_usable,
        &["firefox-esr"],
        "Firefox",
        "neither `firefox --version` nor `firefox-esr --version` answers",
        "Install a Firefox, or leave it out: `--engine chromium`.",
    )
}

fn geckodriver() -> CargoTool {
    CargoTool {
        package: "geckodriver",
        binary: "geckodriver",
        version: GECKODRIVER_VERSION.to_owned(),
        minutes: 3,
        parts: Parts::Newest,
    }
}

/// The engine as GTK has it, a display for it to draw on, and the Python that opens its windows.
fn ensure_webkit() -> Result<(), Trouble> {
    let is_usable = || {
        on_path("WebKitWebDriver").is_some()
            && on_path("Xvfb").is_some()
            && Path::new("/usr/bin/python3").is_file()
            && python_knows_webkit()
    };
    install_if_missing(
        is_usable,
        &["webkit2gtk-driver", "xvfb", "python3-gi", "gir1.2-webkit2-4.1"],
        "WebKitGTK",
        "WebKitWebDriver, Xvfb or Python's binding to WebKit2 4.1 is not there",
        "Install them with your system's tools, or leave it out: `--engine chromium`.",
    )
}

fn python_knows_webkit() -> bool {
    let asks = "import gi; gi.require_version('WebKit2', '4.1'); from gi.repository import WebKit2";
    crate::process::ask(std::process::Command::new("/usr/bin/python3").args(["-c", asks])).is_some()
}

fn install_if_missing(
    is_usable: impl Fn() -> bool,
    packages: &[&str],
    what: &str,
    reason: &str,
    next: &str,
) -> Result<(), Trouble> {
    if is_usable() {
        return Ok(());
    }
    system_packages::install(packages, what, "about 2 minutes")?;
    if is_usable() {
        return Ok(());
    }
    Err(Trouble::Tool { tool: what.to_owned(), reason: reason.to_owned(), next: next.to_owned() })
}

fn all_answer(programs: &[&str]) -> bool {
    programs.iter().all(|program| on_path(program).is_some_and(|path| version_of(&path).is_some()))
}
