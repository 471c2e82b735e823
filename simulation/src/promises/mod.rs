//! What is promised, checked by name after everything has come to rest.
//!
//! Some promises are watched all the time instead and live with the
//! [`crate::witness`]: `frozen-bytes`, `one-number-one-command`, `verdict-stable`,
//! `order-of-commands`, `payment-only-onwards`, `order-only-onwards`,
//! `outbox-only-onwards`, `shift-only-onwards`,
//! `bill-only-onwards`, `mismatch-told`, `forged-notice-refused`,
//! `goods-after-money`, `comes-to-rest`, `speaks-the-protocol`, `replay-answers`
//! (whatever a phone says, however often, the shop never ends in an internal
//! error: it has a verdict, a refusal, or a reason to wait).
//!
//! All of them hold whatever the shop's clock does. Three speak of time, and mean
//! the shop's own clock, right or wrong: `price-lock-honoured` counts the lock by
//! it, `goods-after-money` waits for the window as it counts it, and
//! `paid-iff-settled` lets what the bank took back after a window that such a
//! clock closed too early be a charge-back. After the clock is put right nothing
//! waits for the time it showed: everything comes to rest as if it had been right.

mod books;
mod delivery;
mod drawers;
mod money;
mod partners;
mod shelf;

use crate::bank::{Bank, Payment};
use crate::partner::{Asked, Partner};
use crate::phones::Kit;
use crate::witness::{Broken, Witness};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use warung_domain::books::Posting;
use warung_domain::catalog::Product;
use warung_domain::command::{CommandBody, RejectCode, Verdict};
use warung_domain::ids::{CommandId, OrderId};
use warung_domain::jws::KeySet;
use warung_domain::shift::Shift;
use warung_server::service::Shop;
use warung_server::storage::{
    BillRecord, CommandRecord, OrderRecord, ReadTxn, ReceiptRecord, RelayRecord, StorageError,
};

/// Every promise there is, in the order they are told.
pub const PROMISES: &[&str] = &[
    "saved-survives",
    "accepted-survives",
    "one-effect-per-command",
    "verdict-stable",
    "verdict-honest",
    "mismatch-told",
    "frozen-bytes",
    "one-number-one-command",
    "order-of-commands",
    "no-poison-head",
    "converged",
    "other-account-isolation",
    "price-lock-honoured",
    "nothing-in-silence",
    "stock-accounted",
    "no-double-charge",
    "paid-iff-settled",
    "goods-after-money",
    "forged-notice-refused",
    "receipts-once-and-genuine",
    "books-balance",
    "drawers-add-up",
    "counts-are-held-against-the-books",
    "cash-lies-in-one-drawer",
    "undone-by-two",
    "shift-only-onwards",
    "passed-on-once",
    "money-is-at-the-partner-or-back",
    "bill-only-onwards",
    "payment-only-onwards",
    "order-only-onwards",
    "outbox-only-onwards",
    "speaks-the-protocol",
    "replay-answers",
    "comes-to-rest",
];

/// More than any schedule books.
const MOST_POSTINGS: usize = 100_000;

/// What is found when everything has come to rest.
pub struct Evidence<'a> {
    pub orders: Vec<OrderRecord>,
    pub receipts: BTreeMap<OrderId, Vec<ReceiptRecord>>,
    pub ledger: BTreeMap<CommandId, CommandRecord>,
    pub products: Vec<Product>,
    /// Everything booked, oldest first.
    pub books: Vec<Posting>,
    /// Where the doctor finds that books and payments differ.
    pub disagreements: Vec<String>,
    pub payments: Vec<Payment>,
    pub shifts: Vec<Shift>,
    /// What was accepted, whoever said it.
    pub accepted: Vec<CommandBody>,
    pub bills: BTreeMap<OrderId, BillRecord>,
    /// What was passed on to the partner, by its reference.
    pub relays: BTreeMap<String, RelayRecord>,
    /// What the partner was asked to do, and how often each of it was sent.
    pub partner: (BTreeMap<String, Asked>, BTreeMap<String, u32>),
    pub keys: KeySet,
    pub phones: Vec<&'a Kit>,
}

impl<'a> Evidence<'a> {
    pub fn gather(
        shop: &Arc<Shop>,
        witness: &Witness,
        (bank, partner): (&Bank, &Partner),
        phones: Vec<&'a Kit>,
    ) -> Result<Self, StorageError> {
        let ids: Vec<CommandId> = witness.known.keys().copied().collect();
        let wished = witness.bills.wished.clone();
        let (orders, receipts, ledger, products, books, shifts, passed_on) =
            shop.storage.read_blocking(move |txn| {
                let orders = crate::world::all_orders(txn, 0)?;
                let mut receipts = BTreeMap::new();
                for record in &orders {
                    receipts.insert(record.order.id, txn.receipts_of(record.order.id)?);
                }
                let mut ledger = BTreeMap::new();
                for id in ids {
                    if let Some(line) = txn.command(id)? {
                        ledger.insert(id, line);
                    }
                }
                let books = txn.postings_after(0, MOST_POSTINGS)?;
                let books = books.into_iter().map(|booked| booked.posting).collect();
                let shifts = crate::world::all_shifts(txn)?;
                let passed_on = passed_on(txn, wished)?;
                let products = txn.products()?;
                Ok::<_, StorageError>((
                    orders, receipts, ledger, products, books, shifts, passed_on,
                ))
            })?;
        let applied = ledger.values().filter(|line| line.verdict == Verdict::Applied);
        let accepted = applied.filter_map(|line| witness.known.get(&line.id));
        let accepted = accepted.map(|known| known.command.body.clone()).collect();
        let (bills, relays) = passed_on;
        let (payments, keys) = (bank.payments(), shop.keys.published());
        let (_, disagreements) = shop.storage.audit_books()?;
        Ok(Self {
            orders,
            receipts,
            ledger,
            products,
            books,
            disagreements,
            payments,
            shifts,
            accepted,
            bills,
            relays,
            partner: partner.testify(),
            keys,
            phones,
        })
    }
}

/// The bills there are of those that were wished for, and what was passed on for them.
type PassedOn = (BTreeMap<OrderId, BillRecord>, BTreeMap<String, RelayRecord>);

fn passed_on(txn: &dyn ReadTxn, wished: BTreeSet<OrderId>) -> Result<PassedOn, StorageError> {
    let (mut bills, mut relays) = (BTreeMap::new(), BTreeMap::new());
    for id in wished {
        let Some(record) = txn.partner_bill(id)? else { continue };
        if let Some(relay) = txn.relay(&record.bill.reference())? {
            relays.insert(relay.relay.reference.clone(), relay);
        }
        bills.insert(id, record);
    }
    Ok((bills, relays))
}

/// Collects what is broken.
struct Findings(Vec<Broken>);

impl Findings {
    fn breaks(&mut self, promise: &'static str, how: impl Into<String>) {
        self.0.push(Broken { promise, how: how.into() });
    }
}

/// Everything that is broken.
#[must_use]
pub fn check(evidence: &Evidence<'_>, witness: &Witness) -> Vec<Broken> {
    let mut findings = Findings(Vec::new());
    delivery::check(evidence, witness, &mut findings);
    books::check(evidence, witness, &mut findings);
    drawers::check(evidence, witness, &mut findings);
    partners::check(evidence, witness, &mut findings);
    money::check(evidence, witness, &mut findings);
    shelf::check(evidence, witness, &mut findings);
    findings.0
}

/// Verdicts that leave no line in the ledger, so that nobody uses up another's id.
#[must_use]
pub const fn is_unwritten(verdict: Option<&Verdict>) -> bool {
    matches!(
        verdict,
        Some(Verdict::Rejected {
            code: RejectCode::Mismatch | RejectCode::WrongShop | RejectCode::BadSignature
        })
    )
}
