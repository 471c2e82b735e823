//! Selling over the counter: finding things, ringing them up, recording the sale.
//!
//! A sale becomes a command in the outbox like everything else that is promised.
//! The list of today's sales follows the outbox, so that it is complete whatever
//! happens between the two.

use super::here::offset_minutes;
use super::{outbox, search, storage};
use crate::platform::db::shop::{self, Fact};
use crate::platform::locks::{self, Patience};
use crate::platform::{PlatformError, clock, log, timer};
use crate::state::{AppState, Filed, KeptSale, SaleStanding, SaleState};
use leptos::prelude::*;
use std::future::Future;
use thiserror::Error;
use warung_domain::cart::{MAX_LINES, MAX_QUANTITY};
use warung_domain::catalog::{Product, Variant};
use warung_domain::command::{CommandBody, OrderedLine, RecordSale};
use warung_domain::ids::{CommandId, ProductId, SellerId, VariantId};
use warung_domain::money::{Money, MoneyError};
use warung_domain::outbox::OutboxEntry;
use warung_domain::protocol::Role;
use warung_domain::search::browse::Filter;

/// Most things shown for one question; who needs more types another letter.
const MOST_FOUND: usize = 8;

/// Most sales the device remembers.
const MOST_KEPT: usize = 1_000;

/// Why a sale could not be recorded. It stays on the till.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum SaleError {
    #[error("nobody who sells is signed in")]
    NoSeller,
    #[error("nothing is on the till")]
    Empty,
    #[error(transparent)]
    Money(#[from] MoneyError),
    #[error(transparent)]
    Phone(#[from] PlatformError),
}

/// Whose counter it is.
#[must_use]
pub fn seller(state: AppState) -> Option<SellerId> {
    state.session.with(|session| match &session.account()?.role {
        Role::Seller { seller } => Some(seller.clone()),
        Role::Shopper => None,
    })
}

/// What this seller has by that name or code, best first. Tracks the catalog.
#[must_use]
pub fn find(state: AppState, query: &str) -> Vec<(Product, Variant)> {
    let (query, Some(seller)) = (query.trim(), seller(state)) else { return Vec::new() };
    if query.is_empty() {
        return Vec::new();
    }
    let snapshot = state.catalog.snapshot.get();
    state.catalog.filings.track();
    search::file(state);
    let own = Filter { seller: Some(seller.clone()), ..Filter::default() };
    let by_name = state.catalog.filed.with_value(|filed| {
        let best = |filed: &Filed| filed.index.find(query).narrowed(&own).best(MOST_FOUND);
        filed.as_ref().map(best).unwrap_or_default()
    });
    let by_code = query.to_lowercase().parse::<ProductId>().ok();
    let by_code = by_code.filter(|code| by_name.iter().all(|hit| hit.id != *code));
    let ids = by_code.iter().chain(by_name.iter().map(|hit| &hit.id));
    ids.filter_map(|id| snapshot.get(id))
        // What a partner delivers needs an account to be delivered to.
        .filter(|product| product.seller == seller && product.digital.is_no())
        .flat_map(|product| {
            let variants = product.variants.clone();
            variants.into_iter().map(move |variant| (product.clone(), variant))
        })
        .take(MOST_FOUND)
        .collect()
}

/// Puts one more on the till, at the price on screen. Says whether it fits.
pub fn ring_up(at: SaleState, product: &ProductId, variant: &Variant) -> bool {
    let mut basket = at.basket.get_untracked();
    let is_it = |line: &OrderedLine| line.product == *product && line.variant == variant.id;
    let known = basket.iter().position(is_it);
    let fits = match known {
        Some(at) => basket[at].quantity < MAX_QUANTITY,
        None => basket.len() < MAX_LINES,
    };
    match known {
        Some(at) if fits => basket[at].quantity += 1,
        None if fits => basket.push(OrderedLine {
            product: product.clone(),
            variant: variant.id.clone(),
            quantity: 1,
            unit_price: variant.price,
        }),
        Some(_) | None => {}
    }
    at.basket.set(basket);
    fits
}

/// Sets how many of a thing are on the till; zero takes it off.
pub fn set_quantity(at: SaleState, product: &ProductId, variant: &VariantId, quantity: u32) {
    at.basket.update(|basket| {
        basket.retain_mut(|line| {
            if line.product == *product && line.variant == *variant {
                line.quantity = quantity.min(MAX_QUANTITY);
            }
            line.quantity > 0
        });
    });
}

/// What is on the till comes to so much. Tracks.
pub fn total(state: AppState, at: SaleState) -> Result<Money, MoneyError> {
    state.catalog.manifest.track();
    let currency = state.catalog.currency();
    at.basket.with(|basket| {
        basket.iter().try_fold(Money::zero(currency), |sum, line| {
            sum.checked_add(Money::new(line.unit_price, currency).times(line.quantity.into())?)
        })
    })
}

/// Records that what is on the till was sold for cash. When this returns it will
/// reach the shop; if it errs, nothing has happened and the till is as it was.
pub async fn record(state: AppState, at: SaleState) -> Result<(), SaleError> {
    let (seller, total) = untrack(|| (seller(state), total(state, at)));
    let lines = at.basket.get_untracked();
    if lines.is_empty() {
        return Err(SaleError::Empty);
    }
    let seller = seller.ok_or(SaleError::NoSeller)?;
    let sale = RecordSale { seller, lines: lines.clone(), total: total? };
    outbox::save(state, CommandBody::RecordSale(Box::new(sale)), None).await?;
    storage::ask_to_keep();
    // Somebody may have gone on ringing up meanwhile: only what was sold goes.
    for line in &lines {
        let left = at
            .basket
            .with_untracked(|basket| crate::state::pieces(basket, &line.product, &line.variant));
        set_quantity(at, &line.product, &line.variant, left.saturating_sub(line.quantity));
    }
    Ok(())
}

/// Follows the outbox, so that every sale written there is on today's list.
pub fn follow(state: AppState, at: SaleState) {
    Effect::new(move |_| {
        state.outbox.track();
        if state.opened.get() && seller(state).is_some() {
            timer::spawn(async move {
                if let Err(error) = alone(remember(state, at)).await {
                    log::warn(&format!("the list of sales could not be kept: {error}"));
                }
            });
        }
    });
}

/// One change of the list at a time.
async fn alone(work: impl Future<Output = Result<(), PlatformError>>) -> Result<(), PlatformError> {
    let done = locks::holding("warung-sales", Patience::Wait, work).await;
    done.unwrap_or(Err(PlatformError::Missing("Web Locks")))
}

async fn remember(state: AppState, at: SaleState) -> Result<(), PlatformError> {
    let Some(seller) = untrack(|| seller(state)) else { return Ok(()) };
    let stored: Vec<KeptSale> = shop::fact(Fact::Sales).await?.unwrap_or_default();
    let mut sales = stored.clone();
    state.outbox.with_untracked(|entries| {
        let fresh = entries.iter().filter(|entry| sales.iter().all(|kept| kept.id != entry.id));
        let fresh: Vec<KeptSale> = fresh.filter_map(sale_of).collect();
        sales.extend(fresh);
        let today = clock::now().civil(offset_minutes());
        sales.retain(|kept| {
            let day = kept.at.civil(offset_minutes());
            let is_of_today =
                (day.year, day.month, day.day) == (today.year, today.month, today.day);
            let is_told = SaleStanding::of(entries, kept.id) == SaleStanding::Accepted;
            kept.sale.seller == seller && (is_of_today || !is_told)
        });
    });
    sales.sort_by_key(|kept| std::cmp::Reverse(kept.id));
    sales.truncate(MOST_KEPT);
    if sales != stored {
        shop::put_fact(Fact::Sales, &sales).await?;
    }
    if at.sales.with_untracked(|shown| *shown != sales) {
        at.sales.set(sales);
    }
    Ok(())
}

fn sale_of(entry: &OutboxEntry) -> Option<KeptSale> {
    match outbox::wish(entry)? {
        CommandBody::RecordSale(sale) => {
            Some(KeptSale { id: entry.id, at: entry.saved_at, sale: *sale })
        }
        _ => None,
    }
}

/// Drops a sale the shop refused. It leaves the list first: what is only in the
/// outbox comes back to the list, and is never taken for accepted.
pub async fn drop_refused(
    state: AppState,
    at: SaleState,
    id: CommandId,
) -> Result<(), PlatformError> {
    alone(async move {
        let mut sales: Vec<KeptSale> = shop::fact(Fact::Sales).await?.unwrap_or_default();
        sales.retain(|kept| kept.id != id);
        shop::put_fact(Fact::Sales, &sales).await?;
        outbox::put_aside(state, id).await?;
        at.sales.set(sales);
        Ok(())
    })
    .await
}
