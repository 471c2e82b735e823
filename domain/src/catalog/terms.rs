//! The shop's terms: how it delivers, how it is paid, what tax is inside.
//!
//! They travel in the signed manifest, so that a phone without signal prices a
//! cart exactly as the server will.

use super::{Bearer, Fee, TopUpTerms};
use crate::ids::{DeliveryId, SellerId};
use crate::lang::Localized;
use crate::money::{ExchangeRate, Money, MoneyError};
use crate::payment::PaymentMethod;
use serde::{Deserialize, Deserializer, Serialize};

/// Everything beyond product prices that goes into a total.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Terms {
    pub delivery: Vec<DeliveryMethod>,
    /// Those this program knows of: a newer shop may offer more.
    #[serde(deserialize_with = "known")]
    pub payment: Vec<PaymentTerms>,
    pub tax: Option<TaxRule>,
    /// A shop that says nothing of it fills no balances.
    #[serde(default)]
    pub top_up: TopUpTerms,
}

impl Terms {
    #[must_use]
    pub fn delivery_method(&self, id: &DeliveryId) -> Option<&DeliveryMethod> {
        self.delivery.iter().find(|method| method.id == *id)
    }

    #[must_use]
    pub fn payment_terms(&self, method: PaymentMethod) -> Option<&PaymentTerms> {
        self.payment.iter().find(|terms| terms.method == method)
    }
}

/// A way goods reach the shopper. Each seller sends a parcel of its own, so the
/// fee is due once per seller.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeliveryMethod {
    pub id: DeliveryId,
    pub name: Localized,
    /// When it arrives, in words.
    pub promise: Localized,
    /// Minor units per parcel.
    pub fee: i64,
    /// Parcels worth at least this many minor units travel free.
    pub free_from: Option<i64>,
    /// Picking up needs no address.
    pub needs_address: bool,
}

impl DeliveryMethod {
    /// How what partners deliver gets to the shopper: at once, for nothing, and nowhere. It is
    /// the one way for an order of nothing else, and no way for any other.
    #[must_use]
    pub fn digital() -> Self {
        Self {
            id: DeliveryId::new("digital").expect("it is an id"),
            name: Localized::both("Dikirim digital", "Delivered digitally"),
            promise: Localized::both("Segera setelah dibayar", "As soon as it is paid"),
            fee: 0,
            free_from: None,
            needs_address: false,
        }
    }
}

/// A way to pay, and within which limits it is offered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PaymentTerms {
    pub method: PaymentMethod,
    /// Smallest total in minor units of the shop's currency.
    pub minimum: i64,
    /// Largest total in minor units of the shop's currency.
    pub maximum: i64,
    /// Minutes until the payment instructions expire; none for cash.
    pub expiry_minutes: Option<u32>,
    /// Set where the method collects in another currency than the shop sells in.
    pub rate: Option<ExchangeRate>,
    /// What the channel keeps, by the shop's own word.
    #[serde(flatten)]
    pub fee: Fee,
    /// What it is not for, each as an [`super::Exception`] is written. Read where it matters.
    pub except: Vec<String>,
}

/// As it travels, whatever the method.
#[derive(Deserialize)]
struct Offer {
    method: String,
    minimum: i64,
    maximum: i64,
    expiry_minutes: Option<u32>,
    rate: Option<ExchangeRate>,
    #[serde(default)]
    fee_flat: i64,
    #[serde(default)]
    fee_per_mille: i64,
    #[serde(default)]
    fee_borne_by: String,
    #[serde(default)]
    except: Vec<String>,
}

fn known<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<PaymentTerms>, D::Error> {
    let offers = Vec::<Offer>::deserialize(from)?;
    let terms = offers.into_iter().filter_map(|offer| {
        let by_shopper = offer.fee_borne_by == Bearer::Shopper.code();
        Some(PaymentTerms {
            method: PaymentMethod::of_code(&offer.method)?,
            minimum: offer.minimum,
            maximum: offer.maximum,
            expiry_minutes: offer.expiry_minutes,
            rate: offer.rate,
            fee: Fee {
                flat: offer.fee_flat,
                per_mille: offer.fee_per_mille,
                borne_by: if by_shopper { Bearer::Shopper } else { Bearer::Shop },
            },
            except: offer.except,
        })
    });
    Ok(terms.collect())
}

/// A tax contained in the prices, as it holds now. Data, not code: PPN for ordinary
/// goods is 12 % of eleven twelfths, effectively 11 parts in 111 of what is paid.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TaxRule {
    /// As printed on the receipt: `PPN 11%`.
    pub label: String,
    /// The tax inside an amount is `amount x numerator / denominator`.
    pub numerator: i64,
    pub denominator: i64,
    /// Who collects it; everybody if nothing is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sellers: Option<Vec<SellerId>>,
}

impl TaxRule {
    /// Whether a seller collects it.
    #[must_use]
    pub fn is_for(&self, seller: &SellerId) -> bool {
        self.sellers.as_ref().is_none_or(|sellers| sellers.contains(seller))
    }

    /// The tax inside an amount, to the nearest unit; halves go away from zero.
    pub fn inside(&self, amount: Money) -> Result<Money, MoneyError> {
        amount.fraction(self.numerator, self.denominator)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // Holds V3.
    #[test]
    fn a_way_to_pay_that_nobody_here_knows_is_left_out() {
        let terms = |method| PaymentTerms {
            method,
            minimum: 1,
            maximum: 5,
            expiry_minutes: Some(60),
            rate: None,
            fee: Fee { flat: 2_500, per_mille: 7, borne_by: Bearer::Shopper },
            except: vec!["delivered".into()],
        };
        let methods = [PaymentMethod::Indomaret, PaymentMethod::CashOnDelivery];
        let all = Terms {
            delivery: vec![],
            payment: methods.map(terms).to_vec(),
            tax: None,
            top_up: TopUpTerms { minimum: 1, maximum: 2, most: 3 },
        };
        let text = serde_json::to_string(&all).unwrap();
        assert_eq!(crate::json::read::<Terms>(text.as_bytes()), Ok(all.clone()));
        let newer = text.replace("cash-on-delivery", "seashells");
        let read: Terms = crate::json::read(newer.as_bytes()).unwrap();
        assert_eq!(read.payment, all.payment[..1]);
        // And an older shop says nothing of fees.
        let older = r#"{"delivery": [], "tax": null, "payment": [{"method": "qris", "minimum": 1,
            "maximum": 5, "expiry_minutes": 60, "rate": null}]}"#;
        let read: Terms = crate::json::read(older.as_bytes()).unwrap();
        assert!(read.payment[0].fee.is_nothing());
        assert!(!read.top_up.is_offered(), "nor of filling balances");
    }
}
