//! A counter without a line: it takes cash for the orders that it carries, as far as the shop lets it,
//! and for nothing else. What it took is in its outbox, behind the order.

use super::serve::take;
use crate::actions::cash;
use crate::actions::here::offset_minutes;
use crate::components::shop::money;
use crate::components::ui::{Notice, NoticeKind};
use crate::i18n::{Cash, Undo};
use crate::state::carried_cash::{Payable, payable, room, taken};
use crate::state::{AppState, CashState, Word};
use leptos::prelude::*;
use warung_domain::locale::format_date_time;
use warung_domain::money::Money;
use warung_domain::order::Purpose;
use warung_domain::protocol::{CounterDue, CounterPayment};

pub(super) fn without_a_line(
    state: AppState,
    at: CashState,
    words: &'static Cash,
    more: &'static Undo,
) -> AnyView {
    if at.offline.with_untracked(Option::is_none) {
        cash::recall_limit(at);
    }
    // Built anew only when there is something else to be paid: somebody may be typing.
    let waiting = Memo::new(move |_| waiting(state));
    let left = Memo::new(move |_| {
        at.offline.get().map(|limit| state.outbox.with(|entries| room(limit, entries)))
    });
    let list = move || {
        let left = left.get().filter(|left| left.minor() > 0);
        let cards = waiting.get().into_iter().map(|order| match left {
            Some(left) if order.amount.minor() <= left.minor() => {
                to_take(state, at, order, (words, more))
            }
            left => view! {
                <section class="card stack stack-s" data-test="cash-too-much">
                    <p class="price">{money(order.amount)}</p>
                    <p>{no_room(left, more)}</p>
                </section>
            }
            .into_any(),
        });
        cards.collect_view()
    };
    view! {
        <Notice kind=NoticeKind::Warn title=words.offline_title text=more.offline_text />
        {list}
    }
    .into_any()
}

fn no_room(left: Option<Money>, more: &Undo) -> String {
    match left {
        Some(left) => (more.offline_room)(&money(left)),
        None => more.offline_none.to_owned(),
    }
}

/// What is carried here, to be paid at a counter, and not paid here yet.
fn waiting(state: AppState) -> Vec<Payable> {
    let carried: Vec<Payable> =
        state.carried.with(|entries| entries.iter().filter_map(payable).collect());
    state.outbox.with(|outbox| {
        let is_open = |order: &Payable| {
            let paid = taken(outbox, Some(order.order), Money::zero(order.amount.currency()));
            paid.is_ok_and(Money::is_zero)
        };
        carried.into_iter().filter(is_open).collect()
    })
}

fn to_take(
    state: AppState,
    at: CashState,
    order: Payable,
    (words, more): (&'static Cash, &'static Undo),
) -> AnyView {
    let made = format_date_time(order.made_at, offset_minutes(), state.lang.get_untracked());
    let payment = CounterPayment {
        order: order.order,
        number: more.carried.to_owned(),
        purpose: Purpose::Goods,
        name: String::new(),
        amount: order.amount,
        due: CounterDue::Open { until: None },
        room: None,
        bill: None,
    };
    view! {
        <section class="card stack stack-s" data-test="cash-carried">
            <p class="price price-large">{money(order.amount)}</p>
            <p class="muted small">{more.carried} " · " {made}</p>
        </section>
        {take(state, at, payment, Word::ThePhones, words)}
    }
    .into_any()
}
