//! How far somebody has come with a partner's bill at the machine.

use warung_domain::ids::OrderId;
use warung_domain::partner::BillerTerms;
use warung_domain::protocol::PartnerBillView;

/// One screen after the other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PartnerStep {
    /// They type their number and choose how much.
    Typing(BillerTerms),
    /// The shop asks the partner. The question has the id of its bill, so that a late answer is
    /// not shown to whoever stands here by then.
    Asking {
        terms: BillerTerms,
        id: OrderId,
    },
    /// They look whether it is right.
    Check {
        terms: BillerTerms,
        bill: Box<PartnerBillView>,
    },
    Slip(PartnerBillView),
    /// They type the code of a slip, to hear what became of it.
    Code,
    Looking(OrderId),
    Result(PartnerBillView),
}

impl PartnerStep {
    /// Whether an answer to the question of that id is for who stands here now.
    #[must_use]
    pub fn awaits(&self, question: OrderId) -> bool {
        match self {
            Self::Asking { id, .. } | Self::Looking(id) => *id == question,
            Self::Check { bill, .. } => bill.id == question,
            Self::Typing(_) | Self::Slip(_) | Self::Code | Self::Result(_) => false,
        }
    }

    /// Whether there is something to print or to copy down, which takes its time.
    #[must_use]
    pub const fn is_paper(&self) -> bool {
        matches!(self, Self::Slip(_) | Self::Result(_))
    }
}
