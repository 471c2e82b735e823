//! The phone's three databases.
//!
//! `warung-catalog` is a cache and may be evicted and rebuilt; `warung-shop`
//! holds cart, orders, receipts and session facts; `warung-outbox` holds what
//! was promised to the shopper and has a binding of its own with strict
//! durability. The first two go through rexie.
//!
//! rexie facts this folder is built around: on a version bump it deletes every
//! store that is not declared; awaiting anything foreign inside a transaction
//! ends it; `done()` can report an aborted transaction as success, `commit()`
//! does not. So every write gathers first, then bursts all requests at once,
//! then waits for `commit`.

pub mod catalog;
mod idb;
pub mod outbox;
pub mod shop;
pub mod table;

/// Forgets every open connection, so that the next use opens anew. WebKit leaves
/// dead handles behind after a phone has slept.
pub fn forget_connections() {
    table::forget_connections();
    outbox::forget_connection();
}
