//! What stands on accounts after some postings, added up with checks.

use super::{Account, Entry, Posting};
use crate::money::{Currency, Money, MoneyError};
use std::collections::BTreeMap;

/// Sums by account and currency. What comes to nothing is not in it, so two nets
/// are equal when they mean the same.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Net(BTreeMap<(Account, Currency), i64>);

impl Net {
    pub fn of_entries<'a>(
        entries: impl IntoIterator<Item = &'a Entry>,
    ) -> Result<Self, MoneyError> {
        let mut net = Self::default();
        for entry in entries {
            net.add(&entry.account, entry.amount)?;
        }
        Ok(net)
    }

    pub fn of<'a>(postings: impl IntoIterator<Item = &'a Posting>) -> Result<Self, MoneyError> {
        Self::of_entries(postings.into_iter().flat_map(Posting::entries))
    }

    pub fn add(&mut self, account: &Account, amount: Money) -> Result<(), MoneyError> {
        let key = (account.clone(), amount.currency());
        let sum = self.0.get(&key).copied().unwrap_or(0);
        match sum.checked_add(amount.minor()).ok_or(MoneyError::Overflow)? {
            0 => self.0.remove(&key),
            sum => self.0.insert(key, sum),
        };
        Ok(())
    }

    /// What stands on one account in a currency, in minor units.
    #[must_use]
    pub fn on(&self, account: &Account, currency: Currency) -> Money {
        let sum = self.0.get(&(account.clone(), currency)).copied().unwrap_or(0);
        Money::new(sum, currency)
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Account by account, in a stable order.
    pub fn lines(&self) -> impl Iterator<Item = (&Account, Money)> {
        self.0.iter().map(|((account, currency), sum)| (account, Money::new(*sum, *currency)))
    }

    /// A currency whose entries do not sum to zero, and what is left of it.
    pub fn imbalance(&self) -> Result<Option<(Currency, i64)>, MoneyError> {
        let mut sums: BTreeMap<Currency, i64> = BTreeMap::new();
        for (_, amount) in self.lines() {
            let sum = sums.entry(amount.currency()).or_default();
            *sum = sum.checked_add(amount.minor()).ok_or(MoneyError::Overflow)?;
        }
        Ok(sums.into_iter().find(|(_, left)| *left != 0))
    }

    /// The entries that bring everything back to nothing.
    pub fn reversed(&self) -> Result<Vec<Entry>, MoneyError> {
        let lines = self.lines().map(|(account, amount)| {
            let back = Money::zero(amount.currency()).checked_sub(amount)?;
            Ok(Entry::new(account.clone(), back))
        });
        lines.collect()
    }
}
