//! What a shopper keeps at the shop is never below nothing, whatever is taken back.
//!
//! A channel may take money back long after it came onto a balance and was spent. What is
//! there still is taken; what is not is the shopper's debt, on an account of its own.
//! Whatever comes onto the balance next pays the debt first, so that nobody is owed money
//! and owes it at once.

use super::{Account, BooksError, Entry, Net, Posting};
use crate::ids::AccountId;
use crate::money::Money;

/// How a shopper stands with the shop: both at or above zero, in one currency.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Kept {
    pub balance: Money,
    pub debt: Money,
}

impl Posting {
    /// Whose balance it moves, if it does.
    #[must_use]
    pub fn moves_balance_of(&self) -> Option<AccountId> {
        self.entries().iter().find_map(|entry| match entry.account {
            Account::ShopperBalance(shopper) | Account::Debt(shopper) => Some(shopper),
            _ => None,
        })
    }

    /// The same, for a shopper who stands as `kept`: no more is taken off their balance
    /// than there is, and what comes onto it pays their debt first.
    pub fn never_below_nothing(self, shopper: AccountId, kept: Kept) -> Result<Self, BooksError> {
        let (on, debt) = (Account::ShopperBalance(shopper), Account::Debt(shopper));
        let currency = kept.balance.currency();
        let mut net = Net::of([&self])?;
        let (was_on, was_debt) = (net.on(&on, currency), net.on(&debt, currency));
        // What a top-up paid of a debt goes back with it, but off the balance first.
        let moved = was_on.checked_add(was_debt)?.minor();
        // A balance is a credit: above zero it is taken off. Books that begin late may know what
        // was spent and not what was put in.
        let is_on = if moved > 0 {
            moved.min(kept.balance.minor().max(0))
        } else {
            moved.saturating_add(kept.debt.minor().max(0)).min(0)
        };
        let over = was_on.minor().saturating_sub(is_on);
        if over == 0 {
            return Ok(self);
        }
        net.add(&on, Money::new(-over, currency))?;
        net.add(&debt, Money::new(over, currency))?;
        let entries = net.lines().map(|(account, amount)| Entry::new(account.clone(), amount));
        Self::new(self.key().clone(), self.order(), self.at(), entries.collect())
    }
}
