//! Paying: where the money is, and what to do about it.

mod another;
mod instructions;

use self::another::another_way;
use self::instructions::{instructions_view, steps};
use super::order::{asked::note, missing_order};
use crate::actions::here::offset_minutes;
use crate::components::shop::money;
use crate::components::shop::money_back::{refunds, strays};
use crate::components::ui::{Notice, NoticeKind, Page, skeleton_lines};
use crate::i18n::{Payment, phrases};
use crate::state::AppState;
use leptos::prelude::*;
use warung_domain::ids::OrderId;
use warung_domain::locale::format_date_time;
use warung_domain::order::{Order, OrderState, Purpose};
use warung_domain::payment::{Instructions, PaymentMethod, PaymentState};
use warung_domain::route::Route;

/// Choosing another way to pay, by the command's kind.
const CHANGE: &str = "change-payment";

/// What the phone knows of the order.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Known {
    Opening,
    Nothing,
    NotYetAtTheShop(Purpose),
    Order(Box<Order>, bool),
}

#[component]
pub fn PayPage(id: OrderId) -> impl IntoView {
    let state = AppState::expect();
    let words = &phrases().payment;
    let known = Memo::new(move |_| match (state.order(id), state.placing_entry(id)) {
        (Some(view), _) => Known::Order(Box::new(view.order), !view.receipts.is_empty()),
        (None, Some(entry)) if entry.kind == "top-up" => Known::NotYetAtTheShop(Purpose::TopUp),
        (None, Some(_)) => Known::NotYetAtTheShop(Purpose::Goods),
        (None, None) if state.opened.get() => Known::Nothing,
        (None, None) => Known::Opening,
    });
    let changes = Memo::new(move |_| {
        let mut waiting = state.on_its_way(id);
        waiting.retain(|command| command.kind == CHANGE);
        waiting
    });
    let content = move || match known.get() {
        Known::Opening => skeleton_lines(6),
        Known::Nothing => missing_order(),
        Known::NotYetAtTheShop(purpose) => {
            let fills = &phrases().top_up;
            let (title, text) = match purpose {
                Purpose::Goods => (words.unsent_title, words.unsent_text),
                Purpose::TopUp => (fills.unsent_title, fills.unsent_text),
            };
            view! { <Notice kind=NoticeKind::Info title=title text=text /> }.into_any()
        }
        Known::Order(order, has_receipt) => {
            let changes = changes.get();
            let is_changing = changes.iter().any(|command| command.stuck.is_none());
            let refused = changes.into_iter().filter(|command| command.stuck.is_some());
            let refused =
                refused.map(|command| note(state, command, &phrases().orders)).collect_view();
            let (shown, another) = if is_changing {
                (changing(state), ().into_any())
            } else {
                (pay(state, &order, has_receipt), another_way(state, &order))
            };
            let lang = state.lang.get_untracked();
            view! {
                {refused}
                {strays(&order, lang, offset_minutes())}
                {shown}
                {another}
                {refunds(&order, lang, offset_minutes())}
            }
            .into_any()
        }
    };
    let back = move || {
        let fills_balance = known.with(|known| match known {
            Known::Order(order, _) => order.purpose == Purpose::TopUp,
            Known::NotYetAtTheShop(purpose) => *purpose == Purpose::TopUp,
            Known::Opening | Known::Nothing => false,
        });
        let (label, route) = if fills_balance {
            (phrases().top_up.see_balance, Route::Balance)
        } else {
            (words.see_order, Route::Order(id))
        };
        view! { <a class="btn btn-block" href=route.to_string()>{label}</a> }
    };
    view! {
        <Page title=words.title narrow=true>
            <div class="stack">
                {content}
                {back}
            </div>
        </Page>
    }
    .into_any()
}

fn pay(state: AppState, order: &Order, has_receipt: bool) -> AnyView {
    let words = &phrases().payment;
    let lang = state.lang.get_untracked();
    let at = |moment| format_date_time(moment, offset_minutes(), lang);
    if matches!(order.state, OrderState::NeedsConfirmation { .. }) {
        return said(
            NoticeKind::Warn,
            words.answer_first_title,
            words.answer_first_text.to_owned(),
        );
    }
    let result = match &order.payment {
        PaymentState::None if order.state == OrderState::Cancelled => {
            said(NoticeKind::Info, words.cancelled_title, words.cancelled_text.to_owned())
        }
        PaymentState::None if order.payment_method == PaymentMethod::CashOnDelivery => {
            cash(&money(order.breakdown.total), words)
        }
        PaymentState::None => preparing(state, words),
        PaymentState::Pending { instructions: Instructions::Cash, due, .. } => {
            cash(&money(due.amount), words)
        }
        PaymentState::Pending { instructions, due, expires_at } => {
            return instructions_view(state, order, instructions, due, *expires_at);
        }
        PaymentState::SettledProvisionally { until, .. } => {
            said(NoticeKind::Info, words.provisional_title, (words.provisional_text)(&at(*until)))
        }
        PaymentState::Settled { at: moment, paid } => {
            let text = (words.paid_text)(&money(*paid), &at(*moment));
            said(NoticeKind::Ok, words.paid_title, text)
        }
        PaymentState::Expired { .. } => failed(words.expired_title, words.expired_text),
        PaymentState::Denied { .. } => failed(words.denied_title, words.denied_text),
        PaymentState::Cancelled { .. } => {
            said(NoticeKind::Info, words.cancelled_title, words.cancelled_text.to_owned())
        }
        PaymentState::Refunded { at: moment, amount, .. } => {
            let text = (words.refunded_text)(&money(*amount), &at(*moment));
            said(NoticeKind::Info, words.refunded_title, text)
        }
        PaymentState::ChargedBack { .. } => {
            failed(words.charged_back_title, words.charged_back_text)
        }
    };
    let receipt = has_receipt.then(|| {
        let href = Route::Receipt(order.id).to_string();
        view! { <a class="btn btn-primary btn-block" href=href data-test="receipt-link">{words.see_receipt}</a> }
            .into_any()
    });
    view! {
        <div class="stack" data-test="payment-state" data-state=order.payment.name()>
            {result}
            {receipt}
        </div>
    }
    .into_any()
}

fn said(kind: NoticeKind, title: &'static str, text: String) -> AnyView {
    view! { <Notice kind=kind title=title text=text /> }.into_any()
}

/// What can be done instead stands below ([`another_way`]).
fn failed(title: &'static str, text: &'static str) -> AnyView {
    view! { <Notice kind=NoticeKind::Error title=title text=text /> }.into_any()
}

/// The old code is not to be paid any more, and the new one is not here.
fn changing(state: AppState) -> AnyView {
    let words = &phrases().repay;
    let is_down = Memo::new(move |_| state.line.get().is_down());
    let notice = move || {
        let text = if is_down.get() { words.changing_offline } else { words.changing_text };
        view! { <Notice kind=NoticeKind::Info title=words.changing_title text=text /> }
    };
    view! { <div data-test="changing-payment">{notice}</div> }.into_any()
}

fn cash(amount: &str, words: &'static Payment) -> AnyView {
    view! {
        <Notice kind=NoticeKind::Info title=words.cash_title text=(words.cash_text)(amount) />
        {steps(PaymentMethod::CashOnDelivery, words)}
    }
    .into_any()
}

/// The order is at the shop, the code is not here yet.
fn preparing(state: AppState, words: &'static Payment) -> AnyView {
    let is_down = Memo::new(move |_| state.line.get().is_down());
    let notice = move || {
        let (title, text) = if is_down.get() {
            (words.offline_title, words.offline_text)
        } else {
            (words.preparing_title, words.preparing_text)
        };
        view! { <Notice kind=NoticeKind::Info title=title text=text /> }
    };
    view! { {notice} }.into_any()
}
