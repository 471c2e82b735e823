//! The embedded engine: SQLite in WAL mode, synchronous=FULL, one writer that
//! commits in groups.

/// Storage in one SQLite file.
pub struct SqliteStorage;
