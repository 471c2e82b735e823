//! `cargo xtask bench`: the benchmark program of `warung-tests`, against a release build.

use crate::trouble::Trouble;
use crate::workspace::{Flavour, Workspace};
use crate::{app_build, bundle_size, journeys, process, server_build};

#[derive(clap::Args)]
pub struct Options {
    /// Arguments for the benchmark program; `-- --help` lists them.
    #[arg(last = true, value_name = "ARGUMENTS")]
    arguments: Vec<String>,
}

pub fn run(workspace: &Workspace, options: &Options) -> Result<(), Trouble> {
    let app = app_build::ensure(workspace, Flavour::Release)?;
    let server = server_build::build(workspace, Flavour::Release)?;
    bundle_size::check(&app)?;
    let mut command = workspace.cargo();
    command
        .args(["run", "--quiet", "--release", "--package", "warung-tests"])
        .args(["--bin", "bench", "--"])
        .args(&options.arguments);
    journeys::with_artefacts(&mut command, &app, &server);
    process::run(&mut command, "The benchmark")
}
