//! The checkout being filled in; kept on the phone at every step, so that a
//! call or a dead battery costs nothing.

use serde::{Deserialize, Serialize};
use warung_domain::address::Address;
use warung_domain::ids::DeliveryId;
use warung_domain::payment::PaymentMethod;

/// What the shopper has chosen so far.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CheckoutDraft {
    pub address: Option<Address>,
    pub delivery: Option<DeliveryId>,
    pub payment: Option<PaymentMethod>,
    #[serde(default)]
    pub note: String,
    /// What things are done for that partners do for a number.
    #[serde(default)]
    pub number: String,
}
