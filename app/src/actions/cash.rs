//! Taking cash for payment codes, and keeping the drawer.
//!
//! The shop is asked before money is taken; that it was taken is a command in the outbox like
//! everything that is promised, so a line that dies in between costs nobody anything.

use super::refusal::Refusal;
use super::{devices, outbox};
use crate::platform::{PlatformError, clock, navigation, prefs, timer};
use crate::state::carried_cash::OfflineLimit;
use crate::state::{AppState, CashState, DrawerView, Serving, Taken, Word};
use crate::sync::counter_api;
use leptos::prelude::*;
use warung_domain::command::CommandBody;
use warung_domain::ids::CommandId;
use warung_domain::money::Money;
use warung_domain::outbox::{EntryState, OutboxEntry, WedgeReason};
use warung_domain::protocol::CounterPayment;

/// Where the device keeps what it may take without a line.
const OFFLINE: &str = "warung.offline-cash";

/// Asks the shop whose payment a code is.
pub fn look_up(state: AppState, at: CashState, code: String) {
    at.wrong.set(None);
    at.serving.set(Serving::Asking);
    timer::spawn(async move {
        let lang = state.lang.get_untracked();
        match counter_api::payment(code, lang).await {
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
    (given, change): (Money, Money),
    on: Word,
) -> Result<(), PlatformError> {
    let body = CommandBody::RecordCash { order: payment.order, amount: payment.amount };
    let command = outbox::save(state, body, None).await?;
    let taken = Taken { command, payment, given, change, at: clock::now(), on };
    at.serving.set(Serving::Taken(taken));
    navigation::scroll_to_top();
    Ok(())
}

/// Asks how this device's drawer stands.
pub fn refresh_drawer(state: AppState, at: CashState) {
    timer::spawn(async move {
        let device = match devices::current(state).await {
            Ok(stored) => stored.device.id,
            Err(_) => return,
        };
        match counter_api::drawer(&device).await {
            Ok(found) => {
                at.trouble.set(None);
                let is_open =
                    found.newest.as_ref().is_some_and(|newest| newest.shift.closed.is_none());
                let limit = OfflineLimit { most: found.offline_limit };
                keep_limit(at, is_open.then_some(limit));
                at.drawer.set(match found.newest.map(Box::new) {
                    Some(shift) if shift.shift.closed.is_none() => DrawerView::Open(shift),
                    closed => DrawerView::Closed(closed),
                });
            }
            Err(error) => at.trouble.set(Some(Refusal::of(state, &error).text)),
        }
    });
}

/// Remembers what may be taken without a line, also for a launch that finds none.
fn keep_limit(at: CashState, limit: Option<OfflineLimit>) {
    match limit {
        Some(limit) => prefs::write(OFFLINE, &limit),
        None => prefs::forget(OFFLINE),
    }
    at.offline.set(limit);
}

/// What was remembered of it. Whoever signs out takes it along.
pub fn recall_limit(at: CashState) {
    at.offline.set(prefs::read(OFFLINE));
}

/// Forgets it, when somebody else takes the counter.
pub fn forget(at: CashState) {
    prefs::forget(OFFLINE);
    at.forget();
}

/// Asks for the business's shifts, to look one up.
pub fn refresh_shifts(state: AppState, at: CashState) {
    timer::spawn(async move {
        match counter_api::shifts().await {
            Ok(found) => at.shifts.set(Some(found.shifts)),
            Err(error) => at.trouble.set(Some(Refusal::of(state, &error).text)),
        }
    });
}

/// How many commands the shop has yet to answer. What it has refused waits for a person, not for
/// the shop, and must not hold up a drawer.
#[must_use]
pub fn waits(entries: &[OutboxEntry]) -> usize {
    entries.iter().filter(|entry| entry.state.is_unsent()).count()
}

/// What was said at this counter about cash or the drawer, and the shop refused, with why.
#[must_use]
pub fn refused(entries: &[OutboxEntry]) -> Vec<(CommandId, &'static str, WedgeReason)> {
    let kinds = ["record-cash", "reverse-cash", "open-shift", "move-cash", "close-shift"];
    let found = entries.iter().filter_map(|entry| {
        let EntryState::Wedged { reason, .. } = entry.state else { return None };
        let kind = kinds.into_iter().find(|kind| *kind == entry.kind)?;
        Some((entry.id, kind, reason))
    });
    found.collect()
}

/// Follows the outbox, so that the drawer is looked at anew once the shop has answered.
pub fn follow(state: AppState, at: CashState) {
    Effect::new(move |_| {
        let waits = state.outbox.with(|entries| waits(entries));
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
pub async fn close(
    state: AppState,
    at: CashState,
    shift: CommandId,
    counted: Money,
) -> Result<(), PlatformError> {
    outbox::save(state, CommandBody::CloseShift { shift, counted }, None).await?;
    // Without a line nobody else says that this drawer takes no more.
    keep_limit(at, None);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use warung_domain::command::RejectCode;
    use warung_domain::time::Timestamp;

    #[test]
    fn a_refused_command_holds_up_no_drawer_and_is_shown() {
        let at = Timestamp::from_millis(0);
        let entry = |number: u8, kind: &str, state| {
            let id = CommandId::mint(at, &[number; 10]);
            OutboxEntry {
                id,
                device: "dev-1".parse().unwrap(),
                seq: 1,
                bytes: String::new(),
                subject: id.into(),
                kind: kind.to_owned(),
                saved_at: at,
                seen: None,
                state,
            }
        };
        let reason = WedgeReason::Rejected(RejectCode::TooLate);
        let wedged = EntryState::Wedged { reason, at };
        let entries = [
            entry(1, "record-cash", wedged.clone()),
            entry(2, "place-order", wedged),
            entry(3, "move-cash", EntryState::fresh()),
        ];
        assert_eq!(waits(&entries), 1);
        assert_eq!(refused(&entries), [(entries[0].id, "record-cash", reason)]);
    }
}
