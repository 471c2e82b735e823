//! What the phone keeps, behind two traits: the outbox, which must never lose a
//! row, and the orders as the shop last told them.
//!
//! Every method is one transaction: all of it or nothing, durable when it
//! returns. A future dropped half-way has done all of it or nothing, too.
//! [`crate::contract`] tests a store against every sentence here.

use crate::device::KeyedDevice;
use thiserror::Error;
use warung_domain::ids::{AccountId, CommandId, DeviceId, OrderId};
use warung_domain::outbox::{EntryEvent, OutboxEntry};
use warung_domain::protocol::OrderView;

/// Why the phone could not keep or read something.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum StoreError {
    /// The disk, or our share of it, is full.
    #[error("the phone's storage is full")]
    Full,
    /// The handle died, as browsers' do after sleep. Nothing was written; the next
    /// call opens anew.
    #[error("the database connection was closed")]
    Closed,
    /// Another entry has that id, or another command used up that sequence
    /// number, or another account that key.
    #[error("the place is taken")]
    Taken,
    /// No key of that id is stored: it could have signed nothing.
    #[error("an unknown key")]
    UnknownDevice,
    /// A row that this version cannot read.
    #[error("stored data cannot be read: {0}")]
    Unreadable(String),
    /// Whatever else the platform refused, in its own words.
    #[error("{0}")]
    Platform(String),
}

/// Commands on their way, and the keys that signed them.
#[expect(async_fn_in_trait, reason = "phones run on one thread; no future needs to be Send")]
pub trait OutboxStore {
    /// A handle to sign with.
    type Keys: Clone;

    /// Every entry, in the order of their ids, which is the order they were
    /// minted in. A row that cannot be read is left out and left alone.
    async fn entries(&self) -> Result<Vec<OutboxEntry>, StoreError>;

    /// Every signing key on this phone.
    async fn devices(&self) -> Result<Vec<KeyedDevice<Self::Keys>>, StoreError>;

    /// Stores a new key; [`StoreError::Taken`] if it is known.
    async fn add_device(&self, device: &KeyedDevice<Self::Keys>) -> Result<(), StoreError>;

    /// Notes whose a key is and what the shop has seen of it. The sequence number
    /// never goes back. [`StoreError::Taken`] if it is another account's.
    async fn bind(
        &self,
        device: &DeviceId,
        account: AccountId,
        last_seq: u64,
    ) -> Result<(), StoreError>;

    /// Stores an entry and the sequence number it used up, together. When this
    /// returns, the command is saved. [`StoreError::Taken`] if an entry of that id
    /// is there or the number is not above the key's last.
    async fn save(&self, entry: &OutboxEntry) -> Result<(), StoreError>;

    /// Stores commands that other phones signed, all or none. When this returns,
    /// they are saved here too. [`StoreError::Taken`] if one of them is here.
    async fn take_in(&self, entries: &[OutboxEntry]) -> Result<(), StoreError>;

    /// Applies each event to the entry as it is stored now, all in one
    /// transaction, and returns those that moved. Entries that are gone, and those
    /// that an event does not lead on from, stay as they are: two senders cannot
    /// undo each other's verdicts.
    async fn advance(
        &self,
        moves: &[(CommandId, EntryEvent)],
    ) -> Result<Vec<OutboxEntry>, StoreError>;

    /// Removes those of the entries that are answered, stuck, or surely did nothing
    /// ([`EntryState::may_be_removed`](warung_domain::outbox::EntryState)). What may
    /// still reach the shop is never removed.
    async fn remove(&self, ids: &[CommandId]) -> Result<(), StoreError>;
}

/// How far orders have been pulled, and for whom.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Checkpoint {
    /// Nobody's while nobody is signed in.
    pub account: Option<AccountId>,
    /// The cursor of the last page that was stored; 0 at the beginning.
    pub cursor: u64,
}

/// Whether a pulled page was stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Adopted {
    Stored,
    /// Another tab has stored a page meanwhile, or somebody else has signed in.
    /// Nothing was stored.
    Overtaken,
}

/// Orders as the shop last told them.
#[expect(async_fn_in_trait, reason = "phones run on one thread; no future needs to be Send")]
pub trait OrderStore {
    async fn checkpoint(&self) -> Result<Checkpoint, StoreError>;

    /// Stores a page and how far it leads, together, if `since` is still the
    /// checkpoint.
    async fn adopt(
        &self,
        since: Checkpoint,
        orders: &[OrderView],
        cursor: u64,
    ) -> Result<Adopted, StoreError>;

    /// Whether an order has come back from the shop.
    async fn has_order(&self, id: OrderId) -> Result<bool, StoreError>;
}
