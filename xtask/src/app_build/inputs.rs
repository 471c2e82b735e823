//! Knows whether a finished build is still the right one: a hash over everything that goes in.
//!
//! Contents are hashed, not times, so that switching branches and back, or a fresh checkout over
//! an old target folder, does not cost a build. Reading it all takes a few milliseconds.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use super::folder;
use crate::trouble::{OnFile, Trouble};
use crate::workspace::{Flavour, Workspace};

/// Folders and files the app is made of, and the code that assembles it.
const INPUTS: [&str; 10] = [
    "app",
    "domain",
    "phone",
    "public",
    "Trunk.toml",
    "Cargo.toml",
    "Cargo.lock",
    ".cargo/config.toml",
    "rust-toolchain.toml",
    "xtask/src/app_build",
];

pub struct Stamp {
    path: PathBuf,
    now: String,
}

impl Stamp {
    pub fn of(
        workspace: &Workspace,
        flavour: Flavour,
        tool_versions: &[String],
    ) -> Result<Self, Trouble> {
        let mut hasher = Sha256::new();
        for version in tool_versions {
            add(&mut hasher, version, b"");
        }
        for input in INPUTS {
            let path = workspace.root.join(input);
            if path.is_dir() {
                for file in folder::files(&path)? {
                    add_file(&mut hasher, &path.join(&file), &workspace.root)?;
                }
            } else if path.is_file() {
                add_file(&mut hasher, &path, &workspace.root)?;
            }
        }
        Ok(Self {
            path: workspace.target.join("trunk").join(format!("{}.inputs", flavour.name())),
            now: hex(&hasher.finalize()),
        })
    }

    pub fn is_current(&self) -> bool {
        std::fs::read_to_string(&self.path).is_ok_and(|then| then == self.now)
    }

    /// Before a build: an interrupted one must not pass for finished.
    pub fn forget(&self) -> Result<(), Trouble> {
        match std::fs::remove_file(&self.path) {
            Err(reason) if reason.kind() != ErrorKind::NotFound => {
                Err(reason).on("removed", &self.path)
            }
            _ => Ok(()),
        }
    }

    pub fn keep(&self) -> Result<(), Trouble> {
        std::fs::write(&self.path, &self.now).on("written", &self.path)
    }
}

fn add_file(hasher: &mut Sha256, path: &Path, root: &Path) -> Result<(), Trouble> {
    let content = std::fs::read(path).on("read", path)?;
    let name = path.strip_prefix(root).unwrap_or(path).to_string_lossy();
    add(hasher, &name, &content);
    Ok(())
}

/// Lengths go in too, so that no two different sets of files read the same.
fn add(hasher: &mut Sha256, name: &str, content: &[u8]) {
    hasher.update(name.len().to_be_bytes());
    hasher.update(name.as_bytes());
    hasher.update(content.len().to_be_bytes());
    hasher.update(content);
}

pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
