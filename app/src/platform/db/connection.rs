//! Open connections, one a database, and their ends.
//!
//! A connection ends when another tab needs a newer version, when the browser
//! closes it, or when a phone has slept and left a dead handle. Whoever needs
//! the database next opens it anew.

use super::idb;
use super::schema::Schema;
use super::table;
use super::trouble::{self, Trouble};
use crate::platform::{PlatformError, aside, timer};
use futures::channel::oneshot;
use std::cell::RefCell;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{IdbDatabase, IdbVersionChangeEvent};

thread_local! {
    static OPEN: RefCell<Vec<(&'static str, IdbDatabase)>> = const { RefCell::new(Vec::new()) };
}

/// Forgets every open connection, so that the next use opens anew. WebKit
/// leaves dead handles behind after a phone has slept.
pub fn forget_connections() {
    for (name, db) in OPEN.take() {
        // Running transactions end first.
        db.close();
        table::forget_reader(name);
    }
}

/// Forgets one connection.
pub(super) fn forget(name: &str) {
    OPEN.with_borrow_mut(|open| {
        open.retain(|(known, db)| {
            if *known == name {
                db.close();
            }
            *known != name
        });
    });
    table::forget_reader(name);
}

/// Brings a database to the schema's version, as its first use does.
pub async fn bring_up(schema: Schema) -> Result<(), PlatformError> {
    connect(schema).await.map(drop)
}

/// The open connection, or a new one at the schema's version.
pub(super) async fn connect(schema: Schema) -> Result<IdbDatabase, PlatformError> {
    aside::until_in_use().await;
    if let Some(db) = known(schema.name) {
        return Ok(db);
    }
    // Goes on if nobody waits any more, because an open request has no way back.
    let (done, opened) = oneshot::channel();
    timer::spawn(async move {
        let outcome = idb::open(schema).await.map(|db| keep(schema.name, db));
        if outcome == Err(PlatformError::Outdated) {
            trouble::tell(Trouble::Outdated);
        }
        // Whoever asked may have given up; the connection is kept for the next.
        let _ = done.send(outcome);
    });
    opened.await.map_err(|_| PlatformError::ConnectionLost)?
}

fn known(name: &str) -> Option<IdbDatabase> {
    OPEN.with_borrow(|open| open.iter().find(|(known, _)| *known == name).map(|(_, db)| db.clone()))
}

fn keep(name: &'static str, db: IdbDatabase) -> IdbDatabase {
    if let Some(first) = known(name) {
        // Two asked at once; one connection is enough.
        db.close();
        return first;
    }
    let on_change = Closure::<dyn Fn(_)>::new(move |event: IdbVersionChangeEvent| {
        forget(name);
        // A database that is deleted may be made again by this page.
        if event.new_version().is_some() {
            trouble::tell(Trouble::Outdated);
        }
    });
    db.set_onversionchange(Some(on_change.as_ref().unchecked_ref()));
    on_change.forget();
    let on_close = Closure::<dyn Fn()>::new(move || forget(name));
    db.set_onclose(Some(on_close.as_ref().unchecked_ref()));
    on_close.forget();
    OPEN.with_borrow_mut(|open| open.push((name, db.clone())));
    db
}
