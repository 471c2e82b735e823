//! A seller's archive of receipts: page by page for the counter, whole as a
//! spreadsheet, and whole as the signed documents themselves.
//!
//! What is whole is read and handed on a page at a time, so that an archive of any
//! size costs no more memory than a page.

use super::{Shop, receipt_log};
use crate::export::decimal;
use crate::import::csv::quoted;
use crate::service::statement::written;
use crate::storage::{ArchivedReceipt, ReadTxn, ReceiptRecord, ReceiptSearch, StorageError, Way};
use futures::{Stream, StreamExt, TryStreamExt, stream};
use std::sync::Arc;
use warung_domain::ids::SellerId;
use warung_domain::money::{Currency, Money};
use warung_domain::protocol::{SellerReceipt, SellerReceipts};
use warung_domain::receipt::{Kind, Receipt, read_own};
use warung_domain::receipt_log::evidence::{Evidence, InLog};
use warung_domain::time::Timestamp;

/// Receipts on a page, and those that are handed on at once.
const PAGE: usize = 100;

/// The longest words that are looked for, in bytes.
pub const LONGEST_WORDS: usize = 200;

/// The columns of the spreadsheet.
const HEADERS: &str = "number,kind,issued,order,buyer,method,reference,paid,goods,shipping,\
                       discount,tax_name,tax,total,currency,id,previous";

/// What a seller looks for; nothing where it does not matter.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sought {
    /// Part of a number, an order's number, a buyer's name or a reference; or a total.
    pub words: Option<String>,
    pub kind: Option<Kind>,
    /// Issued at this moment or later.
    pub from: Option<Timestamp>,
    /// Issued before this moment.
    pub until: Option<Timestamp>,
}

impl Sought {
    fn search(self, seller: &SellerId, currency: Currency, way: Way) -> ReceiptSearch {
        let words = self.words.map(|words| words.trim().to_lowercase());
        let words = words.filter(|words| !words.is_empty());
        ReceiptSearch {
            seller: seller.clone(),
            amounts: words.as_deref().and_then(|words| amounts_in(words, currency)),
            words,
            kind: self.kind,
            from: self.from,
            until: self.until,
            way,
        }
    }
}

/// What the whole is written as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    Spreadsheet,
    /// One [`Evidence`] a line.
    Documents,
}

/// Totals that the words may mean: digits are whole units or minor ones, and what
/// people write between and before them means nothing.
fn amounts_in(words: &str, currency: Currency) -> Option<[i64; 2]> {
    let bare = words.trim().trim_start_matches("rp").trim_start_matches("idr");
    let is_amount = bare.chars().all(|c| c.is_ascii_digit() || ". ,\u{a0}".contains(c));
    let digits: String = bare.chars().filter(char::is_ascii_digit).collect();
    let amount: i64 = is_amount.then(|| digits.parse().ok())??;
    Some([amount, amount.saturating_mul(currency.scale())])
}

/// A page of what fits, newest first; `before` is where the last one ended.
pub async fn page(
    shop: &Shop,
    seller: &SellerId,
    sought: Sought,
    before: Option<u64>,
) -> Result<SellerReceipts, StorageError> {
    let before = before.map(|position| position.min(i64::MAX.cast_unsigned()));
    let search = sought.search(seller, shop.config.currency, Way::NewestFirst { before });
    shop.storage
        .read(move |txn| {
            let mut found = txn.archived_receipts(&search, PAGE + 1)?;
            let more = found.len() > PAGE;
            found.truncate(PAGE);
            let next = found.last().filter(|_| more).map(|last| last.position);
            Ok(SellerReceipts { receipts: proven(txn, found)?, next })
        })
        .await
}

fn proven(
    txn: &dyn ReadTxn,
    found: Vec<ArchivedReceipt>,
) -> Result<Vec<SellerReceipt>, StorageError> {
    let found: Vec<ReceiptRecord> = found.into_iter().map(|found| found.receipt).collect();
    let logged = receipt_log::logged(txn, &found)?;
    let place = |index: usize| {
        let logged = logged.as_ref()?;
        let proof = logged.proofs.get(index)?.clone();
        Some(InLog { checkpoint: logged.checkpoint.clone(), proof })
    };
    let receipts = found.into_iter().enumerate().map(|(index, receipt)| SellerReceipt {
        order: receipt.order,
        number: receipt.number,
        jws: receipt.jws,
        log: place(index),
    });
    Ok(receipts.collect())
}

/// Everything that fits, oldest first, in pieces.
pub fn whole(
    shop: Arc<Shop>,
    seller: &SellerId,
    sought: Sought,
    form: Form,
) -> impl Stream<Item = Result<String, StorageError>> + use<> {
    let from_the_first = Way::OldestFirst { after: None };
    let search = sought.search(seller, shop.config.currency, from_the_first);
    let head = match form {
        Form::Spreadsheet => format!("{HEADERS}\n"),
        Form::Documents => String::new(),
    };
    let offset = shop.config.offset_minutes;
    let pieces = stream::try_unfold(Some(None), move |after| {
        let (shop, search) = (Arc::clone(&shop), search.clone());
        async move {
            let Some(after) = after else { return Ok(None) };
            let search = ReceiptSearch { way: Way::OldestFirst { after }, ..search };
            let (receipts, last) = shop
                .storage
                .read(move |txn| -> Result<_, StorageError> {
                    let found = txn.archived_receipts(&search, PAGE)?;
                    let last = found.last().filter(|_| found.len() == PAGE);
                    let last = last.map(|last| Some(last.position));
                    Ok((proven(txn, found)?, last))
                })
                .await?;
            Ok(Some((receipts, last)))
        }
    });
    let pieces = pieces.map_ok(move |receipts: Vec<SellerReceipt>| {
        let lines = receipts.iter().filter_map(|receipt| match form {
            Form::Spreadsheet => read_own(&receipt.jws).ok().map(|read| row(&read, offset)),
            Form::Documents => {
                let evidence: Evidence = receipt.evidence();
                serde_json::to_string(&evidence).ok()
            }
        });
        lines.map(|line| line + "\n").collect::<String>()
    });
    stream::once(async move { Ok(head) }).chain(pieces)
}

/// A text as a cell that no spreadsheet takes for a formula.
fn cell(text: &str) -> String {
    let is_formula = text.starts_with(['=', '+', '-', '@', '\t', '\r']);
    let text = if is_formula { format!("'{text}") } else { text.to_owned() };
    quoted(&text, ',')
}

fn row(receipt: &Receipt, offset: i32) -> String {
    let amount = |money: Money| decimal(money.minor(), money.currency());
    let zero = Money::zero(receipt.total.currency());
    let adjusted = Money::sum(
        receipt.total.currency(),
        receipt.adjustments.iter().map(|adjustment| adjustment.amount),
    );
    let tax = receipt.tax_included.as_ref();
    [
        cell(&receipt.number),
        receipt.kind.code().to_owned(),
        written(receipt.issued_at, offset),
        cell(&receipt.order_number),
        cell(&receipt.buyer_name),
        receipt.payment.method.code().to_owned(),
        cell(&receipt.payment.reference),
        written(receipt.payment.paid_at, offset),
        amount(receipt.goods),
        amount(receipt.shipping),
        amount(adjusted.unwrap_or(zero)),
        cell(tax.map_or("", |tax| &tax.label)),
        amount(tax.map_or(zero, |tax| tax.amount)),
        amount(receipt.total),
        receipt.total.currency().to_string(),
        receipt.id.to_string(),
        receipt.previous.map(|id| id.to_string()).unwrap_or_default(),
    ]
    .join(",")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_read_as_people_write_them() {
        for text in ["77000", "77.000", "rp77.000", " rp 77.000", "77,000"] {
            assert_eq!(amounts_in(text, Currency::IDR).unwrap()[0], 77_000, "{text}");
        }
        assert_eq!(amounts_in("12.50", Currency::USD), Some([1_250, 125_000]));
        assert_eq!(amounts_in("w-000012", Currency::IDR), None);
        assert_eq!(amounts_in("", Currency::IDR), None);
    }

    #[test]
    fn no_cell_is_a_formula() {
        assert_eq!(cell("=1+1"), "'=1+1");
        assert_eq!(cell("Bu, Tini"), "\"Bu, Tini\"");
        assert_eq!(cell("@x\n"), "\"'@x\n\"");
    }
}
