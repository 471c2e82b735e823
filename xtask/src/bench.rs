//! `cargo xtask bench`: the benchmark program of `warung-tests`, against a release build.

use std::path::PathBuf;

use crate::tools::browser;
use crate::trouble::Trouble;
use crate::workspace::{Flavour, Workspace};
use crate::{app_build, journeys, process, server_build};

#[derive(clap::Args)]
pub struct Options {
    /// What to measure (bundle, first-sync, orders, crowd, carry, catalog) and how; `-- --help` lists it all.
    #[arg(trailing_var_arg = true, allow_hyphen_values = true, value_name = "ARGUMENTS")]
    arguments: Vec<String>,
}

pub fn run(workspace: &Workspace, options: &Options) -> Result<(), Trouble> {
    let app = if needs_app(options) {
        // A first visit is measured in a real browser.
        browser::ensure()?;
        app_build::ensure(workspace, Flavour::Release)?
    } else {
        without_app(workspace)?
    };
    let server = server_build::build(workspace, Flavour::Release)?;
    let mut command = workspace.cargo();
    command
        .args(["run", "--quiet", "--release", "--package", "warung-tests"])
        .args(["--bin", "bench", "--"])
        .args(&options.arguments);
    journeys::with_artefacts(&mut command, &app, &server);
    process::run(&mut command, "The benchmark")
}

/// What is measured of the server alone needs no app, which takes longest to build.
fn needs_app(options: &Options) -> bool {
    let server_alone = ["orders", "crowd", "carry"];
    !options.arguments.iter().any(|argument| server_alone.contains(&argument.as_str()))
}

/// An empty folder in the app's place.
fn without_app(workspace: &Workspace) -> Result<PathBuf, Trouble> {
    let path = workspace.target.join("no-app");
    match std::fs::create_dir_all(&path) {
        Ok(()) => Ok(path),
        Err(reason) => Err(Trouble::File { doing: "made", path, reason }),
    }
}
