//! The shop's question about an order, and answers on their way.

use crate::actions::outbox::{self, TakenBack};
use crate::actions::{edit_anew, navigate, order};
use crate::components::shop::money;
use crate::components::ui::{Notice, NoticeKind, Question, confirm};
use crate::i18n::{Orders, Phrases, phrases};
use crate::state::{AppState, Toast};
use leptos::prelude::*;
use leptos::task::spawn_local;
use warung_domain::ids::OrderId;
use warung_domain::order::{Order, OrderProblem, OrderState};
use warung_domain::outbox::WedgeReason;
use warung_domain::route::Route;
use warung_phone::pending::Pending;

/// What was changed, the buttons to answer with, and what was answered.
pub fn asked(state: AppState, order: &Order) -> AnyView {
    let words = &phrases().orders;
    let id = order.id;
    let waiting = Memo::new(move |_| state.on_its_way(id));
    let notes =
        move || waiting.get().into_iter().map(|command| note(state, command, words)).collect_view();
    let is_answered =
        Memo::new(move |_| waiting.with(|all| all.iter().any(|command| command.stuck.is_none())));
    let question = match &order.state {
        OrderState::NeedsConfirmation { problems } => question(state, order, problems, is_answered),
        _ => ().into_any(),
    };
    let may_cancel = order.may_be_cancelled();
    let cancel =
        move || (may_cancel && !is_answered.get()).then(|| cancel_button(state, id, words));
    view! {
        {question}
        {notes}
        {cancel}
    }
    .into_any()
}

fn question(
    state: AppState,
    order: &Order,
    problems: &[OrderProblem],
    is_answered: Memo<bool>,
) -> AnyView {
    let all_words = phrases();
    let (words, asks, outbox_words) = (&all_words.orders, &all_words.asks, &all_words.outbox);
    let items = problems
        .iter()
        .map(|problem| view! { <li>{describe(state, order, problem, all_words)}</li> })
        .collect_view();
    let (id, total) = (order.id, order.breakdown.total);
    let take = move |_| {
        spawn_local(async move {
            if order::confirm(state, id, total).await.is_err() {
                state.say(Toast::plain(words.not_saved));
            }
        });
    };
    let kept = order.clone();
    let changing = RwSignal::new(false);
    let change = Callback::new(move |()| {
        let order = kept.clone();
        spawn_local(async move {
            match edit_anew::change(state, &order).await {
                Ok(TakenBack::CartIsFull) => state.say(Toast::plain(outbox_words.cart_is_full)),
                Ok(_) => {
                    state.say(Toast::plain(asks.changed));
                    navigate::go(state, Route::Cart);
                }
                Err(_) => state.say(Toast::plain(words.not_saved)),
            }
        });
    });
    let change_question = Question {
        title: asks.change_title,
        text: asks.change_text,
        yes: asks.change_yes,
        no: words.cancel_no,
        test: "change-yes",
    };
    // An amount is not edited into a cart; it can be called off below.
    let changes = order.purpose.is_goods();
    let buttons = move || {
        (!is_answered.get()).then(|| {
            view! {
                <button
                    type="button"
                    class="btn btn-primary btn-block"
                    data-test="take-total"
                    on:click=take
                >
                    {(asks.take_total)(&money(total))}
                </button>
                {changes.then(|| {
                    view! {
                        <button
                            type="button"
                            class="btn btn-block"
                            data-test="change-order"
                            on:click=move |_| changing.set(true)
                        >
                            {asks.change}
                        </button>
                    }
                })}
            }
            .into_any()
        })
    };
    view! {
        <section class="card stack" data-test="order-problems">
            <h2>{asks.title}</h2>
            <ul class="stack stack-s">{items}</ul>
            {buttons}
            {confirm(changing, change_question, change)}
        </section>
    }
    .into_any()
}

fn describe(state: AppState, order: &Order, problem: &OrderProblem, all: &Phrases) -> String {
    let asks = &all.asks;
    let method = (all.payment.method)(order.payment_method);
    let lang = state.lang.get_untracked();
    match problem {
        OrderProblem::PriceChanged { name, was, now, .. } => {
            (asks.price_changed)(name, &money(*was), &money(*now))
        }
        OrderProblem::OutOfStock { name, wanted, available, .. } => {
            (asks.out_of_stock)(name, *wanted, *available)
        }
        OrderProblem::Withdrawn { product, name, .. } => {
            let known = untrack(|| state.catalog.product(product));
            let name = match known {
                Some(known) => known.name.get(lang).to_owned(),
                None if name.is_empty() => product.to_string(),
                None => name.clone(),
            };
            (asks.withdrawn)(&name)
        }
        OrderProblem::DeliveryChanged => (asks.delivery_changed)(order.delivery_name.get(lang)),
        OrderProblem::PaymentUnavailable => (asks.payment_unavailable)(method),
        OrderProblem::BelowMinimum { minimum } => (asks.below_minimum)(&money(*minimum), method),
        OrderProblem::TotalChanged { was, now } => (asks.total_changed)(&money(*was), &money(*now)),
    }
}

/// A command about an order on its way, or what became of it.
pub fn note(state: AppState, command: Pending, words: &'static Orders) -> AnyView {
    let Some(reason) = command.stuck else {
        let text = match command.kind.as_str() {
            "cancel-order" => words.cancel_pending,
            "change-payment" => words.change_pending,
            _ => words.confirm_pending,
        };
        return view! { <Notice kind=NoticeKind::Info title=text /> }.into_any();
    };
    let why = match reason {
        WedgeReason::Rejected(code) => (words.reject)(code),
        WedgeReason::UpdateNeeded => {
            return view! { <Notice kind=NoticeKind::Warn title=words.update_needed /> }.into_any();
        }
    };
    let drop = move |_| {
        spawn_local(async move {
            if outbox::put_aside(state, command.id).await.is_err() {
                state.say(Toast::plain(words.not_saved));
            }
        });
    };
    view! {
        <Notice kind=NoticeKind::Error title=(words.command_refused)(why)>
            <button type="button" class="btn btn-small" on:click=drop>{words.drop}</button>
        </Notice>
    }
    .into_any()
}

fn cancel_button(state: AppState, id: OrderId, words: &'static Orders) -> AnyView {
    let open = RwSignal::new(false);
    let cancel = Callback::new(move |()| {
        spawn_local(async move {
            if order::cancel(state, id).await.is_err() {
                state.say(Toast::plain(words.not_saved));
            }
        });
    });
    let question = Question {
        title: words.cancel_title,
        text: words.cancel_text,
        yes: words.cancel_yes,
        no: words.cancel_no,
        test: "cancel-yes",
    };
    view! {
        <button
            type="button"
            class="btn btn-danger btn-block"
            data-test="cancel-order"
            on:click=move |_| open.set(true)
        >
            {words.cancel}
        </button>
        {confirm(open, question, cancel)}
    }
    .into_any()
}
