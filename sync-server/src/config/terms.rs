//! The terms a shop begins with: three ways to receive goods, twelve ways to pay. The
//! tax inside its prices is in [`super::taxes`].
//!
//! Amounts are thought of in rupiah. A shop that sells in another currency has
//! them converted at its exchange rate; without a rate it gets round amounts of
//! its own, cash and what it keeps for its shoppers, because Indonesian gateways collect rupiah.

use thiserror::Error;
use warung_domain::catalog::{DeliveryMethod, Fee, PaymentTerms, Terms, TopUpTerms};
use warung_domain::ids::{DeliveryId, IdError};
use warung_domain::lang::Localized;
use warung_domain::money::{Currency, ExchangeRate};
use warung_domain::payment::PaymentMethod;
use warung_domain::time::Timestamp;

/// What minimarkets, wallets and banks accept, in rupiah, and how long their codes
/// stay payable.
const GATEWAY_LIMITS: [(PaymentMethod, i64, i64, u32); 9] = [
    (PaymentMethod::Indomaret, 10_000, 5_000_000, CODE_MINUTES),
    (PaymentMethod::Alfamart, 10_000, 2_500_000, CODE_MINUTES),
    (PaymentMethod::Qris, 1, 10_000_000, WALLET_MINUTES),
    (PaymentMethod::Gopay, 1, 20_000_000, WALLET_MINUTES),
    (PaymentMethod::VaBca, 10_000, 50_000_000, CODE_MINUTES),
    (PaymentMethod::VaBni, 10_000, 50_000_000, CODE_MINUTES),
    (PaymentMethod::VaBri, 10_000, 50_000_000, CODE_MINUTES),
    (PaymentMethod::VaPermata, 10_000, 50_000_000, CODE_MINUTES),
    (PaymentMethod::MandiriBill, 10_000, 50_000_000, CODE_MINUTES),
];

/// More cash than this no courier should carry.
const CASH_LIMIT: i64 = 2_000_000;

/// What a counter's drawer takes at once.
const COUNTER_LIMIT: i64 = 5_000_000;

/// No shopper keeps more than this at the shop.
const BALANCE_LIMIT: i64 = 20_000_000;

/// What one top-up is at least, at most, and what a balance may come to by it: careful
/// figures, for each shop to change.
const TOP_UP: (i64, i64, i64) = (10_000, 1_000_000, 2_000_000);

/// A day: the way to a till may have to wait until after work.
const CODE_MINUTES: u32 = 24 * 60;

/// Two hours. Wallets are at hand, and gateways give them a quarter of one if
/// nobody says otherwise, which a phone without signal would miss.
const WALLET_MINUTES: u32 = 2 * 60;

/// Why a text is not an exchange rate.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum RateError {
    #[error("a rate is written like SAR=4350.25: one unit of the shop's currency in rupiah")]
    Shape,
    #[error("{0}")]
    Currency(String),
    #[error("the rate must be more than zero and have at most six decimals")]
    Number,
}

/// Reads `SAR=4350.25`: what one riyal costs in rupiah, as of `as_of`.
pub fn parse_rate(text: &str, as_of: Timestamp) -> Result<ExchangeRate, RateError> {
    let (from, number) = text.split_once('=').ok_or(RateError::Shape)?;
    let from: Currency = from.parse().map_err(|error| RateError::Currency(format!("{error}")))?;
    let (whole, decimals) = number.trim().split_once('.').unwrap_or((number.trim(), ""));
    let is_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || decimals.len() > 6 || !is_digits(whole) || !is_digits(decimals) {
        return Err(RateError::Number);
    }
    let numerator: i64 = format!("{whole}{decimals}").parse().map_err(|_| RateError::Number)?;
    if numerator == 0 {
        return Err(RateError::Number);
    }
    let denominator = (0..decimals.len()).fold(1, |tens: i64, _| tens * 10);
    Ok(ExchangeRate { from, to: Currency::IDR, numerator, denominator, as_of })
}

/// The terms of a new shop.
pub fn default_terms(currency: Currency, rate: Option<ExchangeRate>) -> Result<Terms, IdError> {
    let amounts = Amounts { currency, rate };
    Ok(Terms {
        delivery: delivery(&amounts)?,
        payment: payment(&amounts),
        tax: None,
        top_up: top_up(&amounts),
    })
}

/// Without a rate nothing is collected that a balance could be filled by.
fn top_up(amounts: &Amounts) -> TopUpTerms {
    let (minimum, maximum, most) = TOP_UP;
    let of =
        |least, maximum, most| Some(TopUpTerms { minimum: least?, maximum: maximum?, most: most? });
    let terms = of(amounts.at_least(minimum), amounts.at_most(maximum), amounts.at_most(most));
    terms.unwrap_or_default()
}

fn delivery(amounts: &Amounts) -> Result<Vec<DeliveryMethod>, IdError> {
    Ok(vec![
        DeliveryMethod {
            id: DeliveryId::new("reguler")?,
            name: Localized::both("Reguler", "Standard"),
            promise: Localized::both("Tiba 2–4 hari lagi", "Arrives in 2–4 days"),
            fee: amounts.fee(9_000, 1),
            free_from: Some(amounts.fee(150_000, 15)),
            needs_address: true,
        },
        DeliveryMethod {
            id: DeliveryId::new("kilat")?,
            name: Localized::both("Kilat", "Express"),
            promise: Localized::both("Tiba besok", "Arrives tomorrow"),
            fee: amounts.fee(22_000, 3),
            free_from: None,
            needs_address: true,
        },
        DeliveryMethod {
            id: DeliveryId::new("ambil")?,
            name: Localized::both("Ambil sendiri", "Pick up"),
            promise: Localized::both(
                "Kami kabari begitu siap diambil",
                "We tell you as soon as it is ready",
            ),
            fee: 0,
            free_from: None,
            needs_address: false,
        },
    ])
}

fn payment(amounts: &Amounts) -> Vec<PaymentTerms> {
    let gateway = GATEWAY_LIMITS.into_iter().filter_map(|(method, minimum, maximum, minutes)| {
        Some(PaymentTerms {
            method,
            minimum: amounts.at_least(minimum)?,
            maximum: amounts.at_most(maximum)?,
            expiry_minutes: Some(minutes),
            rate: amounts.rate,
            fee: Fee::default(),
            except: Vec::new(),
        })
    });
    let cash = PaymentTerms {
        method: PaymentMethod::CashOnDelivery,
        minimum: 1,
        maximum: amounts
            .at_most(CASH_LIMIT)
            .unwrap_or_else(|| amounts.currency.scale().saturating_mul(500)),
        expiry_minutes: None,
        rate: None,
        fee: Fee::default(),
        except: Vec::new(),
    };
    let balance = PaymentTerms {
        method: PaymentMethod::Balance,
        minimum: 1,
        maximum: amounts
            .at_most(BALANCE_LIMIT)
            .unwrap_or_else(|| amounts.currency.scale().saturating_mul(5_000)),
        expiry_minutes: None,
        rate: None,
        fee: Fee::default(),
        except: Vec::new(),
    };
    let counter = PaymentTerms {
        method: PaymentMethod::Counter,
        minimum: 1,
        maximum: amounts
            .at_most(COUNTER_LIMIT)
            .unwrap_or_else(|| amounts.currency.scale().saturating_mul(1_000)),
        expiry_minutes: Some(CODE_MINUTES),
        rate: None,
        fee: Fee::default(),
        except: Vec::new(),
    };
    gateway.chain([cash, balance, counter]).collect()
}

/// Rupiah amounts, said in the shop's currency.
struct Amounts {
    currency: Currency,
    rate: Option<ExchangeRate>,
}

impl Amounts {
    /// A fee: converted and rounded up to half a major unit where there is a
    /// rate, `majors` major units where there is none.
    fn fee(&self, rupiah: i64, majors: i64) -> i64 {
        if self.currency == Currency::IDR {
            return rupiah;
        }
        let half = (self.currency.scale() / 2).max(1);
        match self.at_least(rupiah) {
            Some(minor) => minor.saturating_add(half - 1) / half * half,
            None => self.currency.scale().saturating_mul(majors),
        }
    }

    /// The smallest amount worth at least so many rupiah.
    fn at_least(&self, rupiah: i64) -> Option<i64> {
        let (top, bottom) = self.quotient(rupiah)?;
        i64::try_from((top + bottom - 1) / bottom).ok()
    }

    /// The largest amount worth at most so many rupiah.
    fn at_most(&self, rupiah: i64) -> Option<i64> {
        let (top, bottom) = self.quotient(rupiah)?;
        i64::try_from(top / bottom).ok()
    }

    fn quotient(&self, rupiah: i64) -> Option<(i128, i128)> {
        if self.currency == Currency::IDR {
            return Some((rupiah.into(), 1));
        }
        let rate = self.rate?;
        let top = i128::from(rupiah)
            .checked_mul(rate.denominator.into())?
            .checked_mul(rate.from.scale().into())?;
        Some((top, i128::from(rate.numerator)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at() -> Timestamp {
        Timestamp::from_millis(0)
    }

    #[test]
    fn rates_are_read_exactly() {
        let rate = parse_rate("SAR=4350.25", at()).unwrap();
        assert_eq!((rate.numerator, rate.denominator), (435_025, 100));
        assert_eq!(parse_rate("usd=15900", at()).unwrap().denominator, 1);
        assert_eq!(parse_rate("SAR", at()), Err(RateError::Shape));
        assert_eq!(parse_rate("SAR=0", at()), Err(RateError::Number));
        assert_eq!(parse_rate("SAR=1e3", at()), Err(RateError::Number));
        assert!(matches!(parse_rate("XXQ=1", at()), Err(RateError::Currency(_))));
    }

    #[test]
    fn a_rupiah_shop_offers_everything() {
        let terms = default_terms(Currency::IDR, None).unwrap();
        assert_eq!(terms.payment.len(), PaymentMethod::ALL.len());
        assert_eq!(terms.delivery[0].fee, 9_000);
    }

    #[test]
    fn limits_in_another_currency_stay_within_the_channels() {
        let rate = parse_rate("SAR=4350.25", at()).unwrap();
        let terms = default_terms(Currency::SAR, Some(rate)).unwrap();
        let indomaret = terms.payment_terms(PaymentMethod::Indomaret).unwrap();
        // 10,000 rupiah are 2.2987 riyals, 5,000,000 are 1,149.36.
        assert_eq!((indomaret.minimum, indomaret.maximum), (230, 114_935));
        assert_eq!(indomaret.rate, Some(rate));
        assert_eq!(terms.delivery[0].fee, 250);
    }

    #[test]
    fn without_a_rate_nothing_is_taken_that_is_collected_in_rupiah() {
        let terms = default_terms(Currency::USD, None).unwrap();
        assert!(!terms.top_up.is_offered());
        let methods: Vec<_> = terms.payment.iter().map(|terms| terms.method).collect();
        assert_eq!(
            methods,
            [PaymentMethod::CashOnDelivery, PaymentMethod::Balance, PaymentMethod::Counter]
        );
    }
}
