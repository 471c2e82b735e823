//! `cargo xtask dist`: one server binary with the app inside.

use crate::trouble::{OnFile, Trouble};
use crate::workspace::{Flavour, Workspace};
use crate::{app_build, bundle_size, server_build, shown};

pub fn run(workspace: &Workspace) -> Result<(), Trouble> {
    let app = app_build::ensure(workspace, Flavour::Release)?;
    bundle_size::check(&app)?;
    let built = server_build::build_with_app(workspace, &app)?;
    // The next `serve` builds its own binary at the same place, so this one moves out of the way.
    let folder = workspace.target.join("self-contained");
    std::fs::create_dir_all(&folder).on("created", &folder)?;
    let binary = folder.join(built.file_name().unwrap_or_default());
    std::fs::copy(&built, &binary).on("copied", &binary)?;
    let size = std::fs::metadata(&binary).on("measured", &binary)?.len();
    println!(
        "{} holds the server and the app: {size} bytes. Start it anywhere with `warung-server serve --data FOLDER`.",
        shown(&binary)
    );
    Ok(())
}
