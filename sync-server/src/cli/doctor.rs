//! `doctor`: looks a data folder over and says what it found, changing nothing.

use super::Trouble;
use super::doctor_devices;
use super::folder::{DATABASE_FILE, read_founding};
use crate::failpoint::Failpoint;
use crate::keys::{KEY_FILE, SigningKeys};
use crate::storage::StorageError;
use crate::storage::sqlite::SqliteStorage;
use std::path::Path;
use warung_domain::money::Currency;

/// Prints one line per check; an error if any of them failed.
pub fn run(root: &Path) -> Result<(), Trouble> {
    let mut report = Report { is_healthy: true };
    report.line("data folder", folder(root));
    if !root.join(DATABASE_FILE).exists() {
        report.line("database", Ok("none yet; the first start makes it".to_owned()));
        return report.verdict();
    }
    let founding = read_founding(root);
    report.line(
        "founded as",
        founding
            .as_ref()
            .map(|founding| format!("{}, selling in {}", founding.shop, founding.currency))
            .map_err(|trouble| trouble.to_string()),
    );
    report.line(
        KEY_FILE,
        SigningKeys::load(root)
            .map(|keys| format!("{} published", keys.published().keys.len()))
            .map_err(|error| error.to_string()),
    );
    match open(root) {
        Ok(storage) => {
            database(&storage, &mut report);
            if let Ok(founding) = &founding {
                devices(&storage, founding.currency, &mut report);
            }
        }
        Err(error) => report.line("database", Err(error.to_string())),
    }
    report.verdict()
}

/// One name a line.
pub fn list_failpoints() {
    for place in Failpoint::ALL {
        println!("{place}");
    }
}

/// The epoch only matters for a file that does not exist yet; this one does.
fn open(root: &Path) -> Result<SqliteStorage, StorageError> {
    SqliteStorage::open(root.join(DATABASE_FILE), "doctor")
}

fn database(storage: &SqliteStorage, report: &mut Report) {
    report.line("SQLite", Ok("a version without known corruption bugs".to_owned()));
    let sound = storage.integrity_check().map(|()| "sound".to_owned());
    report.line("database", sound.map_err(|error| error.to_string()));
    let audit = storage.audit().map_err(|error| error.to_string());
    report.line(
        "orders",
        audit.and_then(|found| {
            if found.is_empty() {
                Ok("ledger, orders and receipts agree".to_owned())
            } else {
                Err(found.join("; "))
            }
        }),
    );
    let books = storage.audit_books().map_err(|error| error.to_string());
    report.line(
        "books",
        books.and_then(|(orders, found)| {
            if found.is_empty() {
                Ok(format!("every posting sums to zero; {orders} orders agree with them"))
            } else {
                Err(found.join("; "))
            }
        }),
    );
    let catalog = storage.read_blocking(|txn| {
        let head = txn.catalog_head()?;
        let shards = txn.shards()?.len();
        let charges = txn.open_charges()?;
        let owed = txn.owed_stock(None)?;
        Ok::<_, StorageError>((head, shards, charges, owed))
    });
    match catalog {
        Ok((head, shards, charges, owed)) => {
            report.line(
                "catalog",
                Ok(format!(
                    "{} products in {shards} shards, revision {} ({} since packing), epoch {}",
                    head.products,
                    head.head,
                    head.head.saturating_sub(head.base),
                    head.epoch
                )),
            );
            let packed = head.products == 0 || shards > 0;
            let advice = "products without shards; import the catalog again".to_owned();
            report.line("shards", if packed { Ok("packed".to_owned()) } else { Err(advice) });
            report.line("open charges", Ok(charges.to_string()));
            let owed: u64 = owed.iter().map(|line| u64::from(line.units)).sum();
            report.line("owed stock", Ok(format!("{owed} pieces sold that were not on the shelf")));
        }
        Err(error) => report.line("catalog", Err(error.to_string())),
    }
}

fn devices(storage: &SqliteStorage, currency: Currency, report: &mut Report) {
    match storage.read_blocking(move |txn| doctor_devices::lines(txn, currency)) {
        Ok(lines) => lines.into_iter().for_each(|line| report.line("devices", Ok(line))),
        Err(error) => report.line("devices", Err(error.to_string())),
    }
}

fn folder(root: &Path) -> Result<String, String> {
    let metadata = std::fs::metadata(root)
        .map_err(|error| format!("{} cannot be read: {error}", root.display()))?;
    if !metadata.is_dir() {
        return Err(format!("{} is not a folder", root.display()));
    }
    if metadata.permissions().readonly() {
        return Err(format!("{} cannot be written", root.display()));
    }
    Ok(root.display().to_string())
}

struct Report {
    is_healthy: bool,
}

impl Report {
    fn line(&mut self, what: &str, found: Result<String, String>) {
        match found {
            Ok(found) => println!("ok     {what:<14}{found}"),
            Err(trouble) => {
                self.is_healthy = false;
                println!("WRONG  {what:<14}{trouble}");
            }
        }
    }

    fn verdict(self) -> Result<(), Trouble> {
        if self.is_healthy {
            println!("All is well.");
            Ok(())
        } else {
            Err(Trouble::Unhealthy)
        }
    }
}
