//! One posting: entries that sum to zero in every currency, under a key.

use super::{Account, Net};
use crate::ids::OrderId;
use crate::money::{Currency, Money, MoneyError};
use crate::time::Timestamp;
use std::{fmt, str::FromStr};
use thiserror::Error;

/// Why something cannot be booked.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum BooksError {
    #[error(transparent)]
    Money(#[from] MoneyError),
    #[error("a posting has to sum to zero and leaves {left} minor units of {currency}")]
    Unbalanced { currency: Currency, left: i64 },
    #[error("a posting without entries says nothing")]
    Empty,
    #[error("`{0}` is no key of a posting")]
    Key(String),
    #[error("{paid} minor units do not pay for {due}")]
    Short { paid: i64, due: i64 },
    #[error("no money of this payment waits for its window to close")]
    NothingProvisional,
    #[error("more would be given back than is there: {wanted} of {there} minor units")]
    TooMuch { wanted: i64, there: i64 },
}

/// An amount on an account: above zero a debit, below a credit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    pub account: Account,
    pub amount: Money,
}

impl Entry {
    #[must_use]
    pub const fn new(account: Account, amount: Money) -> Self {
        Self { account, amount }
    }
}

/// What happened to what: `{subject}/{event}`. The same thing has the same key
/// however often it is heard of, and is booked once.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PostingKey {
    /// The attempt to be paid, or the command that recorded a sale.
    subject: String,
    event: String,
}

impl PostingKey {
    /// Neither part may be empty, and the subject holds no `/`.
    pub fn new(subject: impl Into<String>, event: impl Into<String>) -> Result<Self, BooksError> {
        let (subject, event) = (subject.into(), event.into());
        if subject.is_empty() || event.is_empty() || subject.contains('/') {
            return Err(BooksError::Key(format!("{subject}/{event}")));
        }
        Ok(Self { subject, event })
    }

    #[must_use]
    pub fn subject(&self) -> &str {
        &self.subject
    }

    /// What happened, such as `paid`, `refunded:5000`.
    #[must_use]
    pub fn event(&self) -> &str {
        &self.event
    }

    /// The kind of event, without what tells several of a kind apart.
    #[must_use]
    pub fn kind(&self) -> &str {
        self.event.split_once(':').map_or(self.event.as_str(), |(kind, _)| kind)
    }
}

impl fmt::Display for PostingKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.subject, self.event)
    }
}

impl FromStr for PostingKey {
    type Err = BooksError;

    fn from_str(text: &str) -> Result<Self, BooksError> {
        let (subject, event) =
            text.split_once('/').ok_or_else(|| BooksError::Key(text.to_owned()))?;
        Self::new(subject, event)
    }
}

/// Entries that belong together. Made only by [`Posting::new`], so that one which
/// does not sum to zero cannot exist.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Posting {
    key: PostingKey,
    order: Option<OrderId>,
    at: Timestamp,
    entries: Vec<Entry>,
}

impl Posting {
    /// Takes entries that sum to zero in each of their currencies. Entries of
    /// nothing are left out.
    pub fn new(
        key: PostingKey,
        order: Option<OrderId>,
        at: Timestamp,
        entries: Vec<Entry>,
    ) -> Result<Self, BooksError> {
        let entries: Vec<Entry> =
            entries.into_iter().filter(|entry| !entry.amount.is_zero()).collect();
        if entries.is_empty() {
            return Err(BooksError::Empty);
        }
        if let Some((currency, left)) = Net::of_entries(&entries)?.imbalance()? {
            return Err(BooksError::Unbalanced { currency, left });
        }
        Ok(Self { key, order, at, entries })
    }

    #[must_use]
    pub const fn key(&self) -> &PostingKey {
        &self.key
    }

    /// The order it is about; none for a sale over the counter.
    #[must_use]
    pub const fn order(&self) -> Option<OrderId> {
        self.order
    }

    /// When it was booked, by the shop's clock.
    #[must_use]
    pub const fn at(&self) -> Timestamp {
        self.at
    }

    #[must_use]
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }
}
