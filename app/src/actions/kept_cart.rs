//! The cart in the phone's database, the one place where it is read, merged and
//! written. One tab at a time; where Web Locks are missing two tabs may overwrite
//! each other once, and the next change of either merges what it still has.
//!
//! Waiting for the lock and reading before writing takes moments in which a tab may
//! be closed, and what a closed tab had only begun is lost. So a change is noted
//! first, before the tap is over, in the one store that is written at once
//! (`localStorage`). The note goes when the cart is in the database; whoever finds
//! one merges it, which is harmless however often it happens.

use crate::platform::broadcast::{self, News};
use crate::platform::db::shop;
use crate::platform::locks::{self, Patience};
use crate::platform::{PlatformError, prefs};
use crate::state::AppState;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use std::future::Future;
use warung_domain::cart::{Cart, Keeping, MAX_REMEMBERED};
use warung_domain::ids::AccountId;

/// Where a cart is noted until it is kept.
const NOTE: &str = "warung.cart";

/// A cart on its way into the database.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Noted {
    /// The phone's databases had been read, so that it is known whose it is.
    opened: bool,
    owner: Option<AccountId>,
    cart: Cart,
}

impl Noted {
    /// Notes what this tab has, before anything else can happen.
    pub fn down(state: AppState, cart: Cart) -> Self {
        let opened = state.opened.get_untracked();
        let owner = state.cart_owner.get_untracked();
        let noted = Self { opened, owner, cart };
        prefs::write(NOTE, &noted);
        noted
    }

    fn is_of(&self, keeping: &Keeping) -> bool {
        !self.opened || self.owner == keeping.account
    }

    /// It is kept, or another person's; a later note is not this one.
    fn is_done(&self) {
        if prefs::read::<Self>(NOTE).as_ref() == Some(self) {
            prefs::forget(NOTE);
        }
    }
}

/// Runs `work` while no other tab touches the stored cart.
pub async fn alone<T, E: From<PlatformError>>(
    work: impl Future<Output = Result<T, E>>,
) -> Result<T, E> {
    let done = locks::holding("warung-cart", Patience::Wait, work).await;
    done.unwrap_or_else(|| Err(PlatformError::Missing("Web Locks").into()))
}

/// Shows the stored cart, with what a tab that was closed had only noted.
pub async fn open(state: AppState) -> Result<(), PlatformError> {
    if let Some(noted) = prefs::read::<Noted>(NOTE) {
        keep_noted(state, noted).await?;
    }
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

/// Merges what was noted into the stored cart and stores it.
pub async fn keep_noted(state: AppState, noted: Noted) -> Result<(), PlatformError> {
    alone(async move {
        let (mut cart, keeping) = stored().await?;
        if noted.is_of(&keeping) {
            cart.merge(&noted.cart);
            cart.forget(MAX_REMEMBERED);
            shop::put_cart(&cart, &keeping).await?;
            join(state, &cart);
            broadcast::tell(News::Cart);
        } else {
            // Somebody else has signed in meanwhile: this is not their cart.
            show(state, cart, &keeping);
        }
        noted.is_done();
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

#[cfg(test)]
mod tests {
    use super::*;
    use warung_domain::time::Timestamp;

    // K6, K9: a note that reads back as another would stay, and outlive its owner.
    #[test]
    fn a_note_reads_back_as_what_was_written() {
        let ani = AccountId::mint(Timestamp::from_millis(1), &[1; 10]);
        let other = AccountId::mint(Timestamp::from_millis(1), &[2; 10]);
        for (opened, owner) in [(false, None), (true, None), (true, Some(ani))] {
            let noted = Noted { opened, owner, cart: Cart::default() };
            let text = serde_json::to_string(&noted).unwrap();
            assert_eq!(warung_domain::json::read(text.as_bytes()), Ok(noted.clone()));
            let mut keeping = Keeping::default();
            keeping.account = Some(other);
            assert_eq!(noted.is_of(&keeping), !opened);
        }
    }
}
