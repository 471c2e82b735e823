//! Pull: every order of a person that was touched since their phone last asked.

use super::{Shop, receipt_log};
use crate::storage::{OrderRecord, ReadTxn, StorageError};
use warung_domain::ids::AccountId;
use warung_domain::protocol::{MyChanges, OrderView};

/// Orders in one answer: about 200 KB at most, a moment on a slow line.
const PAGE: usize = 50;

/// The account's orders after `since`, whole, with their receipts.
pub async fn my_changes(
    shop: &Shop,
    account: AccountId,
    since: u64,
) -> Result<MyChanges, StorageError> {
    // No order has such a revision; the phone made it up or reads another shop's.
    let since = since.min(i64::MAX.cast_unsigned());
    shop.storage
        .read(move |txn| {
            let mut records = txn.orders_of(account, since, PAGE + 1)?;
            let more = records.len() > PAGE;
            records.truncate(PAGE);
            let cursor = records.last().map_or(since, |record| record.rev);
            let orders =
                records.into_iter().map(|record| view(txn, record)).collect::<Result<_, _>>()?;
            Ok(MyChanges { cursor, more, orders })
        })
        .await
}

fn view(txn: &dyn ReadTxn, record: OrderRecord) -> Result<OrderView, StorageError> {
    let receipts = txn.receipts_of(record.order.id)?;
    let logged = receipt_log::logged(txn, &receipts)?;
    let receipts = receipts.into_iter().map(|receipt| receipt.jws).collect();
    Ok(OrderView { order: record.order, receipts, logged, rev: record.rev })
}
