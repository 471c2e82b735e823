//! wasm-opt, from the npm package `binaryen`.
//!
//! Only the pinned version is accepted. Binaryen 108, which Debian 12 ships, breaks the module
//! (it stops at start with an invalid table), and Trunk would take it from `PATH` without a word.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::{on_path, tool_folder, version_of};
use crate::process;
use crate::trouble::Trouble;

/// What `wasm-opt --version` answers. Trunk.toml names the same version for a bare `trunk build`.
pub const VERSION: &str = "132";
const NPM_VERSION: &str = "132.0.0";

/// The folder to put in front of `PATH`; none if `PATH` has the right one already.
pub fn ensure() -> Result<Option<PathBuf>, Trouble> {
    if on_path("wasm-opt").is_some_and(|path| is_right(&path)) {
        return Ok(None);
    }
    let root = tool_folder("binaryen", NPM_VERSION)?;
    let folder = root.join("node_modules").join(".bin");
    let binary = folder.join("wasm-opt");
    super::ensure_node()?;
    if is_right(&binary) {
        return Ok(Some(folder));
    }
    println!("Installing wasm-opt {VERSION} through npm (about 100 MB, under a minute).");
    std::fs::create_dir_all(&root).map_err(|reason| Trouble::File {
        doing: "created",
        path: root.clone(),
        reason,
    })?;
    process::run(
        Command::new("npm")
            .args(["install", "--silent", "--no-audit", "--no-fund", "--prefix"])
            .arg(&root)
            .arg(format!("binaryen@{NPM_VERSION}")),
        "Installing wasm-opt",
    )?;
    if is_right(&binary) {
        return Ok(Some(folder));
    }
    Err(Trouble::Tool {
        tool: "wasm-opt".to_owned(),
        reason: format!("{} does not run", binary.display()),
        next: "It needs Node.js 18 or newer: install that and try again.".to_owned(),
    })
}

fn is_right(binary: &Path) -> bool {
    version_of(binary).as_deref() == Some(VERSION)
}
