//! `cargo xtask lint`: formatting, clippy, and the rules of the house.

use crate::process;
use crate::steps::{Steps, Tally};
use crate::test::count_tests;
use crate::tools::AppTools;
use crate::trouble::Trouble;
use crate::workspace::Workspace;

pub fn run(workspace: &Workspace) -> Result<(), Trouble> {
    AppTools::ensure_target(workspace)?;
    let mut steps = Steps::begin();
    add_steps(&mut steps, workspace);
    steps.conclude()
}

pub fn add_steps(steps: &mut Steps, workspace: &Workspace) {
    steps.check("formatting", || {
        process::run(
            workspace.cargo().args(["fmt", "--all", "--check"]),
            "The formatting check (`cargo fmt --all` mends it)",
        )
    });
    steps.check("clippy, on this machine", || {
        process::run(
            workspace
                .cargo()
                .args(["clippy", "--workspace", "--all-targets", "--quiet"])
                .args(["--", "-D", "warnings"]),
            "Clippy",
        )
    });
    steps.check("clippy, in the browser", || {
        process::run(
            workspace
                .cargo()
                .args(["clippy", "--package", "warung-app", "--lib", "--bins"])
                .args(["--target", "wasm32-unknown-unknown", "--quiet"])
                .args(["--", "-D", "warnings"]),
            "Clippy for wasm",
        )
    });
    steps.tests("the rules of the house", |tally| tidy(workspace, tally));
}

fn tidy(workspace: &Workspace, tally: &mut Tally) -> Result<(), Trouble> {
    count_tests(
        workspace
            .cargo()
            .args(["test", "--quiet", "--package", "warung-tests"])
            .args(["--lib", "tidy::"]),
        "The tidy test",
        tally,
    )
}
