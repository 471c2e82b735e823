//! Orders, as far as the first part of the shop has to do with them: by calls into the later part.

use super::{balance, cart_account, details, place_order, receipt_log, show, sync_now};
use crate::later::{NotHere, Work, in_later_part};
use crate::platform::PlatformError;
use crate::platform::db::outbox::Outbox;
use crate::platform::db::shop::{self, Fact};
use crate::platform::log;
use crate::state::{AppState, SessionState};
use leptos::prelude::*;
use std::cell::Cell;
use std::fmt::Display;
use warung_domain::route::Route;
use warung_phone::batch::Occasion;
use warung_phone::repair;

thread_local! {
    static OPENED: Cell<bool> = const { Cell::new(false) };
}

/// Whether it is time for the later part: there is a catalog to look around in,
/// somebody is known, or a page needs it. A first visit gets its catalog before.
pub fn is_due(state: AppState) -> bool {
    state.catalog.manifest.with_untracked(Option::is_some)
        || state.session.with_untracked(|session| *session != SessionState::Guest)
        || !state.route.with_untracked(Route::is_browsing)
}

/// Shows what the phone holds of orders and checkout.
pub async fn open_orders(state: AppState) -> Result<(), NotHere> {
    open(state).await?.await;
    Ok(())
}

/// The same, unless it has been done.
pub async fn open_once(state: AppState) -> Result<(), NotHere> {
    if OPENED.get() { Ok(()) } else { open_orders(state).await }
}

in_later_part! {
    fn open(state: AppState) -> Work {
        if !OPENED.replace(true) {
            crate::catalog_notice::put_up(state);
        }
        Box::pin(async move {
            // This may be the newer app that some entries wait for.
            survive("outbox", repair::revive(&Outbox).await);
            survive("outbox", show::outbox(state).await);
            survive("orders", show::orders(state).await);
            place_order::repair_cart(state);
            survive("balance", balance::open(state).await);
            survive("receipt log", receipt_log::open(state).await);
            survive("checkout", facts(state).await);
        })
    }
}

in_later_part! {
    /// Shows outbox and orders anew, after another tab has changed them.
    pub fn show_again(state: AppState) -> Work {
        Box::pin(async move {
            survive("outbox", show::outbox(state).await);
            survive("orders", show::orders(state).await);
            survive("balance", balance::open(state).await);
        })
    }
}

in_later_part! {
    /// Sends what waits and pulls what is new.
    pub fn exchange(state: AppState, occasion: Occasion) -> Work {
        Box::pin(sync_now::orders(state, occasion))
    }
}

in_later_part! {
    /// Keeps long descriptions beside a small catalog.
    pub fn keep_details(state: AppState) -> Work {
        Box::pin(async move { survive("details", details::keep(state).await) })
    }
}

in_later_part! {
    /// Tells the account of the cart.
    pub fn tell_account(state: AppState) -> Work {
        Box::pin(async move { survive("cart", cart_account::exchange(state).await) })
    }
}

async fn facts(state: AppState) -> Result<(), PlatformError> {
    state.checkout.set(shop::fact(Fact::Checkout).await?.unwrap_or_default());
    state.addresses.set(shop::fact(Fact::Addresses).await?.unwrap_or_default());
    Ok(())
}

/// Notes what went wrong and goes on.
pub fn survive<E: Display>(what: &str, outcome: Result<(), E>) {
    if let Err(error) = outcome {
        log::warn(&format!("{what}: {error}"));
    }
}

/// Does some work of the later part, if that part can be had.
pub async fn run(what: &str, fetched: impl Future<Output = Result<Work, NotHere>>) {
    match fetched.await {
        Ok(work) => work.await,
        Err(error) => log::warn(&format!("{what}: {error}")),
    }
}
