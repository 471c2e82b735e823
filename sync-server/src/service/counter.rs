//! What a cashier asks the shop: whose payment a code is, and how the drawers stand.
//!
//! A code tells no more than a cashier needs to name the amount aloud and to see that the right
//! person stands there. Guessing is counted, and what there is to guess are eleven digits.

use super::Shop;
use super::guesses::Guesses;
use super::partner;
use crate::storage::{OrderRecord, ReadTxn, StorageError};
use thiserror::Error;
use warung_domain::books::{Account, Net};
use warung_domain::ids::{AccountId, DeviceId, SellerId};
use warung_domain::money::Money;
use warung_domain::payment::{CounterCode, PaymentMethod, PaymentState};
use warung_domain::protocol::{CounterDue, CounterPayment, DrawerLine, ShiftView, Shifts};
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

/// Whose payment a code is. `asker` is who types it.
pub async fn payment(
    shop: &Shop,
    asker: AccountId,
    code: CounterCode,
) -> Result<CounterPayment, CodeError> {
    let now = shop.clock.now();
    let who = asker.to_string();
    shop.storage
        .write(move |txn| {
            if WRONG_CODES.are_spent(txn, &who, now)? {
                return Ok(Err(CodeError::TooMany));
            }
            if let Some(found) = looked_up(txn, &code, now)? {
                return Ok(Ok(found));
            }
            WRONG_CODES.count(txn, &who, now)?;
            Ok::<_, StorageError>(Err(CodeError::Unknown))
        })
        .await?
}

fn looked_up(
    txn: &dyn ReadTxn,
    code: &CounterCode,
    now: Timestamp,
) -> Result<Option<CounterPayment>, StorageError> {
    let Some(record) = txn.order_by_counter_code(code)? else {
        return Ok(txn.partner_bill_by_code(code)?.map(|bill| partner::at_counter(&bill, now)));
    };
    let name = txn.account(record.account)?.map(|account| masked(&account.name));
    Ok(Some(CounterPayment {
        order: record.order.id,
        number: record.order.number.clone(),
        purpose: record.order.purpose,
        name: name.unwrap_or_default(),
        amount: record.order.breakdown.total,
        due: due(&record, code),
        bill: None,
    }))
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
        PaymentState::SettledProvisionally { at, .. } | PaymentState::Settled { at, .. } => {
            CounterDue::Paid { at: *at }
        }
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

/// A seller's newest shifts with what the books say of them, newest first; `drawer` leaves only
/// those at one device.
pub async fn shifts(
    shop: &Shop,
    seller: &SellerId,
    drawer: Option<DeviceId>,
) -> Result<Shifts, StorageError> {
    let (seller, currency) = (seller.clone(), shop.config.currency);
    shop.storage
        .read(move |txn| {
            let all = txn.shifts_of(&seller, SHIFTS)?;
            let wanted = all
                .into_iter()
                .filter(|shift| drawer.as_ref().is_none_or(|device| shift.device == *device));
            let shifts = wanted.map(|shift| view(txn, shift, Money::zero(currency)));
            Ok(Shifts { shifts: shifts.collect::<Result<_, _>>()? })
        })
        .await
}

fn view(txn: &dyn ReadTxn, shift: Shift, zero: Money) -> Result<ShiftView, StorageError> {
    let drawer = Account::Drawer(shift.seller.clone(), shift.device.clone());
    let until = shift.closed.map(|closing| closing.at);
    let lines = lines(txn, &drawer, (shift.opened_at, until), zero)?;
    let expected = match shift.closed {
        Some(closing) => closing.expected,
        None => txn.standing_on(&drawer, zero.currency(), None)?,
    };
    let cashier = txn.account(shift.cashier)?.map(|account| account.name).unwrap_or_default();
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
