//! What a cashier asks the shop: whose payment a code is, and how the drawers stand.
//!
//! A code tells no more than a cashier needs to name the amount aloud and to see that the right
//! person stands there. Guessing is counted, and what there is to guess are eleven digits.

use super::Shop;
use super::guesses::Guesses;
use super::partner;
use super::statement::owed_by;
use crate::storage::{OrderRecord, ReadTxn, StorageError};
use thiserror::Error;
use warung_domain::books::{Account, BooksError, Net};
use warung_domain::ids::{AccountId, DeviceId, SellerId};
use warung_domain::money::Money;
use warung_domain::payment::{CounterCode, PaymentMethod, PaymentState};
use warung_domain::protocol::{
    CounterDue, CounterPayment, DrawerLine, DrawerStanding, ShiftHead, ShiftView, Shifts,
};
use warung_domain::shift::Shift;
use warung_domain::time::Timestamp;

/// Wrong codes that one cashier may type.
pub const WRONG_CODES: Guesses = Guesses { kind: "counter-code", most: 30, within_seconds: 300 };

/// How many shifts are listed.
const SHIFTS: usize = 30;

/// Most movements of one drawer that a report lists.
const LINES: usize = 2_000;

/// Why a code leads nowhere.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum CodeError {
    #[error("there is no payment under this code")]
    Unknown,
    #[error("too many wrong codes")]
    TooMany,
    #[error(transparent)]
    Storage(#[from] StorageError),
}

/// Whose payment a code is, for whoever types it.
pub async fn payment(
    shop: &Shop,
    (asker, seller): (AccountId, &SellerId),
    code: CounterCode,
) -> Result<CounterPayment, CodeError> {
    let now = shop.clock.now();
    let who = asker.to_string();
    let (seller, terms) = (seller.clone(), shop.config.counters.of(seller));
    shop.storage
        .write(move |txn| {
            if WRONG_CODES.are_spent(txn, &who, now)? {
                return Ok(Err(CodeError::TooMany));
            }
            if let Some((mut found, others)) = looked_up(txn, &code, &seller, now)? {
                if terms.limit.is_some() {
                    let owes = owed_by(txn, &seller, found.amount.currency())?;
                    found.room = terms.room(owes).filter(|room| room.minor() < others.minor());
                }
                return Ok(Ok(found));
            }
            WRONG_CODES.count(txn, &who, now)?;
            Ok::<_, StorageError>(Err(CodeError::Unknown))
        })
        .await?
}

/// The payment, and what of it is not the asker's own.
fn looked_up(
    txn: &dyn ReadTxn,
    code: &CounterCode,
    asker: &SellerId,
    now: Timestamp,
) -> Result<Option<(CounterPayment, Money)>, StorageError> {
    let Some(record) = txn.order_by_counter_code(code)? else {
        let bill = txn.partner_bill_by_code(code)?;
        return Ok(bill.map(|bill| (partner::at_counter(&bill, now), bill.bill.total)));
    };
    let name = txn.account(record.account)?.map(|account| masked(&account.name));
    let amount = record.order.breakdown.total;
    let own = record.order.breakdown.part_of(asker).map_err(BooksError::from)?;
    let others = amount.checked_sub(own).map_err(BooksError::from)?;
    let payment = CounterPayment {
        order: record.order.id,
        number: record.order.number.clone(),
        purpose: record.order.purpose,
        name: name.unwrap_or_default(),
        amount,
        due: due(&record, code),
        room: None,
        bill: None,
    };
    Ok(Some((payment, others)))
}

/// Where the payment of a code stands.
pub(super) fn due(record: &OrderRecord, code: &CounterCode) -> CounterDue {
    let order = &record.order;
    let is_its = record.payment_id.as_deref().map(CounterCode::of).as_ref() == Some(code);
    if !is_its || order.payment_method != PaymentMethod::Counter {
        return CounterDue::Over;
    }
    match &order.payment {
        PaymentState::Pending { expires_at, .. } => CounterDue::Open { until: *expires_at },
        PaymentState::SettledProvisionally { at, until, .. } => {
            CounterDue::Paid { at: *at, undo_until: Some(*until) }
        }
        PaymentState::Settled { at, .. } => CounterDue::Paid { at: *at, undo_until: None },
        _ => CounterDue::Over,
    }
}

/// The first letter of each part of a name: enough to ask "Ibu S…?", too little to learn who
/// bought something.
#[must_use]
pub fn masked(name: &str) -> String {
    let parts = name.split_whitespace().map(|part| {
        let first: String = part.chars().take(1).collect();
        format!("{first}•••")
    });
    parts.collect::<Vec<_>>().join(" ")
}

/// How a seller's drawer beside a device stands: its newest shift with what the books say of it.
pub async fn drawer(
    shop: &Shop,
    seller: &SellerId,
    device: DeviceId,
) -> Result<DrawerStanding, StorageError> {
    let (seller, currency) = (seller.clone(), shop.config.currency);
    let offline_limit = shop.config.counters.offline(currency);
    shop.storage
        .read(move |txn| {
            let newest = txn.newest_shift(&seller, &device)?;
            let newest = newest.map(|shift| view(txn, shift, Money::zero(currency)));
            Ok(DrawerStanding { newest: newest.transpose()?, offline_limit })
        })
        .await
}

/// A seller's newest shifts at all its drawers, newest first.
pub async fn shifts(shop: &Shop, seller: &SellerId) -> Result<Shifts, StorageError> {
    let seller = seller.clone();
    shop.storage
        .read(move |txn| {
            let shifts = txn.shifts_of(&seller, SHIFTS)?.into_iter().map(|shift| {
                let cashier = cashier(txn, &shift)?;
                Ok(ShiftHead { shift, cashier })
            });
            Ok(Shifts { shifts: shifts.collect::<Result<_, StorageError>>()? })
        })
        .await
}

fn cashier(txn: &dyn ReadTxn, shift: &Shift) -> Result<String, StorageError> {
    Ok(txn.account(shift.cashier)?.map(|account| account.name).unwrap_or_default())
}

fn view(txn: &dyn ReadTxn, shift: Shift, zero: Money) -> Result<ShiftView, StorageError> {
    let drawer = Account::Drawer(shift.seller.clone(), shift.device.clone());
    let until = shift.closed.map(|closing| closing.at);
    let lines = lines(txn, &drawer, (shift.opened_at, until), zero)?;
    let expected = match shift.closed {
        Some(closing) => closing.expected,
        None => txn.standing_on(&drawer, zero.currency(), None)?,
    };
    let cashier = cashier(txn, &shift)?;
    Ok(ShiftView { shift, cashier, expected, lines })
}

/// What moved on an account from one moment to another, oldest first.
fn lines(
    txn: &dyn ReadTxn,
    account: &Account,
    (from, until): (Timestamp, Option<Timestamp>),
    zero: Money,
) -> Result<Vec<DrawerLine>, StorageError> {
    let booked = txn.postings_on(account, None, LINES)?;
    let within = booked
        .into_iter()
        .map(|booked| booked.posting)
        .filter(|posting| posting.at() >= from && until.is_none_or(|until| posting.at() <= until));
    let mut lines = Vec::new();
    for posting in within {
        let number = match posting.order() {
            Some(order) => txn.order(order)?.map(|record| record.order.number),
            None => None,
        };
        let net = Net::of([&posting]).map_err(|error| StorageError::Codec(error.to_string()))?;
        let amount = net.on(account, zero.currency());
        lines.push(DrawerLine {
            at: posting.at(),
            what: posting.key().kind().to_owned(),
            number,
            amount,
        });
    }
    lines.reverse();
    Ok(lines)
}
