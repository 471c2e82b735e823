//! One obvious way to run everything: `cargo xtask help`.
//!
//! Each command is a file of its own and reads as the list of what it does. They stand on three
//! floors: [`tools`] makes sure that what a build needs is there, [`app_build`] turns the app's
//! sources into the folder a server can serve, and [`process`] runs other programs and says
//! plainly when one of them cannot go on. Start with [`serve`]: it uses all three.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

mod app_build;
mod bench;
mod bundle_size;
mod conformance;
mod dist;
mod fault_table;
mod faults;
mod journeys;
mod lint;
mod mutants;
mod process;
mod screenshots;
mod serve;
mod server_build;
mod setup;
mod simulate;
mod steps;
mod test;
mod tools;
mod trouble;
mod watch;
mod workspace;

use trouble::Trouble;
use workspace::Workspace;

/// Build, run and check Warung.
///
/// Start with `cargo xtask serve`: it installs what is missing, builds everything and opens the
/// shop on http://localhost:8080. `cargo xtask test` runs everything that must pass.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask", version)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Check for the tools a build needs and install what is missing.
    ///
    /// The wasm target and the standard library's source come through rustup, Trunk and
    /// wasm-bindgen through cargo, wasm-opt through npm. They go to a cache folder of your own,
    /// nothing on the system is replaced.
    /// Seconds when everything is there, about 8 minutes on a machine that has nothing.
    Setup(setup::Options),

    /// Build the app and the server, then run the shop.
    ///
    /// The first start takes about 10 minutes on a small machine with nothing installed, later
    /// starts take seconds. On the first start the database is created and the demo catalog is
    /// loaded. Ends with the addresses to open and the demo accounts; Ctrl-C stops the shop.
    Serve(serve::Options),

    /// Run everything that must pass.
    ///
    /// Formatting, clippy, the rules of the house, unit, property and contract tests, a release
    /// build, the bundle's size, and the journeys in headless Chromium (installed through the
    /// system's packages when it is missing), with the quick ones of the faults. Goes on after a
    /// failure and ends with one summary.
    /// About 10 minutes, about 25 on a machine that has nothing; `--quick` about 3.
    Test(test::Options),

    /// Measure, and print medians.
    ///
    /// Bundle size, time and bytes of a first sync, durable orders per second, against a release
    /// build. About 5 minutes. `bench orders` and `bench crowd` measure the server alone;
    /// `bench catalog` measures a large catalog, from import to search, and writes a report.
    Bench(bench::Options),

    /// Play schedules of everything that can go wrong, and check every promise.
    ///
    /// Phones, network, server and bank in one process, with virtual time: real services on real
    /// database files, crashes at every await. Prints what was tried; a seed that breaks a promise
    /// does the same again. `--mutants` breaks copies of the sources and names the promise that
    /// notices. Some minutes to build, then dozens of schedules a second.
    Simulate(simulate::Options),

    /// Check formatting, clippy and the rules of the house. About 2 minutes.
    Lint,

    /// Write pictures of every page to a folder.
    ///
    /// Phone and desktop, light and dark, Indonesian and English, in headless Chromium against a
    /// release build. About 5 minutes once everything is built.
    Screenshots(screenshots::Options),

    /// Make one server binary with the app inside, and check the bundle's size.
    ///
    /// The binary needs no other file: the app is embedded and precompressed. Prints the sizes
    /// and fails if the shop is too big for a phone on a bad line. About 8 minutes.
    Dist,
}

fn main() -> ExitCode {
    match run(Cli::parse().command) {
        Ok(()) => ExitCode::SUCCESS,
        Err(trouble) => {
            eprintln!("{trouble}");
            ExitCode::FAILURE
        }
    }
}

fn run(command: Command) -> Result<(), Trouble> {
    let workspace = Workspace::find()?;
    match command {
        Command::Setup(options) => setup::run(&workspace, &options),
        Command::Serve(options) => serve::run(&workspace, &options),
        Command::Test(options) => test::run(&workspace, &options),
        Command::Bench(options) => bench::run(&workspace, &options),
        Command::Simulate(options) => simulate::run(&workspace, &options),
        Command::Lint => lint::run(&workspace),
        Command::Screenshots(options) => screenshots::run(&workspace, &options),
        Command::Dist => dist::run(&workspace),
    }
}

/// Paths are printed relative to where the reader stands, where that is shorter.
fn shown(path: &std::path::Path) -> String {
    let here = std::env::current_dir().unwrap_or_else(|_| PathBuf::from("/"));
    path.strip_prefix(&here)
        .ok()
        .filter(|short| !short.as_os_str().is_empty())
        .unwrap_or(path)
        .display()
        .to_string()
}
