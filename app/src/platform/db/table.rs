//! Reading the stores of a database as tables of text or bytes, through rexie.
//!
//! Rows are JSON text (or raw bytes for catalog blocks) under string keys. One
//! converter in one place: nothing else in the app touches a stored `JsValue`.
//!
//! rexie reads; what is written, and every change of version, goes through our
//! own connection, because rexie tells neither why a transaction was aborted
//! nor that another tab waits for it. Its handle lives and dies with ours.

use super::connection::{connect, forget};
use super::idb::Txn;
use super::schema::Schema;
use super::write::{self, Durability, RowChange};
use crate::platform::{PlatformError, aside, timer};
use futures::FutureExt;
use futures::channel::oneshot;
use futures::future::{Either, select};
use js_sys::Uint8Array;
use rexie::{Rexie, Transaction, TransactionMode};
use serde::de::DeserializeOwned;
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use wasm_bindgen::{JsCast, JsValue};

/// A database of plain tables.
pub struct Database {
    pub schema: Schema,
    pub durability: Durability,
}

/// Whether the texts of some rows are still as expected.
pub type Guard = Box<dyn Fn(&[Option<String>]) -> bool>;

thread_local! {
    static READERS: RefCell<Vec<(&'static str, Rc<Rexie>)>> = const { RefCell::new(Vec::new()) };
}

/// Closes rexie's handle, as soon as whoever reads is done.
pub(super) fn forget_reader(name: &str) {
    let found = READERS.with_borrow_mut(|readers| {
        let at = readers.iter().position(|(known, _)| *known == name)?;
        Some(readers.swap_remove(at).1)
    });
    let Some(mut reader) = found else { return };
    timer::spawn(async move {
        loop {
            match Rc::try_unwrap(reader) {
                Ok(free) => return free.close(),
                Err(busy) => reader = busy,
            }
            timer::breathe().await;
        }
    });
}

impl Database {
    async fn reader(&self) -> Result<Rc<Rexie>, PlatformError> {
        // Brings the database to its version first; rexie takes what is there.
        connect(self.schema).await?;
        let name = self.schema.name;
        let known = READERS.with_borrow(|readers| {
            readers.iter().find(|(known, _)| *known == name).map(|(_, db)| Rc::clone(db))
        });
        if let Some(db) = known {
            return Ok(db);
        }
        let db = Rc::new(Rexie::builder(name).build().await?);
        READERS.with_borrow_mut(|readers| readers.push((name, Rc::clone(&db))));
        Ok(db)
    }

    /// What a store answers, asked a second time over a new connection if the
    /// first was dead.
    async fn ask(&self, store: &str, what: What<'_>) -> Result<Vec<JsValue>, PlatformError> {
        match self.ask_once(store, what).await {
            Err(PlatformError::Browser(_) | PlatformError::ConnectionLost) => {
                forget(self.schema.name);
                self.ask_once(store, what).await
            }
            outcome => outcome,
        }
    }

    async fn ask_once(&self, store: &str, what: What<'_>) -> Result<Vec<JsValue>, PlatformError> {
        let db = self.reader().await?;
        let txn = db.transaction(&[store], TransactionMode::ReadOnly)?;
        let store = txn.store(store)?;
        let (tell, undone) = oneshot::channel();
        let _held = aside::holding(move || undo(txn, tell));
        let read = Box::pin(async {
            Ok(match what {
                What::Row(key) => store.get(JsValue::from_str(key)).await?.into_iter().collect(),
                What::Rows => store.get_all(None, None).await?,
                What::Keys => store.get_all_keys(None, None).await?,
            })
        });
        match select(read, undone).await {
            Either::Left((rows, _)) => rows,
            Either::Right((Err(_), read)) => read.await,
            Either::Right((Ok(()), read)) => {
                // An answer may still come to it.
                std::mem::forget(read);
                Err(PlatformError::ConnectionLost)
            }
        }
    }

    async fn row(&self, store: &str, key: &str) -> Result<Option<JsValue>, PlatformError> {
        let found = self.ask(store, What::Row(key)).await?.pop();
        Ok(found.filter(|value| !value.is_undefined()))
    }

    /// The row under a key.
    pub async fn get<T: DeserializeOwned>(
        &self,
        store: &str,
        key: &str,
    ) -> Result<Option<T>, PlatformError> {
        self.row(store, key).await?.map(|value| from_row(&value)).transpose()
    }

    /// Every row, in key order.
    pub async fn all<T: DeserializeOwned>(&self, store: &str) -> Result<Vec<T>, PlatformError> {
        self.ask(store, What::Rows).await?.iter().map(from_row).collect()
    }

    /// The raw bytes under a key.
    pub async fn get_bytes(
        &self,
        store: &str,
        key: &str,
    ) -> Result<Option<Vec<u8>>, PlatformError> {
        let value = self.row(store, key).await?;
        Ok(value.and_then(|v| v.dyn_into::<Uint8Array>().ok()).map(|bytes| bytes.to_vec()))
    }

    /// Every key of a store.
    pub async fn keys(&self, store: &str) -> Result<Vec<String>, PlatformError> {
        let keys = self.ask(store, What::Keys).await?;
        Ok(keys.iter().filter_map(JsValue::as_string).collect())
    }

    /// Whether there is a row under a key.
    pub async fn has(&self, store: &str, key: &str) -> Result<bool, PlatformError> {
        Ok(self.row(store, key).await?.is_some())
    }

    /// Applies all changes in one transaction, or none.
    pub async fn write(&self, changes: Vec<RowChange>) -> Result<(), PlatformError> {
        if changes.is_empty() {
            return Ok(());
        }
        let burst = |txn: &Txn| write::apply(txn, &changes);
        write::write(self.schema, self.durability, &write::touched(&changes), &burst).await
    }

    /// Applies all changes in one transaction if the texts of some rows, read in
    /// the same transaction, are still as expected. Says whether it did.
    pub async fn write_if(
        &self,
        guarded: &'static str,
        keys: &[&str],
        is_current: Guard,
        changes: Vec<RowChange>,
    ) -> Result<bool, PlatformError> {
        let mut stores = write::touched(&changes);
        if !stores.contains(&guarded) {
            stores.push(guarded);
        }
        let guard = Rc::new((is_current, changes));
        let was_current = Rc::new(Cell::new(false));
        let burst = |txn: &Txn| {
            let texts = Rc::new(RefCell::new(Vec::new()));
            let count = keys.len();
            keys.iter().try_for_each(|key| {
                let (texts, guard) = (Rc::clone(&texts), Rc::clone(&guard));
                let (was_current, inside) = (Rc::clone(&was_current), txn.clone());
                // Answers come in the order of the questions; the last one decides.
                let then = move |row: JsValue| {
                    let mut texts = texts.borrow_mut();
                    texts.push(row.as_string());
                    if texts.len() < count {
                        return Ok(());
                    }
                    let (is_current, changes) = &*guard;
                    was_current.set(is_current(&texts));
                    if was_current.get() { write::apply(&inside, changes) } else { Ok(()) }
                };
                txn.read(guarded, key, Box::new(then))
            })
        };
        write::write(self.schema, self.durability, &stores, &burst).await?;
        Ok(was_current.get())
    }
}

/// Undoes a transaction at once, and tells so. rexie would wait for what comes of it,
/// and let go at the first of several events; so nobody waits and it is never let go.
fn undo(txn: Transaction, tell: oneshot::Sender<()>) {
    let mut undoing = Box::pin(txn.abort());
    // One that has ended by itself is as good, and has its answer.
    if undoing.as_mut().now_or_never().is_none() {
        let _ = tell.send(());
    }
    std::mem::forget(undoing);
}

/// What to ask a store for.
#[derive(Clone, Copy)]
enum What<'a> {
    Row(&'a str),
    Rows,
    Keys,
}

/// A kept value, read.
pub(super) fn from_row<T: DeserializeOwned>(value: &JsValue) -> Result<T, PlatformError> {
    let json = value
        .as_string()
        .ok_or_else(|| PlatformError::Codec("a row that is not text".to_owned()))?;
    warung_domain::json::read(json.as_bytes()).map_err(|e| PlatformError::Codec(e.to_string()))
}
