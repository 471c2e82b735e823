//! `cargo xtask bench`: the benchmark program of `warung-tests`, against a release build.

use crate::tools::browser;
use crate::trouble::Trouble;
use crate::workspace::{Flavour, Workspace};
use crate::{app_build, journeys, process, server_build};

#[derive(clap::Args)]
pub struct Options {
    /// Arguments for the benchmark program; `-- --help` lists them.
    #[arg(last = true, value_name = "ARGUMENTS")]
    arguments: Vec<String>,
}

pub fn run(workspace: &Workspace, options: &Options) -> Result<(), Trouble> {
    // A first visit is measured in a real browser.
    browser::ensure()?;
    let app = app_build::ensure(workspace, Flavour::Release)?;
    let server = server_build::build(workspace, Flavour::Release)?;
    let mut command = workspace.cargo();
    command
        .args(["run", "--quiet", "--release", "--package", "warung-tests"])
        .args(["--bin", "bench", "--"])
        .args(&options.arguments);
    journeys::with_artefacts(&mut command, &app, &server);
    process::run(&mut command, "The benchmark")
}
