//! A shopper's balance: an account in the books like any other, which is never below
//! nothing. It is read in the transaction that spends it, and the writer is the only
//! one, so two phones cannot spend the same money.

use super::Shop;
use super::trust::trust_in;
use crate::storage::{Booked, ReadTxn, StorageError, WriteTxn};
use thiserror::Error;
use warung_domain::books::{Account, BooksError, Credit, Kept, Net, Posting};
use warung_domain::catalog::Trust;
use warung_domain::ids::AccountId;
use warung_domain::money::{Currency, Money, MoneyError};
use warung_domain::order::Purpose;
use warung_domain::phone::PhoneNumber;
use warung_domain::protocol::{BalanceHistory, BalanceLine};
use warung_domain::time::Timestamp;

const PAGE: usize = 50;

/// What a shopper can spend, at or above zero.
pub fn balance_of(
    txn: &dyn ReadTxn,
    shopper: AccountId,
    currency: Currency,
) -> Result<Money, StorageError> {
    let stands = txn.standing_on(&Account::ShopperBalance(shopper), currency, None)?;
    opposite(stands).map_err(sums)
}

/// What the shop keeps for a shopper, and what they owe it.
pub fn kept_for(
    txn: &dyn ReadTxn,
    shopper: AccountId,
    currency: Currency,
) -> Result<Kept, StorageError> {
    let debt = txn.standing_on(&Account::Debt(shopper), currency, None)?;
    Ok(Kept { balance: balance_of(txn, shopper, currency)?, debt })
}

/// Books a posting; where it moves a balance, that is never below nothing after it.
pub fn put_posting(
    txn: &mut dyn WriteTxn,
    posting: Posting,
    currency: Currency,
) -> Result<bool, StorageError> {
    let Some(shopper) = posting.moves_balance_of() else { return txn.put_posting(&posting) };
    let kept = kept_for(txn, shopper, currency)?;
    txn.put_posting(&posting.never_below_nothing(shopper, kept)?)
}

/// Puts money onto a shopper's balance; `false` if that has been done before. What is
/// owed to the shopper has to be owed: nothing is given twice under two names.
pub fn credit(
    txn: &mut dyn WriteTxn,
    credit: &Credit,
    now: Timestamp,
) -> Result<bool, StorageError> {
    let posting = credit.book(now)?;
    let known = match credit.order {
        Some(order) => txn.postings_of(order)?.iter().any(|it| it.key() == posting.key()),
        None => false,
    };
    if let (false, owed @ Account::Owed(_)) = (known, &credit.out_of) {
        let owed = txn.standing_on(owed, credit.amount.currency(), None)?;
        let there = opposite(owed).map_err(sums)?.minor();
        let wanted = credit.amount.minor();
        if wanted > there {
            return Err(BooksError::TooMuch { wanted, there }.into());
        }
    }
    put_posting(txn, posting, credit.amount.currency())
}

/// Why nothing was put onto a balance.
#[derive(Debug, Error)]
pub enum CreditError {
    #[error("nobody has signed up with {0} yet")]
    Nobody(PhoneNumber),
    #[error("`{0}` is on a balance already; another amount needs another reference")]
    Known(String),
    #[error(transparent)]
    Storage(#[from] StorageError),
}

/// Whose balance, and what is on it now.
#[derive(Debug, PartialEq, Eq)]
pub struct Credited {
    pub name: String,
    pub balance: Money,
}

/// Puts money on a balance that is on the shop's bank account already.
pub fn credit_by_phone(
    txn: &mut dyn WriteTxn,
    phone: &PhoneNumber,
    amount: Money,
    reference: &str,
    now: Timestamp,
) -> Result<Credited, CreditError> {
    let account = txn.account_by_phone(phone)?.filter(|account| account.verified);
    let account = account.ok_or_else(|| CreditError::Nobody(phone.clone()))?;
    let paid_in = Credit {
        shopper: account.id,
        order: None,
        amount,
        out_of: Account::Bank,
        reference: reference.to_owned(),
    };
    if !credit(txn, &paid_in, now)? {
        return Err(CreditError::Known(reference.to_owned()));
    }
    let balance = balance_of(txn, account.id, amount.currency())?;
    Ok(Credited { name: account.name, balance })
}

/// A page of what happened to a shopper's balance, newest first; `before` is where the
/// last page ended.
pub async fn history(
    shop: &Shop,
    shopper: AccountId,
    before: Option<u64>,
) -> Result<BalanceHistory, StorageError> {
    let (currency, rules, now) = (shop.config.currency, shop.config.trust, shop.clock.now());
    let before = before.map(|seq| seq.min(i64::MAX.cast_unsigned()));
    shop.storage
        .read(move |txn| {
            let trust = trust_in(txn, shopper, &rules, now)?;
            Ok(BalanceHistory { trust, ..page(txn, shopper, currency, before)? })
        })
        .await
}

fn page(
    txn: &dyn ReadTxn,
    shopper: AccountId,
    currency: Currency,
    before: Option<u64>,
) -> Result<BalanceHistory, StorageError> {
    let account = Account::ShopperBalance(shopper);
    let mut booked = txn.postings_on(&account, before, PAGE + 1)?;
    let more = booked.len() > PAGE;
    booked.truncate(PAGE);
    let next = booked.last().filter(|_| more).map(|last| last.seq);
    let mut after = opposite(txn.standing_on(&account, currency, before)?).map_err(sums)?;
    let mut lines = Vec::with_capacity(booked.len());
    for Booked { seq, posting } in booked {
        let net = Net::of([&posting]).map_err(sums)?;
        let moved = opposite(net.on(&account, currency)).map_err(sums)?;
        let order = match posting.order() {
            Some(order) => txn.order(order)?.map(|record| record.order),
            None => None,
        };
        let kind = posting.key().kind();
        let is_top_up = order.as_ref().is_some_and(|order| order.purpose == Purpose::TopUp);
        let what = match kind {
            "paid" | "window-closed" if is_top_up => "topped-up",
            kind => kind,
        };
        lines.push(BalanceLine {
            seq,
            at: posting.at(),
            what: what.to_owned(),
            order: posting.order(),
            number: order.map(|order| order.number),
            amount: moved,
            balance: after,
        });
        after = after.checked_sub(moved).map_err(sums)?;
    }
    let Kept { balance, debt } = kept_for(txn, shopper, currency)?;
    let debt = Some(debt).filter(|debt| !debt.is_zero());
    Ok(BalanceHistory { balance, lines, next, debt, trust: Trust::Everything })
}

/// What the shop owes is a credit in the books, and reads as an amount above zero here.
fn opposite(stands: Money) -> Result<Money, MoneyError> {
    Money::zero(stands.currency()).checked_sub(stands)
}

fn sums(error: MoneyError) -> StorageError {
    StorageError::Codec(format!("the books cannot be added up: {error}"))
}
