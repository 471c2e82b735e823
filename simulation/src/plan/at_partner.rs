//! What happens to calls to the partner.

use crate::chance::Chance;

/// What happens to one of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PartnerFault {
    InquiryLost,
    /// Nobody is there: nothing was sent.
    NotThere,
    PaymentLost,
    /// It arrives so many milliseconds after the shop has given up waiting.
    PaymentLate(i64),
    /// Milliseconds until it is done.
    PaymentSlow(i64),
    AnswerLost,
    Refuses,
    DecidesLater {
        millis: i64,
        does_it: bool,
    },
    AdviceLost,
    ReversalAnswerLost,
}

impl PartnerFault {
    /// As it is counted.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::InquiryLost => "partner: inquiry lost",
            Self::NotThere => "partner: not there",
            Self::PaymentLost => "partner: payment lost on the way",
            Self::PaymentLate(_) => "partner: payment arrives late",
            Self::PaymentSlow(_) => "partner: payment slow",
            Self::AnswerLost => "partner: done, answer lost",
            Self::Refuses => "partner: refuses",
            Self::DecidesLater { .. } => "partner: decides later",
            Self::AdviceLost => "partner: advice lost",
            Self::ReversalAnswerLost => "partner: reversal done, answer lost",
        }
    }

    /// Whether it is about a payment on its way there.
    #[must_use]
    pub const fn is_of_payments(&self) -> bool {
        !matches!(self, Self::InquiryLost | Self::AdviceLost | Self::ReversalAnswerLost)
    }

    pub(super) fn draw(chance: &mut Chance) -> Self {
        match chance.below(13) {
            0 => Self::InquiryLost,
            1 | 2 => Self::NotThere,
            3 => Self::PaymentLost,
            4 | 5 => Self::PaymentLate(chance.between(1_000, 900_000)),
            6 => Self::PaymentSlow(*chance.pick(&[2_000, 45_000, 90_000])),
            7 | 8 => Self::AnswerLost,
            9 => Self::Refuses,
            10 => {
                let millis = chance.between(1_000, 600_000);
                Self::DecidesLater { millis, does_it: chance.one_in(2) }
            }
            11 => Self::AdviceLost,
            _ => Self::ReversalAnswerLost,
        }
    }
}
