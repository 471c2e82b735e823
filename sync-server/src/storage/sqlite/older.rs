//! Files as servers of earlier schemas left them, for tests and for the simulator.
//!
//! Later migrations have only added tables and indices so far. A file is taken back by dropping what
//! they added; that whatever remains is word for word what the older server had is checked, not
//! hoped for.

use super::connection::{MIGRATIONS, open};
use crate::storage::StorageError;
use rusqlite::Connection;
use std::collections::BTreeMap;
use std::path::Path;

/// What a database is made of: kind and wording under each name.
type Parts = BTreeMap<String, (String, String)>;

fn parts(connection: &Connection) -> Result<Parts, StorageError> {
    let mut statement = connection
        .prepare("select name, type, sql from sqlite_schema where name not like 'sqlite_%'")?;
    let rows = statement.query_map([], |row| Ok((row.get(0)?, (row.get(1)?, row.get(2)?))))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Takes a file that nobody has opened back to the schema of the given number, with the rows that
/// had a place there.
pub(super) fn take_back(path: &Path, schema: usize) -> Result<(), StorageError> {
    let older = Connection::open_in_memory()?;
    for sql in MIGRATIONS.iter().take(schema) {
        older.execute_batch(sql)?;
    }
    let had = parts(&older)?;
    let connection = open(path)?;
    // A table takes its indices along.
    for (name, (kind, _)) in parts(&connection)?.iter().filter(|(name, _)| !had.contains_key(*name))
    {
        connection.execute_batch(&format!("drop {kind} if exists {name}"))?;
    }
    if parts(&connection)? != had {
        return Err(StorageError::Engine(format!("schema {schema} cannot be had again")));
    }
    Ok(connection.pragma_update(None, "user_version", schema as u32)?)
}

/// Marks a file as written by a server of the schema after the newest one.
pub(super) fn mark_newer(path: &Path) -> Result<(), StorageError> {
    Ok(open(path)?.pragma_update(None, "user_version", MIGRATIONS.len() as u32 + 1)?)
}

/// Takes the mark off again.
pub(super) fn mark_newest(path: &Path) -> Result<(), StorageError> {
    Ok(open(path)?.pragma_update(None, "user_version", MIGRATIONS.len() as u32)?)
}

#[cfg(test)]
mod tests {
    use super::super::SqliteStorage;
    use super::*;
    use crate::storage::contract::receipt_log::{everything, holds, receipt};
    use crate::storage::contract::{account, order};

    // Holds O6, O7: what an older server has answered is still there for the newer one.
    #[test]
    fn a_file_of_every_older_schema_is_brought_up_with_its_rows() {
        for schema in 1..=MIGRATIONS.len() {
            let folder = tempfile::tempdir().unwrap();
            let path = folder.path().join("warung.sqlite");
            let storage = SqliteStorage::open(&path, "e1").unwrap();
            storage
                .write_blocking(|txn| {
                    txn.put_account(&account(1))?;
                    txn.put_order(&order(1))?;
                    txn.next_number("orders")
                })
                .unwrap();
            drop(storage);
            let newest = parts(&open(&path).unwrap()).unwrap();
            take_back(&path, schema).unwrap();
            let is_older = schema < MIGRATIONS.len();
            assert_eq!(parts(&open(&path).unwrap()).unwrap() != newest, is_older, "{schema}");

            let storage = SqliteStorage::open(&path, "e2").unwrap();
            assert_eq!(parts(&open(&path).unwrap()).unwrap(), newest, "{schema}");
            let id = order(1).order.id;
            storage
                .read_blocking(move |txn| {
                    assert_eq!(txn.order(id)?.unwrap().order, order(1).order);
                    assert_eq!(txn.catalog_head()?.epoch, "e1");
                    Ok::<_, StorageError>(())
                })
                .unwrap();
            assert_eq!(storage.write_blocking(|txn| txn.next_number("orders")), Ok(2));
            storage.integrity_check().unwrap();
        }
    }

    // Holds R5: receipts of before the log are its first leaves, as they were issued.
    #[test]
    fn receipts_of_an_older_schema_are_the_first_leaves_of_the_log() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("warung.sqlite");
        let storage = SqliteStorage::open(&path, "e1").unwrap();
        storage
            .write_blocking(|txn| {
                txn.put_account(&account(1))?;
                txn.put_order(&order(1))?;
                // The last id is not the last that was issued.
                for number in [3, 1, 2] {
                    txn.put_receipt(&receipt(number))?;
                }
                txn.put_receipt_log_checkpoint(3, "signed")
            })
            .unwrap();
        drop(storage);
        take_back(&path, 5).unwrap();
        let storage = SqliteStorage::open(&path, "e1").unwrap();
        storage
            .read_blocking(|txn| {
                holds(txn, &[3, 1, 2]);
                // The archive has them too.
                let found = txn.archived_receipts(&everything("dapur"), 9)?;
                assert_eq!(found.iter().map(|found| found.position).collect::<Vec<_>>(), [2, 1, 0]);
                assert_eq!(found[0].receipt, receipt(2));
                assert_eq!(txn.receipt_log_checkpoint()?, None, "signed anew when a key is there");
                Ok::<_, StorageError>(())
            })
            .unwrap();
        storage.write_blocking(|txn| txn.put_receipt(&receipt(4))).unwrap();
        storage
            .read_blocking(|txn| {
                holds(txn, &[3, 1, 2, 4]);
                Ok::<_, StorageError>(())
            })
            .unwrap();
        drop(storage);
        // Not even a program with a fault takes anything out again.
        let connection = open(&path).unwrap();
        for sql in ["delete from receipt_log", "update receipt_log_nodes set hash = x'00'"] {
            let refused = connection.execute(sql, []).unwrap_err().to_string();
            assert!(refused.contains("only added to"), "{refused}");
        }
    }

    #[test]
    fn a_migration_that_fails_half_way_leaves_the_older_file_as_it_was() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("warung.sqlite");
        let storage = SqliteStorage::open(&path, "e1").unwrap();
        storage.write_blocking(|txn| txn.next_number("orders")).unwrap();
        drop(storage);
        take_back(&path, 1).unwrap();
        // The last step finds its place taken, after the others have been made.
        open(&path).unwrap().execute_batch("create table owed_stock (x)").unwrap();
        let before = parts(&open(&path).unwrap()).unwrap();
        assert!(SqliteStorage::open(&path, "e1").is_err());
        assert_eq!(parts(&open(&path).unwrap()).unwrap(), before);
        open(&path).unwrap().execute_batch("drop table owed_stock").unwrap();
        let storage = SqliteStorage::open(&path, "e1").unwrap();
        assert_eq!(storage.write_blocking(|txn| txn.next_number("orders")), Ok(2));
    }

    #[test]
    fn a_server_leaves_the_file_of_a_newer_one_as_it_is() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("warung.sqlite");
        let storage = SqliteStorage::open(&path, "e1").unwrap();
        storage.write_blocking(|txn| txn.next_number("orders")).unwrap();
        drop(storage);
        mark_newer(&path).unwrap();
        assert!(SqliteStorage::open(&path, "e1").is_err());
        mark_newest(&path).unwrap();
        let storage = SqliteStorage::open(&path, "e1").unwrap();
        assert_eq!(storage.write_blocking(|txn| txn.next_number("orders")), Ok(2));
    }
}
