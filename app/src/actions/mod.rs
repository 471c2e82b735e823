//! What a person can do, one use case a file.
//!
//! An action first stores, then changes the state, then tells the other tabs.
//! Pages call actions; actions never call pages.

pub mod boot;
pub mod cart;
pub mod checkout;
pub mod devices;
pub mod navigate;
pub mod order;
pub mod outbox;
pub mod place_order;
pub mod preferences;
pub mod product;
pub mod session;
pub mod sync_now;
