//! Being paid: one seam for every gateway.
//!
//! The shape fits Midtrans and Xendit alike: create gives instructions, status
//! is the truth, a notification is only a hint that is verified and then asked
//! about. One is asked by our name for a payment and signs what it sends, the other by its own
//! name and proves itself by a header. What a gateway says becomes a [`GatewayStatus`] once, here, and is
//! never parsed again. Every gateway passes the suite in `contract.rs`.

#[cfg(test)]
pub mod contract;
pub mod midtrans;

use std::future::Future;
use std::pin::Pin;
use thiserror::Error;
use warung_domain::money::Money;
use warung_domain::payment::{Instructions, PaymentMethod};
use warung_domain::time::Timestamp;

/// A boxed future, so that gateways can be chosen at start-up.
pub type GatewayFuture<'a, T> = Pin<Box<dyn Future<Output = Result<T, GatewayError>> + Send + 'a>>;

/// What is to be collected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChargeRequest {
    /// Our name for the attempt, at most 50 characters of `[A-Za-z0-9-_~.]`. A second charge
    /// under the same id never collects twice.
    pub payment_id: String,
    pub method: PaymentMethod,
    /// In the gateway's currency.
    pub amount: Money,
    /// Shown at the till, at most 20 characters.
    pub message: String,
    /// Name and price of each item; they sum up to `amount`.
    pub items: Vec<ChargeItem>,
    pub ordered_at: Timestamp,
    pub expiry_minutes: u32,
    /// Where a wallet sends the shopper back to.
    pub return_to: String,
}

/// One item of a charge, in the gateway's currency.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChargeItem {
    pub id: String,
    pub name: String,
    pub price: Money,
    pub quantity: u32,
}

/// An attempt by both its names. Some gateways are asked by ours (Midtrans), others by their own
/// (Xendit), which is known once they have answered the charge.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct PaymentName {
    /// [`ChargeRequest::payment_id`].
    pub ours: String,
    /// [`Charge::reference`].
    pub theirs: Option<String>,
}

impl PaymentName {
    #[must_use]
    pub fn new(ours: &str, theirs: Option<&str>) -> Self {
        Self { ours: ours.to_owned(), theirs: theirs.map(str::to_owned) }
    }
}

impl From<&str> for PaymentName {
    fn from(ours: &str) -> Self {
        Self::new(ours, None)
    }
}

/// What a gateway has sent, as it came. Some sign the body, others prove themselves by a header.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Notification {
    /// Names in small letters.
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Notification {
    /// The first header of that name.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(found, _)| found == name).map(|(_, value)| value.as_str())
    }
}

impl From<&[u8]> for Notification {
    fn from(body: &[u8]) -> Self {
        Self { headers: Vec::new(), body: body.to_vec() }
    }
}

/// What the gateway opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Charge {
    /// The gateway's own transaction id.
    pub reference: String,
    pub instructions: Instructions,
    pub expires_at: Option<Timestamp>,
}

/// Where the money is, as the gateway tells when asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GatewayStatus {
    pub payment_id: String,
    pub reference: String,
    pub amount: Money,
    /// What of it has gone back to the shopper.
    pub refunded: Money,
    pub state: GatewayState,
    /// When it last changed, by the gateway's clock.
    pub at: Timestamp,
    /// While pending, so that a lost charge answer can be repaired by asking. Of QR
    /// and wallet the status does not tell it again.
    pub charge: Option<Charge>,
}

/// Money on its way back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RefundRequest {
    pub payment: PaymentName,
    /// Our name for the refund, of `[A-Za-z0-9-_]`. A second one under the same key gives
    /// nothing back.
    pub key: String,
    /// At most what was paid.
    pub amount: Money,
    /// At most 255 characters.
    pub reason: String,
}

/// The gateway's states, in our words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GatewayState {
    Pending,
    Settled,
    Denied,
    Expired,
    Cancelled,
    PartlyRefunded,
    Refunded,
    ChargedBack,
}

impl GatewayState {
    /// Money had come, and has gone back, all of it or some.
    #[must_use]
    pub const fn is_back(self) -> bool {
        matches!(self, Self::PartlyRefunded | Self::Refunded | Self::ChargedBack)
    }

    /// Over, and no money has come or will come.
    #[must_use]
    pub const fn is_over_unpaid(self) -> bool {
        matches!(self, Self::Denied | Self::Expired | Self::Cancelled)
    }
}

/// Why the gateway gave no usable answer.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum GatewayError {
    /// No answer, or a broken one: the outcome is unknown. Ask for the status.
    #[error("the gateway's answer did not arrive: {0}")]
    Unknown(String),
    /// The gateway refused before doing anything.
    #[error("the gateway refused: {0}")]
    Refused(String),
    #[error("the gateway knows no such payment")]
    NotFound,
    /// This channel cannot do that.
    #[error("not supported: {0}")]
    Unsupported(&'static str),
    #[error("the notification is not genuine")]
    Forged,
    #[error("the notification cannot be read: {0}")]
    Unreadable(String),
}

/// Somebody who collects money for the shop.
pub trait Gateway: Send + Sync {
    /// Opens a payment. Repeating it under the same `payment_id` opens nothing new, and tells what
    /// the first one opened: after a lost answer nobody knows the gateway's own name for it.
    fn charge<'a>(&'a self, request: &'a ChargeRequest) -> GatewayFuture<'a, Charge>;
    fn status<'a>(&'a self, payment: &'a PaymentName) -> GatewayFuture<'a, GatewayStatus>;
    /// Takes back what nobody has paid yet. What is over already is no error.
    fn cancel<'a>(&'a self, payment: &'a PaymentName) -> GatewayFuture<'a, ()>;
    /// Lets what nobody has paid yet run out now. What is over already is no error.
    fn expire<'a>(&'a self, payment: &'a PaymentName) -> GatewayFuture<'a, ()>;
    /// Sends money back the way it came; [`GatewayError::Unsupported`] where the channel cannot.
    fn refund<'a>(
        &'a self,
        method: PaymentMethod,
        request: &'a RefundRequest,
    ) -> GatewayFuture<'a, ()>;
    /// Checks that a notification is genuine and says which payment to ask about, by our name.
    fn read_notification(&self, notification: &Notification) -> Result<String, GatewayError>;
}
