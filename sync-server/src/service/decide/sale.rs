//! A sale over the counter. It has happened, so it is taken whatever the shelf was
//! thought to hold; what was not there is owed.

use super::facts::ShelfLine;
use super::fulfil::business;
use super::writes::{Units, Writes};
use super::{Context, Decision, Reject};
use crate::service::books::CounterSale;
use warung_domain::cart::{MAX_LINES, MAX_QUANTITY};
use warung_domain::command::{RecordSale, RejectCode};
use warung_domain::money::Money;

pub(super) fn record(
    context: &Context<'_>,
    sale: &RecordSale,
    shelf: &[ShelfLine],
) -> Result<Decision, Reject> {
    if *business(context)? != sale.seller {
        return Err(Reject(RejectCode::NotAllowed));
    }
    if sale.lines.is_empty() || sale.lines.len() > MAX_LINES {
        return Err(Reject(RejectCode::NoLines));
    }
    if sale.lines.iter().any(|line| !(1..=MAX_QUANTITY).contains(&line.quantity)) {
        return Err(Reject(RejectCode::InvalidQuantity));
    }
    let negative = sale.lines.iter().any(|line| line.unit_price < 0);
    if negative || sale.total.minor() < 0 || sale.total.currency() != context.config.currency {
        return Err(Reject(RejectCode::InvalidAmount));
    }
    // Nobody empties another one's shelf. What is not for sale any more was sold
    // all the same, and is nobody's here.
    let known = shelf.iter().filter_map(|line| line.product.as_ref());
    if known.into_iter().any(|product| product.seller != sale.seller) {
        return Err(Reject(RejectCode::NotAllowed));
    }
    let sold = sale.lines.iter().map(|line| Units {
        product: line.product.clone(),
        variant: line.variant.clone(),
        units: line.quantity,
    });
    let rule = context.config.taxes.at(context.now).filter(|rule| rule.is_for(&sale.seller));
    let tax = match rule {
        Some(rule) => rule.inside(sale.total)?,
        None => Money::zero(sale.total.currency()),
    };
    let money = CounterSale {
        command: context.command.id,
        seller: sale.seller.clone(),
        total: sale.total,
        tax,
    };
    Ok(Decision::applied(Writes { sold: sold.collect(), sale: Some(money), ..Writes::default() }))
}
