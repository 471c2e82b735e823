//! Paying: how much, to whom, until when, with which code, and how.

use super::order::missing_order;
use crate::actions::here::{is_tried_out, offset_minutes};
use crate::actions::share;
use crate::components::shop::money;
use crate::components::ui::{CodeBox, Notice, NoticeKind, Page, icon, skeleton_lines};
use crate::i18n::{Payment, phrases};
use crate::state::AppState;
use leptos::prelude::*;
use std::sync::Arc;
use warung_domain::catalog::Manifest;
use warung_domain::ids::OrderId;
use warung_domain::locale::{format_date, format_date_time, format_duration};
use warung_domain::order::{Order, OrderState};
use warung_domain::payment::{Due, Instructions, PaymentMethod, PaymentState};
use warung_domain::route::Route;
use warung_domain::time::Timestamp;

/// Below this many seconds the countdown turns red.
const URGENT_SECONDS: i64 = 1_800;

/// What the phone knows of the order.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Known {
    Opening,
    Nothing,
    NotYetAtTheShop,
    Order(Box<Order>, bool),
}

#[component]
pub fn PayPage(id: OrderId) -> impl IntoView {
    let state = AppState::expect();
    let words = &phrases().payment;
    let known = Memo::new(move |_| match (state.order(id), state.placing_entry(id)) {
        (Some(view), _) => Known::Order(Box::new(view.order), !view.receipts.is_empty()),
        (None, Some(_)) => Known::NotYetAtTheShop,
        (None, None) if state.opened.get() => Known::Nothing,
        (None, None) => Known::Opening,
    });
    let content = move || match known.get() {
        Known::Opening => skeleton_lines(6),
        Known::Nothing => missing_order(),
        Known::NotYetAtTheShop => view! {
            <Notice kind=NoticeKind::Info title=words.unsent_title text=words.unsent_text />
        }
        .into_any(),
        Known::Order(order, has_receipt) => pay(state, &order, has_receipt),
    };
    let order_link = Route::Order(id).to_string();
    view! {
        <Page title=words.title narrow=true>
            <div class="stack">
                {content}
                <a class="btn btn-block" href=order_link>{words.see_order}</a>
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
        PaymentState::None if order.payment_method.needs_gateway() => preparing(state, words),
        PaymentState::None => cash(&money(order.breakdown.total), words),
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
        PaymentState::Expired { .. } => failed(words.expired_title, words.expired_text, words),
        PaymentState::Denied { .. } => failed(words.denied_title, words.denied_text, words),
        PaymentState::Cancelled { .. } => {
            said(NoticeKind::Info, words.cancelled_title, words.cancelled_text.to_owned())
        }
        PaymentState::Refunded { at: moment, amount } => {
            let text = (words.refunded_text)(&money(*amount), &at(*moment));
            said(NoticeKind::Info, words.refunded_title, text)
        }
        PaymentState::ChargedBack { .. } => {
            failed(words.charged_back_title, words.charged_back_text, words)
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

fn failed(title: &'static str, text: &'static str, words: &'static Payment) -> AnyView {
    view! {
        <Notice kind=NoticeKind::Error title=title text=text>
            <a class="btn btn-primary" href="/">{words.order_again}</a>
        </Notice>
    }
    .into_any()
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

fn instructions_view(
    state: AppState,
    order: &Order,
    instructions: &Instructions,
    due: &Due,
    expires_at: Option<Timestamp>,
) -> AnyView {
    let words = &phrases().payment;
    let lang = state.lang.get_untracked();
    let code = match instructions {
        Instructions::Code { code, .. } => code.clone(),
        Instructions::VirtualAccount { number, .. } => number.clone(),
        Instructions::Cash => String::new(),
    };
    // The catalog may be read a moment later than the order.
    let shop = move || {
        let name = |m: &Option<Arc<Manifest>>| m.as_ref().map(|m| (words.pay_to)(&m.shop_name));
        state.catalog.manifest.with(name)
    };
    let rate = due.rate.map(|rate| {
        let day = format_date(rate.as_of, offset_minutes(), lang);
        let text = (words.rate)(&money(order.breakdown.total), &money(due.amount), &day);
        view! { <p class="muted small">{text}</p> }.into_any()
    });
    let simulator = is_tried_out().then(|| {
        let href = format!("/simulator/pay?code={code}");
        view! {
            <a class="btn btn-quiet btn-block" href=href data-test="open-simulator">
                {icon("external")}
                <span>{words.open_simulator}</span>
            </a>
        }
        .into_any()
    });
    let copy = Callback::new(move |text| share::copy(state, text));
    view! {
        <section class="card center stack stack-s">
            <p class="muted">{words.to_pay}</p>
            <p class="price price-large" data-test="pay-amount">{money(due.amount)}</p>
            <p>{shop}</p>
            <p class="muted small">{(words.for_order)(&order.number)}</p>
            {rate}
        </section>
        <CodeBox
            label=(words.code_label)(order.payment_method)
            code=grouped(&code)
            bare=code
            on_copy=copy
            test="payment-code"
        />
        {expires_at.map(|until| countdown(state, until, words))}
        {simulator}
        {steps(order.payment_method, words)}
        <p class="muted small">{words.exact} " " {words.watching}</p>
    }
    .into_any()
}

/// Digits in fours for the eye; what is copied has no gaps.
fn grouped(code: &str) -> String {
    let digits: Vec<char> = code.chars().collect();
    digits.chunks(4).map(|four| four.iter().collect::<String>()).collect::<Vec<_>>().join(" ")
}

fn countdown(state: AppState, until: Timestamp, words: &'static Payment) -> AnyView {
    let lang = state.lang.get_untracked();
    let moment = format_date_time(until, offset_minutes(), lang);
    let left = Memo::new(move |_| until.seconds_since(state.now.get()));
    let urgent = move || (left.get() < URGENT_SECONDS).then_some("");
    let is_over = Memo::new(move |_| left.get() <= 0);
    let text = move || {
        if is_over.get() { words.overdue.to_owned() } else { (words.until)(&moment) }
    };
    let clock = move || {
        (!is_over.get()).then(|| {
            view! { <span>{words.time_left} " " <time>{move || format_duration(left.get(), lang)}</time></span> }
        })
    };
    // Silent on purpose: a screen reader is not to count seconds aloud.
    view! {
        <div class="countdown" data-urgent=urgent role="timer" aria-live="off">
            <span>{text}</span>
            {clock}
        </div>
    }
    .into_any()
}

fn steps(method: PaymentMethod, words: &'static Payment) -> AnyView {
    let items = (words.how)(method).iter().map(|step| view! { <li>{*step}</li> }).collect_view();
    view! {
        <section class="card stack stack-s">
            <h2>{words.how_title}</h2>
            <ol class="timeline">{items}</ol>
        </section>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_stand_in_fours() {
        assert_eq!(grouped("12345678901"), "1234 5678 901");
        assert_eq!(grouped(""), "");
    }
}
