//! `cargo xtask simulate`: schedules of everything that can go wrong, by the hundred thousand, and
//! copies of the house that were broken on purpose.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::mutants;
use crate::process;
use crate::trouble::Trouble;
use crate::workspace::Workspace;

/// For many schedules: optimised, and with every assertion.
const FAST: &str = "simulation";

/// For many broken copies, each of which is caught soon: built quickly.
pub const SOON: &str = "dev";

#[derive(clap::Args)]
pub struct Options {
    /// The seeds to play, as A..B. Each seed is one schedule, the same every time.
    #[arg(long, default_value = "0..20000", value_name = "A..B")]
    seeds: String,

    /// Break copies of the sources in many places, one at a time, and see which promise notices.
    #[arg(long)]
    mutants: bool,

    /// Only these of them, by the names of their files.
    #[arg(long, requires = "mutants", value_name = "NAME", num_args = 1..)]
    only: Vec<String>,

    /// Arguments for the simulator; `-- --help` lists them.
    #[arg(last = true, value_name = "ARGUMENTS")]
    arguments: Vec<String>,
}

pub fn run(workspace: &Workspace, options: &Options) -> Result<(), Trouble> {
    if options.mutants {
        return mutants::run(workspace, &options.seeds, &options.only);
    }
    let program = build(&workspace.target, &mut workspace.cargo(), FAST)?;
    let mut command = Command::new(program);
    command.args(["--seeds", &options.seeds]).args(&options.arguments);
    process::run(&mut command, "The simulation")
}

/// Builds the simulator into a target folder, with a cargo that stands in this house or in a copy of it.
pub fn build(target: &Path, cargo: &mut Command, profile: &str) -> Result<PathBuf, Trouble> {
    cargo
        .args(["build", "--quiet", "--profile", profile, "--package", "warung-simulation"])
        .arg("--target-dir")
        .arg(target);
    process::run(cargo, "Building the simulator")?;
    // Cargo's own name for this folder is not the profile's.
    let folder = if profile == SOON { "debug" } else { profile };
    Ok(target.join(folder).join("simulate"))
}
