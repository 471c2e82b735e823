//! The compiler's wasm target, added through rustup.

use std::process::Command;

use crate::process;
use crate::trouble::Trouble;
use crate::workspace::Workspace;

const TARGET: &str = "wasm32-unknown-unknown";

/// The toolchain file names the target, but rustup leaves it out where its auto-install is off.
pub fn ensure(workspace: &Workspace) -> Result<(), Trouble> {
    if is_installed(workspace) {
        return Ok(());
    }
    println!("Adding the compiler's {TARGET} target through rustup (a few seconds).");
    process::run(
        Command::new("rustup")
            .args(["target", "add", TARGET])
            .current_dir(&workspace.root),
        "Adding the wasm target",
    )
    .map_err(|trouble| Trouble::Tool {
        tool: format!("The compiler's {TARGET} target"),
        reason: trouble.to_string().trim_end_matches('.').to_owned(),
        next: format!("Install rustup, or add the target with your system's tools: `rustup target add {TARGET}`."),
    })
}

/// Asks the compiler itself, so that a compiler that did not come through rustup counts too.
fn is_installed(workspace: &Workspace) -> bool {
    let folder = process::ask(
        Command::new("rustc")
            .args(["--print", "target-libdir", "--target", TARGET])
            .current_dir(&workspace.root),
    );
    folder.is_some_and(|folder| std::path::Path::new(&folder).is_dir())
}
