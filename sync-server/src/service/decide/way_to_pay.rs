//! Which way an order is paid: the wanted one, or the first other that is offered for
//! this purchase and this buyer. Each way has a price of its own.

use super::{Context, Reject};
use warung_domain::catalog::{
    DeliveryMethod, Good, Payer, PaymentTerms, Purchase, Reach, WhyNot, offered,
};
use warung_domain::command::RejectCode;
use warung_domain::money::MoneyError;
use warung_domain::order::{Order, OrderProblem, Purpose};
use warung_domain::payment::PaymentMethod;
use warung_domain::pricing::PriceBreakdown;

/// What is bought, as far as ways to pay ask about it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Basket<'a> {
    /// Priced by whatever way to pay.
    pub breakdown: &'a PriceBreakdown,
    pub goods: &'a [Good],
    pub reach: Reach,
}

/// A way to pay, and what the purchase costs by it.
pub(super) struct Chosen {
    pub method: PaymentMethod,
    pub breakdown: PriceBreakdown,
}

impl<'a> Basket<'a> {
    pub fn new(breakdown: &'a PriceBreakdown, goods: &'a [Good], to: &DeliveryMethod) -> Self {
        Self { breakdown, goods, reach: Reach::of(to) }
    }

    pub const fn top_up(breakdown: &'a PriceBreakdown) -> Self {
        Self { breakdown, goods: &[], reach: Reach::OntoBalance }
    }

    pub fn of_order(order: &'a Order, goods: &'a [Good]) -> Self {
        let reach = match (order.purpose, &order.address) {
            (Purpose::TopUp, _) => Reach::OntoBalance,
            (Purpose::Goods, Some(_)) => Reach::Delivered,
            (Purpose::Goods, None) => Reach::PickedUp,
        };
        Self { breakdown: &order.breakdown, goods, reach }
    }

    fn priced(&self, terms: &PaymentTerms) -> Result<PriceBreakdown, MoneyError> {
        self.breakdown.clone().paid_by(&terms.fee)
    }

    /// The price by these terms, or why they do not take it.
    fn asked(
        &self,
        context: &Context<'_>,
        terms: &PaymentTerms,
    ) -> Result<Result<Chosen, WhyNot>, MoneyError> {
        let breakdown = self.priced(terms)?;
        let purchase = Purchase { total: breakdown.total, goods: self.goods, reach: self.reach };
        let buyer = context.buyer;
        let payer = Payer { balance: Some(buyer.balance), trust: buyer.trust };
        let asked = offered(terms, &purchase, &payer);
        Ok(asked.map(|()| Chosen { method: terms.method, breakdown }))
    }
}

/// The wanted way to pay if it is offered. Otherwise the first other one, and what is
/// wrong with the wanted one among the problems.
pub(super) fn choose(
    context: &Context<'_>,
    wanted: PaymentMethod,
    basket: Basket<'_>,
    problems: &mut Vec<OrderProblem>,
) -> Result<Chosen, Reject> {
    let all = &context.config.terms;
    let why_not = match all.payment_terms(wanted) {
        Some(terms) => match basket.asked(context, terms)? {
            Ok(chosen) => return Ok(chosen),
            Err(why) => Some(why),
        },
        None => None,
    };
    problems.push(match why_not {
        Some(WhyNot::BelowMinimum { minimum }) => OrderProblem::BelowMinimum { minimum },
        _ => OrderProblem::PaymentUnavailable,
    });
    for terms in &all.payment {
        if let Ok(chosen) = basket.asked(context, terms)? {
            return Ok(chosen);
        }
    }
    Err(Reject(RejectCode::NoPayment))
}
