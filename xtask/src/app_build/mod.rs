//! Builds the app: two Trunk builds, assembled into the one folder a server serves.
//!
//! ```text
//! app/index.html   ─ Trunk ─► shop ─ parts ─► ┐  stage: named by content (fingerprint),
//! app/counter.html ─ Trunk ─► counter ──────► ┘  listed for the service worker (precache),
//!                                                with smaller twins (compress) ─► target/dist
//! ```
//!
//! Trunk writes the integrity hashes, so whoever changes a byte of what Trunk made changes the page
//! with it: a release's shop is taken apart ([`parts`]), then files are only renamed, added and
//! listed. The finished folder takes the place of the old one in one step;
//! a server never sees half of it. When no input has changed since the last time (see
//! [`inputs`]), nothing is done at all.

use std::path::{Path, PathBuf};

use crate::process;
use crate::shown;
use crate::tools::AppTools;
use crate::trouble::{OnFile, Trouble};
use crate::workspace::{Flavour, Workspace};

mod compress;
pub mod contract;
mod fingerprint;
mod folder;
mod inputs;
mod parts;
mod precache;
mod small_code;

/// One of the two downloads.
struct Entry {
    /// Name of the binary, and of the folder Trunk builds into.
    name: &'static str,
    page: &'static str,
    public_url: &'static str,
    /// Whether a release takes it apart. The counter is opened to work, not to look around.
    in_parts: bool,
}

const ENTRIES: [Entry; 2] = [
    Entry { name: "shop", page: "app/index.html", public_url: "/", in_parts: true },
    Entry { name: "counter", page: "app/counter.html", public_url: "/counter/", in_parts: false },
];

/// Makes sure that the app folder of this flavour is up to date, and says where it is.
pub fn ensure(workspace: &Workspace, flavour: Flavour) -> Result<PathBuf, Trouble> {
    let finished = workspace.app_folder(flavour);
    let tools = AppTools::ensure(workspace)?;
    let stamp = inputs::Stamp::of(workspace, flavour, &tools.versions)?;
    if finished.join("index.html").is_file() && stamp.is_current() {
        println!("The app is up to date in {}.", shown(&finished));
        return Ok(finished);
    }
    match flavour {
        Flavour::Release => println!(
            "Building the app for phones: two bundles, optimised for size (about 5 minutes the first time, 2 later)."
        ),
        Flavour::Dev => println!("Building the app, unoptimised (about a minute the first time)."),
    }
    stamp.forget()?;
    for entry in &ENTRIES {
        trunk_build(workspace, flavour, &tools, entry)?;
    }
    assemble(workspace, flavour, &finished)?;
    stamp.keep()?;
    println!("The app is ready in {}.", shown(&finished));
    Ok(finished)
}

fn trunk_build(
    workspace: &Workspace,
    flavour: Flavour,
    tools: &AppTools,
    entry: &Entry,
) -> Result<(), Trouble> {
    let mut trunk = tools.command("trunk");
    process::forget_own_package(&mut trunk);
    trunk
        .current_dir(&workspace.root)
        .args(["build", entry.page, "--public-url", entry.public_url])
        .arg("--dist")
        .arg(trunk_folder(workspace, flavour, entry))
        // Trunk's own reader of this variable accepts only `true` and `false`, and stops at the
        // `1` that everybody else writes.
        .env_remove("NO_COLOR");
    if flavour == Flavour::Release {
        trunk.arg("--release");
        small_code::ask_for(&mut trunk);
    }
    let in_parts = flavour == Flavour::Release && entry.in_parts;
    if in_parts {
        trunk.args(["--features", "in-parts"]);
    }
    process::run(&mut trunk, &format!("Building the {} bundle", entry.name))?;
    if in_parts {
        let module = workspace.target.join("wasm32-unknown-unknown/wasm-release").join(entry.name);
        let bundle = trunk_folder(workspace, flavour, entry);
        parts::take_apart(tools, &module.with_extension("wasm"), &bundle)?;
    }
    Ok(())
}

fn trunk_folder(workspace: &Workspace, flavour: Flavour, entry: &Entry) -> PathBuf {
    workspace.target.join("trunk").join(flavour.name()).join(entry.name)
}

fn assemble(workspace: &Workspace, flavour: Flavour, finished: &Path) -> Result<(), Trouble> {
    let stage = finished.with_extension("new");
    folder::remove(&stage)?;
    for entry in &ENTRIES {
        let target = stage.join(entry.public_url.trim_matches('/'));
        folder::copy(&trunk_folder(workspace, flavour, entry), &target)?;
        fingerprint::name_by_content(&target)?;
    }
    match flavour {
        Flavour::Release => {
            precache::write(&workspace.root.join("public/sw.js"), &stage)?;
            compress::add_twins(&stage)?;
        }
        Flavour::Dev => precache::write_for_dev(&stage)?,
    }
    let old = finished.with_extension("old");
    folder::remove(&old)?;
    if finished.exists() {
        std::fs::rename(finished, &old).on("moved", finished)?;
    }
    std::fs::rename(&stage, finished).on("moved", &stage)?;
    folder::remove(&old)
}
