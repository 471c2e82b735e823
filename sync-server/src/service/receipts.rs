//! Receipts: one signed document per parcel, made in the transaction in which
//! the money is seen, numbered without gaps in its seller's own series.

use super::Shop;
use crate::storage::{OrderRecord, ReceiptRecord, StorageError, WriteTxn};
use warung_domain::ids::ReceiptId;
use warung_domain::pricing::Parcel;
use warung_domain::receipt::{Kind, PaymentProof, Receipt, TYP};
use warung_domain::time::Timestamp;

/// The version of the receipt's own format.
const FORMAT: u16 = 1;

/// Issues what is missing: a parcel that has its receipt gets no second one.
pub fn issue(
    txn: &mut dyn WriteTxn,
    shop: &Shop,
    record: &OrderRecord,
    proof: &PaymentProof,
    now: Timestamp,
) -> Result<(), StorageError> {
    for parcel in &record.order.breakdown.parcels {
        if txn.has_receipt(record.order.id, &parcel.seller)?.is_some() {
            continue;
        }
        let receipt = receipt(txn, shop, record, parcel, proof, now)?;
        txn.put_receipt(&ReceiptRecord {
            id: receipt.id,
            order: receipt.order,
            seller: receipt.seller.clone(),
            number: receipt.number.clone(),
            jws: shop.keys.sign(TYP, &receipt.canonical_bytes()),
            issued_at: now,
        })?;
    }
    Ok(())
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
    let seller_name = sellers
        .into_iter()
        .find(|seller| seller.id == parcel.seller)
        .map_or_else(|| parcel.seller.to_string(), |seller| seller.name);
    let mut random = [0; 10];
    shop.entropy.fill(&mut random);
    let offset_minutes = shop.config.offset_minutes;
    let number = txn.next_number(&format!("receipt/{}", parcel.seller))?;
    Ok(Receipt {
        v: FORMAT,
        kind: Kind::Receipt,
        id: ReceiptId::mint(now, &random),
        number: format!("{}/{}/{number:06}", parcel.seller, now.civil(offset_minutes).year),
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
        offset_minutes,
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
