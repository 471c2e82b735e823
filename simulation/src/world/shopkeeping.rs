//! What sellers do, and what the shop does to its shelf.

use super::{Trouble, World};
use crate::cast::{self, PHONES, product_id};
use crate::witness::Price;
use warung_domain::catalog::{Product, Stock};
use warung_domain::command::{CommandBody, FulfilmentStep};
use warung_domain::ids::SellerId;
use warung_domain::time::Timestamp;
use warung_server::storage::{OrderRecord, StorageError};

impl World {
    /// One of the orders a seller's device would list.
    pub(super) fn sold<T>(
        &self,
        phone: usize,
        nth: usize,
        take: impl Fn(&OrderRecord) -> T,
    ) -> Option<T> {
        let seller: SellerId = PHONES[phone].seller?.parse().ok()?;
        let running = self.server.running.as_ref()?;
        let found = running
            .shop
            .storage
            .read_blocking(move |txn| txn.orders_for_seller(&seller, None, 50))
            .unwrap_or_else(|_: StorageError| Vec::new());
        found.get(nth % found.len().max(1)).map(take)
    }

    pub(super) fn fulfil(&mut self, phone: usize, nth: usize) {
        let Some(record) = self.sold(phone, nth, OrderRecord::clone) else { return };
        let Some(seller) = PHONES[phone].seller.and_then(|id| id.parse::<SellerId>().ok()) else {
            return;
        };
        let parcel = record.order.fulfilment.iter().find(|parcel| parcel.seller == seller);
        let steps = parcel.map(|parcel| parcel.state.next_steps()).unwrap_or_default();
        let step = steps.get(nth % steps.len().max(1)).copied().unwrap_or(FulfilmentStep::Pack);
        let body = CommandBody::FulfilParcel { order: record.order.id, seller, step };
        let kit = self.hosts[phone].kit.clone();
        self.spawn(phone, "fulfil", kit.sell(body));
    }

    /// The shop changes a product, at once.
    pub(super) fn change(
        &mut self,
        place: usize,
        how: impl FnOnce(&mut Product) -> &'static str + Send + 'static,
    ) -> Result<(), Trouble> {
        let Some(running) = &self.server.running else { return Ok(()) };
        let (id, now) = (product_id(place), Timestamp::from_millis(self.clock.millis()));
        let storage = &running.shop.storage;
        // Whether this was done must be known here, so nobody dies at it.
        storage.failpoints().disarm();
        let read = id.clone();
        // Read and written in one transaction: orders wait for the same writer.
        let done = storage.write_blocking(move |txn| {
            let Some(found) = txn.product(&read)? else { return Ok(None) };
            let before = found.product;
            let mut product = before.clone();
            let deed = how(&mut product);
            if product == before {
                return Ok(None);
            }
            let rev = cast::put(txn, product.clone(), now)?;
            Ok::<_, StorageError>(Some((before, product, deed, rev)))
        });
        // A full disk refuses this as well; then nothing has changed.
        let Ok(Some((before, product, deed, rev))) = done else { return Ok(()) };
        let units = |product: &Product| match product.variants[0].stock {
            Stock::Units(units) => i64::from(units),
            Stock::Unlimited => 0,
        };
        let mut witness = self.witness.borrow_mut();
        witness.coverage.deed(deed);
        *witness.stocked.entry(id.clone()).or_default() += units(&product) - units(&before);
        let price = product.variants[0].price;
        if price != before.variants[0].price {
            let since = now.millis();
            witness.prices.entry(id).or_default().push(Price { rev, since, price });
        }
        Ok(())
    }
}
