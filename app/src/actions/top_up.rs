//! Filling the balance: saved like every order, and told when it has arrived.

use super::balance;
use super::outbox;
use crate::i18n;
use crate::platform::PlatformError;
use crate::state::{AppState, Toast, ToastAction};
use leptos::prelude::*;
use std::cell::RefCell;
use std::collections::BTreeSet;
use warung_domain::catalog::TopUpTerms;
use warung_domain::command::CommandBody;
use warung_domain::ids::OrderId;
use warung_domain::locale::format_money;
use warung_domain::money::Money;
use warung_domain::payment::PaymentMethod;
use warung_domain::pricing::PriceBreakdown;
use warung_domain::protocol::OrderView;
use warung_domain::route::Route;
use warung_phone::top_up::{self, UnderWay};

thread_local! {
    /// Top-ups that were seen under way.
    static OPEN: RefCell<BTreeSet<OrderId>> = const { RefCell::new(BTreeSet::new()) };
}

/// Signs and saves a top-up; `seen` is what it comes to by that way to pay.
pub async fn save(
    state: AppState,
    payment: PaymentMethod,
    seen: PriceBreakdown,
) -> Result<OrderId, PlatformError> {
    let body = CommandBody::TopUp { amount: seen.goods, payment, total: seen.total };
    outbox::save(state, body, Some(seen)).await.map(OrderId::from)
}

/// What is under way, newest first. Tracks.
#[must_use]
pub fn under_way(state: AppState) -> Vec<UnderWay> {
    let now = state.now.get_untracked();
    state.outbox.with(|entries| state.orders.with(|orders| top_up::under_way(entries, orders, now)))
}

/// The shop's terms for it; none where it fills no balances. Tracks.
#[must_use]
pub fn terms(state: AppState) -> Option<TopUpTerms> {
    let terms = state.catalog.manifest.with(|it| it.as_ref().map(|manifest| manifest.terms.top_up));
    terms.filter(TopUpTerms::is_offered)
}

/// How much more the balance may come to, as far as this phone knows. Tracks.
#[must_use]
pub fn room(state: AppState, terms: &TopUpTerms) -> Option<Money> {
    let balance = balance::heard(state)?;
    let coming = top_up::coming(&under_way(state), balance.currency()).ok()?;
    terms.room(balance, coming).ok()
}

/// Says what has arrived since it was looked at last.
pub fn tell_arrivals(state: AppState, orders: &[OrderView]) {
    let arrived = OPEN.with_borrow_mut(|open| top_up::arrived(open, orders));
    let lang = state.lang.get_untracked();
    for amount in arrived {
        let text = (i18n::phrases_of(lang).top_up.arrived)(&format_money(amount, lang));
        state.say(Toast::with(text, ToastAction::Open(Route::Balance)));
    }
}
