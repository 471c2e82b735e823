//! The seller's orders: what needs work first, what is done behind a tab.

use super::carried::{carried, from_file};
use super::order_card::{CashAsk, order_card};
use super::refund::{RefundAsk, refund_sheet};
use crate::actions::counter;
use crate::components::shop::money;
use crate::components::ui::{EmptyState, Notice, NoticeKind, Page, Sheet, icon, skeleton_lines};
use crate::i18n::{Counter, phrases};
use crate::state::{AppState, CounterState, Toast};
use leptos::prelude::*;
use leptos::task::spawn_local;
use warung_domain::locale::format_age;
use warung_domain::order::{Order, OrderState, Standing};
use warung_domain::payment::PaymentMethod;
use warung_domain::protocol::SellerOrder;

/// Nothing is left for the seller to do.
fn is_done(order: &Order) -> bool {
    let standing = Standing::of_order(order);
    let is_failed = matches!(standing, Standing::PaymentFailed | Standing::Refunded);
    // Whoever handed goods over still has to record the cash.
    let owes_cash =
        order.payment_method == PaymentMethod::CashOnDelivery && !order.payment.is_paid();
    match order.state {
        OrderState::Cancelled | OrderState::Returned => true,
        OrderState::Completed => !owes_cash,
        OrderState::Accepted | OrderState::NeedsConfirmation { .. } => is_failed,
    }
}

pub fn orders_page(state: AppState, at: CounterState) -> AnyView {
    let words = &phrases().counter;
    let shows_done = RwSignal::new(false);
    let ask = RwSignal::new(None::<CashAsk>);
    let give = RwSignal::new(None::<RefundAsk>);
    let shown = Memo::new(move |_| {
        let wanted = shows_done.get();
        at.orders.with(|orders| {
            let fits = |view: &&SellerOrder| is_done(&view.order) == wanted;
            orders.iter().filter(fits).cloned().collect::<Vec<_>>()
        })
    });
    let is_empty = Memo::new(move |_| shown.with(Vec::is_empty));
    let is_heard = Memo::new(move |_| at.heard_at.get().is_some() || at.trouble.get().is_some());
    let nothing = move || {
        let (title, text) = if shows_done.get() {
            (words.empty_done_title, words.empty_done_text)
        } else {
            (words.empty_open_title, words.empty_open_text)
        };
        match (is_empty.get(), is_heard.get()) {
            (true, true) => view! { <EmptyState glyph="inbox" title=title text=text /> }.into_any(),
            (true, false) => skeleton_lines(5),
            (false, _) => ().into_any(),
        }
    };
    let more = move || {
        at.next.get().map(|_| {
            let older = move |_| spawn_local(counter::older(state, at));
            view! {
                <button type="button" class="btn btn-block" on:click=older>{words.more}</button>
            }
        })
    };
    view! {
        <Page title=words.orders>
            <div class="stack">
                <div class="spread">{tabs(shows_done, words)} {freshness(state, at, words)}</div>
                {trouble(at, words)}
                {carried(state)}
                <For
                    each=move || shown.get()
                    key=|view| (view.order.id, view.rev)
                    children=move |view| order_card(state, at, view, ask, give)
                />
                {nothing}
                {more}
                {from_file(state)}
            </div>
            {cash_sheet(state, at, ask)}
            {refund_sheet(state, at, give)}
        </Page>
    }
    .into_any()
}

fn tabs(shows_done: RwSignal<bool>, words: &'static Counter) -> AnyView {
    let pressed =
        move |wanted: bool| move || if shows_done.get() == wanted { "true" } else { "false" };
    view! {
        <div class="segmented" role="group" aria-label=words.filter>
            <button
                type="button"
                data-test="filter-open"
                aria-pressed=pressed(false)
                on:click=move |_| shows_done.set(false)
            >
                {words.open}
            </button>
            <button
                type="button"
                data-test="filter-done"
                aria-pressed=pressed(true)
                on:click=move |_| shows_done.set(true)
            >
                {words.done}
            </button>
        </div>
    }
    .into_any()
}

fn freshness(state: AppState, at: CounterState, words: &'static Counter) -> AnyView {
    let lang = state.lang.get_untracked();
    let age = Memo::new(move |_| {
        let heard_at = at.heard_at.get()?;
        Some((words.as_of)(&format_age(state.now.get().seconds_since(heard_at), lang)))
    });
    view! {
        <div class="row">
            <span class="muted small">{move || age.get()}</span>
            <button
                type="button"
                class="btn btn-small"
                on:click=move |_| counter::refresh(state, at)
            >
                {icon("refresh")}
                <span>{words.refresh}</span>
            </button>
        </div>
    }
    .into_any()
}

/// Why the list may be old.
pub fn trouble(at: CounterState, words: &'static Counter) -> AnyView {
    let notice = move || {
        at.trouble.get().map(|text| {
            view! { <Notice kind=NoticeKind::Warn title=words.trouble text=text /> }
        })
    };
    view! { {notice} }.into_any()
}

/// Asks once more before cash is recorded: the receipt cannot be taken back.
fn cash_sheet(state: AppState, at: CounterState, ask: RwSignal<Option<CashAsk>>) -> AnyView {
    let words = &phrases().counter;
    let common = &phrases().common;
    let open = RwSignal::new(false);
    Effect::new(move |_| open.set(ask.with(Option::is_some)));
    Effect::new(move |_| {
        if !open.get() && ask.with_untracked(Option::is_some) {
            ask.set(None);
        }
    });
    let record = move |_| {
        let Some(asked) = ask.get_untracked() else { return };
        ask.set(None);
        spawn_local(async move {
            let outcome = counter::take_cash(state, at, asked.order, asked.amount).await;
            let text = if outcome.is_ok() { words.saved } else { words.not_saved };
            state.say(Toast::plain(text));
        });
    };
    let question = move || {
        ask.with(|ask| {
            ask.as_ref().map(|asked| (words.cash_text)(&money(asked.amount), &asked.number))
        })
    };
    let yes =
        move || ask.with(|ask| ask.as_ref().map(|asked| (words.cash_yes)(&money(asked.amount))));
    let foot = view! {
        <button type="button" class="btn" on:click=move |_| ask.set(None)>{common.cancel}</button>
        <button type="button" class="btn btn-primary" data-test="counter-cash-yes" on:click=record>
            {yes}
        </button>
    }
    .into_any();
    view! {
        <Sheet open=open title=words.cash_title foot=foot>
            <p>{question}</p>
        </Sheet>
    }
    .into_any()
}
