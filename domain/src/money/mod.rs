//! Money: integer minor units of one currency, checked arithmetic, no floats.
//!
//! The only way to an amount is through [`Money`], whose operations refuse to
//! overflow and refuse to mix currencies. Spreading an amount over parts keeps
//! every unit ([`Money::prorate`]).

mod currency;
mod decimal;
mod prorate;
mod rate;

pub use currency::{Currency, CurrencyError};
pub use decimal::{DecimalError, DecimalStyle, parse_decimal};
pub use prorate::prorate;
pub use rate::ExchangeRate;

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// Why a calculation with money has no result.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum MoneyError {
    #[error("{left} and {right} cannot be added up")]
    MixedCurrency { left: Currency, right: Currency },
    #[error("the amount is too large")]
    Overflow,
    #[error("nothing to spread the amount over")]
    NoWeights,
}

/// An amount in minor units: `Money { 265_00, SAR }` is 265 riyals.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Money {
    minor: i64,
    currency: Currency,
}

impl Money {
    #[must_use]
    pub const fn new(minor: i64, currency: Currency) -> Self {
        Self { minor, currency }
    }

    #[must_use]
    pub const fn zero(currency: Currency) -> Self {
        Self { minor: 0, currency }
    }

    #[must_use]
    pub const fn minor(self) -> i64 {
        self.minor
    }

    #[must_use]
    pub const fn currency(self) -> Currency {
        self.currency
    }

    #[must_use]
    pub const fn is_zero(self) -> bool {
        self.minor == 0
    }

    fn same_currency(self, other: Self) -> Result<(), MoneyError> {
        if self.currency == other.currency {
            Ok(())
        } else {
            Err(MoneyError::MixedCurrency { left: self.currency, right: other.currency })
        }
    }

    pub fn checked_add(self, other: Self) -> Result<Self, MoneyError> {
        self.same_currency(other)?;
        let minor = self.minor.checked_add(other.minor).ok_or(MoneyError::Overflow)?;
        Ok(Self { minor, ..self })
    }

    pub fn checked_sub(self, other: Self) -> Result<Self, MoneyError> {
        self.same_currency(other)?;
        let minor = self.minor.checked_sub(other.minor).ok_or(MoneyError::Overflow)?;
        Ok(Self { minor, ..self })
    }

    /// This amount `count` times, as in price times quantity.
    pub fn times(self, count: i64) -> Result<Self, MoneyError> {
        let minor = self.minor.checked_mul(count).ok_or(MoneyError::Overflow)?;
        Ok(Self { minor, ..self })
    }

    /// This amount times `numerator / denominator`, rounded half away from zero.
    /// The product is taken in 128 bits, so only the result can overflow.
    pub fn fraction(self, numerator: i64, denominator: i64) -> Result<Self, MoneyError> {
        let minor = div_round(i128::from(self.minor) * i128::from(numerator), denominator.into())?;
        Ok(Self { minor, ..self })
    }

    /// The sum of amounts, `zero` of `currency` if there are none.
    pub fn sum(
        currency: Currency,
        amounts: impl IntoIterator<Item = Self>,
    ) -> Result<Self, MoneyError> {
        amounts.into_iter().try_fold(Self::zero(currency), Self::checked_add)
    }

    /// Spreads this amount over `weights` so that the parts add up to it exactly.
    pub fn prorate(self, weights: &[i64]) -> Result<Vec<Self>, MoneyError> {
        let parts = prorate(self.minor, weights)?;
        Ok(parts.into_iter().map(|minor| Self { minor, ..self }).collect())
    }
}

/// Division rounded half away from zero, the way tills and tax offices round.
fn div_round(numerator: i128, denominator: i128) -> Result<i64, MoneyError> {
    if denominator == 0 {
        return Err(MoneyError::Overflow);
    }
    let (n, d) =
        if denominator < 0 { (-numerator, -denominator) } else { (numerator, denominator) };
    let rounded = if n >= 0 { (n + d / 2) / d } else { (n - d / 2) / d };
    i64::try_from(rounded).map_err(|_| MoneyError::Overflow)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn idr(minor: i64) -> Money {
        Money::new(minor, Currency::IDR)
    }

    #[test]
    fn currencies_do_not_mix() {
        let error = idr(1).checked_add(Money::new(1, Currency::SAR)).unwrap_err();
        assert_eq!(error, MoneyError::MixedCurrency { left: Currency::IDR, right: Currency::SAR });
    }

    #[test]
    fn overflow_is_an_error_not_a_wrap() {
        assert_eq!(idr(i64::MAX).checked_add(idr(1)), Err(MoneyError::Overflow));
        assert_eq!(idr(i64::MIN).checked_sub(idr(1)), Err(MoneyError::Overflow));
        assert_eq!(idr(i64::MAX).times(2), Err(MoneyError::Overflow));
        assert_eq!(idr(1).fraction(1, 0), Err(MoneyError::Overflow));
    }

    #[test]
    fn included_ppn_is_eleven_parts_of_a_hundred_and_eleven() {
        // 111,000 rupiah hold 11,000 of PPN at an effective 11 %.
        assert_eq!(idr(111_000).fraction(11, 111), Ok(idr(11_000)));
    }

    proptest! {
        #[test]
        fn addition_and_subtraction_undo_each_other(a in any::<i32>(), b in any::<i32>()) {
            let (a, b) = (idr(a.into()), idr(b.into()));
            prop_assert_eq!(a.checked_add(b).unwrap().checked_sub(b).unwrap(), a);
            prop_assert_eq!(a.checked_add(b), b.checked_add(a));
        }

        #[test]
        fn a_fraction_is_off_by_at_most_half_a_unit(a in any::<i32>(), n in -500..500_i64, d in 1..500_i64) {
            let exact_times_2d = 2 * i128::from(a) * i128::from(n);
            let got = idr(a.into()).fraction(n, d).unwrap().minor();
            let got_times_2d = 2 * i128::from(got) * i128::from(d);
            prop_assert!((exact_times_2d - got_times_2d).abs() <= i128::from(d));
        }
    }
}
