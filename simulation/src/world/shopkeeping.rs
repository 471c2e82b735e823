//! What sellers do, and what the shop does to its shelf.

use super::{Trouble, World};
use crate::cast::{self, GOODS, PHONES, product_id};
use crate::phones::{Shelf, meant};
use crate::plan::Seen;
use crate::server::Server;
use crate::time::START;
use crate::witness::{Price, Witness};
use std::cell::RefCell;
use std::rc::Rc;
use warung_domain::catalog::{Product, Stock};
use warung_domain::command::{CommandBody, FulfilmentStep};
use warung_domain::ids::{OrderId, SellerId};
use warung_domain::order::{FulfilmentState, Order};
use warung_server::service::effects::Clock as _;
use warung_server::storage::{OrderRecord, StorageError};

/// Everybody begins with the catalog as it is.
pub(super) fn first_shelf(
    server: &Server,
    witness: &Rc<RefCell<Witness>>,
) -> Result<Shelf, Trouble> {
    let Some(running) = &server.running else { return Err(StorageError::Stopped.into()) };
    let (head, products) = running
        .shop
        .storage
        .read_blocking(|txn| Ok::<_, StorageError>((txn.catalog_head()?, txn.products()?)))?;
    let mut witness = witness.borrow_mut();
    for (rev, (id, _, price, units)) in (1..).zip(GOODS) {
        let id: warung_domain::ids::ProductId = id.parse().expect("a product's id");
        let at = START.millis();
        let first = Price { rev, since: at, moment: at, price };
        witness.prices.insert(id.clone(), vec![first]);
        witness.stocked.insert(id, units.map_or(0, i64::from));
    }
    let products = products.into_iter().map(|product| (product.id.clone(), product));
    Ok(Shelf { rev: head.head, products: products.collect() })
}

fn seller(phone: usize) -> Option<SellerId> {
    PHONES[phone].seller?.parse().ok()
}

impl World {
    /// The orders a seller's device would list.
    fn sold(&self, seller: &SellerId) -> Vec<OrderRecord> {
        let Some(running) = &self.server.running else { return Vec::new() };
        let seller = seller.clone();
        let listed =
            running.shop.storage.read_blocking(move |txn| txn.orders_for_seller(&seller, None, 50));
        listed.unwrap_or_else(|_: StorageError| Vec::new())
    }

    pub(super) fn cash(&mut self, phone: usize, nth: usize, seen: Seen) {
        let Some(seller) = seller(phone) else { return };
        let sold = self.sold(&seller).into_iter().map(|sold| sold.order);
        let mut due: Vec<_> = sold.map(|order| (order.id, order.breakdown.total)).collect();
        // A slip is paid at whichever counter.
        let witness = self.witness.borrow();
        due.extend(witness.slips.iter().map(|(order, slip)| (*order, slip.total)));
        drop(witness);
        if due.is_empty() {
            return;
        }
        let (order, total) = due[nth % due.len()];
        let body = CommandBody::RecordCash { order, amount: meant(total, seen) };
        let kit = self.hosts[phone].kit.clone();
        self.spawn(phone, "cash", kit.sell(body));
    }

    pub(super) fn fulfil(&mut self, phone: usize, nth: usize) {
        let Some(seller) = seller(phone) else { return };
        let mine = |order: &Order| {
            let parcel = order.fulfilment.iter().find(|parcel| parcel.seller == seller);
            parcel.map_or(FulfilmentState::Awaiting, |parcel| parcel.state)
        };
        let mut parcels: Vec<(OrderId, FulfilmentState)> =
            self.sold(&seller).iter().map(|sold| (sold.order.id, mine(&sold.order))).collect();
        // Whoever has begun with a parcel mostly goes on with it.
        let is_begun =
            |state| !matches!(state, FulfilmentState::Awaiting | FulfilmentState::Completed);
        if nth.is_multiple_of(2) && parcels.iter().any(|(_, state)| is_begun(*state)) {
            parcels.retain(|(_, state)| is_begun(*state));
        }
        let nth = nth / 2;
        let Some((order, state)) = parcels.get(nth % parcels.len().max(1)).copied() else { return };
        let steps = state.next_steps();
        let step = steps.get(nth % steps.len().max(1)).copied().unwrap_or(FulfilmentStep::Pack);
        let body = CommandBody::FulfilParcel { order, seller, step };
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
        let (id, now) = (product_id(place), self.server.clock.now());
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
            let (since, moment) = (now.millis(), self.clock.millis());
            witness.prices.entry(id).or_default().push(Price { rev, since, moment, price });
        }
        Ok(())
    }
}
