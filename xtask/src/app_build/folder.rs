//! Whole folders: listed, copied, removed.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use crate::trouble::{OnFile, Trouble};

/// Every file below a folder, relative to it, in a fixed order.
pub fn files(root: &Path) -> Result<Vec<PathBuf>, Trouble> {
    let mut found = Vec::new();
    let mut waiting = vec![root.to_path_buf()];
    while let Some(folder) = waiting.pop() {
        for entry in std::fs::read_dir(&folder).on("read", &folder)? {
            let path = entry.on("read", &folder)?.path();
            if path.is_dir() {
                waiting.push(path);
            } else if let Ok(relative) = path.strip_prefix(root) {
                found.push(relative.to_path_buf());
            }
        }
    }
    found.sort();
    Ok(found)
}

pub fn copy(from: &Path, to: &Path) -> Result<(), Trouble> {
    for file in files(from)? {
        let target = to.join(&file);
        if let Some(parent) = target.parent() {
            std::fs::create_dir_all(parent).on("created", parent)?;
        }
        std::fs::copy(from.join(&file), &target).on("copied", &target)?;
    }
    Ok(())
}

/// A folder that is not there is removed already.
pub fn remove(folder: &Path) -> Result<(), Trouble> {
    match std::fs::remove_dir_all(folder) {
        Err(reason) if reason.kind() != ErrorKind::NotFound => Err(reason).on("removed", folder),
        _ => Ok(()),
    }
}

/// A path inside the app folder as the browser names it.
pub fn url_path(relative: &Path) -> String {
    relative.iter().map(|part| part.to_string_lossy()).collect::<Vec<_>>().join("/")
}
