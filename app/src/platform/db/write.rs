//! Writing: all of a transaction or nothing, once more where a dead handle or a
//! full phone stood in the way.

use super::connection::{connect, forget};
use super::idb::{self, Burst, Txn};
use super::room;
use super::schema::Schema;
use crate::platform::PlatformError;
use js_sys::Uint8Array;
use serde::Serialize;
use wasm_bindgen::JsValue;
use web_sys::IdbObjectStore;

/// When a write counts as done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Durability {
    /// When it is on the disk.
    Strict,
    /// When the system has it; a power cut may undo it.
    Relaxed,
}

/// One change of one row.
pub enum RowChange {
    Put { store: &'static str, key: String, value: JsValue },
    Delete { store: &'static str, key: String },
    Clear { store: &'static str },
}

impl RowChange {
    /// Puts a value as JSON.
    pub fn put<T: Serialize>(
        store: &'static str,
        key: impl Into<String>,
        value: &T,
    ) -> Result<Self, PlatformError> {
        Ok(Self::Put { store, key: key.into(), value: to_row(value)? })
    }

    /// Puts raw bytes.
    pub fn put_bytes(store: &'static str, key: impl Into<String>, bytes: &[u8]) -> Self {
        Self::Put { store, key: key.into(), value: Uint8Array::from(bytes).into() }
    }

    pub fn delete(store: &'static str, key: impl Into<String>) -> Self {
        Self::Delete { store, key: key.into() }
    }

    const fn store(&self) -> &'static str {
        match self {
            Self::Put { store, .. } | Self::Delete { store, .. } | Self::Clear { store } => store,
        }
    }

    fn request(&self, store: &IdbObjectStore) -> Result<(), JsValue> {
        match self {
            Self::Put { key, value, .. } => store.put_with_key(value, &key.into()),
            Self::Delete { key, .. } => store.delete(&key.into()),
            Self::Clear { .. } => store.clear(),
        }
        .map(drop)
    }
}

/// A value as it is kept: JSON text.
pub fn to_row<T: Serialize>(value: &T) -> Result<JsValue, PlatformError> {
    let json = serde_json::to_string(value).map_err(|e| PlatformError::Codec(e.to_string()))?;
    Ok(JsValue::from_str(&json))
}

/// The stores that changes touch.
pub fn touched(changes: &[RowChange]) -> Vec<&'static str> {
    let mut touched: Vec<_> = changes.iter().map(RowChange::store).collect();
    touched.sort_unstable();
    touched.dedup();
    touched
}

/// Issues the requests of all changes.
pub fn apply(txn: &Txn, rows: &[RowChange]) -> Result<(), PlatformError> {
    rows.iter().try_for_each(|row| Ok(row.request(&txn.store(row.store())?)?))
}

/// Runs a burst of requests in one transaction: all of it happens, or nothing.
/// On a full phone the caches give way, the pictures first.
pub async fn write(
    schema: Schema,
    durability: Durability,
    stores: &[&str],
    burst: &Burst<'_>,
) -> Result<(), PlatformError> {
    let mut was_reopened = false;
    let mut ways = room::ways(schema.name).iter();
    loop {
        match attempt(schema, durability, stores, burst).await {
            Err(PlatformError::ConnectionLost) if !was_reopened => {
                was_reopened = true;
                forget(schema.name);
            }
            Err(PlatformError::Quota) => match ways.next() {
                Some(way) => room::make(*way).await,
                None => return Err(PlatformError::Quota),
            },
            outcome => return outcome,
        }
    }
}

/// One attempt, without a way out.
pub(super) async fn attempt(
    schema: Schema,
    durability: Durability,
    stores: &[&str],
    burst: &Burst<'_>,
) -> Result<(), PlatformError> {
    let db = connect(schema).await?;
    idb::completed(idb::begin(&db, stores, durability)?, burst).await
}
