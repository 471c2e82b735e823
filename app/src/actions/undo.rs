//! Undoing a payment in cash: a colleague types their PIN, the shop gives a consent for it, and the
//! signed command names the consent. And choosing one's own PIN, so that one can consent.

use super::outbox;
use super::refusal::Refusal;
use crate::platform::{navigation, timer};
use crate::state::{AppState, CashState, Serving, Undone};
use crate::sync::counter_api;
use leptos::prelude::*;
use warung_domain::command::CommandBody;
use warung_domain::ids::{AccountId, OrderId};
use warung_domain::money::Money;
use warung_domain::protocol::{ConsentQuestion, PinChoice};

/// Asks who could consent. Without a line nobody is known, and nothing can be undone.
pub fn refresh_witnesses(at: CashState) {
    timer::spawn(async move {
        if let Ok(found) = counter_api::witnesses().await {
            at.witnesses.set(Some(found));
        }
    });
}

/// Which payment, why, and who says so by which PIN.
#[derive(Debug, Clone)]
pub struct Wish {
    pub order: OrderId,
    pub amount: Money,
    pub reason: String,
    pub witness: AccountId,
    pub pin: String,
}

/// Undoes a payment. If it errs, with a sentence for whoever stands there, nothing has happened.
pub async fn undo(
    state: AppState,
    at: CashState,
    wish: Wish,
    not_saved: &str,
) -> Result<(), String> {
    let Wish { order, amount, reason, witness, pin } = wish;
    let question = ConsentQuestion { order, witness, pin };
    let lang = state.lang.get_untracked();
    let consent = match counter_api::consent(&question, lang).await {
        Ok(given) => given.consent,
        Err(error) => return Err(Refusal::of(state, &error).text),
    };
    let body = CommandBody::ReverseCash { order, reason, consent };
    let command = outbox::save(state, body, None).await.map_err(|_| not_saved.to_owned())?;
    at.serving.set(Serving::Undone(Undone { command, amount }));
    // What became of it stands at the top.
    navigation::scroll_to_top();
    Ok(())
}

/// Chooses one's own PIN.
pub async fn choose_pin(state: AppState, at: CashState, choice: &PinChoice) -> Result<(), Refusal> {
    let lang = state.lang.get_untracked();
    match counter_api::choose_pin(choice, lang).await {
        Ok(()) => {
            refresh_witnesses(at);
            Ok(())
        }
        Err(error) => Err(Refusal::of(state, &error)),
    }
}
