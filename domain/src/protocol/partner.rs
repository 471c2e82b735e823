//! What machines and cashiers ask about partners' bills.

use crate::ids::{BillerId, OrderId};
use crate::lang::Localized;
use crate::money::Money;
use crate::partner::Proof;
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

/// `POST /kiosk/partner-inquiries`: what somebody in front of the machine wants to pay.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PartnerQuestion {
    /// Of the bill, minted by the machine.
    pub id: OrderId,
    pub biller: BillerId,
    /// The number at the partner, as typed.
    pub customer: String,
    /// Whose balance the money goes back to if the partner refuses; empty for nobody's.
    #[serde(default)]
    pub phone: String,
    /// What they want to pay, in minor units; none where the partner says how much.
    #[serde(default)]
    pub amount: Option<i64>,
}

/// `POST /kiosk/partner-bills`: the person has seen the bill and wants the slip. Asked twice, it
/// is done once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PartnerWish {
    pub id: OrderId,
    /// In minor units, as it stood on the screen.
    pub total: i64,
}

/// `POST /kiosk/partner-results`: what became of a bill, by the code on its slip.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PartnerResultQuestion {
    pub code: String,
}

/// Where the money of a bill is that the partner refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum MoneyBack {
    /// On the payer's balance.
    Credited,
    /// At any counter, for whoever brings the code.
    AtCounter,
    /// It was handed back.
    GivenBack,
}

/// Where a bill stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PartnerStanding {
    /// On the screen only.
    Shown,
    Open {
        until: Timestamp,
    },
    /// Nobody is to pay it any more.
    Over,
    /// Paid, and the partner has not said yet what became of it.
    Paid {
        at: Timestamp,
    },
    Done {
        at: Timestamp,
        proof: Proof,
    },
    Refused {
        at: Timestamp,
        reason: String,
        money: MoneyBack,
    },
}

/// A partner's bill, as machine and cashier see it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PartnerBillView {
    pub id: OrderId,
    /// None before the person has said yes to it.
    pub number: Option<String>,
    pub biller: BillerId,
    pub biller_name: Localized,
    pub customer: String,
    /// Whose account it is at the partner, most of it hidden.
    pub name: String,
    /// In the partner's words.
    pub description: String,
    pub amount: Money,
    pub fee: Money,
    pub total: Money,
    pub code: Option<String>,
    pub standing: PartnerStanding,
}
