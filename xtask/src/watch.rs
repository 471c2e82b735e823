//! The loop of changing and looking: builds the unoptimised app and server, starts the shop, and
//! starts again from the build when a source file changes.
//!
//! Changes are found by looking at times and sizes once a second. That works on every file system
//! and in every container, and costs a few milliseconds for sources of this size.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Child, Command};
use std::time::{Duration, SystemTime};

use crate::trouble::Trouble;
use crate::workspace::{Flavour, Workspace};
use crate::{app_build, server_build};

const SOURCES: [&str; 6] = ["app", "domain", "phone", "public", "sync-server", "Cargo.toml"];
const PAUSE: Duration = Duration::from_secs(1);

type Snapshot = BTreeMap<PathBuf, (SystemTime, u64)>;

pub fn serve_and_rebuild(
    workspace: &Workspace,
    server_command: impl Fn(&Path, &Path) -> Command,
) -> Result<(), Trouble> {
    let mut shop: Option<Child> = None;
    loop {
        let built_from = snapshot(workspace);
        match build(workspace) {
            Ok((app, server)) => {
                stop(shop.take());
                let mut command = server_command(&app, &server);
                let started = command.spawn().map_err(|reason| Trouble::NotStarted {
                    program: server.display().to_string(),
                    reason,
                })?;
                shop = Some(started);
            }
            // The compiler has said why. The shop that runs goes on running meanwhile.
            Err(trouble) => eprintln!("{trouble} Waiting for the next change."),
        }
        while snapshot(workspace) == built_from {
            if let Some(status) = shop.as_mut().and_then(|child| child.try_wait().ok().flatten()) {
                return Err(Trouble::CommandFailed {
                    what: "Running the shop".to_owned(),
                    how: status.to_string(),
                });
            }
            std::thread::sleep(PAUSE);
        }
        println!("Something changed: building again.");
    }
}

fn build(workspace: &Workspace) -> Result<(PathBuf, PathBuf), Trouble> {
    let app = app_build::ensure(workspace, Flavour::Dev)?;
    let server = server_build::build(workspace, Flavour::Dev)?;
    Ok((app, server))
}

/// In this loop the server is stopped hard. It is built to survive that.
fn stop(shop: Option<Child>) {
    if let Some(mut child) = shop {
        // Already gone is as good as stopped.
        let _gone = child.kill();
        let _status = child.wait();
    }
}

fn snapshot(workspace: &Workspace) -> Snapshot {
    let mut seen = Snapshot::new();
    let mut waiting: Vec<PathBuf> = SOURCES.iter().map(|name| workspace.root.join(name)).collect();
    while let Some(path) = waiting.pop() {
        // A file that vanishes between listing and looking is a change, and the next look sees it.
        let Ok(about) = std::fs::metadata(&path) else {
            continue;
        };
        if about.is_dir() {
            let inside = std::fs::read_dir(&path).into_iter().flatten().flatten();
            waiting.extend(inside.map(|entry| entry.path()));
        } else {
            let changed = about.modified().unwrap_or(SystemTime::UNIX_EPOCH);
            seen.insert(path, (changed, about.len()));
        }
    }
    seen
}
