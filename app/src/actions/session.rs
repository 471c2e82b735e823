//! Signing up, in and out. Nothing here touches the outbox.

use super::{balance, cart_account, devices, recent, show, sync_now};
use crate::platform::broadcast::{self, News};
use crate::platform::db::shop::{self, Fact};
use crate::platform::{events, log};
use crate::state::{AppState, SessionState};
use crate::sync::api::{self, CallError};
use leptos::prelude::*;
use warung_domain::phone::PhoneNumber;
use warung_domain::protocol::{SessionView, SignIn, SignUp, VerifyPhone};

/// Registers; a code is on its way to the number that is handed back.
pub async fn sign_up(state: AppState, form: SignUp) -> Result<PhoneNumber, CallError> {
    Ok(api::sign_up(&form, state.lang.get_untracked()).await?.phone)
}

/// Proves the number and signs in.
pub async fn verify(state: AppState, form: VerifyPhone) -> Result<(), CallError> {
    let view = api::verify_phone(&form, state.lang.get_untracked()).await?;
    begin(state, view).await
}

pub async fn sign_in(state: AppState, form: SignIn) -> Result<(), CallError> {
    let view = api::sign_in(&form, state.lang.get_untracked()).await?;
    begin(state, view).await
}

async fn begin(state: AppState, view: SessionView) -> Result<(), CallError> {
    let before = state.session.with_untracked(|s| s.account().map(|account| account.id));
    match before {
        Some(id) if id == view.account.id => {}
        Some(_) => {
            shop::forget_account().await?;
            balance::forget();
        }
        // A guest keeps the checkout. Orders that are here all the same came with
        // the last answer to somebody who has left.
        None => shop::forget_orders().await?,
    }
    show::orders(state).await?;
    // Before anything of the account can be sent.
    cart_account::sign_in(state, view.account.id).await?;
    shop::put_fact(Fact::Session, &view).await?;
    let account = view.account.id;
    state.session.set(SessionState::SignedIn(view));
    devices::bind(state, account).await?;
    show::outbox(state).await?;
    broadcast::tell(News::Session);
    sync_now::listen_to_server(state);
    sync_now::soon(state);
    Ok(())
}

/// Signs out. Orders leave the screen; what is in the outbox stays on the phone,
/// still goes to the shop (D3), and is shown when the same person signs in again.
pub async fn sign_out(state: AppState) -> Result<(), CallError> {
    events::close();
    if let Err(error) = api::sign_out().await
        && !error.is_line_trouble()
    {
        log::warn(&format!("sign-out: {error}"));
    }
    cart_account::sign_out().await?;
    recent::forget_all();
    shop::forget_account().await?;
    balance::forget();
    state.session.set(SessionState::Guest);
    state.orders.set(Vec::new());
    state.addresses.set(Vec::new());
    state.checkout.set(crate::state::CheckoutDraft::default());
    show::outbox(state).await?;
    broadcast::tell(News::Session);
    Ok(())
}
