//! Product lists in and out of a shop: `catalog` tells what arrives, `refusals`
//! what is turned away, against a `furniture` export with all the quirks of a
//! real one.
#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

mod catalog;
mod furniture;
mod refusals;
mod shop;
