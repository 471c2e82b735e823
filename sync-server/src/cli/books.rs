//! `books`: prints what stands on every account, or what the shop and a seller owe
//! each other.

use super::Trouble;
use super::folder::{DATABASE_FILE, DataFolder, read_founding};
use super::opening::open_storage;
use crate::export::decimal;
use crate::service::effects::SystemEntropy;
use crate::service::statement::{csv, whole, written};
use crate::storage::{BalanceRecord, StorageError};
use clap::Args;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::PathBuf;
use warung_domain::ids::SellerId;
use warung_domain::money::{Currency, Money, MoneyError};
use warung_domain::protocol::SellerStatement;

/// Which books to print, and how.
#[derive(Debug, Args)]
pub struct BooksArguments {
    /// The data folder.
    #[arg(long, value_name = "FOLDER", default_value = "./data", env = "WARUNG_DATA")]
    data: PathBuf,

    /// One seller's statement instead: what was sold, the tax in it, cash taken, and what the shop
    /// owes the seller (below zero: the seller owes the shop).
    #[arg(long, value_name = "ID")]
    seller: Option<SellerId>,

    /// As CSV, for a spreadsheet.
    #[arg(long)]
    csv: bool,

    /// Minutes east of UTC, for the dates of a statement: Jakarta is 420.
    #[arg(long, value_name = "MINUTES", default_value_t = 420, env = "WARUNG_OFFSET_MINUTES",
          allow_negative_numbers = true,
          value_parser = clap::value_parser!(i32).range(-720..=840))]
    offset_minutes: i32,
}

/// Prints one or the other.
pub fn run(arguments: &BooksArguments) -> Result<(), Trouble> {
    if !arguments.data.join(DATABASE_FILE).exists() {
        return Err(Trouble::NoShop(arguments.data.clone()));
    }
    let currency = read_founding(&arguments.data)?.currency;
    let folder = DataFolder::open(&arguments.data)?;
    let storage = open_storage(&folder, &SystemEntropy::default())?;
    let Some(seller) = arguments.seller.clone() else {
        let balances = storage.read_blocking(|txn| txn.balances())?;
        let balance = TrialBalance::of(balances).map_err(not_added)?;
        print!("{}", if arguments.csv { balance.csv() } else { balance.table() });
        return if balance.is_even() { Ok(()) } else { Err(Trouble::Unbalanced) };
    };
    let wanted = seller.clone();
    let (known, statement) = storage.read_blocking(move |txn| {
        let known: Vec<String> =
            txn.sellers()?.into_iter().map(|seller| seller.id.to_string()).collect();
        Ok::<_, StorageError>((known, whole(txn, &wanted, currency)?))
    })?;
    // Who has left the shop may still be owed something.
    if statement.lines.is_empty() && !known.iter().any(|id| id == seller.as_str()) {
        return Err(Trouble::NoSuchSeller { seller: seller.to_string(), known });
    }
    let offset = arguments.offset_minutes;
    print!("{}", if arguments.csv { csv(&statement, offset) } else { table(&statement, offset) });
    Ok(())
}

fn not_added(error: MoneyError) -> Trouble {
    Trouble::Unexpected { what: format!("the books cannot be added up: {error}") }
}

/// Every account, and the sums of each currency.
struct TrialBalance {
    accounts: Vec<BalanceRecord>,
    sums: BTreeMap<Currency, (Money, Money)>,
}

impl TrialBalance {
    fn of(accounts: Vec<BalanceRecord>) -> Result<Self, MoneyError> {
        let mut sums: BTreeMap<Currency, (Money, Money)> = BTreeMap::new();
        for BalanceRecord { debit, credit, .. } in &accounts {
            let zero = Money::zero(debit.currency());
            let (debits, credits) = sums.entry(debit.currency()).or_insert((zero, zero));
            *debits = debits.checked_add(*debit)?;
            *credits = credits.checked_add(*credit)?;
        }
        Ok(Self { accounts, sums })
    }

    fn is_even(&self) -> bool {
        self.sums.values().all(|(debits, credits)| debits == credits)
    }

    fn rows(&self) -> Vec<[String; 5]> {
        let row = |name: String, debit: Money, credit: Money| {
            // Sums that came this far can be held against each other in 128 bits.
            let balance = i128::from(debit.minor()) - i128::from(credit.minor());
            let balance = i64::try_from(balance).unwrap_or(i64::MAX);
            let currency = debit.currency();
            let amount = |minor| decimal(minor, currency);
            let (debit, credit) = (amount(debit.minor()), amount(credit.minor()));
            [name, currency.to_string(), debit, credit, amount(balance)]
        };
        let accounts = self.accounts.iter();
        let accounts = accounts.map(|it| row(it.account.to_string(), it.debit, it.credit));
        let sums = self.sums.values();
        let sums = sums.map(|(debits, credits)| row("total".to_owned(), *debits, *credits));
        accounts.chain(sums).collect()
    }

    fn csv(&self) -> String {
        let mut text = "account,currency,debit,credit,balance\n".to_owned();
        for row in self.rows() {
            let _ = writeln!(text, "{}", row.join(","));
        }
        text
    }

    fn table(&self) -> String {
        if self.accounts.is_empty() {
            return "Nothing has been booked yet.\n".to_owned();
        }
        let head = ["account", "currency", "debit", "credit", "balance"].map(str::to_owned);
        let mut text = columns(head, self.rows(), [false, false, true, true, true]);
        let verdict = if self.is_even() { "sum to zero" } else { "DO NOT sum to zero" };
        let _ = writeln!(text, "\nThe books {verdict}.");
        text
    }
}

fn table(statement: &SellerStatement, offset_minutes: i32) -> String {
    if statement.lines.is_empty() {
        return format!("Nothing has been booked for {} yet.\n", statement.seller);
    }
    let amount = |money: Money| decimal(money.minor(), money.currency());
    let mut rows: Vec<[String; 7]> = Vec::with_capacity(statement.lines.len() + 1);
    for line in statement.lines.iter().rev() {
        rows.push([
            written(line.at, offset_minutes),
            line.what.clone(),
            line.number.clone().unwrap_or_default(),
            amount(line.moved.sales),
            amount(line.moved.tax),
            amount(line.moved.cash),
            amount(line.owed),
        ]);
    }
    let totals = &statement.totals;
    rows.push([
        String::new(),
        "total".to_owned(),
        String::new(),
        amount(totals.sales),
        amount(totals.tax),
        amount(totals.cash),
        amount(totals.owed),
    ]);
    let head = ["date", "event", "order", "sales", "tax", "cash", "owed"].map(str::to_owned);
    let mut text = columns(head, rows, [false, false, false, true, true, true, true]);
    let currency = totals.owed.currency();
    let owed = decimal(totals.owed.minor().saturating_abs(), currency);
    let seller = &statement.seller;
    let _ = match totals.owed.minor() {
        0 => writeln!(text, "\nThe shop and {seller} owe each other nothing."),
        1.. => writeln!(text, "\nThe shop owes {seller} {owed} {currency}."),
        _ => writeln!(text, "\n{seller} owes the shop {owed} {currency}."),
    };
    text
}

/// Columns as wide as what stands in them; numbers end at the same place.
fn columns<const N: usize>(
    head: [String; N],
    rows: Vec<[String; N]>,
    is_number: [bool; N],
) -> String {
    let mut widths = head.each_ref().map(|cell| cell.chars().count());
    for row in &rows {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = (*width).max(cell.chars().count());
        }
    }
    let mut text = String::new();
    for row in std::iter::once(head).chain(rows) {
        let cells = row.iter().zip(widths).zip(is_number).map(|((cell, width), is_number)| {
            if is_number { format!("{cell:>width$}") } else { format!("{cell:<width$}") }
        });
        let line = cells.collect::<Vec<_>>().join("  ");
        let _ = writeln!(text, "{}", line.trim_end());
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use warung_domain::books::Account;

    fn balance(account: Account, debit: i64, credit: i64) -> BalanceRecord {
        let rp = |minor| Money::new(minor, Currency::IDR);
        BalanceRecord { account, debit: rp(debit), credit: rp(credit) }
    }

    // Holds B1.
    #[test]
    fn a_trial_balance_says_whether_it_is_even() {
        let even = [balance(Account::Bank, 68_000, 0), balance(Account::Fees, 0, 68_000)];
        let even = TrialBalance::of(even.to_vec()).unwrap();
        assert!(even.is_even());
        let table = even.table();
        assert!(table.contains("bank     IDR       68000       0    68000"), "{table}");
        assert!(table.ends_with("The books sum to zero.\n"), "{table}");
        assert_eq!(
            even.csv(),
            "account,currency,debit,credit,balance\nbank,IDR,68000,0,68000\n\
             fees,IDR,0,68000,-68000\ntotal,IDR,68000,68000,0\n"
        );
        let odd = TrialBalance::of(vec![balance(Account::Bank, 1, 0)]).unwrap();
        assert!(!odd.is_even());
        assert!(odd.table().contains("DO NOT"));
    }
}
