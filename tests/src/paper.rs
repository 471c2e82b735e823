//! A till printer: what a page sends to paper, as the dots such a printer has, 203 to the inch (eight
//! to the millimetre), each of them black or nothing.

use anyhow::{Context, Result, ensure};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::json;
use std::path::Path;
use std::process::Command;

use crate::browser::Browser;
use crate::scanner::{Scanned, read_picture};

/// Of the head of a till printer.
const DOTS_PER_INCH: &str = "203";

/// The document a printer gets, as PDF.
pub fn document(browser: &Browser) -> Result<Vec<u8>> {
    let wish = json!({ "preferCSSPageSize": true, "printBackground": false });
    let answer = browser.devtools("Page.printToPDF", &wish)?;
    Ok(STANDARD.decode(answer["data"].as_str().context("no PDF")?)?)
}

/// Everything a scanner sees on the first page of what is printed.
pub fn scan_printed(browser: &Browser) -> Result<Vec<Scanned>> {
    let folder = tempfile::tempdir()?;
    let (pdf, dots) = (folder.path().join("page.pdf"), folder.path().join("page"));
    std::fs::write(&pdf, document(browser)?)?;
    let status = Command::new("pdftoppm")
        // One bit a dot, and no grey by scattering dots: thermal paper knows black and nothing.
        .args(["-r", DOTS_PER_INCH, "-gray", "-aa", "no", "-aaVector", "no", "-singlefile"])
        .arg(&pdf)
        .arg(&dots)
        .status()
        .context("pdftoppm does not start; `cargo xtask setup` installs it")?;
    ensure!(status.success(), "pdftoppm failed: {status}");
    let dots = dots.with_extension("pgm");
    only_black(&dots)?;
    read_picture(&dots)
}

/// The words that are printed, page by page from top to bottom.
pub fn words_printed(browser: &Browser) -> Result<String> {
    let folder = tempfile::tempdir()?;
    let pdf = folder.path().join("page.pdf");
    std::fs::write(&pdf, document(browser)?)?;
    let read = Command::new("pdftotext").args(["-layout"]).arg(&pdf).arg("-").output();
    let read = read.context("pdftotext does not start; `cargo xtask setup` installs it")?;
    ensure!(read.status.success(), "pdftotext failed: {}", read.status);
    Ok(String::from_utf8(read.stdout)?)
}

/// Makes every dot of a binary PGM black or white.
fn only_black(picture: &Path) -> Result<()> {
    let mut bytes = std::fs::read(picture)?;
    let mut lines = 0;
    let header = bytes.iter().position(|byte| {
        lines += usize::from(*byte == b'\n');
        lines == 3
    });
    let header = header.context("no PGM")? + 1;
    for dot in &mut bytes[header..] {
        *dot = if *dot < 128 { 0 } else { 255 };
    }
    Ok(std::fs::write(picture, bytes)?)
}
