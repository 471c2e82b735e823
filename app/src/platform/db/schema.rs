//! Versions of a database, and the way from each to the next.
//!
//! A released step never changes: phones that have it keep rows written by it.
//! A change of shape is a new entry at the end of the list, and `tests/fixtures`
//! keeps rows of every released version, which the journey `storage_upgrade`
//! opens with this one.

use wasm_bindgen::JsValue;
use web_sys::{IdbDatabase, IdbTransaction};

/// One step: makes stores, or rewrites rows within the given transaction. An
/// error leaves the database as it was.
pub type Upgrade = fn(&IdbDatabase, &IdbTransaction) -> Result<(), JsValue>;

/// A database and how it came to look as it does.
#[derive(Debug, Clone, Copy)]
pub struct Schema {
    pub name: &'static str,
    /// The first makes version 1 out of nothing, the second 2 out of 1.
    pub upgrades: &'static [Upgrade],
}

impl Schema {
    #[must_use]
    pub fn version(&self) -> u32 {
        u32::try_from(self.upgrades.len()).unwrap_or(u32::MAX)
    }

    /// Every step that `from`, the version on the phone, still lacks.
    pub(super) fn bring_up(
        &self,
        db: &IdbDatabase,
        change: &IdbTransaction,
        from: u32,
    ) -> Result<(), JsValue> {
        let missing = self.upgrades.iter().skip(from as usize);
        missing.into_iter().try_for_each(|upgrade| upgrade(db, change))
    }
}

/// Makes stores of rows under string keys.
pub fn make_stores(db: &IdbDatabase, names: &[&str]) -> Result<(), JsValue> {
    names.iter().try_for_each(|name| db.create_object_store(name).map(drop))
}
