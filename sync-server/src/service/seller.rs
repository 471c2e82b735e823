//! The seller's window: its own parcels, and whom they go to.
//! What another seller sells to the same shopper stays out of sight.

use super::Shop;
use crate::storage::{OrderRecord, ReadTxn, StorageError};
use warung_domain::ids::SellerId;
use warung_domain::money::{Money, MoneyError};
use warung_domain::order::{Milestone, Order, OrderProblem, OrderState};
use warung_domain::partner::RelayState;
use warung_domain::payment::{Instructions, PaymentState};
use warung_domain::pricing::PriceBreakdown;
use warung_domain::protocol::{SellerOrder, SellerOrders, StockToSettle};

const PAGE: usize = 50;

/// The seller's orders, newest first; `before` is where the last page ended.
pub async fn orders(
    shop: &Shop,
    seller: &SellerId,
    before: Option<u64>,
) -> Result<SellerOrders, StorageError> {
    let seller = seller.clone();
    let before = before.map(|rev| rev.min(i64::MAX.cast_unsigned()));
    shop.storage
        .read(move |txn| {
            let mut records = txn.orders_for_seller(&seller, before, PAGE + 1)?;
            let more = records.len() > PAGE;
            records.truncate(PAGE);
            let next = records.last().filter(|_| more).map(|record| record.rev);
            let orders = records
                .into_iter()
                .map(|record| view(txn, record, &seller))
                .collect::<Result<_, _>>()?;
            Ok(SellerOrders { orders, next })
        })
        .await
}

/// What the seller sold over the counter and was not on the shelf.
pub async fn stock_to_settle(
    shop: &Shop,
    seller: &SellerId,
) -> Result<StockToSettle, StorageError> {
    let seller = seller.clone();
    let lines = shop.storage.read(move |txn| txn.owed_stock(Some(&seller))).await?;
    Ok(StockToSettle { lines })
}

fn view(
    txn: &dyn ReadTxn,
    record: OrderRecord,
    seller: &SellerId,
) -> Result<SellerOrder, StorageError> {
    let buyer = txn.account(record.account)?;
    let (buyer_name, buyer_phone) =
        buyer.map(|buyer| (buyer.name, buyer.phone.to_string())).unwrap_or_default();
    let order =
        own_part(record.order, seller).map_err(|error| StorageError::Codec(error.to_string()))?;
    Ok(SellerOrder { order, buyer_name, buyer_phone, rev: record.rev })
}

/// The order as far as it concerns one seller.
pub(super) fn own_part(mut order: Order, seller: &SellerId) -> Result<Order, MoneyError> {
    order.breakdown = own_breakdown(order.breakdown, seller)?;
    order.fulfilment.retain(|parcel| parcel.seller == *seller);
    order.timeline.retain(|entry| match &entry.what {
        Milestone::Packed { seller: whose }
        | Milestone::Shipped { seller: whose }
        | Milestone::ReadyForPickup { seller: whose }
        | Milestone::Completed { seller: whose } => whose == seller,
        _ => true,
    });
    if let OrderState::NeedsConfirmation { problems } = &mut order.state {
        // Which of the others' things ran out is not this seller's business.
        problems.retain(|problem| match problem {
            OrderProblem::PriceChanged { product, .. }
            | OrderProblem::OutOfStock { product, .. }
            | OrderProblem::Withdrawn { product, .. } => {
                order.breakdown.lines().any(|line| line.product == *product)
            }
            OrderProblem::DeliveryChanged
            | OrderProblem::PaymentUnavailable
            | OrderProblem::BelowMinimum { .. } => true,
            // What the whole order comes to tells of the others' parcels.
            OrderProblem::TotalChanged { .. } => false,
        });
    }
    order.digital.retain(|item| item.seller == *seller);
    for item in &mut order.digital {
        // What a partner gave is its buyer's, and whom it is for.
        item.number = None;
        if let RelayState::Delivered { proof, .. } = &mut item.state {
            proof.token = None;
        }
    }
    if let PaymentState::Pending { instructions, .. } = &mut order.payment {
        // Only the shopper pays with the code.
        match instructions {
            Instructions::Code { code, .. } => code.clear(),
            Instructions::VirtualAccount { number, .. } | Instructions::Bill { number, .. } => {
                number.clear();
            }
            Instructions::Qr { payload } => payload.clear(),
            Instructions::Wallet { link, .. } => link.clear(),
            Instructions::Cash => {}
        }
    }
    Ok(order)
}

fn own_breakdown(
    mut whole: PriceBreakdown,
    seller: &SellerId,
) -> Result<PriceBreakdown, MoneyError> {
    let currency = whole.total.currency();
    whole.parcels.retain(|parcel| parcel.seller == *seller);
    let parcels = &whole.parcels;
    let adjustments = parcels.iter().flat_map(|parcel| &parcel.adjustments);
    Ok(PriceBreakdown {
        goods: Money::sum(currency, parcels.iter().map(|parcel| parcel.goods))?,
        shipping: Money::sum(currency, parcels.iter().map(|parcel| parcel.shipping))?,
        adjustments: Money::sum(currency, adjustments.map(|adjustment| adjustment.amount))?,
        tax_included: parcels.first().and_then(|parcel| parcel.tax_included.clone()),
        total: Money::sum(currency, parcels.iter().map(|parcel| parcel.total))?,
        parcels: whole.parcels,
    })
}
