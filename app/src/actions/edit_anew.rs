//! Turning an order the shop refused back into a cart.

use super::{cart, checkout, outbox};
use crate::platform::PlatformError;
use crate::state::AppState;
use warung_domain::command::CommandBody;
use warung_domain::outbox::OutboxEntry;

/// Puts the refused order's lines back into the cart and its choices into the
/// checkout, then drops it. Lines that no longer fit the cart's limits are
/// left out; the cart shows what is there before anything is ordered again.
pub async fn edit_anew(state: AppState, entry: &OutboxEntry) -> Result<(), PlatformError> {
    if let Some(CommandBody::PlaceOrder(wish)) = outbox::wish(entry) {
        for line in &wish.lines {
            // A full cart keeps what it has.
            let _ = cart::add(state, &line.product, &line.variant, line.quantity);
        }
        checkout::edit(state, |draft| {
            draft.address = wish.address.clone();
            draft.delivery = Some(wish.delivery.clone());
            draft.payment = Some(wish.payment);
            draft.note.clone_from(&wish.note);
        });
    }
    outbox::drop_refused(state, entry.id).await
}
