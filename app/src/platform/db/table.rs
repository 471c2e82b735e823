//! Stores of a rexie database as tables of text or bytes.
//!
//! Rows are JSON text (or raw bytes for catalog blocks) under string keys. One
//! converter in one place: nothing else in the app touches a stored `JsValue`.

use crate::platform::PlatformError;
use futures::future::try_join_all;
use js_sys::Uint8Array;
use rexie::{ObjectStore, Rexie, TransactionMode};
use serde::{Serialize, de::DeserializeOwned};
use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen::{JsCast, JsValue};

/// A database: its name, version and every store it has ever had.
pub struct Database {
    pub name: &'static str,
    pub version: u32,
    pub stores: &'static [&'static str],
}

thread_local! {
    /// Open connections by name. Dropped when the browser kills a handle.
    static OPEN: RefCell<Vec<(&'static str, Rc<Rexie>)>> = const { RefCell::new(Vec::new()) };
}

/// Forgets every open connection, so that the next use opens anew. WebKit
/// leaves dead handles behind after a phone has slept.
pub fn forget_connections() {
    let open = OPEN.with_borrow_mut(std::mem::take);
    for (_, db) in open {
        // A connection in use closes when its last user lets go.
        if let Ok(db) = Rc::try_unwrap(db) {
            db.close();
        }
    }
}

impl Database {
    async fn open(&self) -> Result<Rc<Rexie>, PlatformError> {
        let known = OPEN.with_borrow(|open| {
            open.iter().find(|(name, _)| *name == self.name).map(|(_, db)| Rc::clone(db))
        });
        if let Some(db) = known {
            return Ok(db);
        }
        let builder = self
            .stores
            .iter()
            .fold(Rexie::builder(self.name).version(self.version), |builder, store| {
                builder.add_object_store(ObjectStore::new(store))
            });
        let db = Rc::new(builder.build().await?);
        OPEN.with_borrow_mut(|open| open.push((self.name, Rc::clone(&db))));
        Ok(db)
    }

    async fn read_value(&self, store: &str, key: &str) -> Result<Option<JsValue>, PlatformError> {
        let db = self.open().await?;
        let txn = db.transaction(&[store], TransactionMode::ReadOnly)?;
        let value = txn.store(store)?.get(JsValue::from_str(key)).await?;
        Ok(value.filter(|found| !found.is_undefined()))
    }

    /// The row under a key.
    pub async fn get<T: DeserializeOwned>(
        &self,
        store: &str,
        key: &str,
    ) -> Result<Option<T>, PlatformError> {
        self.read_value(store, key).await?.map(|value| from_row(&value)).transpose()
    }

    /// Whether there is a row under a key.
    pub async fn has(&self, store: &str, key: &str) -> Result<bool, PlatformError> {
        Ok(self.read_value(store, key).await?.is_some())
    }

    /// Every row, in key order.
    pub async fn all<T: DeserializeOwned>(&self, store: &str) -> Result<Vec<T>, PlatformError> {
        let db = self.open().await?;
        let txn = db.transaction(&[store], TransactionMode::ReadOnly)?;
        let rows = txn.store(store)?.get_all(None, None).await?;
        rows.iter().map(from_row).collect()
    }

    /// The raw bytes under a key.
    pub async fn get_bytes(
        &self,
        store: &str,
        key: &str,
    ) -> Result<Option<Vec<u8>>, PlatformError> {
        let value = self.read_value(store, key).await?;
        Ok(value.and_then(|v| v.dyn_into::<Uint8Array>().ok()).map(|bytes| bytes.to_vec()))
    }

    /// Every key of a store.
    pub async fn keys(&self, store: &str) -> Result<Vec<String>, PlatformError> {
        let db = self.open().await?;
        let txn = db.transaction(&[store], TransactionMode::ReadOnly)?;
        let keys = txn.store(store)?.get_all_keys(None, None).await?;
        Ok(keys.iter().filter_map(JsValue::as_string).collect())
    }

    /// Applies all changes in one transaction, or none.
    pub async fn write(&self, changes: Vec<RowChange>) -> Result<(), PlatformError> {
        if changes.is_empty() {
            return Ok(());
        }
        let txn = self.open().await?.transaction(&touched(&changes), TransactionMode::ReadWrite)?;
        burst(txn, &changes).await
    }

    /// Applies all changes in one transaction if the texts of some rows, read in
    /// the same transaction, are still as expected. Says whether it did.
    pub async fn write_if(
        &self,
        guarded: &'static str,
        keys: &[&str],
        is_current: impl FnOnce(&[Option<String>]) -> bool,
        changes: Vec<RowChange>,
    ) -> Result<bool, PlatformError> {
        let mut stores = touched(&changes);
        if !stores.contains(&guarded) {
            stores.push(guarded);
        }
        let txn = self.open().await?.transaction(&stores, TransactionMode::ReadWrite)?;
        let store = txn.store(guarded)?;
        let rows = try_join_all(keys.iter().map(|key| store.get(JsValue::from_str(key)))).await?;
        let texts: Vec<_> =
            rows.into_iter().map(|row| row.and_then(|row| row.as_string())).collect();
        if !is_current(&texts) {
            txn.abort().await?;
            return Ok(false);
        }
        burst(txn, &changes).await?;
        Ok(true)
    }
}

fn touched(changes: &[RowChange]) -> Vec<&'static str> {
    let mut touched: Vec<_> = changes.iter().map(RowChange::store).collect();
    touched.sort_unstable();
    touched.dedup();
    touched
}

/// All requests go out in one burst; awaiting them in turn could let the
/// transaction end in between.
async fn burst(txn: rexie::Transaction, changes: &[RowChange]) -> Result<(), PlatformError> {
    try_join_all(changes.iter().map(|change| change.request(&txn))).await?;
    txn.commit().await?;
    Ok(())
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
        let json = serde_json::to_string(value).map_err(|e| PlatformError::Codec(e.to_string()))?;
        Ok(Self::Put { store, key: key.into(), value: JsValue::from_str(&json) })
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

    async fn request(&self, txn: &rexie::Transaction) -> Result<(), rexie::Error> {
        let store = txn.store(self.store())?;
        match self {
            Self::Put { key, value, .. } => {
                store.put(value, Some(&JsValue::from_str(key))).await?;
            }
            Self::Delete { key, .. } => store.delete(JsValue::from_str(key)).await?,
            Self::Clear { .. } => store.clear().await?,
        }
        Ok(())
    }
}

fn from_row<T: DeserializeOwned>(value: &JsValue) -> Result<T, PlatformError> {
    let json = value
        .as_string()
        .ok_or_else(|| PlatformError::Codec("a row that is not text".to_owned()))?;
    warung_domain::json::read(json.as_bytes()).map_err(|e| PlatformError::Codec(e.to_string()))
}
