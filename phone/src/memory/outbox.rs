//! The outbox without a disk.

use super::{Kind, Memory};
use crate::device::KeyedDevice;
use crate::store::{OutboxStore, StoreError};
use warung_domain::ids::{AccountId, CommandId, DeviceId};
use warung_domain::outbox::{EntryEvent, OutboxEntry};

impl<K: Clone> OutboxStore for Memory<K> {
    type Keys = K;

    async fn entries(&self) -> Result<Vec<OutboxEntry>, StoreError> {
        self.read(|disk| disk.entries.values().cloned().collect()).await
    }

    async fn devices(&self) -> Result<Vec<KeyedDevice<K>>, StoreError> {
        self.read(|disk| disk.devices.values().cloned().collect()).await
    }

    async fn add_device(&self, device: &KeyedDevice<K>) -> Result<(), StoreError> {
        self.write(Kind::Adds, |disk| {
            let id = device.device.id.clone();
            if disk.devices.contains_key(&id) {
                return Err(StoreError::Taken);
            }
            disk.devices.insert(id, device.clone());
            Ok(())
        })
        .await
    }

    async fn bind(
        &self,
        device: &DeviceId,
        account: AccountId,
        last_seq: u64,
    ) -> Result<(), StoreError> {
        self.write(Kind::Changes, |disk| {
            let known = disk.devices.get_mut(device).ok_or(StoreError::UnknownDevice)?;
            known.device.bind(account, last_seq)
        })
        .await
    }

    async fn save(&self, entry: &OutboxEntry) -> Result<(), StoreError> {
        self.write(Kind::Adds, |disk| {
            let signer = disk.devices.get_mut(&entry.device).ok_or(StoreError::UnknownDevice)?;
            signer.device.use_up(entry.seq)?;
            match disk.entries.insert(entry.id, entry.clone()) {
                None => Ok(()),
                Some(_) => Err(StoreError::Taken),
            }
        })
        .await
    }

    async fn take_in(&self, entries: &[OutboxEntry]) -> Result<(), StoreError> {
        self.write(Kind::Adds, |disk| {
            for entry in entries {
                if disk.entries.insert(entry.id, entry.clone()).is_some() {
                    return Err(StoreError::Taken);
                }
            }
            Ok(())
        })
        .await
    }

    async fn advance(
        &self,
        moves: &[(CommandId, EntryEvent)],
    ) -> Result<Vec<OutboxEntry>, StoreError> {
        self.write(Kind::Changes, |disk| {
            let mut moved = Vec::new();
            for (id, event) in moves {
                if let Some(entry) = disk.entries.get_mut(id)
                    && let Ok(next) = entry.state.clone().apply(event.clone())
                {
                    entry.state = next;
                    moved.push(entry.clone());
                }
            }
            Ok(moved)
        })
        .await
    }

    async fn remove(&self, ids: &[CommandId]) -> Result<(), StoreError> {
        self.write(Kind::Changes, |disk| {
            disk.entries.retain(|id, entry| !ids.contains(id) || !entry.state.may_be_removed());
            Ok(())
        })
        .await
    }
}
