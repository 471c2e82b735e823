//! Receipts: one signed document per parcel, made in the transaction in which the
//! money is seen, numbered without gaps in its seller's own series.
//!
//! Of a top-up the shop itself certifies the amount. When the money goes back, a document that says so takes the place of the last. A
//! shop that has lost its key goes on taking orders and money; what it would have
//! signed waits, and is issued when it opens with a key again.

use super::Shop;
use super::receipt_log::sign_checkpoint;
use crate::keys::NoKey;
use crate::storage::{OrderRecord, ReceiptRecord, StorageError, WriteTxn};
use std::sync::Arc;
use warung_domain::catalog::DEFAULT_VARIANT;
use warung_domain::ids::{IdError, ProductId, ReceiptId, SellerId, VariantId};
use warung_domain::money::MoneyError;
use warung_domain::order::Purpose;
use warung_domain::pricing::{Adjustment, AdjustmentReason, Parcel, PricedLine};
use warung_domain::receipt::{Cause, Kind, PaymentProof, Receipt, TOP_UP_LINE, TYP, read_own};
use warung_domain::time::Timestamp;

/// The version of the receipt's own format.
const FORMAT: u16 = 1;

/// What the one line of a top-up is called on paper.
const TOP_UP_NAME: &str = "Isi saldo";

/// Issues what is missing about the money of an order, or puts it off until there is
/// a key.
pub fn issue(
    txn: &mut dyn WriteTxn,
    shop: &Shop,
    record: &OrderRecord,
    cause: &Cause,
    now: Timestamp,
) -> Result<(), StorageError> {
    if shop.keys.key().is_err() {
        return txn.put_due_receipt(record.order.id, cause);
    }
    for parcel in &certified(shop, record)? {
        if let Cause::WentBack { seller: Some(of), .. } = cause
            && *of != parcel.seller
        {
            continue;
        }
        let last = last_of(txn, record, &parcel.seller)?;
        let document = match (cause, last) {
            // A parcel that has its receipt gets no second one.
            (Cause::Paid(_), Some(last)) if last.kind.is_of_arrival() => continue,
            (Cause::Paid(proof), last) => {
                let previous = last.map(|last| last.id);
                Receipt { previous, ..receipt(txn, shop, record, parcel, proof, now)? }
            }
            // What was never certified needs no correction.
            (Cause::WentBack { .. }, None) => continue,
            (Cause::WentBack { kind, correction, .. }, Some(last)) => {
                let number = next_number(txn, shop, &parcel.seller, now)?;
                last.corrected(*kind, correction.clone(), draw_id(shop, now), number, now)
            }
        };
        put(txn, shop, &document)?;
    }
    sign_checkpoint(txn, shop, now)
}

/// What is certified, each by its seller. Of a balance that is filled the shop itself
/// certifies the amount, as one line, so that whoever reads receipts reads it too.
fn certified(shop: &Shop, record: &OrderRecord) -> Result<Vec<Parcel>, StorageError> {
    let breakdown = &record.order.breakdown;
    if record.order.purpose.is_goods() {
        return Ok(breakdown.parcels.clone());
    }
    let no_name = |error: IdError| StorageError::Codec(error.to_string());
    let seller = SellerId::new(shop.config.shop.as_str()).map_err(no_name)?;
    let line = PricedLine {
        product: ProductId::new(TOP_UP_LINE).map_err(no_name)?,
        variant: VariantId::new(DEFAULT_VARIANT).map_err(no_name)?,
        seller: seller.clone(),
        name: TOP_UP_NAME.to_owned(),
        quantity: 1,
        unit_price: breakdown.goods,
        unit_list_price: None,
    };
    let sums = |error: MoneyError| StorageError::Codec(error.to_string());
    let fee = breakdown.payment_fee().map_err(sums)?;
    let fee = Adjustment { reason: AdjustmentReason::PaymentFee, amount: fee };
    Ok(vec![Parcel {
        seller,
        lines: vec![line],
        goods: breakdown.goods,
        shipping: breakdown.shipping,
        adjustments: Some(fee).into_iter().filter(|fee| !fee.amount.is_zero()).collect(),
        tax_included: None,
        total: breakdown.total,
    }])
}

/// At opening: remembers the keys for good, issues what waited for one, and signs
/// what the log has come to.
pub async fn catch_up(shop: &Arc<Shop>) -> Result<(), StorageError> {
    let inside = Arc::clone(shop);
    shop.storage
        .write(move |txn| {
            let now = inside.clock.now();
            for key in inside.keys.published().keys {
                txn.put_signing_key(&key, now)?;
            }
            if inside.keys.key().is_err() {
                return Ok(());
            }
            while let Some(due) = txn.next_due_receipt()? {
                txn.delete_due_receipt(due.number)?;
                let Some(record) = txn.order(due.order)? else { continue };
                issue(txn, &inside, &record, &due.cause, now)?;
                // Phones pull what was touched.
                txn.put_order(&record)?;
            }
            sign_checkpoint(txn, &inside, now)
        })
        .await
}

fn put(txn: &mut dyn WriteTxn, shop: &Shop, document: &Receipt) -> Result<(), StorageError> {
    let signed = shop.keys.sign(TYP, &document.canonical_bytes());
    txn.put_receipt(&ReceiptRecord {
        id: document.id,
        order: document.order,
        seller: document.seller.clone(),
        number: document.number.clone(),
        jws: signed.map_err(|NoKey| StorageError::Engine("the signing key is gone".into()))?,
        issued_at: document.issued_at,
    })
}

/// The newest document about a parcel.
fn last_of(
    txn: &dyn WriteTxn,
    record: &OrderRecord,
    seller: &SellerId,
) -> Result<Option<Receipt>, StorageError> {
    let issued = txn.receipts_of(record.order.id)?;
    let last = issued.iter().rev().find(|document| document.seller == *seller);
    let read = last.map(|document| read_own(&document.jws)).transpose();
    read.map_err(|error| StorageError::Codec(error.to_string()))
}

fn draw_id(shop: &Shop, now: Timestamp) -> ReceiptId {
    let mut random = [0; 10];
    shop.entropy.fill(&mut random);
    ReceiptId::mint(now, &random)
}

fn next_number(
    txn: &mut dyn WriteTxn,
    shop: &Shop,
    seller: &SellerId,
    now: Timestamp,
) -> Result<String, StorageError> {
    let number = txn.next_number(&format!("receipt/{seller}"))?;
    Ok(format!("{seller}/{}/{number:06}", now.civil(shop.config.offset_minutes).year))
}

fn receipt(
    txn: &mut dyn WriteTxn,
    shop: &Shop,
    record: &OrderRecord,
    parcel: &Parcel,
    proof: &PaymentProof,
    now: Timestamp,
) -> Result<Receipt, StorageError> {
    let Some(buyer) = txn.account(record.account)? else {
        return Err(StorageError::Codec(format!("the buyer {} is missing", record.account)));
    };
    let sellers = txn.sellers()?;
    let seller_name = match record.order.purpose {
        Purpose::TopUp => shop.config.shop_name.clone(),
        Purpose::Goods => sellers
            .into_iter()
            .find(|seller| seller.id == parcel.seller)
            .map_or_else(|| parcel.seller.to_string(), |seller| seller.name),
    };
    Ok(Receipt {
        v: FORMAT,
        kind: match record.order.purpose {
            Purpose::Goods => Kind::Receipt,
            Purpose::TopUp => Kind::TopUp,
        },
        id: draw_id(shop, now),
        number: next_number(txn, shop, &parcel.seller, now)?,
        shop: shop.config.shop.clone(),
        shop_name: shop.config.shop_name.clone(),
        seller: parcel.seller.clone(),
        seller_name,
        buyer: buyer.id,
        buyer_name: buyer.name,
        buyer_phone: buyer.phone.masked(),
        order: record.order.id,
        order_number: record.order.number.clone(),
        command: record.command,
        issued_at: now,
        offset_minutes: shop.config.offset_minutes,
        lines: parcel.lines.clone(),
        goods: parcel.goods,
        shipping: parcel.shipping,
        adjustments: parcel.adjustments.clone(),
        tax_included: parcel.tax_included.clone(),
        total: parcel.total,
        payment: proof.clone(),
        previous: None,
        correction: None,
    })
}
