//! The shop's question about an order, and answers on their way.

use crate::actions::order;
use crate::actions::outbox;
use crate::components::shop::money;
use crate::components::ui::{Notice, NoticeKind, Sheet};
use crate::i18n::{Orders, phrases};
use crate::state::{AppState, OnItsWay, Toast};
use leptos::prelude::*;
use leptos::task::spawn_local;
use warung_domain::ids::OrderId;
use warung_domain::order::{Order, OrderProblem, OrderState};
use warung_domain::outbox::WedgeReason;

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
    let words = &phrases().orders;
    let items = problems
        .iter()
        .map(|problem| view! { <li>{describe(state, order, problem, words)}</li> })
        .collect_view();
    let is_payable = !problems.contains(&OrderProblem::PaymentUnavailable);
    let (id, total) = (order.id, order.breakdown.total);
    let take = move |_| {
        spawn_local(async move {
            if order::confirm(state, id, total).await.is_err() {
                state.say(Toast::plain(words.not_saved));
            }
        });
    };
    let button = move || {
        (is_payable && !is_answered.get()).then(|| {
            view! {
                <button
                    type="button"
                    class="btn btn-primary btn-block"
                    data-test="take-total"
                    on:click=take
                >
                    {(words.take_total)(&money(total))}
                </button>
            }
        })
    };
    view! {
        <section class="card stack" data-test="order-problems">
            <h2>{words.asks_title}</h2>
            <ul class="stack stack-s">{items}</ul>
            {button}
        </section>
    }
    .into_any()
}

fn describe(state: AppState, order: &Order, problem: &OrderProblem, words: &Orders) -> String {
    let lang = state.lang.get_untracked();
    match problem {
        OrderProblem::PriceChanged { name, was, now, .. } => {
            (words.price_changed)(name, &money(*was), &money(*now))
        }
        OrderProblem::OutOfStock { name, wanted, available, .. } => {
            (words.out_of_stock)(name, *wanted, *available)
        }
        OrderProblem::Withdrawn { product, .. } => {
            let name = untrack(|| state.catalog.product(product))
                .map_or_else(|| product.to_string(), |known| known.name.get(lang).to_owned());
            (words.withdrawn)(&name)
        }
        OrderProblem::DeliveryChanged => (words.delivery_changed)(order.delivery_name.get(lang)),
        OrderProblem::PaymentUnavailable => words.payment_unavailable.to_owned(),
        OrderProblem::TotalChanged { was, now } => {
            (words.total_changed)(&money(*was), &money(*now))
        }
    }
}

fn note(state: AppState, command: OnItsWay, words: &'static Orders) -> AnyView {
    let Some(reason) = command.stuck else {
        let text = match command.kind.as_str() {
            "cancel-order" => words.cancel_pending,
            _ => words.confirm_pending,
        };
        return view! { <Notice kind=NoticeKind::Info title=text /> }.into_any();
    };
    let why = match reason {
        WedgeReason::Rejected(code) => (words.reject)(code),
        WedgeReason::UpdateNeeded => words.update_needed,
    };
    let drop = move |_| {
        spawn_local(async move {
            if outbox::drop_refused(state, command.id).await.is_err() {
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
    let cancel = move |_| {
        open.set(false);
        spawn_local(async move {
            if order::cancel(state, id).await.is_err() {
                state.say(Toast::plain(words.not_saved));
            }
        });
    };
    let foot = view! {
        <button type="button" class="btn" on:click=move |_| open.set(false)>{words.cancel_no}</button>
        <button type="button" class="btn btn-danger" data-test="cancel-yes" on:click=cancel>
            {words.cancel_yes}
        </button>
    }
    .into_any();
    view! {
        <button
            type="button"
            class="btn btn-danger btn-block"
            data-test="cancel-order"
            on:click=move |_| open.set(true)
        >
            {words.cancel}
        </button>
        <Sheet open=open title=words.cancel_title foot=foot>
            <p>{words.cancel_text}</p>
        </Sheet>
    }
    .into_any()
}
