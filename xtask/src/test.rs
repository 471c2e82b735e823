//! `cargo xtask test`: everything that must pass.
//!
//! The runner is plain `cargo test`, also where another one is installed: a fresh machine has it,
//! building another takes longer than all the tests, and one runner means one behaviour.

use std::path::PathBuf;
use std::process::Command;

use crate::faults;
use crate::journeys::{self, Artefacts};
use crate::steps::{Steps, Tally};
use crate::tools::AppTools;
use crate::tools::browser::Engine;
use crate::trouble::Trouble;
use crate::workspace::{Flavour, Workspace};
use crate::{app_build, bundle_size, conformance, lint, process, server_build};

#[derive(clap::Args)]
pub struct Options {
    /// Leave out what needs a browser or a release build.
    #[arg(long)]
    quick: bool,

    /// Only build, and run the journeys whose name contains this word.
    #[arg(long, value_name = "WORD", conflicts_with = "quick")]
    journey: Option<String>,

    /// Only build, and run the journeys under faults: in every engine, with a table at the end
    /// that is also written to reports/faults.md. About 45 minutes.
    #[arg(long, conflicts_with = "quick")]
    faults: bool,

    /// Only build, and hold the shop against official clients and libraries of others, which are
    /// installed through npm and pip. Some minutes.
    #[arg(long, conflicts_with_all = ["quick", "faults", "journey"])]
    conformance: bool,

    /// Run the journeys in this engine. Repeat it for several; without it the journeys run in
    /// Chromium and the faults in all three.
    #[arg(long, value_name = "ENGINE", conflicts_with = "quick")]
    engine: Vec<Engine>,
}

pub fn run(workspace: &Workspace, options: &Options) -> Result<(), Trouble> {
    AppTools::ensure_target(workspace)?;
    let mut steps = Steps::begin();
    let word = options.journey.as_deref();
    if word.is_none() && !options.faults && !options.conformance {
        lint::add_steps(&mut steps, workspace);
        steps.tests("unit, property and contract tests", |tally| unit_tests(workspace, tally));
    }
    if options.quick {
        return steps.conclude();
    }
    let app = steps.check("build the app", || match given("WARUNG_DIST") {
        Some(app) => Ok(app),
        None => app_build::ensure(workspace, Flavour::Release),
    });
    let server = steps.check("build the server", || match given("WARUNG_SERVER_BIN") {
        Some(server) => Ok(server),
        None => server_build::build(workspace, Flavour::Release),
    });
    if options.conformance {
        if let (Some(app), Some(server)) = (app, server) {
            conformance::add_steps(&mut steps, workspace, &app, &server);
        }
        return steps.conclude();
    }
    if let Some(app) = &app {
        steps.check("bundle sizes", || bundle_size::print(app).map(drop));
    }
    let contract =
        steps.check("build the checks of databases", || match given("WARUNG_CONTRACT") {
            Some(contract) => Ok(contract),
            None => app_build::contract::ensure(workspace),
        });
    if let (Some(app), Some(server), Some(contract)) = (app, server, contract) {
        let artefacts = Artefacts { app, server, contract };
        if options.faults {
            faults::add_steps(&mut steps, workspace, &artefacts, &options.engine, word);
        } else {
            add_journeys(&mut steps, workspace, &artefacts, options);
        }
    }
    steps.conclude()
}

/// What somebody has built already and named by the variable the journeys read.
fn given(variable: &str) -> Option<PathBuf> {
    let path = std::env::var_os(variable).map(PathBuf::from)?;
    println!("Taken as it is: {}", path.display());
    Some(path)
}

fn add_journeys(
    steps: &mut Steps,
    workspace: &Workspace,
    artefacts: &Artefacts,
    options: &Options,
) {
    let engines = match options.engine.as_slice() {
        [] => &[Engine::Chromium],
        chosen => chosen,
    };
    let words: Vec<&str> = options.journey.as_deref().into_iter().collect();
    for &engine in engines {
        let Some(tools) = steps.check("browser", || engine.ensure()) else { continue };
        let tools = tools.as_deref();
        steps.tests(engine.journeys(), |tally| {
            let mut command =
                journeys::command(workspace, "journeys", engine, tools, artefacts, &words);
            count_tests(&mut command, "The journeys", tally)
        });
        if words.is_empty() && engine == Engine::Chromium {
            steps.tests("the quick ones of the faults", |tally| {
                let mut command = journeys::command(
                    workspace,
                    "faults",
                    engine,
                    tools,
                    artefacts,
                    &faults::QUICK,
                );
                count_tests(&mut command, "The journeys under faults", tally)
            });
        }
    }
}

fn unit_tests(workspace: &Workspace, tally: &mut Tally) -> Result<(), Trouble> {
    count_tests(
        workspace
            .cargo()
            .args(["test", "--quiet", "--workspace"])
            .args(["--exclude", "warung-tests"])
            .arg("--no-fail-fast"),
        "The tests",
        tally,
    )?;
    // The journeys' own package without the journeys; the rules of the house have run already.
    count_tests(
        workspace.cargo().args(["test", "--package", "warung-tests", "--lib", "--bins"]).args([
            "--no-fail-fast",
            "--",
            "--skip",
            "tidy::",
        ]),
        "The tests of the journeys' helpers",
        tally,
    )
}

/// Runs tests in the open and adds up the result lines of every test binary.
pub fn count_tests(command: &mut Command, what: &str, tally: &mut Tally) -> Result<(), Trouble> {
    process::run_heard(command, what, |line| {
        if let Some(result) = result_line(line) {
            tally.passed += result.passed;
            tally.failed += result.failed;
        }
    })
}

/// `test result: ok. 12 passed; 0 failed; 0 ignored; …`
fn result_line(line: &str) -> Option<Tally> {
    let counts = line.trim().strip_prefix("test result: ")?;
    let count_of = |word: &str| {
        let before = counts.split(';').find(|part| part.trim().ends_with(word))?;
        before.split_whitespace().rev().nth(1)?.parse::<u32>().ok()
    };
    Some(Tally { passed: count_of("passed")?, failed: count_of("failed")? })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn result_lines_are_counted() {
        let line =
            "test result: FAILED. 12 passed; 3 failed; 1 ignored; 0 measured; 0 filtered out";
        assert_eq!(result_line(line), Some(Tally { passed: 12, failed: 3 }));
        assert_eq!(result_line("test money::adds_up ... ok"), None);
    }
}
