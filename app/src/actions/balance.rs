//! Hearing what the shop keeps for its shopper, and keeping the last word, so that a
//! balance can be spent without a line.

use super::refusal::Refusal;
use crate::platform::broadcast::{self, News};
use crate::platform::db::shop::{self, Fact};
use crate::platform::{PlatformError, clock, timer};
use crate::state::{AppState, BalanceState};
use crate::sync::api::{self, CallError};
use leptos::prelude::*;
use std::cell::Cell;
use warung_domain::catalog::Trust;
use warung_domain::ids::AccountId;
use warung_domain::money::Money;
use warung_phone::balance::KeptBalance;

thread_local! {
    /// It may have changed since it was last heard of.
    static DUE: Cell<bool> = const { Cell::new(true) };
}

fn me(state: AppState) -> Option<AccountId> {
    state.session.with_untracked(|session| session.account().map(|account| account.id))
}

/// Shows what the phone keeps, if it is this person's.
pub async fn open(state: AppState) -> Result<(), PlatformError> {
    let kept: Option<KeptBalance> = shop::fact(Fact::Balance).await?;
    let kept = kept.filter(|kept| Some(kept.account) == me(state));
    let balance = BalanceState::here();
    if balance.kept.with_untracked(|shown| *shown != kept) {
        balance.show(kept);
    }
    Ok(())
}

/// Shows nobody's, after its person has left.
pub fn forget() {
    DUE.set(true);
    BalanceState::here().show(None);
}

/// Asks the shop if there is any reason to. What could not be asked now is asked in a
/// later round.
pub async fn exchange(state: AppState, may_have_changed: bool) -> Result<(), CallError> {
    if may_have_changed {
        DUE.set(true);
    }
    let (Some(account), true) = (me(state), DUE.get()) else { return Ok(()) };
    let history = api::my_balance(None).await?;
    // Somebody else may have signed in meanwhile.
    if me(state) != Some(account) {
        return Ok(());
    }
    DUE.set(false);
    let kept = KeptBalance { account, heard_at: clock::now(), history };
    let balance = BalanceState::here();
    let is_news = balance
        .kept
        .with_untracked(|shown| shown.as_ref().is_none_or(|shown| shown.history != kept.history));
    shop::put_fact(Fact::Balance, &kept).await?;
    balance.trouble.set(None);
    balance.show(Some(kept));
    if is_news {
        broadcast::tell(News::Orders);
    }
    Ok(())
}

/// Asks because somebody looks.
pub fn refresh(state: AppState) {
    ask(state, None);
}

/// Asks for the movements before the last one that is shown.
pub fn older(state: AppState) {
    let next = BalanceState::here().older.with_untracked(|(_, next)| *next);
    if next.is_some() {
        ask(state, next);
    }
}

fn ask(state: AppState, before: Option<u64>) {
    let balance = BalanceState::here();
    if me(state).is_none() || balance.is_asking.get_untracked() {
        return;
    }
    balance.is_asking.set(true);
    timer::spawn(async move {
        let asked = match before {
            None => exchange(state, true).await,
            Some(_) => api::my_balance(before).await.map(|page| {
                balance.older.update(|(lines, next)| {
                    lines.extend(page.lines);
                    *next = page.next;
                });
            }),
        };
        balance.trouble.set(asked.err().map(|error| Refusal::of(state, &error).text));
        balance.is_asking.set(false);
    });
}

/// Which ways to pay the shop takes from this person, by its last word. Tracks.
#[must_use]
pub fn trust(state: AppState) -> Trust {
    let me = state.session.with(|session| session.account().map(|account| account.id));
    BalanceState::here().kept.with(|kept| {
        let kept = kept.as_ref().filter(|kept| Some(kept.account) == me);
        kept.map_or(Trust::Everything, |kept| kept.history.trust)
    })
}

/// What there was when it was heard of last, if it is this person's. Tracks.
#[must_use]
pub fn heard(state: AppState) -> Option<Money> {
    let me = state.session.with(|session| session.account().map(|account| account.id));
    BalanceState::here().kept.with(|kept| {
        let kept = kept.as_ref().filter(|kept| Some(kept.account) == me)?;
        Some(kept.history.balance)
    })
}

/// What can be spent by the phone's own knowledge; none if it has not heard of any
/// balance of this person's. Tracks.
#[must_use]
pub fn spendable(state: AppState) -> Option<Money> {
    let me = state.session.with(|session| session.account().map(|account| account.id));
    BalanceState::here().kept.with(|kept| {
        let kept = kept.as_ref().filter(|kept| Some(kept.account) == me)?;
        state
            .outbox
            .with(|entries| state.orders.with(|orders| kept.spendable(entries, orders).ok()))
    })
}
