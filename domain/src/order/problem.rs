//! What changed between the phone's wish and the shop's shelves.

use crate::ids::{ProductId, VariantId};
use crate::money::Money;
use serde::{Deserialize, Serialize};

/// One difference the shopper is asked about. Never applied in silence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum OrderProblem {
    /// The price moved and the price lock is over.
    PriceChanged { product: ProductId, variant: VariantId, name: String, was: Money, now: Money },
    /// Fewer are left than wanted; the order was cut to `available`.
    OutOfStock { product: ProductId, variant: VariantId, name: String, wanted: u32, available: u32 },
    /// No longer for sale; the line was taken out. `name` is empty where the shop
    /// has forgotten it.
    Withdrawn {
        product: ProductId,
        variant: VariantId,
        #[serde(default)]
        name: String,
    },
    /// The delivery method is no longer offered; another stands in the order.
    DeliveryChanged,
    /// The payment method is not offered for this total; another stands in the
    /// order.
    PaymentUnavailable,
    /// The total is less than the payment method takes; another stands in the
    /// order.
    BelowMinimum { minimum: Money },
    /// What all of it comes to. Stands last, and alone where only fees or taxes
    /// changed.
    TotalChanged { was: Money, now: Money },
}
