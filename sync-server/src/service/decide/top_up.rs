//! Filling a balance: an order without goods.
//!
//! How much fits is decided here, when a code is about to be asked for, and never when money
//! comes: for what has been asked for there is always room, because it counts from now on as
//! if it were there.

use super::facts::Buyer;
use super::place_order::{empty, put_down};
use super::way_to_pay::{Basket, Chosen, choose};
use super::{Context, Decision, Reject};
use warung_domain::catalog::{NoTopUp, TopUpTerms};
use warung_domain::command::RejectCode;
use warung_domain::ids::DeliveryId;
use warung_domain::lang::Localized;
use warung_domain::money::Money;
use warung_domain::order::{Order, OrderProblem, Purpose};
use warung_domain::payment::PaymentMethod;
use warung_domain::pricing::PriceBreakdown;

/// Nothing is delivered.
const NOWHERE: &str = "saldo";

pub(super) fn top_up(
    context: &Context<'_>,
    amount: Money,
    payment: PaymentMethod,
    total: Money,
) -> Result<Decision, Reject> {
    let config = context.config;
    if amount.currency() != config.currency || total.currency() != config.currency {
        return Err(Reject(RejectCode::InvalidAmount));
    }
    fits(&config.terms.top_up, amount, &context.buyer)?;
    let plain = PriceBreakdown::top_up(amount);
    let mut problems = Vec::new();
    let Chosen { method, breakdown } =
        choose(context, payment, Basket::top_up(&plain), &mut problems)?;
    if breakdown.total != total {
        problems.push(OrderProblem::TotalChanged { was: total, now: breakdown.total });
    }
    let delivery = DeliveryId::new(NOWHERE).map_err(|_| Reject(RejectCode::NoDelivery))?;
    let plain = empty(context, breakdown, delivery, Localized::default(), method);
    put_down(context, Order { purpose: Purpose::TopUp, ..plain }, problems, Vec::new())
}

/// Whether there is room for an amount that is not counted among what is under way.
pub(super) fn fits(terms: &TopUpTerms, amount: Money, buyer: &Buyer) -> Result<(), Reject> {
    let room = terms.room(buyer.balance, buyer.coming)?;
    terms.check(amount, room).map_err(|why| {
        Reject(match why {
            NoTopUp::NotOffered => RejectCode::NotAllowed,
            NoTopUp::BelowMinimum { .. } | NoTopUp::AboveMaximum { .. } => {
                RejectCode::InvalidAmount
            }
            NoTopUp::Full { .. } => RejectCode::BalanceFull,
        })
    })
}
