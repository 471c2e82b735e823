//! Builds what the journeys run inside a browser besides the app: the checks of the phone's
//! databases, `app/src/bin/contract.rs`. Unoptimised, and in no folder that is ever handed out.

use std::path::PathBuf;

use super::folder;
use crate::process;
use crate::tools::AppTools;
use crate::trouble::{OnFile, Trouble};
use crate::workspace::Workspace;

/// Makes sure that it is up to date, and says where it is.
pub fn ensure(workspace: &Workspace) -> Result<PathBuf, Trouble> {
    let tools = AppTools::ensure(workspace)?;
    let mut cargo = workspace.cargo();
    cargo.args(["build", "--quiet", "--package", "warung-app", "--bin", "contract"]);
    cargo.args(["--target", "wasm32-unknown-unknown"]);
    process::run(&mut cargo, "Building the checks of the phone's databases")?;

    let finished = workspace.target.join("contract");
    folder::remove(&finished)?;
    let module = workspace.target.join("wasm32-unknown-unknown/debug/contract.wasm");
    let mut bindgen = tools.command("wasm-bindgen");
    bindgen.args(["--target", "web", "--no-typescript", "--out-dir"]).arg(&finished).arg(&module);
    process::run(&mut bindgen, "Binding the checks to JavaScript")?;
    let page = workspace.root.join("app/contract/index.html");
    std::fs::copy(&page, finished.join("index.html")).on("copied", &page)?;
    Ok(finished)
}
