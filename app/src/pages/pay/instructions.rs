//! How to pay: how much, to whom, until when, with which code, QR or wallet.

use crate::actions::here::{is_tried_out, offset_minutes};
use crate::actions::share;
use crate::components::shop::money;
use crate::components::ui::{CodeBox, barcode, grouped, icon, qr_picture};
use crate::i18n::{Payment, phrases};
use crate::state::AppState;
use leptos::prelude::*;
use std::sync::Arc;
use warung_domain::catalog::Manifest;
use warung_domain::locale::{format_date, format_date_time, format_duration};
use warung_domain::order::{Order, Purpose};
use warung_domain::payment::{Due, Instructions, PaymentMethod};
use warung_domain::qris;
use warung_domain::time::Timestamp;

/// Below this many seconds the countdown turns red.
const URGENT_SECONDS: i64 = 1_800;

/// What the kept picture is called.
const QR_FILE: &str = "qris.png";

/// Everything on one page that can be read without signal, in the sun, and by a scanner.
pub(super) fn instructions_view(
    state: AppState,
    order: &Order,
    instructions: &Instructions,
    due: &Due,
    expires_at: Option<Timestamp>,
) -> AnyView {
    let words = &phrases().payment;
    let lang = state.lang.get_untracked();
    // The catalog may be read a moment later than the order.
    let shop = move || {
        let name = |m: &Option<Arc<Manifest>>| m.as_ref().map(|m| (words.pay_to)(&m.shop_name));
        state.catalog.manifest.with(name)
    };
    let what_for = match order.purpose {
        Purpose::Goods => words.for_order,
        Purpose::TopUp => phrases().top_up.number,
    };
    let what_for = what_for(&order.number);
    let rate = due.rate.map(|rate| {
        let day = format_date(rate.as_of, offset_minutes(), lang);
        let text = (words.rate)(&money(order.breakdown.total), &money(due.amount), &day);
        view! { <p class="muted small">{text}</p> }.into_any()
    });
    view! {
        <section class="card center stack stack-s">
            <p class="muted">{words.to_pay}</p>
            <p class="price price-large" data-test="pay-amount">{money(due.amount)}</p>
            <p>{shop}</p>
            <p class="muted small">{what_for}</p>
            {rate}
        </section>
        {ways_to_pay(state, order.payment_method, instructions, &money(due.amount), words)}
        {expires_at.map(|until| countdown(state, until, words))}
        {simulator_link(order.payment_method, instructions, words)}
        {steps(order.payment_method, words)}
        <p class="muted small">{words.exact} " " {words.watching}</p>
    }
    .into_any()
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

fn ways_to_pay(
    state: AppState,
    method: PaymentMethod,
    instructions: &Instructions,
    amount: &str,
    words: &'static Payment,
) -> AnyView {
    let copy = Callback::new(move |text| share::copy(state, text));
    let code_box = |label: &'static str, code: &str, test: &'static str| {
        let (shown, bare) = (grouped(code), code.to_owned());
        view! { <CodeBox label=label code=shown bare=bare on_copy=copy test=test /> }.into_any()
    };
    let label = (words.code_label)(method);
    match instructions {
        Instructions::Code { code, .. } => {
            let bars = barcode(code, words.barcode.to_owned());
            // Minimarkets' scanners read bars; a counter of the shop may have but a camera.
            let by_camera = (method == PaymentMethod::Counter).then(|| qr_picture(code)).flatten();
            let by_camera = by_camera.map(|picture| {
                view! {
                    <div class="barcode">
                        <img src=picture alt=words.barcode width="200" height="200" data-test="counter-qr" />
                    </div>
                }
                .into_any()
            });
            view! { {code_box(label, code, "payment-code")} {bars} {by_camera} }.into_any()
        }
        Instructions::VirtualAccount { number, .. } => code_box(label, number, "payment-code"),
        Instructions::Bill { biller, number, .. } => view! {
            {code_box(words.biller_label, biller, "biller-code")}
            {code_box(label, number, "payment-code")}
        }
        .into_any(),
        Instructions::Qr { payload } => qr(payload, amount, words),
        Instructions::Wallet { link, .. } => view! {
            <a class="btn btn-primary btn-block" href=link.clone() data-test="open-wallet">
                {words.open_wallet}
            </a>
            <p class="muted small">{words.wallet_note}</p>
        }
        .into_any(),
        Instructions::Cash => ().into_any(),
    }
}

/// The QR as a picture of its own: whoever pays from this very phone keeps it and
/// hands it to the app that pays.
fn qr(payload: &str, amount: &str, words: &'static Payment) -> AnyView {
    let Some(picture) = qr_picture(payload) else { return ().into_any() };
    view! {
        <div class="barcode">
            <img src=picture.clone() alt=(words.qr)(amount) width="280" height="280" data-test="payment-qr" />
        </div>
        <a class="btn btn-block" href=picture download=QR_FILE data-test="keep-qr">{words.keep_qr}</a>
        <p class="muted small">{words.keep_qr_note}</p>
    }
    .into_any()
}

/// Where a shop that is only tried out is paid.
fn simulator_link(
    method: PaymentMethod,
    instructions: &Instructions,
    words: &'static Payment,
) -> Option<AnyView> {
    if !is_tried_out() || !method.needs_gateway() {
        return None;
    }
    let code = match instructions {
        Instructions::Code { code, .. } => code.clone(),
        Instructions::VirtualAccount { number, .. } | Instructions::Bill { number, .. } => {
            number.clone()
        }
        Instructions::Qr { payload } => qris::read(payload).ok()?.reference?,
        // The wallet's own button leads there.
        Instructions::Wallet { .. } | Instructions::Cash => return None,
    };
    let href = format!("/simulator/pay?code={code}");
    let link = view! {
        <a class="btn btn-quiet btn-block" href=href data-test="open-simulator">
            {icon("external")}
            <span>{words.open_simulator}</span>
        </a>
    };
    Some(link.into_any())
}

/// How it is done, step by step.
pub(super) fn steps(method: PaymentMethod, words: &'static Payment) -> AnyView {
    let items = (words.how)(method).iter().map(|step| view! { <li>{*step}</li> }).collect_view();
    view! {
        <section class="card stack stack-s">
            <h2>{words.how_title}</h2>
            <ol class="timeline">{items}</ol>
        </section>
    }
    .into_any()
}
