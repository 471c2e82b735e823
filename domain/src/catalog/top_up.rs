//! How much a shopper may put onto their balance: one answer, computed alike by the
//! phone that shows it and the shop that decides.
//!
//! It is given when a code is asked for, and never again: an amount for which there is a
//! code arrives, whatever has happened to the balance meanwhile. So that the balance all
//! the same never holds more than it may by filling it, what other codes would bring
//! counts as if it had come.

use crate::money::{Money, MoneyError};
use serde::{Deserialize, Serialize};

/// In minor units of the shop's currency; all of nothing where no balance can be filled.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TopUpTerms {
    /// The least of one top-up, without what the way to pay costs.
    pub minimum: i64,
    /// The most of one.
    pub maximum: i64,
    /// The most a balance may come to by it.
    pub most: i64,
}

/// Why an amount cannot be put onto a balance.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoTopUp {
    NotOffered,
    BelowMinimum {
        minimum: Money,
    },
    AboveMaximum {
        maximum: Money,
    },
    /// More than there is room for.
    Full {
        room: Money,
    },
}

impl TopUpTerms {
    #[must_use]
    pub const fn is_offered(&self) -> bool {
        self.maximum > 0
    }

    /// How much more a balance may come to, of which `coming` is under way already.
    pub fn room(&self, balance: Money, coming: Money) -> Result<Money, MoneyError> {
        let most = Money::new(self.most, balance.currency());
        let left = most.checked_sub(balance)?.checked_sub(coming)?;
        Ok(if left.minor() < 0 { Money::zero(balance.currency()) } else { left })
    }

    /// Whether `amount` may be put onto a balance.
    pub fn check(&self, amount: Money, room: Money) -> Result<(), NoTopUp> {
        let money = |minor| Money::new(minor, amount.currency());
        if !self.is_offered() {
            return Err(NoTopUp::NotOffered);
        }
        if amount.minor() < self.minimum.max(1) {
            return Err(NoTopUp::BelowMinimum { minimum: money(self.minimum.max(1)) });
        }
        if amount.minor() > self.maximum {
            return Err(NoTopUp::AboveMaximum { maximum: money(self.maximum) });
        }
        if amount.currency() != room.currency() || amount.minor() > room.minor() {
            return Err(NoTopUp::Full { room });
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::money::Currency;

    fn rp(minor: i64) -> Money {
        Money::new(minor, Currency::IDR)
    }

    // Holds B13.
    #[test]
    fn what_is_under_way_takes_room_and_a_full_balance_has_none() {
        let terms = TopUpTerms { minimum: 10, maximum: 60, most: 100 };
        let room = |balance, coming| terms.room(rp(balance), rp(coming)).unwrap();
        assert_eq!([room(0, 0), room(30, 40), room(90, 20)], [rp(100), rp(30), rp(0)]);
        let asked = |amount, room| terms.check(rp(amount), rp(room));
        assert_eq!([asked(10, 100), asked(60, 60)], [Ok(()), Ok(())]);
        assert_eq!(asked(9, 100), Err(NoTopUp::BelowMinimum { minimum: rp(10) }));
        assert_eq!(asked(61, 100), Err(NoTopUp::AboveMaximum { maximum: rp(60) }));
        assert_eq!(asked(31, 30), Err(NoTopUp::Full { room: rp(30) }));
        let none = TopUpTerms::default();
        assert_eq!(none.check(rp(5), rp(100)), Err(NoTopUp::NotOffered));
        let careless = TopUpTerms { minimum: 0, ..terms };
        assert_eq!(careless.check(rp(0), rp(9)), Err(NoTopUp::BelowMinimum { minimum: rp(1) }));
    }
}
