//! Making room on a full phone. What can be fetched again gives way, the
//! pictures before the catalog; what only this phone has never does.

use super::catalog;
use super::idb::Txn;
use super::write::{Durability, apply, attempt, touched};
use crate::platform::{log, storage};

/// What may give way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    Pictures,
    Catalog,
}

/// What gives way to a write, in this order. The catalog does not make room for
/// itself.
pub(super) fn ways(written: &str) -> &'static [Way] {
    if written == catalog::DB.schema.name {
        &[Way::Pictures]
    } else {
        &[Way::Pictures, Way::Catalog]
    }
}

/// Lets it go. What fails here shows in the write that is tried next.
pub(super) async fn make(way: Way) {
    log::warn("the phone's storage is full; what can be fetched again gives way");
    match way {
        Way::Pictures => storage::drop_pictures().await,
        Way::Catalog => {
            let everything = catalog::everything();
            let stores = touched(&everything);
            let burst = |txn: &Txn| apply(txn, &everything);
            let cleared = attempt(catalog::DB.schema, Durability::Relaxed, &stores, &burst).await;
            if let Err(error) = cleared {
                log::warn(&format!("catalog: {error}"));
            }
        }
    }
}
