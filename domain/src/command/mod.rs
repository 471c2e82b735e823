//! Commands: what somebody wants to happen, signed once and sent until answered.
//!
//! A [`Command`] is minted on a device, frozen into the bytes of a compact JWS
//! ([`envelope`]), kept in the outbox and pushed by whatever carrier. Its id is
//! the idempotency key for ever; the server answers it with a [`Verdict`].

pub mod envelope;
mod verdict;

pub use verdict::{CommandAnswer, RejectCode, RetryReason, Verdict};

use crate::address::Address;
use crate::ids::{
    CommandId, ConsentId, DeliveryId, DeviceId, OrderId, ProductId, SellerId, ShopId, VariantId,
};
use crate::money::Money;
use crate::payment::{PaymentMethod, RefundWay};
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

/// The signed claims of a command.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Command {
    /// [`crate::protocol::PROTOCOL_VERSION`] of the app that signed it.
    pub v: u16,
    /// Audience: a command signed for one shop means nothing to another.
    pub shop: ShopId,
    pub id: CommandId,
    /// Thumbprint of the key that signs, see [`crate::jws::Jwk::thumbprint`].
    pub device: DeviceId,
    /// Counts up by one per device, from 1.
    pub seq: u64,
    /// The device's clock when it was made. A label: nothing expires by it.
    pub at: Timestamp,
    pub body: CommandBody,
}

/// What is wanted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CommandBody {
    /// A shopper orders. The order's id is the command's.
    PlaceOrder(Box<PlaceOrder>),
    /// A shopper calls an unpaid order off.
    CancelOrder { order: OrderId },
    /// A shopper takes the new total the shop asked about.
    ConfirmOrder { order: OrderId, total: Money },
    /// A shopper wants to pay another way, or once more by the same, for `total`.
    ChangePayment { order: OrderId, method: PaymentMethod, total: Money },
    /// A shopper wants an amount on their balance, by a way to pay with which it costs
    /// `total`. The order's id is the command's.
    TopUp { amount: Money, payment: PaymentMethod, total: Money },
    /// A seller moves its parcel on.
    FulfilParcel { order: OrderId, seller: SellerId, step: FulfilmentStep },
    /// A seller or courier took the cash.
    RecordCash { order: OrderId, amount: Money },
    /// A cashier undoes what they took for a payment code: a slip of the hand. Somebody else of
    /// the same business has consented, and `reason` is for both.
    ReverseCash { order: OrderId, reason: String, consent: ConsentId },
    /// A seller sold something over the counter. It has happened already.
    RecordSale(Box<RecordSale>),
    /// A seller gives money back.
    RefundOrder(Box<RefundOrder>),
    /// A cashier begins a shift at this device's drawer, with so much in it for change. The
    /// shift's id is the command's.
    OpenShift { float: Money },
    /// Cash is put into the drawer (above zero) or taken out of it, and why.
    MoveCash { shift: CommandId, amount: Money, reason: String },
    /// The drawer is counted and emptied.
    CloseShift { shift: CommandId, counted: Money },
}

impl CommandBody {
    /// The entity whose commands keep their order among themselves.
    #[must_use]
    pub fn subject(&self, id: CommandId) -> OrderId {
        match self {
            Self::PlaceOrder(_)
            | Self::RecordSale(_)
            | Self::TopUp { .. }
            | Self::OpenShift { .. } => id.into(),
            Self::CancelOrder { order }
            | Self::ConfirmOrder { order, .. }
            | Self::ChangePayment { order, .. }
            | Self::FulfilParcel { order, .. }
            | Self::RecordCash { order, .. }
            | Self::ReverseCash { order, .. } => *order,
            Self::RefundOrder(refund) => refund.order,
            Self::MoveCash { shift, .. } | Self::CloseShift { shift, .. } => (*shift).into(),
        }
    }

    #[must_use]
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::PlaceOrder(_) => "place-order",
            Self::CancelOrder { .. } => "cancel-order",
            Self::ConfirmOrder { .. } => "confirm-order",
            Self::ChangePayment { .. } => "change-payment",
            Self::TopUp { .. } => "top-up",
            Self::FulfilParcel { .. } => "fulfil-parcel",
            Self::RecordCash { .. } => "record-cash",
            Self::ReverseCash { .. } => "reverse-cash",
            Self::RecordSale(_) => "record-sale",
            Self::RefundOrder(_) => "refund-order",
            Self::OpenShift { .. } => "open-shift",
            Self::MoveCash { .. } => "move-cash",
            Self::CloseShift { .. } => "close-shift",
        }
    }
}

/// Whether commands of a kind ([`CommandBody::kind`]) are a seller's. They are about other people's
/// orders, or about none, so that no order of theirs ever comes back to the device.
#[must_use]
pub fn is_sellers(kind: &str) -> bool {
    matches!(
        kind,
        "fulfil-parcel"
            | "record-cash"
            | "reverse-cash"
            | "record-sale"
            | "refund-order"
            | "open-shift"
            | "move-cash"
            | "close-shift"
    )
}

/// An order as the shopper saw it when tapping "place order".
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlaceOrder {
    pub lines: Vec<OrderedLine>,
    pub delivery: DeliveryId,
    /// Where to; absent when the shopper picks up.
    pub address: Option<Address>,
    pub payment: PaymentMethod,
    /// The total on the screen, in the shop's currency.
    pub total: Money,
    /// Epoch and revision of the catalog the prices were read from.
    pub epoch: String,
    pub rev: u64,
    pub note: String,
    /// What things are done for that partners do for a number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<String>,
}

/// One wanted thing at the price the phone showed, in minor units.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderedLine {
    #[serde(rename = "p")]
    pub product: ProductId,
    #[serde(rename = "t")]
    pub variant: VariantId,
    #[serde(rename = "n")]
    pub quantity: u32,
    #[serde(rename = "u")]
    pub unit_price: i64,
}

/// What went over the counter, paid on the spot.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordSale {
    pub seller: SellerId,
    pub lines: Vec<OrderedLine>,
    /// What was paid, in the shop's currency.
    pub total: Money,
}

/// What a seller gives back of what was paid for its parcel.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RefundOrder {
    pub order: OrderId,
    pub seller: SellerId,
    /// In the currency the order was paid in.
    pub amount: Money,
    pub way: RefundWay,
    /// For the shopper to read.
    pub reason: String,
}

/// A step of a parcel towards the shopper.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FulfilmentStep {
    Pack,
    Ship,
    /// Waiting for the shopper to pick it up.
    MakeReady,
    /// Handed over.
    Complete,
}
