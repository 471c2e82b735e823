//! `warung-outbox`: commands on their way, and the keys that sign them.
//!
//! Rows are written in strictly durable transactions. Entries are JSON text
//! under their command id; devices hold the non-extractable key pair beside
//! their own JSON, which only structured clone can store.

use super::idb;
use crate::platform::PlatformError;
use js_sys::{Array, Object, Reflect};
use serde::{Deserialize, Serialize};
use std::cell::RefCell;
use warung_domain::ids::{AccountId, CommandId, DeviceId};
use warung_domain::jws::Jwk;
use warung_domain::outbox::OutboxEntry;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{IdbDatabase, IdbTransactionMode};

const NAME: &str = "warung-outbox";
const VERSION: u32 = 1;
const ENTRIES: &str = "entries";
const DEVICES: &str = "devices";

/// A signing key of this phone and whose it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Device {
    pub id: DeviceId,
    pub public_key: Jwk,
    /// Bound for ever to the first account that signed in with it; a guest's
    /// key is bound to nobody yet.
    pub account: Option<AccountId>,
    /// Sequence number of the last command it signed.
    pub last_seq: u64,
}

/// A device with its key pair, an opaque handle.
#[derive(Debug, Clone)]
pub struct StoredDevice {
    pub device: Device,
    pub(in crate::platform) keys: JsValue,
}

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

async fn rows(store: &str) -> Result<Array, PlatformError> {
    let db = db().await?;
    let attempt = || -> Result<_, JsValue> {
        db.transaction_with_str_and_mode(store, IdbTransactionMode::Readonly)?
            .object_store(store)?
            .get_all()
    };
    let request = attempt().map_err(|error| {
        forget_connection();
        PlatformError::from(error)
    })?;
    Ok(idb::settled(&request).await?.unchecked_into())
}

/// Every entry, in the order the commands were minted.
pub async fn entries() -> Result<Vec<OutboxEntry>, PlatformError> {
    rows(ENTRIES).await?.iter().map(|row| parse(&row)).collect()
}

/// Every signing key on this phone.
pub async fn devices() -> Result<Vec<StoredDevice>, PlatformError> {
    rows(DEVICES)
        .await?
        .iter()
        .map(|row| {
            let device = parse(&Reflect::get(&row, &"device".into())?)?;
            Ok(StoredDevice { device, keys: Reflect::get(&row, &"keys".into())? })
        })
        .collect()
}

/// Stores a command and the sequence number it used up, strictly. When this
/// returns, the order is saved.
pub async fn save(entry: &OutboxEntry, signer: &StoredDevice) -> Result<(), PlatformError> {
    let (entry_row, device_row) = (json(entry)?, device_row(signer)?);
    let (id, device) = (entry.id.to_string(), signer.device.id.to_string());
    idb::strictly(&db().await?, &[ENTRIES, DEVICES], |store| {
        // `add` refuses a second entry under the same id.
        store(ENTRIES)?.add_with_key(&entry_row, &JsValue::from_str(&id))?;
        store(DEVICES)?.put_with_key(&device_row, &JsValue::from_str(&device))?;
        Ok(())
    })
    .await
}

/// Stores commands that other phones signed, all or none, strictly. When this
/// returns, they are saved here too. Fails if one of them is here already.
pub async fn take_in(entries: &[OutboxEntry]) -> Result<(), PlatformError> {
    let rows = entries
        .iter()
        .map(|entry| Ok((entry.id.to_string(), json(entry)?)))
        .collect::<Result<Vec<_>, PlatformError>>()?;
    idb::strictly(&db().await?, &[ENTRIES], |store| {
        for (id, row) in &rows {
            store(ENTRIES)?.add_with_key(row, &JsValue::from_str(id))?;
        }
        Ok(())
    })
    .await
}

/// Replaces the states of entries.
pub async fn update(entries: &[OutboxEntry]) -> Result<(), PlatformError> {
    let rows = entries
        .iter()
        .map(|entry| Ok((entry.id.to_string(), json(entry)?)))
        .collect::<Result<Vec<_>, PlatformError>>()?;
    idb::strictly(&db().await?, &[ENTRIES], |store| {
        for (id, row) in &rows {
            store(ENTRIES)?.put_with_key(row, &JsValue::from_str(id))?;
        }
        Ok(())
    })
    .await
}

/// Removes entries that were answered and heard back, or dropped by a person.
pub async fn remove(ids: &[CommandId]) -> Result<(), PlatformError> {
    idb::strictly(&db().await?, &[ENTRIES], |store| {
        for id in ids {
            store(ENTRIES)?.delete(&JsValue::from_str(&id.to_string()))?;
        }
        Ok(())
    })
    .await
}

/// Stores a signing key.
pub async fn put_device(device: &StoredDevice) -> Result<(), PlatformError> {
    let (key, row) = (device.device.id.to_string(), device_row(device)?);
    idb::strictly(&db().await?, &[DEVICES], |store| {
        store(DEVICES)?.put_with_key(&row, &JsValue::from_str(&key))?;
        Ok(())
    })
    .await
}

fn device_row(stored: &StoredDevice) -> Result<JsValue, PlatformError> {
    let row = Object::new();
    Reflect::set(&row, &"device".into(), &json(&stored.device)?)?;
    Reflect::set(&row, &"keys".into(), &stored.keys)?;
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
