//! Whether a way to pay is offered for a purchase: one answer, computed alike by the
//! phone that shows it and the shop that decides.

use super::PaymentTerms;
use crate::money::Money;
use crate::payment::PaymentMethod;

/// What is to be paid.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Purchase {
    /// With everything the shopper pays.
    pub total: Money,
}

/// Who pays.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Payer {
    /// What they can spend of what the shop keeps for them; none if that is not known.
    pub balance: Option<Money>,
}

/// Why a way to pay is not offered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WhyNot {
    BelowMinimum {
        minimum: Money,
    },
    AboveMaximum {
        maximum: Money,
    },
    /// Nobody is signed in, or the balance has not been heard of.
    BalanceUnknown,
    BalanceTooSmall {
        balance: Money,
    },
}

/// Says whether `terms` take this purchase from this payer.
pub fn offered(terms: &PaymentTerms, purchase: &Purchase, payer: &Payer) -> Result<(), WhyNot> {
    let total = purchase.total;
    let amount = |minor| Money::new(minor, total.currency());
    if total.minor() < terms.minimum {
        return Err(WhyNot::BelowMinimum { minimum: amount(terms.minimum) });
    }
    if total.minor() > terms.maximum {
        return Err(WhyNot::AboveMaximum { maximum: amount(terms.maximum) });
    }
    if terms.method == PaymentMethod::Balance {
        let balance = payer.balance.ok_or(WhyNot::BalanceUnknown)?;
        if balance.currency() != total.currency() || balance.minor() < total.minor() {
            return Err(WhyNot::BalanceTooSmall { balance });
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::money::Currency;

    fn rp(minor: i64) -> Money {
        Money::new(minor, Currency::IDR)
    }

    fn terms(method: PaymentMethod) -> PaymentTerms {
        PaymentTerms { method, minimum: 10, maximum: 50, expiry_minutes: None, rate: None }
    }

    #[test]
    fn limits_are_part_of_what_is_offered() {
        let payer = Payer { balance: None };
        let cash = |total| {
            let purchase = Purchase { total: rp(total) };
            offered(&terms(PaymentMethod::CashOnDelivery), &purchase, &payer)
        };
        assert_eq!(cash(9), Err(WhyNot::BelowMinimum { minimum: rp(10) }));
        assert_eq!([cash(10), cash(50)], [Ok(()), Ok(())]);
        assert_eq!(cash(51), Err(WhyNot::AboveMaximum { maximum: rp(50) }));
    }

    // Holds B9.
    #[test]
    fn a_balance_is_offered_as_far_as_it_goes() {
        let with = |balance: Option<i64>| {
            let payer = Payer { balance: balance.map(rp) };
            offered(&terms(PaymentMethod::Balance), &Purchase { total: rp(20) }, &payer)
        };
        assert_eq!(with(None), Err(WhyNot::BalanceUnknown));
        assert_eq!(with(Some(19)), Err(WhyNot::BalanceTooSmall { balance: rp(19) }));
        assert_eq!(with(Some(20)), Ok(()));
    }
}
