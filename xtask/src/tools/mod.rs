//! What a build needs from the machine: each tool is looked for first and installed only if it
//! is missing or of another version than the pinned one.
//!
//! Installed tools live in a folder per tool and version inside the user's cache, so that several
//! clones share them, an upgrade never overwrites what another clone uses, and nothing on the
//! system is replaced. [`AppTools`] is what the app's build takes with it.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::process;
use crate::trouble::Trouble;
use crate::workspace::Workspace;

pub mod browser;
mod cargo_tool;
mod system_packages;
mod wasm_opt;
mod wasm_target;

use cargo_tool::{CargoTool, Parts};

/// Trunk 0.22 wants a newer compiler than the pinned one.
const TRUNK_VERSION: &str = "0.21.14";

/// The tools an app build uses, found or installed.
pub struct AppTools {
    /// Folders put in front of `PATH`. Each holds one tool only, so nothing else is shadowed.
    folders: Vec<PathBuf>,
    /// Names and versions, part of what decides whether a finished build is still the right one.
    pub versions: Vec<String>,
}

impl AppTools {
    pub fn ensure(workspace: &Workspace) -> Result<Self, Trouble> {
        wasm_target::ensure(workspace)?;
        wasm_target::ensure_library_source(workspace)?;
        let trunk = CargoTool {
            package: "trunk",
            binary: "trunk",
            version: TRUNK_VERSION.to_owned(),
            minutes: 5,
            parts: Parts::AsPublished,
        };
        // Trunk calls whatever wasm-bindgen is on the path, and that one must speak exactly the
        // dialect of the library the app was compiled with.
        let wasm_bindgen = CargoTool {
            package: "wasm-bindgen-cli",
            binary: "wasm-bindgen",
            version: workspace.locked_version("wasm-bindgen")?,
            minutes: 3,
            // Its own list names a version that the registry lacks.
            parts: Parts::Newest,
        };
        let mut folders = Vec::new();
        let mut versions = Vec::new();
        for tool in [&trunk, &wasm_bindgen] {
            folders.extend(tool.ensure()?);
            versions.push(format!("{} {}", tool.package, tool.version));
        }
        folders.extend(wasm_opt::ensure()?);
        versions.push(format!("wasm-opt {}", wasm_opt::VERSION));
        Ok(Self { folders, versions })
    }

    /// What clippy needs of these tools: the compiler's wasm target.
    pub fn ensure_target(workspace: &Workspace) -> Result<(), Trouble> {
        wasm_target::ensure(workspace)
    }

    /// A command that finds these tools before any other of the same name.
    pub fn command(&self, program: &str) -> Command {
        let path = std::env::var_os("PATH").unwrap_or_default();
        let folders = self.folders.iter().cloned().chain(std::env::split_paths(&path));
        let mut command = Command::new(program);
        if let Ok(path) = std::env::join_paths(folders) {
            // `Command` resolves the program through the path it is given here.
            command.env("PATH", path);
        }
        command
    }
}

/// The folder of one tool in one version, inside the user's cache.
fn tool_folder(tool: &str, version: &str) -> Result<PathBuf, Trouble> {
    let cache = non_empty("XDG_CACHE_HOME")
        .map(PathBuf::from)
        .filter(|path| path.is_absolute())
        .or_else(|| non_empty("HOME").map(|home| PathBuf::from(home).join(".cache")))
        .ok_or_else(|| Trouble::Tool {
            tool: tool.to_owned(),
            reason: "there is no place to install it to".to_owned(),
            next: "Set HOME or XDG_CACHE_HOME and try again.".to_owned(),
        })?;
    Ok(cache.join("warung-tools").join(format!("{tool}-{version}")))
}

fn non_empty(variable: &str) -> Option<OsString> {
    std::env::var_os(variable).filter(|value| !value.is_empty())
}

/// The first program of this name on `PATH`.
fn on_path(program: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path)
        .map(|folder| folder.join(program))
        .find(|candidate| candidate.is_file())
}

/// The first word of `program --version` that looks like a version.
fn version_of(program: &Path) -> Option<String> {
    let answer = process::ask(Command::new(program).arg("--version"))?;
    version_word(&answer)
}

fn version_word(answer: &str) -> Option<String> {
    answer
        .split_whitespace()
        .find(|word| word.starts_with(|c: char| c.is_ascii_digit()))
        .map(str::to_owned)
}

/// Node with its package manager: wasm-opt runs in it, and the clients of others.
pub fn ensure_node() -> Result<(), Trouble> {
    if on_path("node").is_some() && on_path("npm").is_some() {
        return Ok(());
    }
    println!("Node.js is missing; wasm-opt runs in it, and so do clients of others.");
    system_packages::install(&["nodejs", "npm"], "Node.js", "about a minute")
}

/// Python that can make a folder of its own for what is installed into it.
pub fn ensure_python() -> Result<(), Trouble> {
    let asks = ["-c", "import ensurepip, venv"];
    if process::ask(Command::new("python3").args(asks)).is_some() {
        return Ok(());
    }
    system_packages::install(&["python3", "python3-venv"], "Python", "under a minute")
}

#[cfg(test)]
mod tests {
    use super::version_word;

    #[test]
    fn versions_are_read_as_the_tools_print_them() {
        for (answer, version) in [
            ("trunk 0.21.14", Some("0.21.14")),
            ("wasm-bindgen 0.2.130", Some("0.2.130")),
            ("wasm-opt version 132 (version_132)", Some("132")),
            ("Chromium 156.0.1 built on Debian", Some("156.0.1")),
            ("no idea", None),
        ] {
            assert_eq!(version_word(answer).as_deref(), version);
        }
    }
}
