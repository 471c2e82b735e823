//! A scanner at a till, or another phone's camera: reads the codes on a page from its picture
//! (ZBar), and knows nothing of how they were made.

use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, ensure};

use crate::browser::Browser;

/// One code on a picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scanned {
    /// `QR-Code`, `CODE-128`.
    pub kind: String,
    pub text: String,
}

/// Everything a scanner sees on the page as it stands.
pub fn scan(browser: &Browser) -> Result<Vec<Scanned>> {
    let folder = tempfile::tempdir()?;
    let picture = folder.path().join("page.png");
    browser.screenshot(&picture)?;
    read_picture(&picture)
}

/// Everything a scanner sees on a picture.
pub fn read_picture(picture: &Path) -> Result<Vec<Scanned>> {
    let seen = Command::new("zbarimg")
        .args(["--quiet", "--nodbus"])
        .arg(picture)
        .output()
        .context("zbarimg does not start; `cargo xtask setup` installs it")?;
    // 4: nothing was found.
    ensure!(
        matches!(seen.status.code(), Some(0 | 4)),
        "zbarimg failed: {}",
        String::from_utf8_lossy(&seen.stderr)
    );
    let lines = String::from_utf8(seen.stdout)?;
    let code = |line: &str| {
        let (kind, text) = line.split_once(':')?;
        Some(Scanned { kind: kind.to_owned(), text: text.to_owned() })
    };
    Ok(lines.lines().filter_map(code).collect())
}
