//! What can happen to the money of an order, as far as books are concerned.

use super::{Account, Deal};
use crate::ids::SellerId;
use crate::money::Money;
use crate::payment::{PaymentMethod, PaymentState};

/// Money that nobody waited for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stray {
    /// For an attempt that was over.
    Late,
    /// For an order that was paid already.
    Duplicate,
    /// Less than was due; it pays nothing.
    Short,
    /// What came beyond what was due.
    Over,
}

impl Stray {
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Late => "late",
            Self::Duplicate => "duplicate",
            Self::Short => "short",
            Self::Over => "over",
        }
    }

    pub(super) fn is_code(kind: &str) -> bool {
        [Self::Late, Self::Duplicate, Self::Short, Self::Over].iter().any(|it| it.code() == kind)
    }
}

/// One thing that happened to the money of one attempt to be paid.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Happening {
    /// It arrived, and the channel may take it back.
    PaidProvisionally { paid: Money, into: Account },
    /// It arrived for good. What is beyond the order's total, in its currency, is
    /// owed to the shopper.
    Paid { paid: Money, into: Account },
    /// The channel cannot take it back any more.
    WindowClosed,
    /// The channel took it back within the window.
    TakenBack,
    /// The channel took it back long afterwards.
    ChargedBack,
    /// Given back, `in_all` counting what was given back before, in the currency it
    /// was paid in.
    Refunded { in_all: Money, out_of: Account },
    /// Money nobody waited for; it is owed to the shopper.
    Stray { why: Stray, amount: Money, into: Account },
    /// What was owed to the shopper has been given back, or put on their balance.
    /// `reference` tells several apart and names the same one always alike.
    GivenBack { amount: Money, out_of: Account, reference: String },
    /// The channel kept something for its work.
    FeeKept { amount: Money, by: PaymentMethod },
}

impl Happening {
    /// The event's part of the posting's key.
    #[must_use]
    pub fn event(&self) -> String {
        match self {
            Self::PaidProvisionally { .. } => "paid-provisionally".to_owned(),
            Self::Paid { .. } => "paid".to_owned(),
            Self::WindowClosed => "window-closed".to_owned(),
            Self::TakenBack => "taken-back".to_owned(),
            Self::ChargedBack => "charged-back".to_owned(),
            Self::Refunded { in_all, .. } => format!("refunded:{}", in_all.minor()),
            Self::Stray { why, .. } => why.code().to_owned(),
            Self::GivenBack { reference, .. } => format!("given-back:{reference}"),
            Self::FeeKept { .. } => "fee".to_owned(),
        }
    }
}

/// What has happened to the money between two states of a payment. `collector` is
/// the seller whose people took cash, where that is known.
#[must_use]
pub fn happenings(
    deal: &Deal<'_>,
    before: &PaymentState,
    after: &PaymentState,
    collector: Option<&SellerId>,
) -> Vec<Happening> {
    use PaymentState as S;
    // Every state is named here: a new one has to say what it does to the books.
    match (before, after) {
        (_, S::None | S::Pending { .. }) => Vec::new(),
        (S::SettledProvisionally { .. }, S::SettledProvisionally { .. })
        | (S::Settled { .. }, S::Settled { .. }) => Vec::new(),
        (_, S::SettledProvisionally { paid, .. }) => {
            vec![Happening::PaidProvisionally { paid: *paid, into: purse(deal, collector) }]
        }
        (S::SettledProvisionally { .. }, S::Settled { .. }) => vec![Happening::WindowClosed],
        (_, S::Settled { paid, .. }) => {
            vec![Happening::Paid { paid: *paid, into: purse(deal, collector) }]
        }
        (
            S::SettledProvisionally { .. } | S::Settled { .. },
            S::Denied { .. } | S::Expired { .. } | S::Cancelled { .. },
        ) => vec![Happening::TakenBack],
        (_, S::Denied { .. } | S::Expired { .. } | S::Cancelled { .. }) => Vec::new(),
        (S::SettledProvisionally { .. } | S::Settled { .. }, S::ChargedBack { .. }) => {
            vec![Happening::ChargedBack]
        }
        (_, S::ChargedBack { .. }) => Vec::new(),
        (before, S::Refunded { amount, .. }) => {
            let refunded = Happening::Refunded { in_all: *amount, out_of: purse(deal, collector) };
            match before {
                S::SettledProvisionally { .. } => vec![Happening::WindowClosed, refunded],
                S::Settled { .. } | S::Refunded { .. } => vec![refunded],
                // Seen for the first time when it is over: it must have come first.
                _ => {
                    let total = deal.order.breakdown.total;
                    let same = amount.currency() == total.currency();
                    let paid = if same { total } else { *amount };
                    vec![Happening::Paid { paid, into: purse(deal, collector) }, refunded]
                }
            }
        }
    }
}

/// Where the money of an order comes to.
fn purse(deal: &Deal<'_>, collector: Option<&SellerId>) -> Account {
    let order = deal.order;
    match order.payment_method {
        PaymentMethod::Balance => return Account::ShopperBalance(deal.buyer),
        method if method.needs_gateway() => return Account::Gateway(method),
        _ => {}
    }
    let first = || order.breakdown.parcels.first().map(|parcel| &parcel.seller);
    match collector.or_else(first) {
        Some(seller) => Account::Cash(seller.clone()),
        // An order without parcels owes nobody anything.
        None => Account::Bank,
    }
}
