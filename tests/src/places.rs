//! Where things are: what was built for the tests, and where they leave what they made.

use std::path::{Path, PathBuf};

use anyhow::{Result, bail};

/// The server's binary.
pub fn server_binary() -> Result<PathBuf> {
    built("WARUNG_SERVER_BIN")
}

/// The folder of the built app.
pub fn app_folder() -> Result<PathBuf> {
    built("WARUNG_DIST")
}

/// The folder of the checks that run inside a browser.
pub fn contract_folder() -> Result<PathBuf> {
    built("WARUNG_CONTRACT")
}

fn built(variable: &str) -> Result<PathBuf> {
    match std::env::var_os(variable).map(PathBuf::from) {
        Some(path) if path.exists() => Ok(path),
        Some(path) => bail!("{variable} names {}, which is not there", path.display()),
        None => bail!(
            "{variable} is not set; `cargo xtask test --journey WORD` builds server and app and sets it"
        ),
    }
}

/// A folder below the build folder, made if it is missing.
pub fn output(name: &str) -> Result<PathBuf> {
    let target = std::env::var_os("CARGO_TARGET_DIR")
        .map_or_else(|| repository().join("target"), PathBuf::from);
    let folder = target.join(name);
    std::fs::create_dir_all(&folder)?;
    Ok(folder)
}

/// A file of the shared input, where somebody laid it beside the repository.
pub fn shared_input(name: &str) -> Option<PathBuf> {
    let folder = std::env::var_os("WARUNG_SHARED_DATA")
        .map_or_else(|| repository().join("../shared/data"), PathBuf::from);
    Some(folder.join(name)).filter(|file| file.is_file())
}

/// The benchmark of the libraries others would pick, where somebody laid it beside the repository.
#[must_use]
pub fn peers() -> Option<PathBuf> {
    Some(repository().join("../shared/bench/peers")).filter(|folder| folder.is_dir())
}

/// Where a report of that name is kept.
#[must_use]
pub fn report(name: &str) -> PathBuf {
    repository().join("reports").join(name)
}

fn repository() -> &'static Path {
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    package.parent().unwrap_or(package)
}
