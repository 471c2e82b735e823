//! What a self-service machine asks the shop, and what it may know: never who somebody is beyond
//! what they typed themselves.

use super::CounterDue;
use crate::command::Verdict;
use crate::ids::{CommandId, OrderId};
use crate::money::Money;
use crate::partner::BillerTerms;
use serde::{Deserialize, Serialize};

/// `POST /kiosk`, by a seller: this browser becomes a machine of theirs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KioskEnrolment {
    /// Where it stands, for people: at most 40 characters.
    pub name: String,
}

/// `GET /kiosk`: whether this browser is a machine.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KioskStanding {
    pub machine: Option<KioskView>,
}

/// What a machine knows of itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KioskView {
    pub name: String,
    /// The business that put it up.
    pub seller: String,
    /// Whose bills are paid here, in the order of the menu.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub partners: Vec<BillerTerms>,
}

/// `POST /kiosk/inquiries`: what somebody in front of the machine wants to pay.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KioskQuestion {
    /// As typed.
    pub phone: String,
    /// Of the order, or of the balance.
    pub code: String,
    /// How much is to come onto the balance, in minor units; none for an order.
    #[serde(default)]
    pub top_up: Option<i64>,
}

/// `POST /kiosk/top-ups`: the person has seen the bill and wants the slip. Asked twice under one
/// id, it is done once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KioskTopUp {
    /// Minted by the machine.
    pub id: OrderId,
    pub phone: String,
    pub code: String,
    /// In minor units.
    pub amount: i64,
    /// With the fee, as it stood on the screen.
    pub total: i64,
}

/// What a machine is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum KioskBiller {
    Order,
    Balance,
}

/// The answer to both: what is to be checked on the screen, and what is printed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KioskBill {
    pub biller: KioskBiller,
    /// Most of it hidden.
    pub name: String,
    /// The order's number; none before a top-up has one.
    pub number: Option<String>,
    pub amount: Money,
    pub fee: Money,
    pub total: Money,
    /// What a cashier takes the money for; none before a top-up has one.
    pub code: Option<String>,
    pub due: CounterDue,
}

/// `POST /kiosk/deliveries`: what a phone without a line showed to the machine's camera.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KioskDelivery {
    /// The frozen bytes, oldest first; 1 to 50.
    pub commands: Vec<String>,
}

/// What became of it, one for each command and in their order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KioskDelivered {
    pub answers: Vec<KioskAnswer>,
}

/// What the shop says of one command that came through a machine.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KioskAnswer {
    pub command: CommandId,
    pub verdict: Verdict,
    /// Signed, for the phone (F8); none where nothing was decided, or nothing was genuine.
    #[serde(default)]
    pub answer: Option<String>,
    /// What is to be paid, or was, at a counter; none of what is paid another way.
    #[serde(default)]
    pub bill: Option<KioskBill>,
}
