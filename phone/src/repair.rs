//! What a phone that died in the middle finds out at the next start.

use crate::save::wish;
use warung_domain::cart::{Cart, CartLine};
use warung_domain::command::CommandBody;
use warung_domain::outbox::{EntryState, OutboxEntry};

/// Whether the cart was about to be emptied when the phone died: it is exactly
/// what the newest order on its way holds, and was not touched since.
#[must_use]
pub fn is_ordered_already(cart: &Cart, entries: &[OutboxEntry]) -> bool {
    let on_its_way = |entry: &&OutboxEntry| !matches!(entry.state, EntryState::Wedged { .. });
    let newest = entries.iter().rev().filter(on_its_way).find_map(|entry| match wish(entry) {
        Some(CommandBody::PlaceOrder(order)) => Some((entry.saved_at, order)),
        _ => None,
    });
    let Some((saved_at, order)) = newest else { return false };
    let is_ordered = |line: &CartLine| {
        order.lines.iter().any(|ordered| {
            ordered.product == line.product
                && ordered.variant == line.variant
                && ordered.quantity == line.quantity
        })
    };
    !cart.is_empty()
        && cart.rests_since(saved_at)
        && cart.lines().len() == order.lines.len()
        && cart.lines().iter().all(is_ordered)
}
