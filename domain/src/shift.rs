//! A cashier's shift at a drawer: from the float it begins with to the count at its end.
//!
//! What is taken for orders in between is not written here: the books know it, order by order,
//! and what should be in the drawer is what they say ([`crate::books::Account::Drawer`]).

use crate::ids::{AccountId, CommandId, DeviceId, SellerId};
use crate::money::{Money, MoneyError};
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

/// Most times cash is put in or taken out of one drawer in one shift; a loop ends here.
pub const MAX_MOVES: usize = 200;

/// A shift, open until it is closed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shift {
    /// The command that opened it.
    pub id: CommandId,
    pub seller: SellerId,
    pub cashier: AccountId,
    /// Whose drawer it is: the device it stands beside.
    pub device: DeviceId,
    pub opened_at: Timestamp,
    /// What was in the drawer for change.
    pub float: Money,
    #[serde(default)]
    pub moves: Vec<CashMove>,
    #[serde(default)]
    pub closed: Option<Closing>,
}

/// Cash that went in or out between.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CashMove {
    pub at: Timestamp,
    /// Above zero put in, below taken out.
    pub amount: Money,
    pub reason: String,
}

/// How a shift ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Closing {
    pub at: Timestamp,
    /// What should have been there.
    pub expected: Money,
    pub counted: Money,
}

/// What a closed shift comes to, for paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ShiftSums {
    /// What was taken for payments, less what was given back.
    pub taken: Money,
    /// Cash that went in between, above zero.
    pub put_in: Money,
    /// Cash that went out between, above zero.
    pub taken_out: Money,
    /// Counted less expected: below zero is missing.
    pub difference: Money,
}

impl Shift {
    /// Its sums at the count: float, payments and moves together are what was expected. None while
    /// it is open. Errs on amounts beyond counting.
    pub fn sums(&self) -> Result<Option<ShiftSums>, MoneyError> {
        let Some(Closing { expected, counted, .. }) = self.closed else { return Ok(None) };
        let currency = self.float.currency();
        let moved = |is_meant: fn(i64) -> bool| {
            let amounts = self.moves.iter().map(|one| one.amount);
            Money::sum(currency, amounts.filter(|amount| is_meant(amount.minor())))
        };
        let put_in = moved(|minor| minor > 0)?;
        let taken_out = Money::zero(currency).checked_sub(moved(|minor| minor < 0)?)?;
        let taken =
            expected.checked_sub(self.float)?.checked_sub(put_in)?.checked_add(taken_out)?;
        let difference = counted.checked_sub(expected)?;
        Ok(Some(ShiftSums { taken, put_in, taken_out, difference }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::money::Currency;

    fn rp(minor: i64) -> Money {
        Money::new(minor, Currency::IDR)
    }

    fn shift(moves: &[i64]) -> Shift {
        let at = Timestamp::from_millis(0);
        let moves = moves.iter().map(|minor| CashMove {
            at,
            amount: rp(*minor),
            reason: "uang kecil".to_owned(),
        });
        Shift {
            id: CommandId::mint(at, &[1; 10]),
            seller: "dapur".parse().unwrap(),
            cashier: AccountId::mint(at, &[2; 10]),
            device: "7f".repeat(32).parse().unwrap(),
            opened_at: at,
            float: rp(100_000),
            moves: moves.collect(),
            closed: None,
        }
    }

    // Holds N4.
    #[test]
    fn what_was_taken_is_what_the_count_expects_beyond_float_and_moves() {
        let mut shift = shift(&[50_000, -30_000, -20_000]);
        assert_eq!(shift.sums(), Ok(None));
        let at = Timestamp::from_millis(1);
        shift.closed = Some(Closing { at, expected: rp(175_000), counted: rp(173_000) });
        let sums = shift.sums().unwrap().unwrap();
        assert_eq!((sums.taken, sums.difference), (rp(75_000), rp(-2_000)));
        assert_eq!((sums.put_in, sums.taken_out), (rp(50_000), rp(50_000)));
    }
}
