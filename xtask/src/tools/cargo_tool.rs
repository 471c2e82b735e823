//! Tools that are Rust programs: taken from `PATH` if the version is right, else from the cache
//! folder, else installed into it.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::{on_path, tool_folder, version_of};
use crate::process;
use crate::trouble::Trouble;

/// Which versions a tool is put together from.
#[derive(Clone, Copy)]
pub enum Parts {
    /// Those it was published with. Whatever appears since cannot break it.
    AsPublished,
    /// The newest that fit.
    Newest,
}

pub struct CargoTool {
    pub package: &'static str,
    pub binary: &'static str,
    pub version: String,
    /// How long compiling it takes on a two-core machine, so that nobody thinks it hangs.
    pub minutes: u32,
    pub parts: Parts,
}

impl CargoTool {
    /// The folder to put in front of `PATH`; none if `PATH` has the right one already.
    pub fn ensure(&self) -> Result<Option<PathBuf>, Trouble> {
        if on_path(self.binary).is_some_and(|path| self.is_right(&path)) {
            return Ok(None);
        }
        let root = tool_folder(self.package, &self.version)?;
        let folder = root.join("bin");
        let binary = folder.join(self.binary);
        if self.is_right(&binary) {
            return Ok(Some(folder));
        }
        self.install(&root)?;
        if self.is_right(&binary) {
            return Ok(Some(folder));
        }
        Err(Trouble::Tool {
            tool: self.package.to_owned(),
            reason: format!("{} does not answer as version {}", binary.display(), self.version),
            next: format!("Delete {} and try again.", root.display()),
        })
    }

    fn is_right(&self, binary: &Path) -> bool {
        version_of(binary).as_ref() == Some(&self.version)
    }

    fn install(&self, root: &Path) -> Result<(), Trouble> {
        let wanted = format!("{}@{}", self.package, self.version);
        if on_path("cargo-binstall").is_some() {
            println!("Fetching {wanted} through cargo binstall (under a minute).");
            let fetched = process::run(
                Command::new("cargo")
                    .args(["binstall", "--no-confirm", "--force", "--root"])
                    .arg(root)
                    .arg(&wanted),
                "cargo binstall",
            );
            if fetched.is_ok() {
                return Ok(());
            }
            println!("There is no ready-made {wanted} for this machine.");
        }
        println!("Compiling {wanted} (about {} minutes, once).", self.minutes);
        // Its own release profile would take twice as long for a tool that mostly waits.
        let mut install = Command::new("cargo");
        install
            .args(["install", "--force", "--root"])
            .arg(root)
            .arg(&wanted)
            .env("CARGO_PROFILE_RELEASE_LTO", "off")
            .env("CARGO_PROFILE_RELEASE_OPT_LEVEL", "1")
            .env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16")
            // Kept out of the project's target folder, and kept if we are interrupted.
            .env("CARGO_TARGET_DIR", root.join("build"));
        match self.parts {
            Parts::AsPublished => install.arg("--locked"),
            Parts::Newest => &mut install,
        };
        process::run(&mut install, &format!("Installing {wanted}"))?;
        // Only what could be resumed is worth keeping; leaving it behind costs space, not safety.
        let _left_behind = std::fs::remove_dir_all(root.join("build"));
        Ok(())
    }
}
