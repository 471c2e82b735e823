//! `cargo xtask screenshots`: every page in every look, to be judged by eye.

use std::path::PathBuf;

use crate::tools::browser;
use crate::trouble::Trouble;
use crate::workspace::{Flavour, Workspace};
use crate::{app_build, journeys, process, server_build, shown};

#[derive(clap::Args)]
pub struct Options {
    /// Where to write the pictures [default: target/screenshots].
    #[arg(long, value_name = "FOLDER")]
    out: Option<PathBuf>,
}

pub fn run(workspace: &Workspace, options: &Options) -> Result<(), Trouble> {
    let out = options.out.clone().unwrap_or_else(|| workspace.target.join("screenshots"));
    let out = std::path::absolute(&out).unwrap_or(out);
    browser::ensure()?;
    let app = app_build::ensure(workspace, Flavour::Release)?;
    let server = server_build::build(workspace, Flavour::Release)?;
    let mut command = workspace.cargo();
    command
        .args(["run", "--quiet", "--package", "warung-tests"])
        .args(["--bin", "screenshots", "--", "--out"])
        .arg(&out);
    journeys::with_artefacts(&mut command, &app, &server);
    process::run(&mut command, "Taking the pictures")?;
    println!("The pictures are in {}.", shown(&out));
    Ok(())
}
