//! The shop's orders without a disk.

use super::{Kind, Memory};
use crate::store::{Adopted, Checkpoint, OrderStore, StoreError};
use warung_domain::ids::OrderId;
use warung_domain::protocol::OrderView;

impl<K: Clone> OrderStore for Memory<K> {
    async fn checkpoint(&self) -> Result<Checkpoint, StoreError> {
        self.read(|disk| Checkpoint { account: disk.account, cursor: disk.cursor }).await
    }

    async fn adopt(
        &self,
        since: Checkpoint,
        orders: &[OrderView],
        cursor: u64,
    ) -> Result<Adopted, StoreError> {
        self.write(Kind::Adds, |disk| {
            if since != (Checkpoint { account: disk.account, cursor: disk.cursor }) {
                return Ok(Adopted::Overtaken);
            }
            disk.orders.extend(orders.iter().map(|view| (view.order.id, view.clone())));
            disk.cursor = cursor;
            Ok(Adopted::Stored)
        })
        .await
    }

    async fn has_order(&self, id: OrderId) -> Result<bool, StoreError> {
        self.read(|disk| disk.orders.contains_key(&id)).await
    }
}
