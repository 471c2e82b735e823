//! The key of a town that another process runs, as it stands in its file.

use super::memory::{Memory, MemoryError};
use std::path::Path;

/// The key that shop and town share; none before the first start.
pub fn kept_key(file: &Path) -> Result<Option<String>, MemoryError> {
    let io = |source| MemoryError::Io { path: file.to_owned(), source };
    if !file.exists() {
        return Ok(None);
    }
    let bytes = std::fs::read(file).map_err(io)?;
    let damaged = |source| MemoryError::Damaged { path: file.to_owned(), source };
    let memory: Memory = serde_json::from_slice(&bytes).map_err(damaged)?;
    Ok(memory.server_key)
}
