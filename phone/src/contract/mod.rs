//! What every store must keep, as checks that run against any of them: natively
//! against [`crate::memory`], in the browsers against the real databases.
//!
//! Each check names the sentence it holds; a [`Breach`] says which one broke.

mod orders;
mod outbox;

pub use orders::orders;
pub use outbox::outbox;

use crate::device::KeyedDevice;
use crate::store::{OrderStore, OutboxStore, StoreError};
use std::fmt::Debug;
use std::future::{Future, poll_fn};
use std::pin::pin;
use std::task::{Context, Poll, Waker};
use thiserror::Error;
use warung_domain::ids::AccountId;

/// A sentence of the contract that a store breaks.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum Breach {
    #[error("{rule}: {found}")]
    Broken { rule: &'static str, found: String },
    #[error("{rule}: {error}")]
    Store { rule: &'static str, error: StoreError },
}

/// Where stores under test come from.
#[expect(async_fn_in_trait, reason = "phones run on one thread; no future needs to be Send")]
pub trait Bench {
    type Outbox: OutboxStore;
    type Orders: OrderStore;

    /// Empty stores of a phone on which nobody is signed in.
    async fn fresh(&self) -> (Self::Outbox, Self::Orders);

    /// New handles on the same rows, as after a kill.
    async fn reopened(&self) -> (Self::Outbox, Self::Orders);

    /// Somebody signs in, or out; what belonged to another person is forgotten.
    async fn sign_in(&self, account: Option<AccountId>);

    /// The `n`th of several keys, bound to nobody. The same key every time.
    async fn device(&self, n: u8) -> KeyedDevice<<Self::Outbox as OutboxStore>::Keys>;
}

fn same<T: PartialEq + Debug>(rule: &'static str, found: &T, expected: &T) -> Result<(), Breach> {
    if found == expected {
        return Ok(());
    }
    Err(Breach::Broken { rule, found: format!("{found:?} instead of {expected:?}") })
}

/// The value, or a breach of the rule that it could be had.
fn had<T>(rule: &'static str, outcome: Result<T, StoreError>) -> Result<T, Breach> {
    outcome.map_err(|error| Breach::Store { rule, error })
}

/// Runs a future for at most so many steps, then drops it, as a kill would.
fn killed_after<T>(steps: usize, future: impl Future<Output = T>) -> Option<T> {
    let mut future = pin!(future);
    let mut context = Context::from_waker(Waker::noop());
    (0..steps).find_map(|_| match future.as_mut().poll(&mut context) {
        Poll::Ready(value) => Some(value),
        Poll::Pending => None,
    })
}

/// Both at the same time.
async fn both<T>(
    one: impl Future<Output = T>,
    other: impl Future<Output = T>,
) -> (Option<T>, Option<T>) {
    let (mut one, mut other) = (pin!(one), pin!(other));
    let (mut first, mut second) = (None, None);
    poll_fn(|context| {
        if first.is_none()
            && let Poll::Ready(value) = one.as_mut().poll(context)
        {
            first = Some(value);
        }
        if second.is_none()
            && let Poll::Ready(value) = other.as_mut().poll(context)
        {
            second = Some(value);
        }
        if first.is_some() && second.is_some() { Poll::Ready(()) } else { Poll::Pending }
    })
    .await;
    (first, second)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::device::Device;
    use crate::memory::Memory;
    use crate::sample;
    use futures::executor::block_on;
    use std::cell::RefCell;
    use warung_domain::jws::Jwk;

    #[derive(Default)]
    struct InMemory {
        phone: RefCell<Memory<u8>>,
    }

    impl Bench for InMemory {
        type Outbox = Memory<u8>;
        type Orders = Memory<u8>;

        async fn fresh(&self) -> (Memory<u8>, Memory<u8>) {
            self.phone.replace(Memory::default());
            self.reopened().await
        }

        async fn reopened(&self) -> (Memory<u8>, Memory<u8>) {
            let handle = self.phone.borrow().clone();
            (handle.clone(), handle)
        }

        async fn sign_in(&self, account: Option<AccountId>) {
            self.phone.borrow().sign_in(account);
        }

        async fn device(&self, n: u8) -> KeyedDevice<u8> {
            let (kty, crv, x) = ("EC".into(), "P-256".into(), "x".into());
            let key = Jwk { kty, crv, x, y: None, kid: None };
            KeyedDevice { device: Device::fresh(sample::device_id(n), key), keys: n }
        }
    }

    // O2
    #[test]
    fn the_store_without_a_disk_keeps_the_contract() {
        assert_eq!(block_on(outbox(&InMemory::default())), Ok(()));
        assert_eq!(block_on(orders(&InMemory::default())), Ok(()));
    }
}
