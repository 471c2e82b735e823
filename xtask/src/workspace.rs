//! Where things are: the repository's root, cargo's target folder, the built app, the lock file.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::process;
use crate::trouble::{OnFile, Trouble};

pub struct Workspace {
    pub root: PathBuf,
    pub target: PathBuf,
}

/// The two ways the app is built: for use, and for the loop of changing and looking.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Flavour {
    /// Small: optimised for size, through wasm-opt, precompressed.
    Release,
    /// Soon there: unoptimised, nothing cached by the service worker.
    Dev,
}

impl Flavour {
    pub fn name(self) -> &'static str {
        match self {
            Self::Release => "release",
            Self::Dev => "dev",
        }
    }
}

impl Workspace {
    pub fn find() -> Result<Self, Trouble> {
        // Cargo sets the variable when it runs us; the compiled-in path serves a direct start.
        let own_package = std::env::var_os("CARGO_MANIFEST_DIR")
            .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from);
        let root = own_package.parent().map(Path::to_path_buf).unwrap_or(own_package);
        let target = target_folder(&root)?;
        Ok(Self { root, target })
    }

    /// Cargo, working at the root of this workspace.
    pub fn cargo(&self) -> Command {
        let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let mut command = Command::new(cargo);
        command.current_dir(&self.root);
        process::forget_own_package(&mut command);
        command
    }

    /// The folder a server serves: the shop at its root, the counter below it.
    pub fn app_folder(&self, flavour: Flavour) -> PathBuf {
        match flavour {
            Flavour::Release => self.target.join("dist"),
            Flavour::Dev => self.target.join("dist-dev"),
        }
    }

    /// The version of a package as the lock file pins it.
    pub fn locked_version(&self, package: &str) -> Result<String, Trouble> {
        let path = self.root.join("Cargo.lock");
        let lock = std::fs::read_to_string(&path).on("read", &path)?;
        version_in_lock(&lock, package).ok_or_else(|| Trouble::Unexpected {
            path,
            reason: format!("it pins no version of {package}. Run `cargo generate-lockfile`."),
        })
    }
}

fn target_folder(root: &Path) -> Result<PathBuf, Trouble> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let metadata = process::ask(
        Command::new(cargo)
            .args(["metadata", "--no-deps", "--format-version", "1"])
            .current_dir(root),
    );
    metadata
        .and_then(|text| serde_json::from_str::<serde_json::Value>(&text).ok())
        .and_then(|value| value["target_directory"].as_str().map(PathBuf::from))
        .ok_or_else(|| Trouble::Unexpected {
            path: root.join("Cargo.toml"),
            reason: "cargo cannot read it. Run `cargo metadata` to see why.".to_owned(),
        })
}

/// Lock entries are `name = "…"` followed by `version = "…"`; no other order is written by cargo.
fn version_in_lock(lock: &str, package: &str) -> Option<String> {
    let name = format!("name = \"{package}\"");
    let mut lines = lock.lines().skip_while(|line| *line != name).skip(1);
    let version = lines.next()?.strip_prefix("version = \"")?;
    Some(version.trim_end_matches('"').to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    const LOCK: &str = "[[package]]\nname = \"wasm-bindgen-macro\"\nversion = \"0.1.0\"\n\n\
        [[package]]\nname = \"wasm-bindgen\"\nversion = \"0.2.130\"\nsource = \"x\"\n";

    #[test]
    fn the_locked_version_belongs_to_the_package_asked_for() {
        assert_eq!(version_in_lock(LOCK, "wasm-bindgen").as_deref(), Some("0.2.130"));
    }

    #[test]
    fn a_package_that_is_not_locked_has_no_version() {
        assert_eq!(version_in_lock(LOCK, "wasm-bind"), None);
    }
}
