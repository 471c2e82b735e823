//! The cart follows its account: it is told what changed here and says what
//! changed elsewhere. Whose cart it is, is decided by `warung_domain::cart::Keeping`.

use super::{kept_cart, later};
use crate::platform::broadcast::{self, News};
use crate::platform::db::shop;
use crate::platform::{PlatformError, clock, timer};
use crate::state::AppState;
use crate::sync::api::{self, CallError};
use leptos::prelude::*;
use std::cell::Cell;
use warung_domain::ids::AccountId;
use warung_domain::protocol::{CartPush, PROTOCOL_VERSION};
use warung_domain::time::Timestamp;

/// How long the account is not told while somebody is still tapping.
const QUIET_MILLIS: u32 = 3_000;

/// How long the account is not asked while it does not call.
const ASK_SECONDS: i64 = 120;

thread_local! {
    /// When the account was last asked; never, or something may have changed since.
    static ASKED: Cell<Option<Timestamp>> = const { Cell::new(None) };
    /// How many changes were made here.
    static CHANGES: Cell<u32> = const { Cell::new(0) };
}

/// Makes the next round ask what changed elsewhere.
pub fn ask_again() {
    ASKED.set(None);
}

/// Whether the account has called since it was last asked.
#[must_use]
pub fn may_have_changed() -> bool {
    ASKED.get().is_none()
}

/// Tells the account once nothing has changed here for a moment.
pub async fn tell_soon(state: AppState) {
    let mine = CHANGES.get().wrapping_add(1);
    CHANGES.set(mine);
    timer::after_millis(QUIET_MILLIS).await;
    let reachable = !state.line.get_untracked().is_down();
    if CHANGES.get() == mine
        && reachable
        && state.session.with_untracked(|session| session.is_signed_in())
    {
        // If it fails, the next round tries again.
        later::run("cart", later::tell_account(state)).await;
    }
}

/// Tells the account what is news and takes in what it knows, if there is any
/// reason to.
pub async fn exchange(state: AppState) -> Result<(), CallError> {
    let Some(account) = state.session.with_untracked(|s| s.account().map(|account| account.id))
    else {
        return Ok(());
    };
    let (cart, keeping) = shop::cart().await?;
    if keeping.account != Some(account) {
        // Signed in with an app that did not know of this yet.
        sign_in(state, account).await?;
    }
    let now = clock::now();
    // The call may not get through, or the clock may have been set back.
    let lately = |at| (0..ASK_SECONDS).contains(&now.seconds_since(at));
    let knows = ASKED.get().is_some_and(lately);
    if knows && keeping.account == Some(account) && !keeping.has_news(&cart) {
        return Ok(());
    }
    ASKED.set(Some(now));
    let answered = tell(state, account).await;
    if answered.is_err() {
        ask_again();
    }
    answered
}

async fn tell(state: AppState, account: AccountId) -> Result<(), CallError> {
    let (cart, keeping) = shop::cart().await?;
    let told = keeping.to_tell(&cart);
    let push = CartPush { v: PROTOCOL_VERSION, account, cart: told };
    let answer = api::cart(&push).await?;
    kept_cart::alone(async move {
        let (before, mut keeping) = shop::cart().await?;
        if keeping.account != Some(account) {
            return Ok(());
        }
        let mut cart = before.clone();
        cart.merge(&answer);
        keeping.note_told(&push.cart, &answer, &cart);
        shop::put_cart(&cart, &keeping).await?;
        kept_cart::join(state, &cart);
        if cart != before {
            broadcast::tell(News::Cart);
        }
        Ok(())
    })
    .await
}

/// Somebody signs in: what is theirs of the cart stays, the rest is put aside.
pub async fn sign_in(state: AppState, account: AccountId) -> Result<(), PlatformError> {
    ask_again();
    kept_cart::alone(async move {
        let (cart, keeping) = shop::cart().await?;
        let handover = keeping.sign_in(cart, account, &shop::cart_aside(account).await?);
        shop::hand_over_cart(account, &handover).await?;
        kept_cart::show(state, handover.cart, &handover.keeping);
        broadcast::tell(News::Cart);
        Ok(())
    })
    .await
}

/// The cart's owner signs out. The cart stays on the phone.
pub async fn sign_out() -> Result<(), PlatformError> {
    kept_cart::alone(async {
        let (cart, mut keeping) = shop::cart().await?;
        keeping.sign_out(&cart);
        shop::put_cart(&cart, &keeping).await
    })
    .await
}
