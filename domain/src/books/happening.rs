//! What can happen to the money of an order, as far as books are concerned.

use super::{Account, Deal};
use crate::ids::{AccountId, SellerId};
use crate::money::Money;
use crate::payment::{PaymentMethod, PaymentState, Stray, StrayMoney, StrayState};

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
    /// `parcel` is the seller whose parcel it is for, where it is for one.
    Refunded { in_all: Money, out_of: Account, parcel: Option<SellerId> },
    /// Money nobody waited for; it is owed to the shopper.
    Stray { why: Stray, amount: Money, into: Account },
    /// What was owed to the shopper has been given back, or put on their balance.
    /// `reference` tells several apart and names the same one always alike.
    GivenBack { amount: Money, out_of: Account, reference: String },
    /// A seller took the cash for others, and is owed something for it.
    Commission { amount: Money, to: SellerId },
    /// The channel kept something for its work.
    FeeKept { amount: Money, by: PaymentMethod },
}

/// The kind of posting of [`Happening::Commission`].
pub(super) const COMMISSION: &str = "commission";

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
            Self::Commission { .. } => COMMISSION.to_owned(),
            Self::FeeKept { .. } => "fee".to_owned(),
        }
    }
}

/// What the states of a payment do not say of a movement.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Movement {
    /// Where the money came to or went from, where that is not its channel.
    pub purse: Option<Account>,
    /// The seller whose parcel it is for, where it is for one.
    pub parcel: Option<SellerId>,
}

/// What has happened to the money between two states of a payment.
#[must_use]
pub fn happenings(
    deal: &Deal<'_>,
    before: &PaymentState,
    after: &PaymentState,
    movement: &Movement,
) -> Vec<Happening> {
    use PaymentState as S;
    let purse = || movement.purse.clone().unwrap_or_else(|| purse(deal));
    // Every state is named here: a new one has to say what it does to the books.
    match (before, after) {
        (_, S::None | S::Pending { .. }) => Vec::new(),
        (S::SettledProvisionally { .. }, S::SettledProvisionally { .. })
        | (S::Settled { .. }, S::Settled { .. }) => Vec::new(),
        (_, S::SettledProvisionally { paid, .. }) => {
            vec![Happening::PaidProvisionally { paid: *paid, into: purse() }]
        }
        (S::SettledProvisionally { .. }, S::Settled { .. }) => vec![Happening::WindowClosed],
        (_, S::Settled { paid, .. }) => vec![Happening::Paid { paid: *paid, into: purse() }],
        (
            S::SettledProvisionally { .. } | S::Settled { .. },
            S::Denied { .. } | S::Expired { .. } | S::Cancelled { .. },
        ) => vec![Happening::TakenBack],
        (_, S::Denied { .. } | S::Expired { .. } | S::Cancelled { .. }) => Vec::new(),
        (S::SettledProvisionally { .. } | S::Settled { .. }, S::ChargedBack { .. }) => {
            vec![Happening::ChargedBack]
        }
        (_, S::ChargedBack { .. }) => Vec::new(),
        (before, S::Refunded { amount, paid, .. }) => {
            let parcel = movement.parcel.clone();
            let refunded = Happening::Refunded { in_all: *amount, out_of: purse(), parcel };
            match before {
                S::SettledProvisionally { .. } => vec![Happening::WindowClosed, refunded],
                S::Settled { .. } | S::Refunded { .. } => vec![refunded],
                // Seen for the first time when it is over: it must have come first.
                _ => {
                    let total = deal.order.breakdown.total;
                    let same = amount.currency() == total.currency();
                    let paid = paid.unwrap_or(if same { total } else { *amount });
                    vec![Happening::Paid { paid, into: purse() }, refunded]
                }
            }
        }
    }
}

/// Where the money of an order comes to by its way to pay.
fn purse(deal: &Deal<'_>) -> Account {
    let order = deal.order;
    match order.payment_method {
        PaymentMethod::Balance => return Account::ShopperBalance(deal.buyer),
        method if method.needs_gateway() => return Account::Gateway(method),
        _ => {}
    }
    match order.breakdown.parcels.first() {
        Some(parcel) => Account::Cash(parcel.seller.clone()),
        // An order without parcels owes nobody anything.
        None => Account::Bank,
    }
}

/// What has happened to stray money between two looks at an order, each under the attempt
/// that it came for. `before` is how the same money stood, if it was there.
#[must_use]
pub fn stray_happenings(
    before: Option<&StrayMoney>,
    after: &StrayMoney,
    shopper: AccountId,
) -> Vec<Happening> {
    let StrayMoney { why, amount, method, state, .. } = after;
    let (why, amount, channel) = (*why, *amount, Account::Gateway(*method));
    let gone = |out_of, how: &str| {
        let reference = format!("{}-{how}", why.code());
        Happening::GivenBack { amount, out_of, reference }
    };
    let mut happened = Vec::new();
    if before.is_none() {
        happened.push(Happening::Stray { why, amount, into: channel.clone() });
    }
    if before.is_some_and(|before| before.state.is_over()) {
        return happened;
    }
    match state {
        StrayState::Held { .. } | StrayState::GoingBack => {}
        StrayState::SentBack { .. } => happened.push(gone(channel, "sent-back")),
        StrayState::TakenBack { .. } => happened.push(gone(channel, "taken-back")),
        StrayState::Credited { .. } => {
            happened.push(gone(Account::ShopperBalance(shopper), "credited"));
        }
    }
    happened
}
