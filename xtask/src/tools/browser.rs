//! The browser the journeys run in: Chromium and its driver, from the system's packages, so that
//! the two always fit each other.

use super::{on_path, system_packages, version_of};
use crate::trouble::Trouble;

pub fn ensure() -> Result<(), Trouble> {
    if is_usable() {
        return Ok(());
    }
    system_packages::install(&["chromium", "chromium-driver"], "Chromium", "about 2 minutes")?;
    if is_usable() {
        return Ok(());
    }
    Err(Trouble::Tool {
        tool: "Chromium".to_owned(),
        reason: "`chromium --version` or `chromedriver --version` does not answer".to_owned(),
        next: "Install a Chromium with its driver, or run `cargo xtask test --quick`, which needs no browser.".to_owned(),
    })
}

fn is_usable() -> bool {
    ["chromium", "chromedriver"]
        .iter()
        .all(|program| on_path(program).is_some_and(|path| version_of(&path).is_some()))
}
