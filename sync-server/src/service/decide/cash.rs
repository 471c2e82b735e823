//! Cash for an order: handed to the courier or the seller with the goods, or at any counter
//! of the shop against a payment code.

use super::facts::KnownOrder;
use super::fulfil::business;
use super::writes::Writes;
use super::{Context, Decision, Reject, money};
use warung_domain::books::{Account, Movement};
use warung_domain::command::RejectCode;
use warung_domain::ids::SellerId;
use warung_domain::money::Money;
use warung_domain::order::{Order, OrderState};
use warung_domain::payment::{PaymentEvent, PaymentMethod, PaymentState};

pub(super) fn record(
    context: &Context<'_>,
    known: KnownOrder,
    amount: Money,
) -> Result<Decision, Reject> {
    let seller = business(context)?;
    let record = known.record;
    let purse = purse(context, &record.order, seller)?;
    let order = &record.order;
    let open = matches!(order.state, OrderState::Accepted | OrderState::Completed);
    let PaymentState::Pending { due, .. } = &order.payment else {
        return Err(Reject(RejectCode::TooLate));
    };
    if !open {
        return Err(Reject(RejectCode::TooLate));
    }
    if amount != due.amount {
        return Err(Reject(RejectCode::InvalidAmount));
    }
    if order.payment_method == PaymentMethod::Counter {
        let own = order.breakdown.part_of(seller).map_err(|_| Reject(RejectCode::InvalidAmount))?;
        let others = amount.checked_sub(own).map_err(|_| Reject(RejectCode::InvalidAmount))?;
        has_room(context, seller, known.agent_owes, others)?;
    }
    let until = context.now.plus_seconds(order.payment_method.reversal_window_seconds());
    let reversible_until = (until > context.now).then_some(until);
    let event = PaymentEvent::Paid { at: context.now, paid: amount, reversible_until };
    // The command that says so is the cashier's reference: it is signed and kept.
    let reference = context.command.id.to_string();
    let writes = money::advance(record, event, &reference, context.now)
        .map_err(|_| Reject(RejectCode::TooLate))?;
    let movement = Movement { purse: Some(purse), parcel: None };
    Ok(Decision::applied(Writes { movement, ..writes }))
}

/// Whether a business that owes so much already may take `amount` of the shop's cash.
pub(super) fn has_room(
    context: &Context<'_>,
    seller: &SellerId,
    owes: Option<Money>,
    amount: Money,
) -> Result<(), Reject> {
    let room = owes.and_then(|owes| context.config.counters.of(seller).room(owes));
    match room {
        Some(room) if room.minor() < amount.minor() => Err(Reject(RejectCode::TooMuch)),
        _ => Ok(()),
    }
}

/// Whose hands the cash comes into. Goods are paid to whoever sells in the order; a payment
/// code is taken at every counter, and lies in the drawer beside the device that says so.
fn purse(context: &Context<'_>, order: &Order, seller: &SellerId) -> Result<Account, Reject> {
    let sells = order.breakdown.parcels.iter().any(|parcel| parcel.seller == *seller);
    match order.payment_method {
        PaymentMethod::Counter => {
            Ok(Account::Drawer(seller.clone(), context.command.device.clone()))
        }
        // Their people have it in hand, whoever else sold something in the order.
        PaymentMethod::CashOnDelivery if sells => Ok(Account::Cash(seller.clone())),
        _ if !sells => Err(Reject(RejectCode::UnknownOrder)),
        _ => Err(Reject(RejectCode::NotAllowed)),
    }
}
