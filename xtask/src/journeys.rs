//! The journeys: a real server and a real browser, driven by the tests of `warung-tests`.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::tools::browser::Engine;
use crate::workspace::Workspace;

/// What was built for the journeys.
pub struct Artefacts {
    pub app: PathBuf,
    pub server: PathBuf,
    /// Checks that run inside a browser.
    pub contract: PathBuf,
}

/// The stories of one test target of `warung-tests`, in one engine. `tools` is where the engine's
/// driver is, if not on `PATH`.
///
/// One journey at a time: each runs a browser and a server of its own, and a phone-sized machine
/// that runs several at once measures its own load.
pub fn command(
    workspace: &Workspace,
    target: &str,
    engine: Engine,
    tools: Option<&Path>,
    artefacts: &Artefacts,
    only: &[&str],
) -> Command {
    let mut command = workspace.cargo();
    command
        .args(["test", "--package", "warung-tests", "--test", target])
        .args(["--no-fail-fast", "--", "--test-threads", "1"])
        .args(only)
        .env("WARUNG_ENGINE", engine.name());
    if let Some(folder) = tools {
        let path = std::env::var_os("PATH").unwrap_or_default();
        let folders = std::iter::once(folder.to_owned()).chain(std::env::split_paths(&path));
        if let Ok(path) = std::env::join_paths(folders) {
            command.env("PATH", path);
        }
    }
    with_artefacts(&mut command, &artefacts.app, &artefacts.server);
    command.env("WARUNG_CONTRACT", &artefacts.contract);
    command
}

/// Tells the programs of `warung-tests` what was built for them.
pub fn with_artefacts(command: &mut Command, app: &Path, server: &Path) {
    command.env("WARUNG_SERVER_BIN", server).env("WARUNG_DIST", app);
}
