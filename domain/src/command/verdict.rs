//! What the server says to a command. Stored with it, and said again for ever.

use crate::ids::CommandId;
use crate::order::OrderProblem;
use serde::{Deserialize, Serialize};

/// The answer to one command in a push.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CommandAnswer {
    pub id: CommandId,
    pub verdict: Verdict,
    /// The command was known already; this is its stored verdict.
    pub replay: bool,
}

/// What became of a command.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// It happened as wanted.
    Applied,
    /// The order stands, but waits for the shopper to take what changed.
    Adjusted { problems: Vec<OrderProblem> },
    /// It will never happen. The shopper sees why and may edit or drop it.
    Rejected { code: RejectCode },
    /// Nothing was decided; the same bytes may be sent again. Never stored.
    Retry { after_seconds: u32, reason: RetryReason },
}

impl Verdict {
    /// Whether the command is done with, so that it is never sent again.
    #[must_use]
    pub const fn is_final(&self) -> bool {
        !matches!(self, Self::Retry { .. })
    }
}

/// Why a command will never happen. Stable names: clients translate them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RejectCode {
    /// Not a command we can read.
    Malformed,
    /// Signed with another key than its device's.
    BadSignature,
    /// Signed for another shop.
    WrongShop,
    /// The same id arrived before with other bytes.
    Mismatch,
    /// Written by an app older than the shop still understands.
    Upgrade,
    /// The order has no lines, or too many.
    NoLines,
    /// A quantity below one or above the limit.
    InvalidQuantity,
    /// An amount that cannot be, or in another currency.
    InvalidAmount,
    /// The address is missing or unusable.
    InvalidAddress,
    /// No way to deliver is left that this order could go by.
    NoDelivery,
    /// No way to pay is offered for what the order comes to.
    NoPayment,
    /// Nothing of what was ordered is for sale any more.
    NothingLeft,
    /// What the order held back went to somebody else meanwhile.
    SoldOut,
    /// More than is left to give back.
    TooMuch,
    /// A balance may not come to that much.
    BalanceFull,
    /// The channel it was paid by does not give back.
    NoWayBack,
    /// No such order, or not this person's.
    UnknownOrder,
    /// The order has gone too far for this.
    TooLate,
    /// This person may not do that.
    NotAllowed,
}

impl RejectCode {
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Malformed => "malformed",
            Self::BadSignature => "bad-signature",
            Self::WrongShop => "wrong-shop",
            Self::Mismatch => "mismatch",
            Self::Upgrade => "upgrade",
            Self::NoLines => "no-lines",
            Self::InvalidQuantity => "invalid-quantity",
            Self::InvalidAmount => "invalid-amount",
            Self::InvalidAddress => "invalid-address",
            Self::NoDelivery => "no-delivery",
            Self::NoPayment => "no-payment",
            Self::NothingLeft => "nothing-left",
            Self::SoldOut => "sold-out",
            Self::TooMuch => "too-much",
            Self::BalanceFull => "balance-full",
            Self::NoWayBack => "no-way-back",
            Self::UnknownOrder => "unknown-order",
            Self::TooLate => "too-late",
            Self::NotAllowed => "not-allowed",
        }
    }
}

/// Why nothing was decided yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RetryReason {
    /// The device belongs to nobody yet: sign in, then it goes through.
    DeviceUnbound,
    /// The command refers to an order this server has not seen yet.
    OrderNotYetHere,
    /// The server has too much to do.
    Busy,
}

#[cfg(test)]
mod tests {
    use super::*;

    // Holds V3, V4.
    #[test]
    fn a_verdict_names_its_shape_and_strangers_beside_it_are_passed_over() {
        let plain = serde_json::to_string(&Verdict::Applied).unwrap();
        assert_eq!(plain, r#""applied""#);
        let later = Verdict::Retry { after_seconds: 5, reason: RetryReason::Busy };
        let text = serde_json::to_string(&later).unwrap();
        assert_eq!(text, r#"{"retry":{"after_seconds":5,"reason":"busy"}}"#);
        let newer = r#"{"id":"01890a5d-ac96-774b-bcce-b302099a8057","replay":false,"mood":"good",
            "verdict":{"rejected":{"code":"nothing-left","hint":"tea"}}}"#;
        let answer: CommandAnswer = crate::json::read(newer.as_bytes()).unwrap();
        assert_eq!(answer.verdict, Verdict::Rejected { code: RejectCode::NothingLeft });
    }
}
