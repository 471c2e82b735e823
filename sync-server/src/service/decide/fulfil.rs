//! What a seller does: move its parcel on.

use super::facts::KnownOrder;
use super::writes::Writes;
use super::{Context, Decision, Reject};
use warung_domain::command::{FulfilmentStep, RejectCode};
use warung_domain::ids::SellerId;
use warung_domain::order::{FulfilmentState, Milestone, OrderEvent};
use warung_domain::protocol::Role;

/// The business this person sells for. Who sells nothing is refused before the
/// order is looked at, so that the refusal tells nothing about it.
pub(super) fn business<'a>(context: &Context<'a>) -> Result<&'a SellerId, Reject> {
    match context.role {
        Role::Seller { seller } => Ok(seller),
        Role::Shopper => Err(Reject(RejectCode::NotAllowed)),
    }
}

pub(super) fn fulfil(
    context: &Context<'_>,
    known: KnownOrder,
    seller: &SellerId,
    step: FulfilmentStep,
) -> Result<Decision, Reject> {
    if business(context)? != seller {
        return Err(Reject(RejectCode::NotAllowed));
    }
    let mut record = known.record;
    let order = &mut record.order;
    let may_release = order.may_release_goods();
    // Partners deliver what is in it, and nobody else.
    let is_digital = order.is_digital(seller);
    let parcel = order.parcel_mut(seller).ok_or(Reject(RejectCode::UnknownOrder))?;
    let next = parcel.state.apply(step).map_err(|_| Reject(RejectCode::TooLate))?;
    if !may_release {
        return Err(Reject(RejectCode::NotAllowed));
    }
    if is_digital {
        return Err(Reject(RejectCode::NotAllowed));
    }
    parcel.state = next;
    let seller = seller.clone();
    let milestone = match step {
        FulfilmentStep::Pack => Milestone::Packed { seller },
        FulfilmentStep::Ship => Milestone::Shipped { seller },
        FulfilmentStep::MakeReady => Milestone::ReadyForPickup { seller },
        FulfilmentStep::Complete => Milestone::Completed { seller },
    };
    order.note_milestone(context.now, milestone);
    let handed_over = |state| matches!(state, FulfilmentState::Completed);
    if order.fulfilment.iter().all(|parcel| handed_over(parcel.state)) {
        let done = order.state.clone().apply(OrderEvent::AllHandedOver);
        order.state = done.map_err(|_| Reject(RejectCode::TooLate))?;
    }
    let order = Some(Box::new(record));
    Ok(Decision::applied(Writes { order, ..Writes::default() }))
}
