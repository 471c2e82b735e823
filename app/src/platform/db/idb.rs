//! A thin IndexedDB binding for what must not be lost: strict durability, one
//! synchronous burst of requests, and success only at the `complete` event.

use crate::platform::PlatformError;
use futures::channel::oneshot;
use js_sys::{Array, Object, Reflect};
use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Event, IdbDatabase, IdbObjectStore, IdbOpenDbRequest, IdbRequest, IdbTransaction};

/// Opens a database and lets `upgrade` create what is missing. `upgrade` gets
/// the version that was there and must never delete a store that holds rows.
pub async fn open(
    name: &str,
    version: u32,
    upgrade: fn(&IdbDatabase, u32) -> Result<(), JsValue>,
) -> Result<IdbDatabase, PlatformError> {
    let factory =
        super::super::window().indexed_db()?.ok_or(PlatformError::Missing("IndexedDB"))?;
    let request = factory.open_with_u32(name, version)?;
    let on_upgrade = {
        let request = request.clone();
        Closure::once_into_js(move |event: web_sys::IdbVersionChangeEvent| {
            let db = request.result().and_then(JsCast::dyn_into::<IdbDatabase>);
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "versions are small whole numbers"
            )]
            let from = event.old_version() as u32;
            // Half a schema must not become the new version: aborting leaves the old
            // one with its rows, and `open` errs.
            if db.and_then(|db| upgrade(&db, from)).is_err()
                && let Some(change) = request.transaction()
            {
                let _ = change.abort();
            }
        })
    };
    request.set_onupgradeneeded(Some(on_upgrade.unchecked_ref()));
    let db: IdbDatabase = settled(request.unchecked_ref::<IdbRequest>()).await?.unchecked_into();
    drop_on_version_change(&db);
    // `request` keeps the upgrade handler alive until here.
    drop::<IdbOpenDbRequest>(request);
    Ok(db)
}

/// Makes way for a newer version of the app in another tab.
fn drop_on_version_change(db: &IdbDatabase) {
    let closing = db.clone();
    let on_change = Closure::<dyn Fn()>::new(move || closing.close());
    db.set_onversionchange(Some(on_change.as_ref().unchecked_ref()));
    on_change.forget();
}

/// The result of one request.
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
    let result = finished.await.map_err(|_| PlatformError::ConnectionLost)?;
    request.set_onsuccess(None);
    request.set_onerror(None);
    Ok(result?)
}

/// A strictly durable transaction under way. Copies share it.
#[derive(Clone)]
pub struct Strict {
    txn: IdbTransaction,
    /// Why we ended it ourselves.
    refused: Rc<RefCell<Option<PlatformError>>>,
}

/// What happens once a row has been read, inside the same transaction.
pub type Then = Box<dyn FnOnce(JsValue) -> Result<(), PlatformError>>;

impl Strict {
    pub fn store(&self, name: &str) -> Result<IdbObjectStore, JsValue> {
        self.txn.object_store(name)
    }

    /// Reads a row, `undefined` if there is none, and hands it to `then`. If that
    /// errs, the transaction is undone and says so.
    pub fn read(&self, store: &str, key: &str, then: Then) -> Result<(), PlatformError> {
        let request = self.store(store)?.get(&JsValue::from_str(key))?;
        let (strict, read) = (self.clone(), request.clone());
        let on_success = Closure::once_into_js(move || {
            let row = read.result().map_err(PlatformError::from);
            if let Err(error) = row.and_then(then) {
                strict.undo(error);
            }
        });
        request.set_onsuccess(Some(on_success.unchecked_ref()));
        Ok(())
    }

    fn undo(&self, why: PlatformError) {
        self.refused.borrow_mut().get_or_insert(why);
        // Already aborting is as good.
        let _ = self.txn.abort();
    }
}

/// Begins a strictly durable transaction that may change these stores. A dead
/// handle says so here, before anything has happened.
pub fn begin(db: &IdbDatabase, stores: &[&str]) -> Result<Strict, PlatformError> {
    Ok(Strict { txn: strict_transaction(db, stores)?, refused: Rc::default() })
}

/// Runs `burst` in the transaction and returns only after the browser says
/// `complete`. `burst` issues its requests at once; what is read leads on to more.
pub async fn strictly(
    strict: Strict,
    burst: impl FnOnce(&Strict) -> Result<(), PlatformError>,
) -> Result<(), PlatformError> {
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
    strict.txn.set_oncomplete(Some(complete.as_ref().unchecked_ref()));
    strict.txn.set_onabort(Some(abort.as_ref().unchecked_ref()));
    if let Err(error) = burst(&strict) {
        strict.undo(error);
    }
    if finished.await.map_err(|_| PlatformError::ConnectionLost)? {
        return Ok(());
    }
    let refused = strict.refused.borrow_mut().take();
    let by_browser = || strict.txn.error().map_or(JsValue::NULL, Into::into).into();
    Err(refused.unwrap_or_else(by_browser))
}

/// `db.transaction(stores, "readwrite", {durability: "strict"})`; web-sys has
/// the options only behind its unstable flag.
fn strict_transaction(db: &IdbDatabase, stores: &[&str]) -> Result<IdbTransaction, JsValue> {
    let names: Array = stores.iter().map(|store| JsValue::from_str(store)).collect();
    let options = Object::new();
    Reflect::set(&options, &"durability".into(), &"strict".into())?;
    let transaction: js_sys::Function = Reflect::get(db, &"transaction".into())?.dyn_into()?;
    transaction.call3(db, &names, &"readwrite".into(), &options)?.dyn_into()
}
