//! What every store must keep, as checks that run against any of them: natively
//! against [`crate::memory`], in the browsers against the real databases.

use crate::device::KeyedDevice;
use crate::store::{OutboxStore, StoreError};
use std::fmt::Debug;
use thiserror::Error;

/// A sentence of the contract that a store breaks.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum Breach {
    #[error("{rule}: {found}")]
    Broken { rule: &'static str, found: String },
    #[error("{rule}: {error}")]
    Store { rule: &'static str, error: StoreError },
}

/// Where a store under test comes from.
#[expect(async_fn_in_trait, reason = "phones run on one thread; no future needs to be Send")]
pub trait Bench {
    type Store: OutboxStore;

    /// An empty store.
    async fn fresh(&self) -> Self::Store;

    /// A new handle on the same rows, as after a kill.
    async fn reopened(&self, store: Self::Store) -> Self::Store;

    /// A key the store can hold; the `n`th of several.
    async fn device(&self, n: u8) -> KeyedDevice<<Self::Store as OutboxStore>::Keys>;
}

fn same<T: PartialEq + Debug>(rule: &'static str, found: &T, expected: &T) -> Result<(), Breach> {
    if found == expected {
        return Ok(());
    }
    Err(Breach::Broken { rule, found: format!("{found:?} instead of {expected:?}") })
}

/// Checks the whole contract.
pub async fn outbox<B: Bench>(bench: &B) -> Result<(), Breach> {
    let rule = "a known key is not added again";
    let store = bench.fresh().await;
    let device = bench.device(1).await;
    store.add_device(&device).await.map_err(|error| Breach::Store { rule, error })?;
    same(rule, &store.add_device(&device).await, &Err(StoreError::Taken))
}
