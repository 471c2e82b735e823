//! The phone's three databases.
//!
//! `warung-catalog` is a cache and may be evicted and rebuilt; `warung-shop`
//! holds cart, orders, receipts and session facts; `warung-outbox` holds what
//! was promised to the shopper. Versions and writes of all three go through one
//! thin binding of our own ([`write`], [`schema`], [`connection`]); the first
//! two are read through rexie ([`table`]).
//!
//! rexie facts this folder is built around: on a version bump it deletes every
//! store that is not declared; it has no durability and does not say why a
//! transaction was aborted; it never hears that another tab waits for it. And
//! of IndexedDB: awaiting anything foreign inside a transaction ends it. So
//! every write gathers first, then bursts all requests at once, then waits for
//! `complete`.

pub mod catalog;
mod connection;
pub mod details;
mod idb;
pub mod outbox;
mod room;
pub mod schema;
pub mod shop;
mod table;
pub mod trouble;
mod write;

pub use connection::{bring_up, forget_connections};
