//! What the shop and a seller owe each other, out of the books: page by page for the
//! counter, whole for a spreadsheet.

use super::Shop;
use crate::export::decimal;
use crate::storage::{BalanceRecord, Booked, ReadTxn, StorageError};
use std::fmt::Write as _;
use warung_domain::books::{Account, Net};
use warung_domain::ids::SellerId;
use warung_domain::money::{Currency, Money, MoneyError};
use warung_domain::protocol::{SellerStatement, StatementLine, StatementSums};
use warung_domain::time::Timestamp;

const PAGE: usize = 50;

/// The columns of the spreadsheet.
const HEADERS: &str = "date,event,order,sales,tax,cash,commission,owed,currency";

/// One page, newest first; `before` is where the last one ended.
pub async fn statement(
    shop: &Shop,
    seller: &SellerId,
    before: Option<u64>,
) -> Result<SellerStatement, StorageError> {
    let (seller, currency) = (seller.clone(), shop.config.currency);
    let before = before.map(|seq| seq.min(i64::MAX.cast_unsigned()));
    shop.storage.read(move |txn| page(txn, &seller, currency, before)).await
}

/// All of it as CSV, oldest first.
pub async fn spreadsheet(shop: &Shop, seller: &SellerId) -> Result<String, StorageError> {
    let (seller, currency) = (seller.clone(), shop.config.currency);
    let offset = shop.config.offset_minutes;
    shop.storage.read(move |txn| Ok(csv(&whole(txn, &seller, currency)?, offset))).await
}

/// Everything, newest first.
pub fn whole(
    txn: &dyn ReadTxn,
    seller: &SellerId,
    currency: Currency,
) -> Result<SellerStatement, StorageError> {
    let mut all = page(txn, seller, currency, None)?;
    while let Some(before) = all.next {
        let older = page(txn, seller, currency, Some(before))?;
        all.lines.extend(older.lines);
        all.next = older.next;
    }
    Ok(all)
}

/// One page within a transaction.
pub fn page(
    txn: &dyn ReadTxn,
    seller: &SellerId,
    currency: Currency,
    before: Option<u64>,
) -> Result<SellerStatement, StorageError> {
    let accounts = Accounts::of(seller, currency);
    let totals = accounts.balanced(&txn.balances_for_seller(seller, None)?)?;
    let mut owed = match before {
        None => totals.owed,
        Some(_) => accounts.balanced(&txn.balances_for_seller(seller, before)?)?.owed,
    };
    let mut booked = txn.postings_for_seller(seller, before, PAGE + 1)?;
    let more = booked.len() > PAGE;
    booked.truncate(PAGE);
    let next = booked.last().filter(|_| more).map(|last| last.seq);
    let mut lines = Vec::with_capacity(booked.len());
    for Booked { seq, posting } in booked {
        let moved = accounts.moved(&Net::of([&posting]).map_err(sums)?)?;
        let number = match posting.order() {
            Some(order) => txn.order(order)?.map(|record| record.order.number),
            None => None,
        };
        lines.push(StatementLine {
            seq,
            at: posting.at(),
            what: posting.key().kind().to_owned(),
            order: posting.order(),
            number,
            moved,
            owed,
        });
        owed = owed.checked_sub(moved.owed).map_err(sums)?;
    }
    Ok(SellerStatement { seller: seller.clone(), totals, lines, next })
}

/// What a seller owes the shop by now; below zero the shop owes them.
pub fn owed_by(
    txn: &dyn ReadTxn,
    seller: &SellerId,
    currency: Currency,
) -> Result<Money, StorageError> {
    let totals =
        Accounts::of(seller, currency).balanced(&txn.balances_for_seller(seller, None)?)?;
    Money::zero(currency).checked_sub(totals.owed).map_err(sums)
}

/// A seller's accounts in the currency the shop sells in.
struct Accounts {
    owed: Account,
    tax: Account,
    commission: Account,
    seller: SellerId,
    currency: Currency,
}

fn sums(error: MoneyError) -> StorageError {
    StorageError::Codec(format!("the books cannot be added up: {error}"))
}

impl Accounts {
    fn of(seller: &SellerId, currency: Currency) -> Self {
        let [owed, tax, commission] =
            [Account::Seller, Account::Tax, Account::Commission].map(|of| of(seller.clone()));
        Self { owed, tax, commission, seller: seller.clone(), currency }
    }

    /// What the shop owes is a credit, and reads as an amount above zero here.
    fn moved(&self, net: &Net) -> Result<StatementSums, StorageError> {
        let zero = Money::zero(self.currency);
        let on = |account| net.on(account, self.currency);
        let added = || {
            let sales = zero.checked_sub(on(&self.owed))?;
            let tax = zero.checked_sub(on(&self.tax))?;
            let cash = self.in_hand(net)?;
            let commission = zero.checked_sub(on(&self.commission))?;
            let due = sales.checked_add(tax)?.checked_add(commission)?;
            Ok(StatementSums { sales, tax, cash, commission, owed: due.checked_sub(cash)? })
        };
        added().map_err(sums)
    }

    /// What their people took: in drawers, elsewhere, and what was missing at a count, which is
    /// theirs to account for like what is there.
    fn in_hand(&self, net: &Net) -> Result<Money, MoneyError> {
        let theirs = net.lines().filter(|(account, _)| match account {
            Account::Cash(whose) | Account::CashDifference(whose) | Account::Drawer(whose, _) => {
                *whose == self.seller
            }
            _ => false,
        });
        let own = theirs.map(|(_, amount)| amount);
        Money::sum(self.currency, own.filter(|amount| amount.currency() == self.currency))
    }

    fn balanced(&self, balances: &[BalanceRecord]) -> Result<StatementSums, StorageError> {
        let mut net = Net::default();
        for BalanceRecord { account, debit, credit } in balances {
            let stands = debit.checked_sub(*credit).map_err(sums)?;
            net.add(account, stands).map_err(sums)?;
        }
        self.moved(&net)
    }
}

/// A statement as a spreadsheet, oldest line first, the totals last.
#[must_use]
pub fn csv(statement: &SellerStatement, offset_minutes: i32) -> String {
    let mut text = format!("{HEADERS}\n");
    let mut row = |when: &str, what: &str, number: &str, moved: &StatementSums, owed: Money| {
        let amount = |money: Money| decimal(money.minor(), money.currency());
        let (sales, tax, cash) = (amount(moved.sales), amount(moved.tax), amount(moved.cash));
        let commission = amount(moved.commission);
        let (owed, currency) = (amount(owed), owed.currency());
        // A String takes whatever is written.
        let _ = writeln!(
            text,
            "{when},{what},{number},{sales},{tax},{cash},{commission},{owed},{currency}"
        );
    };
    for line in statement.lines.iter().rev() {
        let when = written(line.at, offset_minutes);
        row(&when, &line.what, line.number.as_deref().unwrap_or_default(), &line.moved, line.owed);
    }
    row("", "total", "", &statement.totals, statement.totals.owed);
    text
}

/// `2026-11-22T11:00:00+07:00`.
pub fn written(at: Timestamp, offset_minutes: i32) -> String {
    let it = at.civil(offset_minutes);
    let sign = if offset_minutes < 0 { '-' } else { '+' };
    let (hours, minutes) = (offset_minutes.abs() / 60, offset_minutes.abs() % 60);
    format!(
        "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}{sign}{hours:02}:{minutes:02}",
        it.year, it.month, it.day, it.hour, it.minute, it.second
    )
}
