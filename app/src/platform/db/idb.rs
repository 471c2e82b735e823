//! A thin IndexedDB binding: versions that keep what is there, rows read and
//! changed in one transaction, and success only at the `complete` event.

use super::schema::Schema;
use super::trouble::{self, Trouble};
use super::write::Durability;
use crate::platform::aside::{self, Held};
use crate::platform::{PlatformError, window};
use futures::channel::oneshot;
use js_sys::{Array, Object, Reflect};
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{
    Event, IdbDatabase, IdbObjectStore, IdbRequest, IdbTransaction, IdbVersionChangeEvent,
};

/// Opens a database at the schema's version. Where an older tab stands in the
/// way this waits for it to go, and says so.
pub async fn open(schema: Schema) -> Result<IdbDatabase, PlatformError> {
    let factory = window().indexed_db()?.ok_or(PlatformError::Missing("IndexedDB"))?;
    let request = factory.open_with_u32(schema.name, schema.version())?;
    let on_upgrade = {
        let request = request.clone();
        Closure::once_into_js(move |event: IdbVersionChangeEvent| {
            let Some(change) = request.transaction() else { return };
            let db = request.result().and_then(JsCast::dyn_into::<IdbDatabase>);
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "versions are small whole numbers"
            )]
            let from = event.old_version() as u32;
            // Half a schema must not become the new version: aborting leaves the old
            // one with its rows, and `open` errs.
            if db.and_then(|db| schema.bring_up(&db, &change, from)).is_err() {
                let _ = change.abort();
            }
        })
    };
    request.set_onupgradeneeded(Some(on_upgrade.unchecked_ref()));
    let was_blocked = Rc::new(Cell::new(false));
    let on_blocked = {
        let was_blocked = Rc::clone(&was_blocked);
        Closure::<dyn Fn()>::new(move || {
            was_blocked.set(true);
            trouble::tell(Trouble::Blocked);
        })
    };
    request.set_onblocked(Some(on_blocked.as_ref().unchecked_ref()));
    let opened = settled(request.unchecked_ref::<IdbRequest>()).await;
    request.set_onblocked(None);
    if was_blocked.get() {
        trouble::tell(Trouble::Unblocked);
    }
    Ok(opened?.unchecked_into())
}

/// The result of one request. Whatever it is part of is undone if the page is put
/// aside before.
pub async fn settled(request: &IdbRequest) -> Result<JsValue, PlatformError> {
    let (done, finished) = oneshot::channel::<Result<JsValue, JsValue>>();
    let done = Rc::new(RefCell::new(Some(done)));
    let ok = {
        let (request, done) = (request.clone(), Rc::clone(&done));
        Closure::<dyn FnMut(Event)>::new(move |_| {
            if let Some(done) = done.borrow_mut().take() {
                let _ = done.send(request.result());
            }
        })
    };
    let err = {
        let (request, done) = (request.clone(), Rc::clone(&done));
        Closure::<dyn FnMut(Event)>::new(move |_| {
            if let Some(done) = done.borrow_mut().take() {
                let error = request.error().ok().flatten().map_or(JsValue::NULL, Into::into);
                let _ = done.send(Err(error));
            }
        })
    };
    request.set_onsuccess(Some(ok.as_ref().unchecked_ref()));
    request.set_onerror(Some(err.as_ref().unchecked_ref()));
    let _held = {
        let request = request.clone();
        // Opening alone is part of nothing, and holds nothing.
        held(move || request.transaction(), done)
    };
    // Whoever waits may be dropped, and the closures with it.
    let unheard = request.clone();
    let _unhook = Unhook(move || {
        unheard.set_onsuccess(None);
        unheard.set_onerror(None);
    });
    Ok(finished.await.map_err(|_| PlatformError::ConnectionLost)??)
}

/// Takes handlers off when it goes.
struct Unhook<F: Fn()>(F);

impl<F: Fn()> Drop for Unhook<F> {
    fn drop(&mut self) {
        (self.0)();
    }
}

/// Undoes a transaction if the page is put aside before it ends, and tells whoever
/// waits for it, because WebKit may never tell a page that has been frozen. Asked to
/// commit early instead, it still waits for events that a frozen page never gets.
fn held<T: 'static>(
    txn: impl FnOnce() -> Option<IdbTransaction> + 'static,
    waits: Rc<RefCell<Option<oneshot::Sender<T>>>>,
) -> Held {
    aside::holding(move || {
        // What has ended by itself cannot be undone, and is told.
        if txn().is_some_and(|txn| txn.abort().is_ok()) {
            waits.borrow_mut().take();
        }
    })
}

/// A transaction under way that may change rows. Copies share it.
#[derive(Clone)]
pub struct Txn {
    raw: IdbTransaction,
    /// Why we ended it ourselves.
    refused: Rc<RefCell<Option<PlatformError>>>,
}

/// What happens once a row has been read, inside the same transaction.
pub type Then = Box<dyn FnOnce(JsValue) -> Result<(), PlatformError>>;

/// The requests of a transaction. Issued anew if it has to be tried again.
pub type Burst<'a> = dyn Fn(&Txn) -> Result<(), PlatformError> + 'a;

impl Txn {
    pub fn store(&self, name: &str) -> Result<IdbObjectStore, JsValue> {
        self.raw.object_store(name)
    }

    /// Reads a row, `undefined` if there is none, and hands it to `then`. If that
    /// errs, the transaction is undone and says so.
    pub fn read(&self, store: &str, key: &str, then: Then) -> Result<(), PlatformError> {
        let request = self.store(store)?.get(&JsValue::from_str(key))?;
        let (txn, read) = (self.clone(), request.clone());
        let on_success = Closure::once_into_js(move || {
            let row = read.result().map_err(PlatformError::from);
            if let Err(error) = row.and_then(then) {
                txn.undo(error);
            }
        });
        request.set_onsuccess(Some(on_success.unchecked_ref()));
        Ok(())
    }

    fn undo(&self, why: PlatformError) {
        self.refused.borrow_mut().get_or_insert(why);
        // Already aborting is as good.
        let _ = self.raw.abort();
    }
}

/// Begins a transaction that may change these stores. A dead handle says so
/// here, before anything has happened.
pub fn begin(
    db: &IdbDatabase,
    stores: &[&str],
    durability: Durability,
) -> Result<Txn, PlatformError> {
    Ok(Txn { raw: transaction(db, stores, durability)?, refused: Rc::default() })
}

/// Runs `burst` in the transaction and returns only after the browser says
/// `complete`. `burst` issues its requests at once; what is read leads on to more.
pub async fn completed(txn: Txn, burst: &Burst<'_>) -> Result<(), PlatformError> {
    let (done, finished) = oneshot::channel::<bool>();
    let done = Rc::new(RefCell::new(Some(done)));
    let finish = |is_complete: bool| {
        let done = Rc::clone(&done);
        Closure::<dyn FnMut(Event)>::new(move |_| {
            if let Some(done) = done.borrow_mut().take() {
                let _ = done.send(is_complete);
            }
        })
    };
    let (complete, abort) = (finish(true), finish(false));
    txn.raw.set_oncomplete(Some(complete.as_ref().unchecked_ref()));
    txn.raw.set_onabort(Some(abort.as_ref().unchecked_ref()));
    let unheard = txn.raw.clone();
    let _unhook = Unhook(move || {
        unheard.set_oncomplete(None);
        unheard.set_onabort(None);
    });
    let _held = {
        let txn = txn.raw.clone();
        held(move || Some(txn), done)
    };
    if let Err(error) = burst(&txn) {
        txn.undo(error);
    }
    if finished.await.map_err(|_| PlatformError::ConnectionLost)? {
        return Ok(());
    }
    let refused = txn.refused.borrow_mut().take();
    let by_browser = || txn.raw.error().map_or(JsValue::NULL, Into::into).into();
    Err(refused.unwrap_or_else(by_browser))
}

/// `db.transaction(stores, "readwrite", {durability})`; web-sys has the options
/// only behind its unstable flag.
fn transaction(
    db: &IdbDatabase,
    stores: &[&str],
    durability: Durability,
) -> Result<IdbTransaction, JsValue> {
    let names: Array = stores.iter().map(|store| JsValue::from_str(store)).collect();
    let wanted = match durability {
        Durability::Strict => "strict",
        Durability::Relaxed => "relaxed",
    };
    let options = Object::new();
    Reflect::set(&options, &"durability".into(), &wanted.into())?;
    let transaction: js_sys::Function = Reflect::get(db, &"transaction".into())?.dyn_into()?;
    transaction.call3(db, &names, &"readwrite".into(), &options)?.dyn_into()
}
