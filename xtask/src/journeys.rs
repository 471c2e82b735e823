//! The journeys: a real server and a real browser, driven by the tests of `warung-tests`.

use std::path::Path;
use std::process::Command;

use crate::workspace::Workspace;

/// One journey at a time: each runs a browser and a server of its own, and a phone-sized machine
/// that runs several at once measures its own load.
pub fn command(workspace: &Workspace, app: &Path, server: &Path, only: Option<&str>) -> Command {
    let mut command = workspace.cargo();
    command
        .args(["test", "--package", "warung-tests", "--test", "journeys"])
        .args(["--no-fail-fast", "--", "--test-threads", "1"])
        .args(only);
    with_artefacts(&mut command, app, server);
    command
}

/// Tells the programs of `warung-tests` what was built for them.
pub fn with_artefacts(command: &mut Command, app: &Path, server: &Path) {
    command.env("WARUNG_SERVER_BIN", server).env("WARUNG_DIST", app);
}
