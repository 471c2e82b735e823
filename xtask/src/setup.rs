//! `cargo xtask setup`: everything a build needs, checked and installed, and nothing built.

use crate::tools::browser::Engine;
use crate::tools::{AppTools, browser};
use crate::trouble::Trouble;
use crate::workspace::Workspace;

#[derive(clap::Args)]
pub struct Options {
    /// Leave the browser out; only `test` and `screenshots` need it.
    #[arg(long)]
    no_browser: bool,

    /// Also Firefox and WebKitGTK with their drivers; only `test --faults` needs them. About 5
    /// minutes more.
    #[arg(long, conflicts_with = "no_browser")]
    faults: bool,
}

pub fn run(workspace: &Workspace, options: &Options) -> Result<(), Trouble> {
    let tools = AppTools::ensure(workspace)?;
    if !options.no_browser {
        browser::ensure()?;
    }
    if options.faults {
        for engine in Engine::ALL {
            engine.ensure()?;
        }
    }
    println!("Ready: {}.", tools.versions.join(", "));
    println!("Next: `cargo xtask serve`.");
    Ok(())
}
