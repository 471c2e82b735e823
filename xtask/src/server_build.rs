//! Builds the server.

use std::path::{Path, PathBuf};

use crate::process;
use crate::trouble::Trouble;
use crate::workspace::{Flavour, Workspace};

const BINARY: &str = "warung-server";

/// The binary that serves the app from a folder. Release also for everyday use: the database and
/// the password hashing are slow without optimisation, and cargo rebuilds only what changed.
pub fn build(workspace: &Workspace, flavour: Flavour) -> Result<PathBuf, Trouble> {
    println!("Building the server (about 3 minutes the first time, seconds when nothing changed).");
    let mut cargo = workspace.cargo();
    cargo.args(["build", "--package", BINARY, "--bin", BINARY]);
    if flavour == Flavour::Release {
        cargo.arg("--release");
    }
    process::run(&mut cargo, "Building the server")?;
    Ok(binary(workspace, flavour))
}

/// The binary with the app inside.
pub fn build_with_app(workspace: &Workspace, app: &Path) -> Result<PathBuf, Trouble> {
    println!("Building the server with the app inside (about 3 minutes the first time).");
    process::run(
        workspace
            .cargo()
            .args(["build", "--package", BINARY, "--bin", BINARY, "--release"])
            .args(["--features", "embed-app"])
            .env("WARUNG_DIST", app),
        "Building the server with the app inside",
    )?;
    Ok(binary(workspace, Flavour::Release))
}

fn binary(workspace: &Workspace, flavour: Flavour) -> PathBuf {
    let folder = match flavour {
        Flavour::Release => "release",
        Flavour::Dev => "debug",
    };
    workspace.target.join(folder).join(format!("{BINARY}{}", std::env::consts::EXE_SUFFIX))
}
