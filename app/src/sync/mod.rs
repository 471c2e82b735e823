//! The two protocols, from the phone's side: the catalog comes down in shards
//! and changes, commands go up and orders come back.
//!
//! Nothing here knows what is on screen. Each function does one round, stores
//! what it learned, and tells its caller through its result or a callback.

pub mod api;
pub mod catalog;
pub mod counter_api;
pub mod delivery;
