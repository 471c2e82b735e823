//! Receipts: signed proof that buyer and seller each hold.
//!
//! A receipt is canonical JSON (RFC 8785; integers only, so the canonical form
//! of numbers is never in question) inside an EdDSA JWS with the shop's `kid`.
//! It is never edited: when the money goes back, a new document of another
//! [`Kind`] names this one as `previous`. Verifying needs the shop's key set and
//! nothing else.

pub mod on_paper;

#[cfg(test)]
pub(crate) mod tests;

use crate::canonical::canonical_json;
use crate::ids::{AccountId, CommandId, OrderId, ReceiptId, SellerId, ShopId};
use crate::json;
use crate::jws::{JwsError, KeySet, split_compact, unb64, verify_shop};
use crate::money::{ExchangeRate, Money, MoneyError};
use crate::payment::PaymentMethod;
use crate::pricing::{Adjustment, IncludedTax, PricedLine};
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};
use thiserror::Error;

/// The JWS `typ` of a receipt.
pub const TYP: &str = "warung-receipt";

/// What the one line of a top-up is about.
pub const TOP_UP_LINE: &str = "saldo";

/// What a document says of the money.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// It has arrived.
    #[default]
    Receipt,
    /// It has arrived, and stands on the buyer's balance with the shop.
    TopUp,
    /// The channel took it back before it was final.
    Reversal,
    /// The shop gave it back.
    Refund,
    /// The buyer's bank took it back.
    ChargeBack,
}

impl Kind {
    pub const ALL: [Self; 5] =
        [Self::Receipt, Self::TopUp, Self::Reversal, Self::Refund, Self::ChargeBack];

    /// As it is spelled in documents and addresses.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Receipt => "receipt",
            Self::TopUp => "top-up",
            Self::Reversal => "reversal",
            Self::Refund => "refund",
            Self::ChargeBack => "charge-back",
        }
    }

    /// Documents of before other kinds were issued do not name theirs, and their
    /// one spelling stays as it was signed.
    #[must_use]
    pub const fn is_receipt(&self) -> bool {
        matches!(self, Self::Receipt)
    }

    /// Whether it says that money came; the others say that it went back.
    #[must_use]
    pub const fn is_of_arrival(self) -> bool {
        matches!(self, Self::Receipt | Self::TopUp)
    }
}

/// How the money of an earlier document went back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Correction {
    pub at: Timestamp,
    /// Of the whole order, in the channel's currency.
    pub order_amount: Money,
    /// The channel's own reference.
    pub reference: String,
}

/// What documents are issued for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Cause {
    /// Money has arrived.
    Paid(PaymentProof),
    /// Money that had arrived went back.
    WentBack {
        kind: Kind,
        correction: Correction,
        /// The seller whose parcel it is about, where it is about one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        seller: Option<SellerId>,
    },
}

/// What one seller certifies to one buyer about one parcel. A document that
/// corrects another repeats what that one certified.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Receipt {
    pub v: u16,
    #[serde(default, skip_serializing_if = "Kind::is_receipt")]
    pub kind: Kind,
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
    /// The document this one takes the place of.
    pub previous: Option<ReceiptId>,
    /// For every kind that says that money went back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub correction: Option<Correction>,
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
    #[error("signed, but it does not say what it corrects")]
    Link,
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

    /// Whether it is about goods, and not about an amount that filled a balance. What
    /// corrects another does not name its kind, but has its one line.
    #[must_use]
    pub fn is_of_goods(&self) -> bool {
        match self.kind {
            Kind::Receipt => true,
            Kind::TopUp => false,
            Kind::Reversal | Kind::Refund | Kind::ChargeBack => {
                let by_the_shop = self.seller.as_str() == self.shop.as_str();
                let is_amount = |line: &PricedLine| line.product.as_str() == TOP_UP_LINE;
                !(by_the_shop && self.lines.iter().all(is_amount))
            }
        }
    }

    /// The document by which the money of this one goes back.
    #[must_use]
    pub fn corrected(
        &self,
        kind: Kind,
        correction: Correction,
        id: ReceiptId,
        number: String,
        now: Timestamp,
    ) -> Self {
        Self {
            kind,
            id,
            number,
            issued_at: now,
            previous: Some(self.id),
            correction: Some(correction),
            ..self.clone()
        }
    }

    /// A correction names what it corrects, and how; a receipt corrects nothing.
    const fn check_link(&self) -> Result<(), ReceiptError> {
        let is_linked = match self.kind {
            Kind::Receipt | Kind::TopUp => self.correction.is_none(),
            _ => self.correction.is_some() && self.previous.is_some(),
        };
        if is_linked { Ok(()) } else { Err(ReceiptError::Link) }
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

/// What a document of one's own says, without asking whether it is genuine.
pub fn read_own(jws: &str) -> Result<Receipt, ReceiptError> {
    let payload = unb64(split_compact(jws)?.payload)?;
    json::read(&payload).map_err(|_| ReceiptError::Content)
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
    receipt.check_link()?;
    receipt.check_sum()?;
    Ok(receipt)
}
