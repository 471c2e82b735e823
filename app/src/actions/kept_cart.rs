//! The cart in the phone's database, the one place where it is read, merged and
//! written. One tab at a time; where Web Locks are missing two tabs may overwrite
//! each other once, and the next change of either merges what it still has.

use crate::platform::PlatformError;
use crate::platform::broadcast::{self, News};
use crate::platform::db::shop;
use crate::platform::locks::{self, Patience};
use crate::state::AppState;
use leptos::prelude::*;
use std::future::Future;
use warung_domain::cart::{Cart, Keeping, MAX_REMEMBERED};

/// Runs `work` while no other tab touches the stored cart.
pub async fn alone<T, E: From<PlatformError>>(
    work: impl Future<Output = Result<T, E>>,
) -> Result<T, E> {
    let done = locks::holding("warung-cart", Patience::Wait, work).await;
    done.unwrap_or_else(|| Err(PlatformError::Missing("Web Locks").into()))
}

/// Shows the stored cart.
pub async fn open(state: AppState) -> Result<(), PlatformError> {
    let (cart, keeping) = shop::cart().await?;
    show(state, cart, &keeping);
    Ok(())
}

/// Puts a cart on screen, in place of whatever was there.
pub fn show(state: AppState, cart: Cart, keeping: &Keeping) {
    state.cart_owner.set(keeping.account);
    if state.cart.with_untracked(|shown| *shown != cart) {
        state.cart.set(cart);
    }
}

/// Merges what this tab has into the stored cart and stores it.
pub async fn keep(state: AppState, mine: Cart) -> Result<(), PlatformError> {
    let owner = state.cart_owner.get_untracked();
    let opened = state.opened.get_untracked();
    alone(async move {
        let (mut cart, keeping) = stored().await?;
        if opened && keeping.account != owner {
            // Somebody else has signed in meanwhile: this is not their cart.
            show(state, cart, &keeping);
            return Ok(());
        }
        cart.merge(&mine);
        cart.forget(MAX_REMEMBERED);
        shop::put_cart(&cart, &keeping).await?;
        join(state, &cart);
        broadcast::tell(News::Cart);
        Ok(())
    })
    .await
}

/// Takes what is stored into the cart on screen, which may be further by now.
pub fn join(state: AppState, cart: &Cart) {
    let mut both = state.cart.get_untracked();
    both.merge(cart);
    if state.cart.with_untracked(|shown| *shown != both) {
        state.cart.set(both);
    }
}

/// The stored cart. What cannot be read is begun anew from what is on screen.
async fn stored() -> Result<(Cart, Keeping), PlatformError> {
    match shop::cart().await {
        Err(PlatformError::Codec(_)) => Ok(Default::default()),
        found => found,
    }
}
