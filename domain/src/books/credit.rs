//! Money put onto a shopper's balance.

use super::{Account, BooksError, Entry, Posting, PostingKey};
use crate::ids::{AccountId, OrderId};
use crate::money::Money;
use crate::time::Timestamp;

/// The kind of such a posting.
pub(super) const CREDITED: &str = "credited";

/// An amount that moves onto a shopper's balance from wherever it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Credit {
    pub shopper: AccountId,
    /// The order it comes from; none for money that was paid in.
    pub order: Option<OrderId>,
    /// Above zero, in minor units.
    pub amount: Money,
    /// Where it stands now: owed to the shopper, in a till, with a channel.
    pub out_of: Account,
    /// Names the same credit always alike, and tells several of an order or shopper
    /// apart. Heard twice, it is booked once.
    pub reference: String,
}

impl Credit {
    /// The posting: a balance is a debt of the shop's, so it is credited.
    pub fn book(&self, at: Timestamp) -> Result<Posting, BooksError> {
        if self.amount.minor() <= 0 {
            return Err(BooksError::TooMuch { wanted: self.amount.minor(), there: 0 });
        }
        let subject = self.order.map_or(self.shopper.to_string(), |order| order.to_string());
        let key = PostingKey::new(subject, format!("{CREDITED}:{}", self.reference))?;
        let back = Money::zero(self.amount.currency()).checked_sub(self.amount)?;
        let entries = vec![
            Entry::new(self.out_of.clone(), self.amount),
            Entry::new(Account::ShopperBalance(self.shopper), back),
        ];
        Posting::new(key, self.order, at, entries)
    }
}
