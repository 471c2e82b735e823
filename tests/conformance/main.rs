//! The shop held against the programs of others: official clients drive the practice bank,
//! libraries of others verify its receipts.
//! `cargo xtask test --conformance` installs them, as pinned in `package-lock.json` and
//! `requirements.txt`, and runs this.

mod gateway_clients;
mod receipts;

use std::path::PathBuf;

use anyhow::{Context, Result};

/// A folder that `cargo xtask test --conformance` has installed into.
fn installed(variable: &str) -> Result<PathBuf> {
    let folder = std::env::var_os(variable);
    let folder = folder
        .with_context(|| format!("{variable} is not set; run `cargo xtask test --conformance`"))?;
    Ok(folder.into())
}

/// Where the programs lie that use what was installed.
fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("conformance")
}
