//! Placing an order: the shop prices it anew, takes what is there off the shelf
//! and asks about everything that is not as the shopper saw it.

use super::digital;
use super::facts::ShelfLine;
use super::way_to_pay::{Basket, Chosen, choose};
use super::writes::{Units, Writes};
use super::{Context, Decision, Reject, money};
use crate::config::ShopConfig;
use crate::storage::{OrderRecord, PriceAt};
use warung_domain::address::Address;
use warung_domain::cart::{MAX_LINES, MAX_QUANTITY};
use warung_domain::catalog::{DeliveryMethod, Good, Stock, Variant};
use warung_domain::command::{OrderedLine, PlaceOrder, RejectCode};
use warung_domain::ids::DeliveryId;
use warung_domain::lang::{Lang, Localized};
use warung_domain::money::Money;
use warung_domain::order::{
    FulfilmentState, Milestone, Order, OrderProblem, OrderState, ParcelProgress, Purpose,
};
use warung_domain::partner::Digital;
use warung_domain::payment::{PaymentMethod, PaymentState};
use warung_domain::pricing::{PriceBreakdown, PricedLine};

/// How long the shop waits for an answer before others may have the goods: long
/// enough for a phone that comes into signal once a day.
pub(super) const ANSWER_SECONDS: i64 = 48 * 3_600;

pub(super) fn place(
    context: &Context<'_>,
    wish: &PlaceOrder,
    shelf: &[ShelfLine],
) -> Result<Decision, Reject> {
    let Context { now, config, .. } = *context;
    check_numbers(config, wish)?;
    let mut problems = Vec::new();
    let lines = lines(context, wish, shelf, &mut problems)?;
    if lines.is_empty() {
        return Err(Reject(RejectCode::NothingLeft));
    }
    let (delivery, address) = if digital::is_all(&lines, shelf) {
        (digital::delivery(wish, &mut problems), None)
    } else {
        let (method, address) = delivery(config, wish, &mut problems)?;
        (method.clone(), address)
    };
    let breakdown = PriceBreakdown::of(lines, config.currency, &delivery, config.taxes.at(now))?;
    let digital = digital::items(&breakdown, shelf, wish.number.as_deref())?;
    let goods = goods(&breakdown, shelf);
    let basket = Basket::new(&breakdown, &goods, &delivery);
    let Chosen { method: payment_method, breakdown } =
        choose(context, wish.payment, basket, &mut problems)?;
    if breakdown.total != wish.total {
        problems.push(OrderProblem::TotalChanged { was: wish.total, now: breakdown.total });
    }
    let take = breakdown.lines().map(|line| Units {
        product: line.product.clone(),
        variant: line.variant.clone(),
        units: line.quantity,
    });
    let take = take.collect();
    let fulfilment = breakdown.parcels.iter().map(|parcel| ParcelProgress {
        seller: parcel.seller.clone(),
        state: FulfilmentState::Awaiting,
    });
    let fulfilment = fulfilment.collect();
    let plain =
        empty(context, breakdown, delivery.id.clone(), delivery.name.clone(), payment_method);
    let order = Order { fulfilment, address, note: wish.note.clone(), digital, ..plain };
    put_down(context, order, problems, take)
}

/// An order of this command as it begins, with nothing to hand over.
pub(super) fn empty(
    context: &Context<'_>,
    breakdown: PriceBreakdown,
    delivery: DeliveryId,
    delivery_name: Localized,
    payment_method: PaymentMethod,
) -> Order {
    Order {
        id: context.command.id.into(),
        number: String::new(),
        accepted_at: context.now,
        state: OrderState::Accepted,
        purpose: Purpose::Goods,
        breakdown,
        fulfilment: Vec::new(),
        delivery,
        delivery_name,
        address: None,
        note: String::new(),
        payment_method,
        payment: PaymentState::None,
        strays: Vec::new(),
        refunds: Vec::new(),
        digital: Vec::new(),
        timeline: Vec::new(),
    }
}

/// Puts a new order down: money is asked for if both sides agree on it, and the shopper is
/// asked if not.
pub(super) fn put_down(
    context: &Context<'_>,
    mut order: Order,
    problems: Vec<OrderProblem>,
    take: Vec<Units>,
) -> Result<Decision, Reject> {
    let Context { now, command, .. } = *context;
    order.note_milestone(now, Milestone::Accepted);
    let mut record = OrderRecord {
        order,
        account: context.account,
        command: command.id,
        payment_id: None,
        gateway_reference: None,
        earlier: Vec::new(),
        check_at: None,
        rev: 0,
    };
    if problems.is_empty() {
        let writes = ask_for_money(record, context)?;
        return Ok(Decision::applied(Writes { take, ..writes }));
    }
    record.order.state = OrderState::NeedsConfirmation { problems: problems.clone() };
    record.order.note_milestone(now, Milestone::NeedsConfirmation);
    record.check_at = Some(now.plus_seconds(ANSWER_SECONDS));
    let order = Some(Box::new(record));
    Ok(Decision::adjusted(problems, Writes { take, order, ..Writes::default() }))
}

/// What is bought, as the shop files it.
pub(super) fn goods(breakdown: &PriceBreakdown, shelf: &[ShelfLine]) -> Vec<Good> {
    let products = || shelf.iter().filter_map(|line| line.product.as_ref());
    let goods = breakdown.lines().map(|line| Good {
        product: line.product.clone(),
        seller: line.seller.clone(),
        categories: products()
            .find(|product| product.id == line.product)
            .map(|product| product.categories.clone())
            .unwrap_or_default(),
        digital: digital::kind(&line.product, shelf) != Digital::No,
    });
    goods.collect()
}

/// Starts collecting for an order that both sides agree on. That a balance suffices was
/// found out before.
pub(super) fn ask_for_money(record: OrderRecord, context: &Context<'_>) -> Result<Writes, Reject> {
    // The command that says so is the reference: it is signed and kept.
    let reference = context.command.id.to_string();
    money::ask(context.config, record, &reference, context.now)
        .map_err(|_| Reject(RejectCode::TooLate))
}

fn check_numbers(config: &ShopConfig, wish: &PlaceOrder) -> Result<(), Reject> {
    if wish.lines.is_empty() || wish.lines.len() > MAX_LINES {
        return Err(Reject(RejectCode::NoLines));
    }
    if wish.lines.iter().any(|line| !(1..=MAX_QUANTITY).contains(&line.quantity)) {
        return Err(Reject(RejectCode::InvalidQuantity));
    }
    let negative = wish.lines.iter().any(|line| line.unit_price < 0);
    if negative || wish.total.minor() < 0 || wish.total.currency() != config.currency {
        return Err(Reject(RejectCode::InvalidAmount));
    }
    // A thing stands in one line; two lines would each be told the same stock.
    let mut things: Vec<_> = wish.lines.iter().map(|line| (&line.product, &line.variant)).collect();
    things.sort_unstable();
    things.dedup();
    if things.len() == wish.lines.len() { Ok(()) } else { Err(Reject(RejectCode::Malformed)) }
}

/// The lines as they can be sold, and what is different about them.
fn lines(
    context: &Context<'_>,
    wish: &PlaceOrder,
    shelf: &[ShelfLine],
    problems: &mut Vec<OrderProblem>,
) -> Result<Vec<PricedLine>, Reject> {
    let currency = context.config.currency;
    let same_epoch = wish.epoch == context.epoch;
    let mut lines = Vec::with_capacity(wish.lines.len());
    for (wanted, known) in wish.lines.iter().zip(shelf) {
        let found = known.product.as_ref().filter(|product| product.orderable);
        let found = found.and_then(|product| Some((product, product.variant(&wanted.variant)?)));
        let Some((product, variant)) = found else {
            let name = known.product.as_ref().map(|product| product.name.get(Lang::Id).to_owned());
            problems.push(OrderProblem::Withdrawn {
                product: wanted.product.clone(),
                variant: wanted.variant.clone(),
                name: name.unwrap_or_default(),
            });
            continue;
        };
        let name = product.line_name(variant, Lang::Id);
        let quantity = match variant.stock {
            Stock::Unlimited => wanted.quantity,
            Stock::Units(units) => units.min(wanted.quantity),
        };
        if quantity < wanted.quantity {
            problems.push(OrderProblem::OutOfStock {
                product: wanted.product.clone(),
                variant: wanted.variant.clone(),
                name: name.clone(),
                wanted: wanted.quantity,
                available: quantity,
            });
        }
        if quantity == 0 {
            continue;
        }
        let seen = known.seen.filter(|_| same_epoch);
        let price = price(context, wanted, variant, seen);
        if price != wanted.unit_price {
            problems.push(OrderProblem::PriceChanged {
                product: wanted.product.clone(),
                variant: wanted.variant.clone(),
                name: name.clone(),
                was: Money::new(wanted.unit_price, currency),
                now: Money::new(price, currency),
            });
        }
        lines.push(PricedLine {
            product: wanted.product.clone(),
            variant: wanted.variant.clone(),
            seller: product.seller.clone(),
            name,
            quantity,
            unit_price: Money::new(price, currency),
            unit_list_price: variant.list_price.map(|list| Money::new(list, currency)),
        });
    }
    Ok(lines)
}

/// The price lock: what the phone showed holds as long as it is the price, or
/// was replaced only a moment ago. A claim about a price that never was is not
/// believed.
fn price(
    context: &Context<'_>,
    wanted: &OrderedLine,
    variant: &Variant,
    seen: Option<PriceAt>,
) -> i64 {
    let lock = i64::from(context.config.price_lock_seconds);
    let holds = seen.is_some_and(|seen| {
        seen.price == wanted.unit_price
            && seen.replaced_at.is_none_or(|at| context.now <= at.plus_seconds(lock))
    });
    if holds { wanted.unit_price } else { variant.price }
}

/// The wanted delivery method, or the first other one that can be used.
fn delivery<'a>(
    config: &'a ShopConfig,
    wish: &PlaceOrder,
    problems: &mut Vec<OrderProblem>,
) -> Result<(&'a DeliveryMethod, Option<Address>), Reject> {
    let address = wish.address.clone().filter(|address| address.check().is_ok());
    let usable = |method: &&DeliveryMethod| !method.needs_address || address.is_some();
    let method = match config.terms.delivery_method(&wish.delivery) {
        Some(wanted) => Some(wanted).filter(usable).ok_or(Reject(RejectCode::InvalidAddress))?,
        None => {
            problems.push(OrderProblem::DeliveryChanged);
            let other = config.terms.delivery.iter().find(usable);
            other.ok_or(Reject(RejectCode::NoDelivery))?
        }
    };
    // Where nothing is sent, nobody needs to know where the shopper lives.
    let address = address.filter(|_| method.needs_address);
    Ok((method, address))
}
