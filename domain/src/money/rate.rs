//! Exchange rates: dated facts, frozen into whatever used them.

use super::{Currency, Money, MoneyError, div_round};
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

/// One unit of `from` costs `numerator / denominator` units of `to`, both in
/// major units: SAR to IDR at 4,350.25 is `435_025 / 100`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExchangeRate {
    pub from: Currency,
    pub to: Currency,
    pub numerator: i64,
    pub denominator: i64,
    pub as_of: Timestamp,
}

impl ExchangeRate {
    /// Converts, rounding half away from zero to the minor unit of `to`.
    pub fn convert(&self, amount: Money) -> Result<Money, MoneyError> {
        if amount.currency() != self.from {
            return Err(MoneyError::MixedCurrency { left: amount.currency(), right: self.from });
        }
        let top = i128::from(amount.minor())
            .checked_mul(self.numerator.into())
            .and_then(|top| top.checked_mul(self.to.scale().into()))
            .ok_or(MoneyError::Overflow)?;
        let bottom = i128::from(self.denominator) * i128::from(self.from.scale());
        Ok(Money::new(div_round(top, bottom)?, self.to))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn riyals_to_rupiah() {
        let rate = ExchangeRate {
            from: Currency::SAR,
            to: Currency::IDR,
            numerator: 435_025,
            denominator: 100,
            as_of: Timestamp::from_millis(0),
        };
        // 265.00 SAR x 4,350.25 = 1,152,816.25, and the rupiah has no smaller unit.
        let idr = rate.convert(Money::new(26_500, Currency::SAR)).unwrap();
        assert_eq!(idr, Money::new(1_152_816, Currency::IDR));
        assert!(rate.convert(Money::new(1, Currency::IDR)).is_err());
    }
}
