//! `cargo xtask test --conformance`: programs of others, as pinned in `tests/conformance`, are
//! installed into the target folder through npm and pip and hold the shop's answers against what
//! they know from elsewhere.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::journeys;
use crate::process;
use crate::steps::Steps;
use crate::test::count_tests;
use crate::tools;
use crate::trouble::{OnFile, Trouble};
use crate::workspace::Workspace;

/// Where Node and Python find what was installed.
struct Installed {
    node_modules: PathBuf,
    python: PathBuf,
}

pub fn add_steps(steps: &mut Steps, workspace: &Workspace, app: &Path, server: &Path) {
    let Some(installed) = steps.check("programs of others", || install(workspace)) else { return };
    steps.tests("conformance with them", |tally| {
        let mut command = workspace.cargo();
        command
            .args(["test", "--package", "warung-tests", "--test", "conformance"])
            .args(["--no-fail-fast", "--", "--test-threads", "1"])
            .env("WARUNG_NODE_MODULES", &installed.node_modules)
            .env("WARUNG_PYTHON", &installed.python);
        journeys::with_artefacts(&mut command, app, server);
        count_tests(&mut command, "The programs of others", tally)
    });
}

fn install(workspace: &Workspace) -> Result<Installed, Trouble> {
    tools::ensure_node()?;
    tools::ensure_python()?;
    let from = workspace.root.join("tests/conformance");
    let folder = workspace.target.join("conformance");
    std::fs::create_dir_all(&folder).on("created", &folder)?;
    for name in ["package.json", "package-lock.json"] {
        let (lock, copy) = (from.join(name), folder.join(name));
        std::fs::copy(&lock, &copy).on("copied", &lock)?;
    }
    process::run(
        Command::new("npm")
            .args(["ci", "--silent", "--no-audit", "--no-fund", "--prefix"])
            .arg(&folder),
        "Installing the programs for Node",
    )?;
    let venv = folder.join("python");
    let python = venv.join("bin/python");
    if !python.is_file() {
        process::run(
            Command::new("python3").args(["-m", "venv"]).arg(&venv),
            "Making a folder for Python",
        )?;
    }
    process::run(
        Command::new(&python)
            .args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check"])
            .args(["--require-hashes", "--requirement"])
            .arg(from.join("requirements.txt")),
        "Installing the programs for Python",
    )?;
    Ok(Installed { node_modules: folder.join("node_modules"), python })
}
