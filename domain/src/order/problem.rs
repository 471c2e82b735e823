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
    /// No longer for sale; the line was taken out.
    Withdrawn { product: ProductId, variant: VariantId },
    /// The delivery method is no longer offered; another stands in the order.
    DeliveryChanged,
    /// The payment method is not offered for this total.
    PaymentUnavailable,
    /// Lines agree, but fees or taxes changed.
    TotalChanged { was: Money, now: Money },
}
