//! Whether a way to pay is offered for a purchase: one answer, computed alike by the
//! phone that shows it and the shop that decides.

use super::{DeliveryMethod, PaymentTerms};
use crate::ids::{CategoryId, ProductId, SellerId};
use crate::money::Money;
use crate::payment::PaymentMethod;
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};
use thiserror::Error;

/// What a way to pay is not for, under a stable text: `seller/dapur-bu-tini`,
/// `category/pulsa`, `product/emas-1g`, `delivered` for what is not picked up, or `top-up`
/// for filling a balance.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Exception {
    Seller(SellerId),
    Category(CategoryId),
    Product(ProductId),
    Delivered,
    TopUp,
}

/// A text that names nothing a way to pay can be not for.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("`{0}` is no seller/ID, category/ID, product/ID, `delivered`, nor `top-up`")]
pub struct ExceptionError(pub String);

impl fmt::Display for Exception {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Seller(id) => write!(f, "seller/{id}"),
            Self::Category(id) => write!(f, "category/{id}"),
            Self::Product(id) => write!(f, "product/{id}"),
            Self::Delivered => f.write_str("delivered"),
            Self::TopUp => f.write_str("top-up"),
        }
    }
}

impl FromStr for Exception {
    type Err = ExceptionError;

    fn from_str(text: &str) -> Result<Self, ExceptionError> {
        let found = match text.split_once('/') {
            None if text == "delivered" => Some(Self::Delivered),
            None if text == "top-up" => Some(Self::TopUp),
            Some(("seller", id)) => id.parse().ok().map(Self::Seller),
            Some(("category", id)) => id.parse().ok().map(Self::Category),
            Some(("product", id)) => id.parse().ok().map(Self::Product),
            _ => None,
        };
        found.ok_or_else(|| ExceptionError(text.to_owned()))
    }
}

/// One of the things that are bought.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Good {
    pub product: ProductId,
    pub seller: SellerId,
    pub categories: Vec<CategoryId>,
    /// A partner delivers it, once it is paid.
    pub digital: bool,
}

/// How the goods get to the shopper.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    Delivered,
    PickedUp,
    /// There are none: an amount goes onto the shopper's balance.
    OntoBalance,
}

impl Reach {
    #[must_use]
    pub const fn of(method: &DeliveryMethod) -> Self {
        if method.needs_address { Self::Delivered } else { Self::PickedUp }
    }
}

/// What is to be paid for.
#[derive(Debug, Clone, Copy)]
pub struct Purchase<'a> {
    /// With everything the shopper pays by this way.
    pub total: Money,
    pub goods: &'a [Good],
    pub reach: Reach,
}

/// Why the shop is careful with an account. Counted by rules that are the same for
/// everybody ([`Trust`]).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Caution {
    /// So many orders are to be paid in cash and have not been yet.
    CashUnpaid { orders: u32 },
    /// So many orders were not paid in time lately, while goods were held back for them.
    CodesUnpaid { orders: u32 },
}

/// Which ways to pay the shop takes from an account.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Trust {
    #[default]
    Everything,
    /// Everything that is paid before goods leave.
    NoCash(Caution),
    /// Only what is paid at once, so that nothing is held back for long.
    OnTheSpot(Caution),
}

/// Who pays.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Payer {
    /// What they can spend of what the shop keeps for them; none if that is not known.
    pub balance: Option<Money>,
    pub trust: Trust,
}

/// Why a way to pay is not offered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WhyNot {
    BelowMinimum {
        minimum: Money,
    },
    AboveMaximum {
        maximum: Money,
    },
    /// This seller does not take it.
    NotFrom(SellerId),
    /// This thing is not sold for it.
    NotFor(ProductId),
    /// Only what is picked up.
    PickUpOnly,
    /// Balances are not filled by it.
    NotForTopUps,
    Careful(Caution),
    /// Nobody is signed in, or the balance has not been heard of.
    BalanceUnknown,
    BalanceTooSmall {
        balance: Money,
    },
}

/// Says whether `terms` take this purchase from this payer. What cannot be mended is
/// said first.
pub fn offered(terms: &PaymentTerms, purchase: &Purchase<'_>, payer: &Payer) -> Result<(), WhyNot> {
    // A newer shop may know of more to except; that it decides by itself.
    for exception in terms.except.iter().filter_map(|text| text.parse().ok()) {
        if let Some(why) = excepted(&exception, purchase) {
            return Err(why);
        }
    }
    let method = terms.method;
    let is_top_up = purchase.reach == Reach::OntoBalance;
    if is_top_up && matches!(method, PaymentMethod::Balance | PaymentMethod::CashOnDelivery) {
        return Err(WhyNot::NotForTopUps);
    }
    // What a partner does not deliver goes back onto the balance, which is in the shop's currency.
    let comes_back_otherwise = method == PaymentMethod::CashOnDelivery || terms.rate.is_some();
    if comes_back_otherwise && let Some(good) = purchase.goods.iter().find(|good| good.digital) {
        return Err(WhyNot::NotFor(good.product.clone()));
    }
    match payer.trust {
        // Nothing is held back for it.
        _ if is_top_up => {}
        Trust::NoCash(caution) if method == PaymentMethod::CashOnDelivery => {
            return Err(WhyNot::Careful(caution));
        }
        Trust::OnTheSpot(caution) if !method.pays_on_the_spot() => {
            return Err(WhyNot::Careful(caution));
        }
        Trust::Everything | Trust::NoCash(_) | Trust::OnTheSpot(_) => {}
    }
    let total = purchase.total;
    let amount = |minor| Money::new(minor, total.currency());
    if total.minor() < terms.minimum {
        return Err(WhyNot::BelowMinimum { minimum: amount(terms.minimum) });
    }
    if total.minor() > terms.maximum {
        return Err(WhyNot::AboveMaximum { maximum: amount(terms.maximum) });
    }
    if method == PaymentMethod::Balance {
        let balance = payer.balance.ok_or(WhyNot::BalanceUnknown)?;
        if balance.currency() != total.currency() || balance.minor() < total.minor() {
            return Err(WhyNot::BalanceTooSmall { balance });
        }
    }
    Ok(())
}

fn excepted(exception: &Exception, purchase: &Purchase<'_>) -> Option<WhyNot> {
    let mut goods = purchase.goods.iter();
    match exception {
        Exception::Seller(seller) => {
            goods.any(|good| good.seller == *seller).then(|| WhyNot::NotFrom(seller.clone()))
        }
        Exception::Category(category) => goods
            .find(|good| good.categories.contains(category))
            .map(|good| WhyNot::NotFor(good.product.clone())),
        Exception::Product(product) => {
            goods.any(|good| good.product == *product).then(|| WhyNot::NotFor(product.clone()))
        }
        Exception::Delivered => (purchase.reach == Reach::Delivered).then_some(WhyNot::PickUpOnly),
        Exception::TopUp => (purchase.reach == Reach::OntoBalance).then_some(WhyNot::NotForTopUps),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::Fee;
    use crate::money::{Currency, ExchangeRate};
    use crate::time::Timestamp;

    fn rp(minor: i64) -> Money {
        Money::new(minor, Currency::IDR)
    }

    fn terms(method: PaymentMethod, except: &[&str]) -> PaymentTerms {
        PaymentTerms {
            method,
            minimum: 10,
            maximum: 50,
            expiry_minutes: None,
            rate: None,
            fee: Fee::default(),
            except: except.iter().map(ToString::to_string).collect(),
        }
    }

    fn asked(
        terms: &PaymentTerms,
        total: i64,
        balance: Option<i64>,
        trust: Trust,
    ) -> Result<(), WhyNot> {
        let goods = [Good {
            product: "kopi".parse().unwrap(),
            seller: "dapur".parse().unwrap(),
            categories: vec!["kopi-teh".parse().unwrap()],
            digital: false,
        }];
        let purchase = Purchase { total: rp(total), goods: &goods, reach: Reach::Delivered };
        offered(terms, &purchase, &Payer { balance: balance.map(rp), trust })
    }

    // Holds P7.
    #[test]
    fn limits_are_part_of_what_is_offered() {
        let cash = terms(PaymentMethod::CashOnDelivery, &[]);
        let of = |total| asked(&cash, total, None, Trust::Everything);
        assert_eq!(of(9), Err(WhyNot::BelowMinimum { minimum: rp(10) }));
        assert_eq!([of(10), of(50)], [Ok(()), Ok(())]);
        assert_eq!(of(51), Err(WhyNot::AboveMaximum { maximum: rp(50) }));
    }

    // Holds T7.
    #[test]
    fn what_a_partner_delivers_is_paid_in_the_shops_currency_and_before() {
        let goods = [Good {
            product: "gim".parse().unwrap(),
            seller: "dapur".parse().unwrap(),
            categories: Vec::new(),
            digital: true,
        }];
        let purchase = Purchase { total: rp(20), goods: &goods, reach: Reach::Delivered };
        let payer = Payer { balance: Some(rp(90)), trust: Trust::Everything };
        let by = |terms: PaymentTerms| offered(&terms, &purchase, &payer);
        let not_for = || Err(WhyNot::NotFor("gim".parse().unwrap()));
        assert_eq!(by(terms(PaymentMethod::Qris, &[])), Ok(()));
        assert_eq!(by(terms(PaymentMethod::CashOnDelivery, &[])), not_for());
        let rate = ExchangeRate {
            from: Currency::SAR,
            to: Currency::IDR,
            numerator: 4_350,
            denominator: 1,
            as_of: Timestamp::from_millis(0),
        };
        let abroad = PaymentTerms { rate: Some(rate), ..terms(PaymentMethod::Qris, &[]) };
        assert_eq!(by(abroad), not_for());
    }

    // Holds B9.
    #[test]
    fn a_balance_is_offered_as_far_as_it_goes() {
        let balance = terms(PaymentMethod::Balance, &[]);
        let with = |there| asked(&balance, 20, there, Trust::Everything);
        assert_eq!(with(None), Err(WhyNot::BalanceUnknown));
        assert_eq!(with(Some(19)), Err(WhyNot::BalanceTooSmall { balance: rp(19) }));
        assert_eq!(with(Some(20)), Ok(()));
    }

    // Holds B13.
    #[test]
    fn a_balance_is_filled_by_whatever_is_not_excepted_from_whomever() {
        let caution = Caution::CodesUnpaid { orders: 3 };
        let payer = Payer { balance: Some(rp(90)), trust: Trust::OnTheSpot(caution) };
        let of = |method, except: &[&str]| {
            let purchase = Purchase { total: rp(20), goods: &[], reach: Reach::OntoBalance };
            offered(&terms(method, except), &purchase, &payer)
        };
        assert_eq!(of(PaymentMethod::Indomaret, &["delivered"]), Ok(()), "nothing is held back");
        assert_eq!(of(PaymentMethod::Qris, &["top-up"]), Err(WhyNot::NotForTopUps));
        for method in [PaymentMethod::Balance, PaymentMethod::CashOnDelivery] {
            assert_eq!(of(method, &[]), Err(WhyNot::NotForTopUps));
        }
        assert_eq!("top-up".parse(), Ok(Exception::TopUp));
        let goods = asked(&terms(PaymentMethod::Qris, &["top-up"]), 20, None, Trust::Everything);
        assert_eq!(goods, Ok(()));
    }

    // Holds P7.
    #[test]
    fn a_way_to_pay_is_for_some_goods_sellers_and_deliveries() {
        let of = |except: &[&str]| {
            asked(&terms(PaymentMethod::Qris, except), 20, None, Trust::Everything)
        };
        let kopi = || WhyNot::NotFor("kopi".parse().unwrap());
        assert_eq!(of(&["seller/gudang", "category/pulsa", "product/emas", "moonlit"]), Ok(()));
        assert_eq!(of(&["seller/dapur"]), Err(WhyNot::NotFrom("dapur".parse().unwrap())));
        assert_eq!(of(&["category/kopi-teh"]), Err(kopi()));
        assert_eq!(of(&["seller/gudang", "product/kopi"]), Err(kopi()));
        assert_eq!(of(&["delivered"]), Err(WhyNot::PickUpOnly));
        for text in ["", "seller", "seller/", "shelf/x", "delivered/x"] {
            assert_eq!(text.parse::<Exception>(), Err(ExceptionError(text.to_owned())));
        }
        for text in ["seller/a", "category/a", "product/a", "delivered"] {
            assert_eq!(text.parse::<Exception>().unwrap().to_string(), text);
        }
    }

    // Holds P8.
    #[test]
    fn who_is_not_trusted_pays_first_and_who_holds_goods_back_pays_at_once() {
        let because = Caution::CashUnpaid { orders: 3 };
        let (no_cash, at_once) = (Trust::NoCash(because), Trust::OnTheSpot(because));
        for method in PaymentMethod::ALL {
            let by = |trust| asked(&terms(method, &[]), 20, Some(20), trust);
            let is_cash = method == PaymentMethod::CashOnDelivery;
            assert_eq!(by(Trust::Everything), Ok(()));
            assert_eq!(by(no_cash).is_err(), is_cash, "{method:?}");
            let soon = [PaymentMethod::Balance, PaymentMethod::Qris, PaymentMethod::Gopay];
            assert_eq!(by(at_once).is_ok(), soon.contains(&method), "{method:?}");
        }
    }
}
