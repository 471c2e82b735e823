//! The shop releases a new version of its app.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};

/// Another build, as far as a phone can tell: its script has another name, and so has its version.
/// Gives back the name of the script that is gone.
pub fn release_another_version(app: &Path) -> Result<String> {
    let page = fs::read_to_string(app.join("index.html"))?;
    let from = page.find("shop-").context("the page names no script")?;
    let hash = &page[from + 5..from + 21];
    let old = format!("shop-{hash}.js");
    let new = "shop-0000000000000002.js";
    fs::rename(app.join(&old), app.join(new))?;
    let other = app.join("sw.js");
    let worker = fs::read_to_string(&other)?;
    let at = worker.find("\"version\":").context("the worker names no version")?;
    let version = worker[at + 10..].trim_start().get(1..17).context("no version")?.to_owned();
    for name in ["index.html", "sw.js", "version.json"] {
        let path = app.join(name);
        let text = fs::read_to_string(&path)?;
        fs::write(&path, text.replace(&old, new).replace(&version, "0000000000000002"))?;
        for twin in ["br", "gz", "zst"] {
            // There need not be one.
            let _ = fs::remove_file(app.join(format!("{name}.{twin}")));
            let _ = fs::remove_file(app.join(format!("{old}.{twin}")));
        }
    }
    Ok(old)
}
