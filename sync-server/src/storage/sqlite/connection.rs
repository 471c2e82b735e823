//! Opening a connection: settings, the version check, migrations, and SQLite's
//! result codes in our own words.

use super::archive;
use super::opening_books::open_books;
use super::receipt_log;
use crate::storage::StorageError;
use rusqlite::{Connection, ErrorCode};
use std::path::Path;
use std::time::Duration;

/// 3.7.0 to 3.51.2 can damage the file when a checkpoint resets the WAL while
/// another connection writes.
const OLDEST_SAFE: (i32, &str) = (3_051_003, "3.51.3");

/// How long a connection waits for a lock another process holds: a backup, a doctor.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);

const STATEMENTS: usize = 128;

/// Numbered from 1, applied in order, never edited once released.
pub(super) const MIGRATIONS: [&str; 17] = [
    include_str!("migrations/0001_first.sql"),
    include_str!("migrations/0002_cart.sql"),
    include_str!("migrations/0003_devices.sql"),
    include_str!("migrations/0004_owed_stock.sql"),
    include_str!("migrations/0005_products_by_seller.sql"),
    include_str!("migrations/0006_books.sql"),
    include_str!("migrations/0007_receipt_log.sql"),
    include_str!("migrations/0008_notices.sql"),
    include_str!("migrations/0009_later_looks.sql"),
    include_str!("migrations/0010_attempts.sql"),
    include_str!("migrations/0011_receipt_archive.sql"),
    include_str!("migrations/0012_unpaid_orders.sql"),
    include_str!("migrations/0013_top_ups.sql"),
    include_str!("migrations/0014_counters.sql"),
    include_str!("migrations/0015_kiosks.sql"),
    include_str!("migrations/0016_consents.sql"),
    include_str!("migrations/0017_partners.sql"),
];

/// The schema that brought the books.
pub(super) const WITH_BOOKS: u32 = 6;

/// The writer's connection, with the schema at its newest.
pub(super) fn open_writer(path: &Path, new_epoch: &str) -> Result<Connection, StorageError> {
    check_version()?;
    let mut connection = open(path)?;
    let mode: String = connection.query_row("pragma journal_mode = wal", [], |row| row.get(0))?;
    if mode != "wal" {
        return Err(StorageError::Engine(format!("the journal mode is {mode} instead of wal")));
    }
    // A commit that was answered has reached the disk.
    connection.pragma_update(None, "synchronous", "full")?;
    connection.pragma_update(None, "journal_size_limit", 64 * 1024 * 1024)?;
    migrate(&mut connection, new_epoch)?;
    Ok(connection)
}

/// A connection that cannot write, whatever it is asked.
pub(super) fn open_reader(path: &Path) -> Result<Connection, StorageError> {
    let connection = open(path)?;
    connection.pragma_update(None, "query_only", true)?;
    Ok(connection)
}

/// A connection with the common settings.
pub(super) fn open(path: &Path) -> Result<Connection, StorageError> {
    let connection = Connection::open(path)?;
    connection.busy_timeout(BUSY_TIMEOUT)?;
    connection.pragma_update(None, "foreign_keys", true)?;
    // A row that is replaced is taken out, and the books do not let go of any.
    connection.pragma_update(None, "recursive_triggers", true)?;
    connection.pragma_update(None, "trusted_schema", false)?;
    connection.set_prepared_statement_cache_capacity(STATEMENTS);
    Ok(connection)
}

fn check_version() -> Result<(), StorageError> {
    let (number, needed) = OLDEST_SAFE;
    if rusqlite::version_number() >= number {
        Ok(())
    } else {
        Err(StorageError::Version { found: rusqlite::version().to_owned(), needed })
    }
}

/// Brings the schema up to date in one transaction; an older server refuses a
/// newer file instead of guessing.
fn migrate(connection: &mut Connection, new_epoch: &str) -> Result<(), StorageError> {
    let transaction =
        connection.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
    let applied: u32 = transaction.query_row("pragma user_version", [], |row| row.get(0))?;
    let Some(missing) = MIGRATIONS.get(applied as usize..) else {
        return Err(StorageError::Engine(format!(
            "the database has schema {applied}, this server knows {} at most",
            MIGRATIONS.len()
        )));
    };
    for sql in missing {
        transaction.execute_batch(sql)?;
    }
    if applied < WITH_BOOKS {
        open_books(&transaction)?;
    }
    if !missing.is_empty() {
        receipt_log::catch_up(&transaction)?;
        archive::catch_up(&transaction)?;
    }
    transaction.pragma_update(None, "user_version", MIGRATIONS.len() as u32)?;
    transaction.execute(
        "insert into facts (name, value) values ('epoch', ?1) on conflict do nothing",
        [new_epoch],
    )?;
    transaction.commit()?;
    Ok(())
}

impl From<rusqlite::Error> for StorageError {
    fn from(error: rusqlite::Error) -> Self {
        match error.sqlite_error_code() {
            Some(ErrorCode::DiskFull) => Self::Full,
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Self::Busy,
            Some(ErrorCode::ReadOnly | ErrorCode::PermissionDenied | ErrorCode::CannotOpen) => {
                Self::ReadOnly
            }
            // A disk that fails to read or to write is as bad as what it might have written.
            Some(
                ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase | ErrorCode::SystemIoFailure,
            ) => Self::Damaged(error.to_string()),
            _ => Self::Engine(error.to_string()),
        }
    }
}

impl From<serde_json::Error> for StorageError {
    fn from(error: serde_json::Error) -> Self {
        Self::Codec(error.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_a_database_is_called_damaged() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("warung.sqlite");
        std::fs::write(&path, [b'x'; 8_192]).unwrap();
        assert!(matches!(open_writer(&path, "e"), Err(StorageError::Damaged(_))));
    }

    #[test]
    fn a_file_from_the_future_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("warung.sqlite");
        let connection = open_writer(&path, "e").unwrap();
        connection.pragma_update(None, "user_version", 99).unwrap();
        drop(connection);
        assert!(matches!(open_writer(&path, "e"), Err(StorageError::Engine(_))));
    }

    // Holds O6.
    #[test]
    fn commits_are_synced() {
        let folder = tempfile::tempdir().unwrap();
        let connection = open_writer(&folder.path().join("warung.sqlite"), "e").unwrap();
        let level: u8 = connection.query_row("pragma synchronous", [], |row| row.get(0)).unwrap();
        assert_eq!(level, 2, "2 is full");
    }
}
