//! What collecting costs, and who bears it.

use crate::money::{Money, MoneyError};
use serde::ser::SerializeMap as _;
use serde::{Deserialize, Serialize, Serializer};

/// Who pays what a channel keeps.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Bearer {
    /// The shop; the shopper pays the same however they pay.
    #[default]
    Shop,
    /// The shopper; it stands in what they pay under its own name.
    Shopper,
}

/// What a channel keeps of a payment: an amount, a part, or both.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Fee {
    /// Minor units of the shop's currency, for each payment.
    pub flat: i64,
    /// Thousandths of what is paid before the fee, rounded half away from zero.
    pub per_mille: i64,
    pub borne_by: Bearer,
}

/// Travels as plain members beside the others of a way to pay: reading another shape would
/// cost every phone more bytes of code than the fee is worth.
impl Serialize for Fee {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let mut members = to.serialize_map(Some(3))?;
        members.serialize_entry("fee_flat", &self.flat)?;
        members.serialize_entry("fee_per_mille", &self.per_mille)?;
        members.serialize_entry("fee_borne_by", self.borne_by.code())?;
        members.end()
    }
}

impl Bearer {
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Shop => "shop",
            Self::Shopper => "shopper",
        }
    }
}

impl Fee {
    /// The fee of a payment of `amount`, which is without it.
    pub fn of(&self, amount: Money) -> Result<Money, MoneyError> {
        let part = amount.fraction(self.per_mille, 1_000)?;
        part.checked_add(Money::new(self.flat, amount.currency()))
    }

    /// The same as far as the shopper pays it.
    pub fn for_shopper(&self, amount: Money) -> Result<Money, MoneyError> {
        match self.borne_by {
            Bearer::Shop => Ok(Money::zero(amount.currency())),
            Bearer::Shopper => self.of(amount),
        }
    }

    #[must_use]
    pub const fn is_nothing(&self) -> bool {
        self.flat == 0 && self.per_mille == 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::money::Currency;

    #[test]
    fn an_amount_and_a_part_rounded_once() {
        let rp = |minor| Money::new(minor, Currency::IDR);
        let fee = Fee { flat: 2_500, per_mille: 7, borne_by: Bearer::Shopper };
        // 68,500 x 7/1000 = 479.5
        assert_eq!(fee.of(rp(68_500)), Ok(rp(2_980)));
        assert_eq!(fee.for_shopper(rp(68_500)), Ok(rp(2_980)));
        let ours = Fee { borne_by: Bearer::Shop, ..fee };
        assert_eq!(ours.for_shopper(rp(68_500)), Ok(rp(0)));
        assert_eq!(ours.of(rp(68_500)), Ok(rp(2_980)));
        assert!(Fee::default().is_nothing());
        let huge = Fee { per_mille: i64::MAX, ..fee };
        assert_eq!(huge.of(rp(i64::MAX)), Err(MoneyError::Overflow));
    }
}
