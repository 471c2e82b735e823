//! Under which terms a partner's bills are paid at a kiosk.

use super::BillerId;
use crate::lang::Localized;
use crate::money::{Currency, Money, MoneyError};
use serde::{Deserialize, Serialize};
use thiserror::Error;

/// What the person types of themselves.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CustomerTerms {
    /// What the number is called: meter number, phone number.
    pub label: Localized,
    /// Fewest and most digits.
    pub least_digits: u32,
    pub most_digits: u32,
}

/// Who says how much, in minor units of the shop's currency.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AmountTerms {
    /// The partner: what is due.
    Due,
    /// The person, freely.
    Free { minimum: i64, maximum: i64 },
    /// The person, one of these.
    OneOf(Vec<i64>),
}

/// A partner as machines and counters know it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BillerTerms {
    pub id: BillerId,
    pub name: Localized,
    /// One line under the name.
    pub note: Localized,
    pub customer: CustomerTerms,
    pub amount: AmountTerms,
    /// What the shop takes for its work, in minor units.
    pub fee: i64,
    /// The least and the most that is paid at once, without the shop's fee, in minor units.
    pub minimum: i64,
    pub maximum: i64,
}

/// Why a bill is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum NotTaken {
    #[error("the number has not as many digits as it should")]
    Customer,
    #[error("this amount is not taken")]
    Amount,
}

impl From<MoneyError> for NotTaken {
    fn from(_: MoneyError) -> Self {
        Self::Amount
    }
}

impl BillerTerms {
    /// The number as it is sent: its digits, without what people put between them.
    pub fn customer(&self, typed: &str) -> Result<String, NotTaken> {
        let gaps = |c: &char| !c.is_whitespace() && *c != '-';
        let digits: String = typed.chars().filter(gaps).collect();
        let CustomerTerms { least_digits, most_digits, .. } = self.customer;
        let is_number = digits.bytes().all(|byte| byte.is_ascii_digit());
        let length = u32::try_from(digits.len()).unwrap_or(u32::MAX);
        if is_number && (least_digits..=most_digits).contains(&length) {
            Ok(digits)
        } else {
            Err(NotTaken::Customer)
        }
    }

    /// What is asked of the partner for what the person chose: nothing where it says how much.
    pub fn wanted(
        &self,
        chosen: Option<i64>,
        currency: Currency,
    ) -> Result<Option<Money>, NotTaken> {
        let is_taken = match (&self.amount, chosen) {
            (AmountTerms::Due, None) => return Ok(None),
            (AmountTerms::Free { minimum, maximum }, Some(amount)) => {
                (*minimum..=*maximum).contains(&amount)
            }
            (AmountTerms::OneOf(amounts), Some(amount)) => amounts.contains(&amount),
            _ => false,
        };
        let amount = chosen.filter(|_| is_taken).ok_or(NotTaken::Amount)?;
        Ok(Some(Money::new(amount, currency)))
    }

    /// What a person pays in all for an amount that the partner quoted.
    pub fn total(&self, amount: Money) -> Result<Money, NotTaken> {
        if !(self.minimum..=self.maximum).contains(&amount.minor()) || amount.minor() <= 0 {
            return Err(NotTaken::Amount);
        }
        Ok(amount.checked_add(Money::new(self.fee, amount.currency()))?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn terms(amount: AmountTerms) -> BillerTerms {
        BillerTerms {
            id: "listrik".parse().unwrap(),
            name: Localized::both("Token listrik", "Electricity token"),
            note: Localized::default(),
            customer: CustomerTerms {
                label: Localized::both("Nomor meter", "Meter number"),
                least_digits: 11,
                most_digits: 12,
            },
            amount,
            fee: 2_500,
            minimum: 20_000,
            maximum: 1_000_000,
        }
    }

    // Holds T5.
    #[test]
    fn what_is_typed_has_to_fit_the_partner() {
        let pln = terms(AmountTerms::OneOf(vec![20_000, 50_000]));
        assert_eq!(pln.customer("1423 5678-901"), Ok("14235678901".to_owned()));
        for wrong in ["", "142356789", "1423567890123", "1423567890x", "١٤٢٣٥٦٧٨٩٠١"] {
            assert_eq!(pln.customer(wrong), Err(NotTaken::Customer), "{wrong}");
        }
        let rupiah = |amount| Some(Money::new(amount, Currency::IDR));
        assert_eq!(pln.wanted(Some(20_000), Currency::IDR), Ok(rupiah(20_000)));
        for wrong in [None, Some(20_001), Some(-20_000)] {
            assert_eq!(pln.wanted(wrong, Currency::IDR), Err(NotTaken::Amount));
        }
        let due = terms(AmountTerms::Due);
        assert_eq!(due.wanted(None, Currency::IDR), Ok(None));
        assert_eq!(due.wanted(Some(5), Currency::IDR), Err(NotTaken::Amount));
        let free = terms(AmountTerms::Free { minimum: 10, maximum: 20 });
        assert_eq!(free.wanted(Some(20), Currency::IDR), Ok(rupiah(20)));
        assert_eq!(free.wanted(Some(21), Currency::IDR), Err(NotTaken::Amount));
        assert_eq!(Ok(Money::new(22_500, Currency::IDR)), pln.total(rupiah(20_000).unwrap()));
        assert_eq!(pln.total(rupiah(19_999).unwrap()), Err(NotTaken::Amount));
        assert_eq!(pln.total(rupiah(1_000_001).unwrap()), Err(NotTaken::Amount));
    }
}
