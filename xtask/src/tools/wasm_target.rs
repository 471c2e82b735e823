//! What the compiler needs to build for the browser: its wasm target, and the source of its standard
//! library, which a release build compiles anew for size. Both are added through rustup.

use std::path::Path;
use std::process::Command;

use crate::process;
use crate::trouble::Trouble;
use crate::workspace::Workspace;

const TARGET: &str = "wasm32-unknown-unknown";

/// The toolchain file names both, but rustup leaves them out where its auto-install is off.
pub fn ensure(workspace: &Workspace) -> Result<(), Trouble> {
    if !compiler_has(workspace, &["--print", "target-libdir", "--target", TARGET], "") {
        add(workspace, "target", TARGET, &format!("The compiler's {TARGET} target"))?;
    }
    Ok(())
}

/// What a release build needs beyond the target.
pub fn ensure_library_source(workspace: &Workspace) -> Result<(), Trouble> {
    let inside = "lib/rustlib/src/rust/library/Cargo.lock";
    if !compiler_has(workspace, &["--print", "sysroot"], inside) {
        add(workspace, "component", "rust-src", "The source of the compiler's standard library")?;
    }
    Ok(())
}

/// Asks the compiler itself, so that a compiler that did not come through rustup counts too.
fn compiler_has(workspace: &Workspace, question: &[&str], inside: &str) -> bool {
    let folder = process::ask(Command::new("rustc").args(question).current_dir(&workspace.root));
    folder.is_some_and(|folder| Path::new(&folder).join(inside).exists())
}

fn add(workspace: &Workspace, kind: &str, name: &str, what: &str) -> Result<(), Trouble> {
    println!("Adding {name} to the compiler through rustup (a few seconds).");
    process::run(
        Command::new("rustup").args([kind, "add", name]).current_dir(&workspace.root),
        &format!("Adding {name}"),
    )
    .map_err(|trouble| Trouble::Tool {
        tool: what.to_owned(),
        reason: trouble.to_string().trim_end_matches('.').to_owned(),
        next: format!(
            "Install rustup, or add it with your system's tools: `rustup {kind} add {name}`."
        ),
    })
}
