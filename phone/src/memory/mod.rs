//! A store without a disk, under the same contract as the real ones.
//!
//! Handles share what is stored, as tabs do. A phone that is killed loses its
//! handles and the futures it was running; a new handle finds what was
//! committed. Every call yields once before and once after its commit, so that a
//! dropped future can fall on either side of it. Failures are set from outside.

mod orders;
mod outbox;

use crate::device::KeyedDevice;
use crate::store::StoreError;
use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::future::poll_fn;
use std::rc::Rc;
use std::task::Poll;
use warung_domain::ids::{AccountId, CommandId, DeviceId, OrderId};
use warung_domain::outbox::OutboxEntry;
use warung_domain::protocol::OrderView;

/// What is stored, whole. Compare or copy it to see what a kill left behind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Durable<K> {
    pub entries: BTreeMap<CommandId, OutboxEntry>,
    pub devices: BTreeMap<DeviceId, KeyedDevice<K>>,
    pub orders: BTreeMap<OrderId, OrderView>,
    pub account: Option<AccountId>,
    pub cursor: u64,
}

impl<K> Default for Durable<K> {
    fn default() -> Self {
        Self {
            entries: BTreeMap::new(),
            devices: BTreeMap::new(),
            orders: BTreeMap::new(),
            account: None,
            cursor: 0,
        }
    }
}

/// What is wrong with the storage.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Trouble {
    #[default]
    None,
    /// Nothing can be added; what is there can be read, changed and removed.
    Full,
    /// Every call errs until the trouble ends.
    Closed,
    /// The next write aborts and leaves nothing; then all is well again.
    AbortNext,
}

/// A handle of one tab on what the phone keeps.
#[derive(Debug)]
pub struct Memory<K> {
    disk: Rc<RefCell<Durable<K>>>,
    trouble: Rc<Cell<Trouble>>,
}

impl<K> Clone for Memory<K> {
    fn clone(&self) -> Self {
        Self { disk: Rc::clone(&self.disk), trouble: Rc::clone(&self.trouble) }
    }
}

impl<K> Default for Memory<K> {
    fn default() -> Self {
        Self { disk: Rc::default(), trouble: Rc::default() }
    }
}

impl<K: Clone> Memory<K> {
    /// A phone with what was stored on it.
    #[must_use]
    pub fn holding(durable: Durable<K>) -> Self {
        Self { disk: Rc::new(RefCell::new(durable)), trouble: Rc::default() }
    }

    /// A copy of everything that is committed now.
    #[must_use]
    pub fn durable(&self) -> Durable<K> {
        self.disk.borrow().clone()
    }

    /// Looks at what is committed now.
    pub fn look<T>(&self, look: impl FnOnce(&Durable<K>) -> T) -> T {
        look(&self.disk.borrow())
    }

    /// From now on the storage behaves like that, for every handle.
    pub fn suffer(&self, trouble: Trouble) {
        self.trouble.set(trouble);
    }

    /// Notes who is signed in. Another person begins without orders.
    pub fn sign_in(&self, account: Option<AccountId>) {
        let mut disk = self.disk.borrow_mut();
        if disk.account != account {
            disk.account = account;
            disk.orders.clear();
            disk.cursor = 0;
        }
    }

    async fn read<T>(&self, read: impl FnOnce(&Durable<K>) -> T) -> Result<T, StoreError> {
        breathe().await;
        if self.trouble.get() == Trouble::Closed {
            return Err(StoreError::Closed);
        }
        let found = read(&self.disk.borrow());
        breathe().await;
        Ok(found)
    }

    /// One transaction: `write` works on a copy, which becomes what is stored if
    /// it succeeds.
    async fn write<T>(
        &self,
        kind: Kind,
        write: impl FnOnce(&mut Durable<K>) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        breathe().await;
        match (self.trouble.get(), kind) {
            (Trouble::Closed, _) => return Err(StoreError::Closed),
            (Trouble::Full, Kind::Adds) => return Err(StoreError::Full),
            (Trouble::AbortNext, _) => {
                self.trouble.set(Trouble::None);
                return Err(StoreError::Platform("AbortError".to_owned()));
            }
            (Trouble::None, _) | (Trouble::Full, Kind::Changes) => {}
        }
        let mut copy = self.disk.borrow().clone();
        let written = write(&mut copy)?;
        self.disk.replace(copy);
        breathe().await;
        Ok(written)
    }
}

/// Whether a write needs room.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Adds,
    Changes,
}

/// Lets whoever polls do something else first, once.
pub(crate) async fn breathe() {
    let mut has_yielded = false;
    poll_fn(|context| {
        if has_yielded {
            return Poll::Ready(());
        }
        has_yielded = true;
        context.waker().wake_by_ref();
        Poll::Pending
    })
    .await;
}
