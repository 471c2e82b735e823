//! Receipts: signed proof that buyer and seller each hold.
//!
//! A receipt is canonical JSON (RFC 8785; integers only, so the canonical form
//! of numbers is never in question) inside an EdDSA JWS with the shop's `kid`.
//! It is never edited: a correction or reversal is a new document that names
//! this one as `previous`. Verifying needs the shop's key set and nothing else.

use crate::ids::{AccountId, CommandId, OrderId, ReceiptId, SellerId, ShopId};
use crate::json;
use crate::jws::{JwsError, KeySet, verify_shop};
use crate::money::{ExchangeRate, Money, MoneyError};
use crate::payment::PaymentMethod;
use crate::pricing::{Adjustment, IncludedTax, PricedLine};
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use thiserror::Error;

/// The JWS `typ` of a receipt.
pub const TYP: &str = "warung-receipt";

/// What one seller certifies to one buyer about one parcel.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Receipt {
    pub v: u16,
    pub id: ReceiptId,
    /// The seller's own series: `dapur-bu-tini/2026/000042`.
    pub number: String,
    pub shop: ShopId,
    pub shop_name: String,
    pub seller: SellerId,
    pub seller_name: String,
    pub buyer: AccountId,
    pub buyer_name: String,
    /// Middle digits hidden.
    pub buyer_phone: String,
    pub order: OrderId,
    pub order_number: String,
    /// The signed command that placed the order.
    pub command: CommandId,
    pub issued_at: Timestamp,
    /// Minutes east of UTC in which the dates are to be read.
    pub offset_minutes: i32,
    pub lines: Vec<PricedLine>,
    pub goods: Money,
    pub shipping: Money,
    pub adjustments: Vec<Adjustment>,
    pub tax_included: Option<IncludedTax>,
    pub total: Money,
    pub payment: PaymentProof,
    /// The document this one corrects or reverses.
    pub previous: Option<ReceiptId>,
}

/// How and when the money came.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PaymentProof {
    pub method: PaymentMethod,
    /// The channel's own reference, or the cashier's.
    pub reference: String,
    pub paid_at: Timestamp,
    /// For the whole order, in the channel's currency.
    pub order_paid: Money,
    pub rate: Option<ExchangeRate>,
    /// The channel may take the money back until then.
    pub provisional_until: Option<Timestamp>,
}

/// Why a text is not a valid receipt.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ReceiptError {
    #[error(transparent)]
    Jws(#[from] JwsError),
    #[error("signed, but not a receipt this app can read")]
    Content,
    #[error("signed, but not in canonical form")]
    NotCanonical,
    #[error("signed by another shop: {0}")]
    OtherShop(ShopId),
    #[error("signed, but its amounts do not add up")]
    Sum,
}

impl From<MoneyError> for ReceiptError {
    fn from(_: MoneyError) -> Self {
        Self::Sum
    }
}

impl Receipt {
    /// The bytes the shop signs.
    #[must_use]
    pub fn canonical_bytes(&self) -> Vec<u8> {
        // Plain structs of strings and integers always serialise.
        let value = serde_json::to_value(self).unwrap_or_default();
        canonical_json(&value).into_bytes()
    }

    /// Lines, shipping and adjustments make up the total.
    fn check_sum(&self) -> Result<(), ReceiptError> {
        let currency = self.total.currency();
        let totals = self.lines.iter().map(PricedLine::total).collect::<Result<Vec<_>, _>>()?;
        let goods = Money::sum(currency, totals)?;
        let adjusted = Money::sum(currency, self.adjustments.iter().map(|a| a.amount))?;
        let total = goods.checked_add(self.shipping)?.checked_add(adjusted)?;
        if goods == self.goods && total == self.total { Ok(()) } else { Err(ReceiptError::Sum) }
    }
}

/// Verifies a receipt without any network: signature by a key of this shop,
/// canonical form, audience and sums.
pub fn verify(jws: &str, shop: &ShopId, keys: &KeySet) -> Result<Receipt, ReceiptError> {
    let payload = verify_shop(jws.trim(), TYP, keys)?;
    let receipt: Receipt = json::read(&payload).map_err(|_| ReceiptError::Content)?;
    if receipt.canonical_bytes() != payload {
        return Err(ReceiptError::NotCanonical);
    }
    if receipt.shop != *shop {
        return Err(ReceiptError::OtherShop(receipt.shop));
    }
    receipt.check_sum()?;
    Ok(receipt)
}

/// JSON Canonicalization Scheme (RFC 8785) for values without fractions.
///
/// Members are sorted by UTF-16 code units; strings use the shortest escapes;
/// there is no white space. Numbers are integers and written plainly.
#[must_use]
pub fn canonical_json(value: &Value) -> String {
    let mut out = String::new();
    write_canonical(value, &mut out);
    out
}

fn write_canonical(value: &Value, out: &mut String) {
    match value {
        Value::Object(members) => {
            let mut names: Vec<&String> = members.keys().collect();
            names.sort_by(|a, b| a.encode_utf16().cmp(b.encode_utf16()));
            out.push('{');
            for (index, name) in names.into_iter().enumerate() {
                if index > 0 {
                    out.push(',');
                }
                write_canonical(&Value::String(name.clone()), out);
                out.push(':');
                write_canonical(&members[name], out);
            }
            out.push('}');
        }
        Value::Array(items) => {
            out.push('[');
            for (index, item) in items.iter().enumerate() {
                if index > 0 {
                    out.push(',');
                }
                write_canonical(item, out);
            }
            out.push(']');
        }
        // serde_json escapes strings and writes integers exactly as RFC 8785 asks.
        scalar => out.push_str(&scalar.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::KeyId;
    use crate::jws::{Jwk, b64, shop_signing_input};
    use crate::money::Currency;
    use ed25519_dalek::{Signer, SigningKey};
    use proptest::prelude::*;

    fn rp(minor: i64) -> Money {
        Money::new(minor, Currency::IDR)
    }

    pub(crate) fn receipt(quantity: u32) -> Receipt {
        let at = Timestamp::from_millis(1_795_320_000_000);
        let goods = rp(68_000).times(quantity.into()).unwrap();
        Receipt {
            v: 1,
            id: ReceiptId::mint(at, &[1; 10]),
            number: "dapur/2026/000001".into(),
            shop: "warung".parse().unwrap(),
            shop_name: "Warung".into(),
            seller: "dapur".parse().unwrap(),
            seller_name: "Dapur Bu Tini".into(),
            buyer: AccountId::mint(at, &[2; 10]),
            buyer_name: "Sari \"Ayu\" é€😀".into(),
            buyer_phone: "+62812••••0001".into(),
            order: OrderId::mint(at, &[3; 10]),
            order_number: "W-1".into(),
            command: CommandId::mint(at, &[3; 10]),
            issued_at: at,
            offset_minutes: 420,
            lines: vec![PricedLine {
                product: "kopi".parse().unwrap(),
                variant: "default".parse().unwrap(),
                seller: "dapur".parse().unwrap(),
                name: "Kopi Gayo".into(),
                quantity,
                unit_price: rp(68_000),
                unit_list_price: None,
            }],
            goods,
            shipping: rp(9_000),
            adjustments: vec![],
            tax_included: None,
            total: goods.checked_add(rp(9_000)).unwrap(),
            payment: PaymentProof {
                method: PaymentMethod::Indomaret,
                reference: "TRX1".into(),
                paid_at: at,
                order_paid: rp(77_000),
                rate: None,
                provisional_until: None,
            },
            previous: None,
        }
    }

    fn sign(payload: &[u8]) -> (String, KeySet) {
        let key = SigningKey::from_bytes(&[5; 32]);
        let kid: KeyId = "k1".parse().unwrap();
        let input = shop_signing_input(TYP, &kid, payload);
        let jws = format!("{input}.{}", b64(&key.sign(input.as_bytes()).to_bytes()));
        (jws, KeySet { keys: vec![Jwk::ed25519(kid, key.verifying_key().as_bytes())] })
    }

    // Holds R2, R3.
    #[test]
    fn a_receipt_verifies_for_both_sides() {
        let receipt = receipt(2);
        let (jws, keys) = sign(&receipt.canonical_bytes());
        assert_eq!(verify(&jws, &receipt.shop, &keys), Ok(receipt));
    }

    // Holds R3.
    #[test]
    fn each_refusal_has_its_reason() {
        let good = receipt(2);
        let (jws, keys) = sign(&good.canonical_bytes());
        let other: ShopId = "toko-lain".parse().unwrap();
        assert!(matches!(verify(&jws, &other, &keys), Err(ReceiptError::OtherShop(_))));

        let mut wrong = good.clone();
        wrong.total = rp(1);
        let (jws, keys) = sign(&wrong.canonical_bytes());
        assert_eq!(verify(&jws, &good.shop, &keys), Err(ReceiptError::Sum));

        let pretty = serde_json::to_vec_pretty(&good).unwrap();
        let (jws, keys) = sign(&pretty);
        assert_eq!(verify(&jws, &good.shop, &keys), Err(ReceiptError::NotCanonical));

        let (jws, keys) = sign(b"{}");
        assert_eq!(verify(&jws, &good.shop, &keys), Err(ReceiptError::Content));
    }

    /// The sorting example of RFC 8785, section 3.2.3.
    #[test]
    fn members_sort_by_utf16() {
        let value: Value = serde_json::from_str(
            "{\"\\u20ac\":1,\"\\r\":2,\"\\ufb33\":3,\"1\":4,\"\\ud83d\\ude00\":5,\"\\u0080\":6,\"\\u00f6\":7}",
        )
        .unwrap();
        assert_eq!(
            canonical_json(&value),
            "{\"\\r\":2,\"1\":4,\"\u{80}\":6,\"ö\":7,\"€\":1,\"😀\":5,\"\u{fb33}\":3}"
        );
    }

    proptest! {
        // Holds R2.
        #[test]
        fn canonical_form_is_a_fixed_point(quantity in 1..900_u32) {
            let receipt = receipt(quantity);
            let bytes = receipt.canonical_bytes();
            let again: Receipt = serde_json::from_slice(&bytes).unwrap();
            prop_assert_eq!(again.canonical_bytes(), bytes);
        }
    }
}
