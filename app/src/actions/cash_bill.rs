//! What became of a partner's bill after its cash was taken, and cash back where it was refused.

use super::outbox;
use crate::platform::{PlatformError, timer};
use crate::state::{AppState, CashState, Serving};
use crate::sync::counter_api;
use leptos::prelude::*;
use warung_domain::command::{CommandBody, RefundOrder};
use warung_domain::ids::OrderId;
use warung_domain::money::Money;
use warung_domain::payment::RefundWay;
use warung_domain::protocol::{MoneyBack, PartnerBillView, PartnerStanding, Role};

/// Between two looks while somebody waits at the counter.
const PAUSE_MILLIS: u32 = 2_000;

/// The bill as the shop last told of it, asked about as long as this customer is being served
/// and there is anything to come.
pub fn follow(state: AppState, at: CashState, bill: PartnerBillView) -> RwSignal<PartnerBillView> {
    let stands = RwSignal::new(bill);
    let is_here = move |id: OrderId| {
        at.serving.with_untracked(|serving| match serving {
            Serving::Found(payment) => payment.order == id,
            Serving::Taken(taken) => taken.payment.order == id,
            Serving::Nobody | Serving::Asking | Serving::Undone(_) => false,
        })
    };
    timer::spawn(async move {
        while let Some(bill) = stands.try_get_untracked() {
            let Some(code) = bill.code.clone().filter(|_| !is_over(&bill) && is_here(bill.id))
            else {
                break;
            };
            // A line that is down is no news.
            if let Ok(found) = counter_api::payment(code, state.lang.get_untracked()).await
                && let Some(now) = found.bill
                && now.standing != bill.standing
            {
                stands.try_set(*now);
            }
            timer::after_millis(PAUSE_MILLIS).await;
        }
    });
    stands
}

/// Nothing more can happen to it.
const fn is_over(bill: &PartnerBillView) -> bool {
    match &bill.standing {
        PartnerStanding::Done { .. } | PartnerStanding::Over => true,
        PartnerStanding::Refused { money, .. } => !matches!(money, MoneyBack::AtCounter),
        PartnerStanding::Shown | PartnerStanding::Open { .. } | PartnerStanding::Paid { .. } => {
            false
        }
    }
}

/// Says that the cash of a refused bill is given back out of this drawer.
pub async fn give_back(
    state: AppState,
    bill: OrderId,
    amount: Money,
    reason: String,
) -> Result<(), PlatformError> {
    let seller = state.session.with_untracked(|session| match &session.account()?.role {
        Role::Seller { seller } => Some(seller.clone()),
        Role::Shopper => None,
    });
    let Some(seller) = seller else { return Ok(()) };
    let wish = RefundOrder { order: bill, seller, amount, way: RefundWay::Cash, reason };
    outbox::save(state, CommandBody::RefundOrder(Box::new(wish)), None).await.map(|_| ())
}
