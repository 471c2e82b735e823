//! Turning an order the shop refused back into a cart.

use super::{cart, checkout, kept_cart, outbox};
use crate::platform::PlatformError;
use crate::state::AppState;
use leptos::prelude::*;
use warung_domain::command::CommandBody;
use warung_domain::outbox::OutboxEntry;

/// Puts the refused order's lines back into the cart and its choices into the
/// checkout, then drops it. The cart is stored before the order goes, and an
/// order of which a line found no room in a full cart stays, so that nothing is
/// lost on the way. Doing it twice changes nothing.
pub async fn edit_anew(state: AppState, entry: &OutboxEntry) -> Result<(), PlatformError> {
    let mut all_fit = true;
    if let Some(CommandBody::PlaceOrder(wish)) = outbox::wish(entry) {
        for line in &wish.lines {
            let there = state.cart.with_untracked(|c| c.quantity(&line.product, &line.variant));
            let wanted = line.quantity.max(there);
            let more = wanted - there;
            all_fit &= more == 0 || cart::add(state, &line.product, &line.variant, more).is_ok();
        }
        checkout::edit(state, |draft| {
            draft.address = wish.address.clone();
            draft.delivery = Some(wish.delivery.clone());
            draft.payment = Some(wish.payment);
            draft.note.clone_from(&wish.note);
        });
    }
    kept_cart::keep(state, state.cart.get_untracked()).await?;
    if all_fit { outbox::drop_refused(state, entry.id).await } else { Ok(()) }
}
