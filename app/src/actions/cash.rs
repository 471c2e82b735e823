//! Taking cash for payment codes, and keeping the drawer.
//!
//! The shop is asked before money is taken; that it was taken is a command in the outbox like
//! everything that is promised, so a line that dies in between costs nobody anything.

use super::refusal::Refusal;
use super::{devices, outbox};
use crate::platform::{PlatformError, clock, timer};
use crate::state::{AppState, CashState, DrawerView, Serving, Taken};
use crate::sync::api;
use leptos::prelude::*;
use warung_domain::command::CommandBody;
use warung_domain::ids::CommandId;
use warung_domain::money::Money;
use warung_domain::protocol::CounterPayment;

/// Asks the shop whose payment a code is.
pub fn look_up(state: AppState, at: CashState, code: String) {
    at.wrong.set(None);
    at.serving.set(Serving::Asking);
    timer::spawn(async move {
        let lang = state.lang.get_untracked();
        match api::counter_payment(code, lang).await {
            Ok(found) => at.serving.set(Serving::Found(found)),
            Err(error) => {
                at.serving.set(Serving::Nobody);
                at.wrong.set(Some(Refusal::of(state, &error).text));
            }
        }
    });
}

/// The next customer.
pub fn next(at: CashState) {
    at.wrong.set(None);
    at.serving.set(Serving::Nobody);
}

/// Records that cash was taken. If it errs, nothing has happened.
pub async fn take(
    state: AppState,
    at: CashState,
    payment: CounterPayment,
    given: Money,
    change: Money,
) -> Result<(), PlatformError> {
    let body = CommandBody::RecordCash { order: payment.order, amount: payment.amount };
    let command = outbox::save(state, body, None).await?;
    let taken = Taken { command, payment, given, change, at: clock::now() };
    at.serving.set(Serving::Taken(taken));
    Ok(())
}

/// Asks how this device's drawer stands.
pub fn refresh_drawer(state: AppState, at: CashState) {
    timer::spawn(async move {
        let device = match devices::current(state).await {
            Ok(stored) => stored.device.id,
            Err(_) => return,
        };
        match api::shifts(&device).await {
            Ok(found) => {
                at.trouble.set(None);
                let newest = found.shifts.into_iter().next().map(Box::new);
                at.drawer.set(match newest {
                    Some(shift) if shift.shift.closed.is_none() => DrawerView::Open(shift),
                    closed => DrawerView::Closed(closed),
                });
            }
            Err(error) => at.trouble.set(Some(Refusal::of(state, &error).text)),
        }
    });
}

/// Follows the outbox, so that the drawer is looked at anew once the shop has answered.
pub fn follow(state: AppState, at: CashState) {
    Effect::new(move |_| {
        let waits = state.outbox.with(Vec::len);
        if waits == 0 && state.session.with(|session| session.is_seller()) {
            refresh_drawer(state, at);
        }
    });
}

/// Begins a shift with so much in the drawer.
pub async fn open(state: AppState, float: Money) -> Result<(), PlatformError> {
    outbox::save(state, CommandBody::OpenShift { float }, None).await.map(|_| ())
}

/// Puts cash into the drawer (above zero) or takes it out.
pub async fn move_cash(
    state: AppState,
    shift: CommandId,
    amount: Money,
    reason: String,
) -> Result<(), PlatformError> {
    outbox::save(state, CommandBody::MoveCash { shift, amount, reason }, None).await.map(|_| ())
}

/// Ends the shift with what was counted.
pub async fn close(state: AppState, shift: CommandId, counted: Money) -> Result<(), PlatformError> {
    outbox::save(state, CommandBody::CloseShift { shift, counted }, None).await.map(|_| ())
}
