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

use super::idb::{self, Strict};
use crate::platform::{PlatformError, log};
use js_sys::{Array, Object, Reflect};
use serde::Serialize;
use std::cell::RefCell;
use std::rc::Rc;
use warung_domain::ids::{AccountId, CommandId, DeviceId};
use warung_domain::outbox::{EntryEvent, OutboxEntry};
use warung_phone::device::{Device, KeyedDevice};
use warung_phone::store::{OutboxStore, StoreError};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{IdbDatabase, IdbTransactionMode};

const NAME: &str = "warung-outbox";
const VERSION: u32 = 1;
const ENTRIES: &str = "entries";
const DEVICES: &str = "devices";

/// A key pair, an opaque handle that can sign.
#[derive(Debug, Clone)]
pub struct Keys(pub(in crate::platform) JsValue);

/// A signing key of this phone.
pub type StoredDevice = KeyedDevice<Keys>;

thread_local! {
    static DB: RefCell<Option<IdbDatabase>> = const { RefCell::new(None) };
}

/// Forgets the open connection, so that the next use opens anew.
pub fn forget_connection() {
    if let Some(db) = DB.with_borrow_mut(Option::take) {
        // Running transactions end first.
        db.close();
    }
}

async fn db() -> Result<IdbDatabase, PlatformError> {
    if let Some(db) = DB.with_borrow(Clone::clone) {
        return Ok(db);
    }
    let db = idb::open(NAME, VERSION, upgrade).await?;
    DB.with_borrow_mut(|slot| *slot = Some(db.clone()));
    Ok(db)
}

/// Version 1: `entries` and `devices`, both with out-of-line string keys.
fn upgrade(db: &IdbDatabase, from: u32) -> Result<(), JsValue> {
    if from < 1 {
        db.create_object_store(ENTRIES)?;
        db.create_object_store(DEVICES)?;
    }
    Ok(())
}

/// A transaction on an open connection; a handle that died is opened again, once.
async fn begin() -> Result<Strict, PlatformError> {
    let stores = [ENTRIES, DEVICES];
    let first = idb::begin(&db().await?, &stores);
    if first.is_ok() {
        return first;
    }
    forget_connection();
    idb::begin(&db().await?, &stores)
}

async fn rows(store: &str) -> Result<Array, PlatformError> {
    let read = |db: &IdbDatabase| -> Result<_, JsValue> {
        db.transaction_with_str_and_mode(store, IdbTransactionMode::Readonly)?
            .object_store(store)?
            .get_all()
    };
    let request = match read(&db().await?) {
        Ok(request) => request,
        Err(_) => {
            forget_connection();
            read(&db().await?)?
        }
    };
    Ok(idb::settled(&request).await?.unchecked_into())
}

/// The outbox of this phone.
#[derive(Debug, Clone, Copy, Default)]
pub struct Outbox;

impl OutboxStore for Outbox {
    type Keys = Keys;

    async fn entries(&self) -> Result<Vec<OutboxEntry>, StoreError> {
        Ok(readable(rows(ENTRIES).await?.iter().map(|row| parse(&row))))
    }

    async fn devices(&self) -> Result<Vec<StoredDevice>, StoreError> {
        Ok(readable(rows(DEVICES).await?.iter().map(|row| device(&row))))
    }

    async fn add_device(&self, device: &StoredDevice) -> Result<(), StoreError> {
        let (key, row) = (JsValue::from_str(device.device.id.as_str()), device_row(device)?);
        let burst = move |strict: &Strict| {
            strict.store(DEVICES)?.add_with_key(&row, &key)?;
            Ok(())
        };
        Ok(idb::strictly(begin().await?, burst).await?)
    }

    async fn bind(
        &self,
        device: &DeviceId,
        account: AccountId,
        last_seq: u64,
    ) -> Result<(), StoreError> {
        let burst = |strict: &Strict| {
            with_device(strict, device, move |_, device| Ok(device.bind(account, last_seq)?))
        };
        Ok(idb::strictly(begin().await?, burst).await?)
    }

    async fn save(&self, entry: &OutboxEntry) -> Result<(), StoreError> {
        let (key, row, seq) = (entry.id.to_string(), json(entry)?, entry.seq);
        let burst = |strict: &Strict| {
            with_device(strict, &entry.device, move |strict, device| {
                device.use_up(seq)?;
                // `add` refuses a second entry under the same id.
                strict.store(ENTRIES)?.add_with_key(&row, &JsValue::from_str(&key))?;
                Ok(())
            })
        };
        Ok(idb::strictly(begin().await?, burst).await?)
    }

    async fn take_in(&self, entries: &[OutboxEntry]) -> Result<(), StoreError> {
        let burst = |strict: &Strict| {
            entries.iter().try_for_each(|entry| {
                let key = JsValue::from_str(&entry.id.to_string());
                strict.store(ENTRIES)?.add_with_key(&json(entry)?, &key)?;
                Ok(())
            })
        };
        Ok(idb::strictly(begin().await?, burst).await?)
    }

    async fn advance(
        &self,
        moves: &[(CommandId, EntryEvent)],
    ) -> Result<Vec<OutboxEntry>, StoreError> {
        let moved = Rc::new(RefCell::new(Vec::new()));
        let burst = |strict: &Strict| {
            moves.iter().try_for_each(|(id, event)| {
                let (moved, event) = (Rc::clone(&moved), event.clone());
                with_entry(strict, *id, move |strict, key, mut entry| {
                    if let Ok(next) = entry.state.clone().apply(event) {
                        entry.state = next;
                        strict.store(ENTRIES)?.put_with_key(&json(&entry)?, key)?;
                        moved.borrow_mut().push(entry);
                    }
                    Ok(())
                })
            })
        };
        idb::strictly(begin().await?, burst).await?;
        Ok(moved.take())
    }

    async fn remove(&self, ids: &[CommandId]) -> Result<(), StoreError> {
        let burst = |strict: &Strict| {
            ids.iter().try_for_each(|id| {
                with_entry(strict, *id, |strict, key, entry| {
                    if entry.state.may_be_removed() {
                        strict.store(ENTRIES)?.delete(key)?;
                    }
                    Ok(())
                })
            })
        };
        Ok(idb::strictly(begin().await?, burst).await?)
    }
}

/// Leads on from the entry as it is stored now; from none, or one that cannot be
/// read, nothing does.
fn with_entry(
    strict: &Strict,
    id: CommandId,
    lead_on: impl FnOnce(&Strict, &JsValue, OutboxEntry) -> Result<(), PlatformError> + 'static,
) -> Result<(), PlatformError> {
    let (key, inside) = (id.to_string(), strict.clone());
    let name = JsValue::from_str(&key);
    let then = move |row: JsValue| match parse(&row) {
        Ok(entry) => lead_on(&inside, &name, entry),
        Err(_) => Ok(()),
    };
    strict.read(ENTRIES, &key, Box::new(then))
}

/// Changes a key's own row, and whatever goes with it.
fn with_device(
    strict: &Strict,
    id: &DeviceId,
    change: impl FnOnce(&Strict, &mut Device) -> Result<(), PlatformError> + 'static,
) -> Result<(), PlatformError> {
    let (key, inside) = (JsValue::from_str(id.as_str()), strict.clone());
    let then = move |row: JsValue| {
        if row.is_undefined() {
            return Err(StoreError::UnknownDevice.into());
        }
        let mut stored = device(&row)?;
        change(&inside, &mut stored.device)?;
        inside.store(DEVICES)?.put_with_key(&device_row(&stored)?, &key)?;
        Ok(())
    };
    strict.read(DEVICES, id.as_str(), Box::new(then))
}

/// A row that cannot be read is left where it is; it must not hide the others.
fn readable<T>(rows: impl Iterator<Item = Result<T, PlatformError>>) -> Vec<T> {
    rows.filter_map(|row| row.inspect_err(|error| log::warn(&format!("outbox: {error}"))).ok())
        .collect()
}

fn device(row: &JsValue) -> Result<StoredDevice, PlatformError> {
    let device = parse(&Reflect::get(row, &"device".into())?)?;
    Ok(KeyedDevice { device, keys: Keys(Reflect::get(row, &"keys".into())?) })
}

fn device_row(stored: &StoredDevice) -> Result<JsValue, PlatformError> {
    let row = Object::new();
    Reflect::set(&row, &"device".into(), &json(&stored.device)?)?;
    Reflect::set(&row, &"keys".into(), &stored.keys.0)?;
    Ok(row.into())
}

fn json<T: Serialize>(value: &T) -> Result<JsValue, PlatformError> {
    let text = serde_json::to_string(value).map_err(|e| PlatformError::Codec(e.to_string()))?;
    Ok(JsValue::from_str(&text))
}

fn parse<T: serde::de::DeserializeOwned>(row: &JsValue) -> Result<T, PlatformError> {
    let text = row.as_string().ok_or_else(|| PlatformError::Codec("not text".to_owned()))?;
    warung_domain::json::read(text.as_bytes()).map_err(|e| PlatformError::Codec(e.to_string()))
}
