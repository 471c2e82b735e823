//! What can stop a command: one plain sentence each, with the next step where there is one.

use std::io;
use std::path::PathBuf;

#[derive(Debug, thiserror::Error)]
pub enum Trouble {
    #[error("{what} did not succeed ({how}). The lines above say why.")]
    CommandFailed { what: String, how: String },

    #[error("`{program}` could not be started: {reason}.")]
    NotStarted { program: String, reason: io::Error },

    #[error("{tool} is missing or not usable: {reason}. {next}")]
    Tool { tool: String, reason: String, next: String },

    #[error(
        "Port {port} is already taken. Stop the program that listens there, or choose another port: `cargo xtask serve --port {other}`."
    )]
    PortTaken { port: u16, other: u16 },

    #[error(
        "Port {port} cannot be opened: {reason}. Choose another one: `cargo xtask serve --port 8080`."
    )]
    PortRefused { port: u16, reason: io::Error },

    #[error(
        "The data folder {} cannot be written to: {reason}. Make it writable, or choose another one: `cargo xtask serve --data FOLDER`.",
        .folder.display()
    )]
    DataFolder { folder: PathBuf, reason: io::Error },

    #[error(
        "The catalog file {} cannot be read: {reason}. Check the path given with --catalog.",
        .file.display()
    )]
    CatalogFile { file: PathBuf, reason: io::Error },

    #[error("{} could not be {doing}: {reason}.", .path.display())]
    File { doing: &'static str, path: PathBuf, reason: io::Error },

    #[error("{} is not what was expected: {reason}", .path.display())]
    Unexpected { path: PathBuf, reason: String },

    #[error(
        "The shop bundle is {bytes} bytes after brotli, the limit is {limit}. Take something out of the shop, or move it to the counter bundle."
    )]
    BundleTooBig { bytes: u64, limit: u64 },

    #[error("{passed} passed, {failed} failed")]
    ChecksFailed { passed: u32, failed: u32 },
}

/// Turns an `io::Error` into the sentence about the file it happened to.
pub trait OnFile<T> {
    fn on(self, doing: &'static str, path: impl Into<PathBuf>) -> Result<T, Trouble>;
}

impl<T> OnFile<T> for Result<T, io::Error> {
    fn on(self, doing: &'static str, path: impl Into<PathBuf>) -> Result<T, Trouble> {
        self.map_err(|reason| Trouble::File { doing, path: path.into(), reason })
    }
}
