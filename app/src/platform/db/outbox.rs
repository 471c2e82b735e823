//! `warung-outbox`: commands on their way, and the keys that sign them, under the
//! contract of [`OutboxStore`].
//!
//! Rows are written in strictly durable transactions. The service worker reads and
//! writes the same rows, so their format is fixed:
//!
//! - `entries`: under the command id, the JSON text of [`OutboxEntry`]. Its
//!   `state` is `{"queued": {"attempts", "not_before", "last"}}`,
//!   `{"sending": {"attempts"}}`, `{"answered": {"verdict", "at"}}` or
//!   `{"wedged": {"reason", "at"}}`, times in milliseconds since 1970.
//! - `devices`: under the device id, `{device, keys}`: the JSON text of [`Device`]
//!   and the non-extractable key pair, which only structured clone can store.
//!
//! Whoever writes a row reads it in the same transaction and changes it by what it
//! finds there.

use super::connection::{connect, forget};
use super::idb::{self, Txn};
use super::schema::{Schema, make_stores};
use super::table::from_row;
use super::write::{Durability, to_row, write};
use crate::platform::{PlatformError, log};
use js_sys::{Array, Object, Reflect};
use std::cell::RefCell;
use std::rc::Rc;
use warung_domain::ids::{AccountId, CommandId, DeviceId};
use warung_domain::outbox::{EntryEvent, OutboxEntry};
use warung_phone::device::{Device, KeyedDevice};
use warung_phone::store::{OutboxStore, StoreError};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::IdbTransactionMode;

const ENTRIES: &str = "entries";
const DEVICES: &str = "devices";

/// The versions of this database.
pub const SCHEMA: Schema =
    Schema { name: "warung-outbox", upgrades: &[|db, _| make_stores(db, &[ENTRIES, DEVICES])] };

/// A key pair, an opaque handle that can sign.
#[derive(Debug, Clone)]
pub struct Keys(pub(in crate::platform) JsValue);

/// A signing key of this phone.
pub type StoredDevice = KeyedDevice<Keys>;

async fn rows(store: &str) -> Result<Array, PlatformError> {
    let mut outcome = rows_once(store).await;
    if outcome == Err(PlatformError::ConnectionLost) {
        forget(SCHEMA.name);
        outcome = rows_once(store).await;
    }
    outcome
}

async fn rows_once(store: &str) -> Result<Array, PlatformError> {
    let db = connect(SCHEMA).await?;
    let txn = db.transaction_with_str_and_mode(store, IdbTransactionMode::Readonly)?;
    let request = txn.object_store(store)?.get_all()?;
    Ok(idb::settled(&request).await?.unchecked_into())
}

/// Runs a burst of requests on both stores, strictly.
async fn strictly(burst: &dyn Fn(&Txn) -> Result<(), PlatformError>) -> Result<(), PlatformError> {
    write(SCHEMA, Durability::Strict, &[ENTRIES, DEVICES], burst).await
}

/// The outbox of this phone.
#[derive(Debug, Clone, Copy, Default)]
pub struct Outbox;

impl OutboxStore for Outbox {
    type Keys = Keys;

    async fn entries(&self) -> Result<Vec<OutboxEntry>, StoreError> {
        Ok(readable(rows(ENTRIES).await?.iter().map(|row| from_row(&row))))
    }

    async fn devices(&self) -> Result<Vec<StoredDevice>, StoreError> {
        Ok(readable(rows(DEVICES).await?.iter().map(|row| device(&row))))
    }

    async fn add_device(&self, device: &StoredDevice) -> Result<(), StoreError> {
        let (key, row) = (JsValue::from_str(device.device.id.as_str()), device_row(device)?);
        let burst = |txn: &Txn| {
            txn.store(DEVICES)?.add_with_key(&row, &key)?;
            Ok(())
        };
        Ok(strictly(&burst).await?)
    }

    async fn bind(
        &self,
        device: &DeviceId,
        account: AccountId,
        last_seq: u64,
    ) -> Result<(), StoreError> {
        let burst = |txn: &Txn| {
            with_device(txn, device, move |_, device| Ok(device.bind(account, last_seq)?))
        };
        Ok(strictly(&burst).await?)
    }

    async fn save(&self, entry: &OutboxEntry) -> Result<(), StoreError> {
        let (key, row, seq) = (entry.id.to_string(), to_row(entry)?, entry.seq);
        let burst = |txn: &Txn| {
            let (key, row) = (key.clone(), row.clone());
            with_device(txn, &entry.device, move |txn, device| {
                device.use_up(seq)?;
                // `add` refuses a second entry under the same id.
                txn.store(ENTRIES)?.add_with_key(&row, &JsValue::from_str(&key))?;
                Ok(())
            })
        };
        Ok(strictly(&burst).await?)
    }

    async fn take_in(&self, entries: &[OutboxEntry]) -> Result<(), StoreError> {
        let burst = |txn: &Txn| {
            entries.iter().try_for_each(|entry| {
                let key = JsValue::from_str(&entry.id.to_string());
                txn.store(ENTRIES)?.add_with_key(&to_row(entry)?, &key)?;
                Ok(())
            })
        };
        Ok(strictly(&burst).await?)
    }

    async fn advance(
        &self,
        moves: &[(CommandId, EntryEvent)],
    ) -> Result<Vec<OutboxEntry>, StoreError> {
        let moved = Rc::new(RefCell::new(Vec::new()));
        let burst = |txn: &Txn| {
            // Of an earlier attempt that was undone.
            moved.borrow_mut().clear();
            moves.iter().try_for_each(|(id, event)| {
                let (moved, event) = (Rc::clone(&moved), event.clone());
                with_entry(txn, *id, move |txn, key, mut entry| {
                    if let Ok(next) = entry.state.clone().apply(event) {
                        entry.state = next;
                        txn.store(ENTRIES)?.put_with_key(&to_row(&entry)?, key)?;
                        moved.borrow_mut().push(entry);
                    }
                    Ok(())
                })
            })
        };
        strictly(&burst).await?;
        Ok(moved.take())
    }

    async fn remove(&self, ids: &[CommandId]) -> Result<(), StoreError> {
        let burst = |txn: &Txn| {
            ids.iter().try_for_each(|id| {
                with_entry(txn, *id, |txn, key, entry| {
                    if entry.state.may_be_removed() {
                        txn.store(ENTRIES)?.delete(key)?;
                    }
                    Ok(())
                })
            })
        };
        Ok(strictly(&burst).await?)
    }
}

/// Leads on from the entry as it is stored now; from none, or one that cannot be
/// read, nothing does.
fn with_entry(
    txn: &Txn,
    id: CommandId,
    lead_on: impl FnOnce(&Txn, &JsValue, OutboxEntry) -> Result<(), PlatformError> + 'static,
) -> Result<(), PlatformError> {
    let (key, inside) = (id.to_string(), txn.clone());
    let name = JsValue::from_str(&key);
    let then = move |row: JsValue| match from_row(&row) {
        Ok(entry) => lead_on(&inside, &name, entry),
        Err(_) => Ok(()),
    };
    txn.read(ENTRIES, &key, Box::new(then))
}

/// Txns a key's own row, and whatever goes with it.
fn with_device(
    txn: &Txn,
    id: &DeviceId,
    edit: impl FnOnce(&Txn, &mut Device) -> Result<(), PlatformError> + 'static,
) -> Result<(), PlatformError> {
    let (key, inside) = (JsValue::from_str(id.as_str()), txn.clone());
    let then = move |row: JsValue| {
        if row.is_undefined() {
            return Err(StoreError::UnknownDevice.into());
        }
        let mut stored = device(&row)?;
        edit(&inside, &mut stored.device)?;
        inside.store(DEVICES)?.put_with_key(&device_row(&stored)?, &key)?;
        Ok(())
    };
    txn.read(DEVICES, id.as_str(), Box::new(then))
}

/// A row that cannot be read is left where it is; it must not hide the others.
fn readable<T>(rows: impl Iterator<Item = Result<T, PlatformError>>) -> Vec<T> {
    rows.filter_map(|row| row.inspect_err(|error| log::warn(&format!("outbox: {error}"))).ok())
        .collect()
}

fn device(row: &JsValue) -> Result<StoredDevice, PlatformError> {
    let device = from_row(&Reflect::get(row, &"device".into())?)?;
    Ok(KeyedDevice { device, keys: Keys(Reflect::get(row, &"keys".into())?) })
}

fn device_row(stored: &StoredDevice) -> Result<JsValue, PlatformError> {
    let row = Object::new();
    Reflect::set(&row, &"device".into(), &to_row(&stored.device)?)?;
    Reflect::set(&row, &"keys".into(), &stored.keys.0)?;
    Ok(row.into())
}
