//! An order the shop has.

use super::asked::asked;
use super::digital::digital;
use crate::actions::here::offset_minutes;
use crate::components::shop::money_back::{refunds, strays};
use crate::components::shop::order_address::address_lines;
use crate::components::shop::order_breakdown::{breakdown_totals, priced_lines};
use crate::components::shop::order_standing::{Reached, standing_pill, state_track};
use crate::components::shop::order_timeline::{Happened, timeline};
use crate::i18n::{Orders, Phrases, phrases};
use crate::state::AppState;
use leptos::prelude::*;
use warung_domain::catalog::DeliveryMethod;
use warung_domain::ids::SellerId;
use warung_domain::locale::format_date_time;
use warung_domain::order::{FulfilmentState, Milestone, Order, Purpose, Standing};
use warung_domain::payment::{Instructions, PaymentMethod, PaymentState};
use warung_domain::protocol::OrderView;
use warung_domain::route::Route;

pub fn placed(state: AppState, view: OrderView) -> AnyView {
    let all_words = phrases();
    let words = &all_words.orders;
    let lang = state.lang.get_untracked();
    let order = &view.order;
    let standing = Standing::of_order(order);
    let at = |moment| format_date_time(moment, offset_minutes(), lang);
    let paid = match &order.payment {
        PaymentState::Settled { at: moment, .. } => at(*moment),
        _ => String::new(),
    };
    let reached = Reached { saved: String::new(), accepted: at(order.accepted_at), paid };
    let is_top_up = order.purpose == Purpose::TopUp;
    let title = if is_top_up { all_words.top_up.number } else { words.number }(&order.number);
    let next = if is_top_up {
        next_of_top_up(order, standing, all_words)
    } else {
        next_words(order, standing, words)
    };
    let is_carried = order.delivery != DeliveryMethod::digital().id;
    let place = order.address.as_ref().map(address_lines).or_else(|| {
        is_carried.then(|| view! { <p class="muted">{all_words.checkout.picked_up}</p> }.into_any())
    });
    let delivery = (!is_top_up).then(|| {
        view! {
            <section class="card stack stack-s">
                <h2>{words.delivery_title}</h2>
                <p>{order.delivery_name.get(lang).to_owned()}</p>
                {place}
            </section>
        }
        .into_any()
    });
    let note = (!order.note.is_empty()).then(|| {
        view! {
            <section class="card stack stack-s">
                <h2>{words.note_title}</h2>
                <p>{order.note.clone()}</p>
            </section>
        }
        .into_any()
    });
    view! {
        <div class="side">
            <div class="stack">
                <section class="card stack">
                    <div class="spread">
                        <h2 data-test="order-number">{title}</h2>
                        {standing_pill(standing)}
                    </div>
                    {state_track(standing, reached, lang)}
                    <p data-test="order-next">{next}</p>
                    {links(&view, words)}
                </section>
                {asked(state, order)}
                {strays(order, lang, offset_minutes())}
                {refunds(order, lang, offset_minutes())}
                {digital(state, order)}
                {parcels(state, order)}
                <section class="card">{breakdown_totals(&order.breakdown, lang)}</section>
            </div>
            <aside class="stack">
                {delivery}
                <section class="card stack stack-s">
                    <h2>{words.payment_title}</h2>
                    <p>{(all_words.payment.method)(order.payment_method)}</p>
                </section>
                {note}
                <section class="card stack">
                    <h2>{words.timeline_title}</h2>
                    {history(state, order)}
                </section>
            </aside>
        </div>
    }
    .into_any()
}

/// What is next, in one sentence.
fn next_words(order: &Order, standing: Standing, words: &Orders) -> &'static str {
    let every = |wanted: FulfilmentState| order.fulfilment.iter().all(|p| p.state == wanted);
    let is_under_way = order.fulfilment.iter().any(|parcel| {
        matches!(parcel.state, FulfilmentState::Shipped | FulfilmentState::ReadyForPickup)
    });
    match standing {
        Standing::Cancelled => words.next_cancelled,
        Standing::NeedsAnswer => words.next_needs_answer,
        Standing::PaymentFailed => words.next_payment_failed,
        Standing::Refunded => words.next_refunded,
        Standing::Refused => words.next_refused,
        Standing::SavedOnPhone => words.next_saved,
        Standing::PaidProvisionally => words.next_provisional,
        Standing::Paid if every(FulfilmentState::Completed) => words.next_done,
        Standing::Paid | Standing::Accepted if is_under_way => words.next_on_its_way,
        Standing::Paid => words.next_paid,
        Standing::Accepted => match (&order.payment, order.payment_method) {
            (_, PaymentMethod::CashOnDelivery) => words.next_accepted_cash,
            (PaymentState::Pending { instructions: Instructions::Cash, .. }, _) => {
                words.next_accepted_cash
            }
            (PaymentState::Pending { .. }, _) => words.next_accepted_code,
            _ => words.next_accepted_preparing,
        },
    }
}

/// The same of a balance that is filled.
fn next_of_top_up(order: &Order, standing: Standing, words: &Phrases) -> &'static str {
    let t = &words.top_up;
    match (standing, &order.payment) {
        (Standing::Paid, _) => t.next_done,
        (Standing::PaidProvisionally, _) => t.next_provisional,
        (Standing::Accepted, PaymentState::Pending { .. }) => t.next_code,
        (Standing::Accepted, _) => t.next_preparing,
        _ => next_words(order, standing, &words.orders),
    }
}

fn links(view: &OrderView, words: &'static Orders) -> AnyView {
    let order = &view.order;
    let standing = Standing::of_order(order);
    let is_owed = standing == Standing::Accepted && order.payment_method.needs_gateway();
    // Also where a code ran out: its page has the next one.
    let is_payable = is_owed || order.may_change_payment();
    let pay = is_payable.then(|| {
        let href = Route::Pay(order.id).to_string();
        view! {
            <a class="btn btn-primary btn-block" href=href data-test="pay-link">{words.pay_now}</a>
        }
        .into_any()
    });
    let receipt = (!view.receipts.is_empty()).then(|| {
        let href = Route::Receipt(order.id).to_string();
        view! {
            <a class="btn btn-block" href=href data-test="receipt-link">{words.see_receipt}</a>
        }
        .into_any()
    });
    let balance = (order.purpose == Purpose::TopUp).then(|| {
        let href = Route::Balance.to_string();
        let label = phrases().top_up.see_balance;
        view! { <a class="btn btn-block" href=href data-test="to-balance">{label}</a> }.into_any()
    });
    view! {
        {pay}
        {receipt}
        {balance}
    }
    .into_any()
}

fn seller_name(state: AppState, seller: &SellerId) -> String {
    untrack(|| state.catalog.seller(seller)).map_or_else(|| seller.to_string(), |known| known.name)
}

fn parcels(state: AppState, order: &Order) -> AnyView {
    let words = &phrases().orders;
    let lang = state.lang.get_untracked();
    order
        .breakdown
        .parcels
        .iter()
        .map(|parcel| {
            let progress = order.fulfilment.iter().find(|p| p.seller == parcel.seller);
            let progress = progress.map(|progress| {
                let class = match progress.state {
                    FulfilmentState::Awaiting => "pill pill-muted",
                    FulfilmentState::Completed => "pill pill-paid",
                    _ => "pill pill-accepted",
                };
                view! { <span class=class>{(words.fulfilment)(progress.state)}</span> }.into_any()
            });
            view! {
                <section class="card stack stack-s">
                    <div class="spread">
                        <h2>{(words.parcel_from)(&seller_name(state, &parcel.seller))}</h2>
                        {progress}
                    </div>
                    {priced_lines(&parcel.lines, lang)}
                </section>
            }
            .into_any()
        })
        .collect_view()
        .into_any()
}

fn history(state: AppState, order: &Order) -> AnyView {
    let words = &phrases().orders;
    let lang = state.lang.get_untracked();
    let has_several = order.fulfilment.len() > 1;
    let events = order
        .timeline
        .iter()
        .map(|entry| {
            let whose = match &entry.what {
                Milestone::Packed { seller }
                | Milestone::Shipped { seller }
                | Milestone::ReadyForPickup { seller }
                | Milestone::Completed { seller }
                    if has_several =>
                {
                    (words.parcel_from)(&seller_name(state, seller))
                }
                _ => String::new(),
            };
            Happened {
                what: (words.milestone)(&entry.what).to_owned(),
                whose,
                when: format_date_time(entry.at, offset_minutes(), lang),
            }
        })
        .collect();
    timeline(events)
}
